"""Labels on the page: coverage, votes, perception and ratings."""

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation.results import Perception, Ratings
from oe_quality.analysis.aggregation.votes import Votes
from oe_quality.plaintext import visible
from oe_quality.render.page.blocks import Figure, Prose, Table
from oe_quality.render.sections import labels
from tests.render.hostile import HOSTILE
from tests.render.made_up import PLAIN, Made


def test_ratings_of_a_hostile_question_have_a_harmless_axis():
    made = Made(HOSTILE[13], ["x"], ["i", "j"], ["g"])

    two = np.array([1.0, 2.0])
    ratings = Ratings(
        made.question, "mean", pl.Series(["i", "j"]), two, two, np.array([2, 2]), (), None, None, None, None, None, (),
        True, 0, made.audit().left_out,
    )  # fmt: skip
    assert "\x00" not in str(labels.ratings_spread(ratings).chart.to_dict())
    assert visible(made.question) in str(labels.ratings_spread(ratings).chart.to_dict())


def counted(*counts):
    rows = np.array(counts, dtype=np.int64)
    items = pl.Series([f"i{i}" for i in range(len(rows))])
    return Votes("mood", items, ("calm", "sad"), rows, rows.sum(axis=1), multilabel=False)


def test_ties_and_single_answers_are_counted():
    figure = labels.vote_status(counted([2, 0], [1, 1], [1, 0], [0, 2]))
    assert figure.caption == "1 of 4 (25 %) of the items are tied; 1 of 4 (25 %) rest on one answer."
    assert labels.vote_status(counted([2, 0])).caption.endswith("none rests on one answer.")
    assert dict(figure.data["votes-mood"].rows()) == {"unanimous": 2, "tie": 1, "single": 1}


def test_contested_items_stand_with_their_votes_the_most_spread_first():
    it = Made(*PLAIN).consensus()
    votes = Votes("emotion", it.items, it.labels, it.counts.astype(np.int64), it.n_annotators.astype(np.int64), False)
    table = labels.contested(votes, it)
    assert table.frame["confidence"].to_list() == [it.confidence[i] for i in votes.contested(labels.CONTESTED_ROWS)]
    alone = labels.contested(counted([3, 1], [2, 2], [1, 0]), None)
    assert alone.frame["item"].to_list() == ["i1", "i0"]
    assert alone.frame["votes"].to_list()[1] == "3 \N{MULTIPLICATION SIGN} calm, 1 \N{MULTIPLICATION SIGN} sad"
    assert "winner" not in alone.frame.columns


def test_coverage_counts_items_at_each_confidence_but_none_with_gold():
    it = Made(*PLAIN).consensus()
    figure = labels.coverage(it)
    sure = int((it.confidence >= 0.9).sum())
    assert figure.caption.startswith(f"{sure} of 20 (")
    first = figure.data["coverage-emotion"].row(0, named=True)
    assert (first["coverage"], first["expected"]) == (1.0, pytest.approx(it.confidence.mean()))
    some = labels.coverage(it, frozenset(["clip0", "clip1"]))
    assert " of 18 (" in some.caption
    assert some.caption.endswith("2 items with a gold answer are not counted.")
    assert isinstance(labels.coverage(it, frozenset(it.items)), Prose)


def test_equal_ratings_lie_in_one_interval_around_them():
    counts, edges = labels.spread(np.array([2.0, 2.0]))
    assert (counts.tolist(), edges.tolist()) == ([2], [1.5, 2.5])
    counts, edges = labels.spread(np.array([0.0, 1.0]))
    assert (len(counts), counts.sum(), edges[0], edges[-1]) == (labels.RATING_BINS, 2, 0.0, 1.0)


def test_what_stands_on_the_page_of_each_kind_of_label():
    it = Made(*PLAIN).consensus()
    assert [block.id for block in labels.blocks(None, it)] == ["coverage-emotion"]
    share = np.array([[0.6, 0.4], [0.9, 0.1]])
    seen = Perception(
        "mood", "shares", "all", pl.Series(["i0", "i1"]), ("calm", "sad"), share, share, share, np.array([2, 2]),
        np.ones((2, 2), dtype=int), (), np.ones(0), np.ones(2), 0, it.left_out, multilabel=False,
    )  # fmt: skip
    figure, status, table = labels.blocks(counted([2, 0], [1, 1]), seen)
    assert figure.caption.endswith("Most often: calm, 75 %.")
    assert figure.help.how == "The bars add up to 100 %: one answer each."
    assert [type(status), type(table)] == [Figure, Table]
    assert "winner" not in table.frame.columns
