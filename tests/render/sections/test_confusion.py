"""Confusions of all annotators, of single ones, and what is missed."""

import numpy as np
import polars as pl
import pytest

from oe_quality.render.page.blocks import Figure, Prose
from oe_quality.render.sections import confusion
from tests.render.made_up import PLAIN, Made, one


def test_the_average_confusion_weighs_annotators_by_their_answers():
    it = Made(*PLAIN).consensus()
    n = np.zeros(12, dtype=np.int64)
    n[3] = 100
    object.__setattr__(it.annotators, "n_responses", n)
    cells = confusion.average(it).data["confusion-emotion"]
    cell = cells.filter((pl.col("truth") == "sad") & (pl.col("answer") == "happy"))["share"].item()
    assert cell == pytest.approx(it.annotators.confusion[3, 1, 2])


def test_a_label_that_only_some_miss_lies_above_the_line():
    recall = np.full((8, 2), 0.9)
    recall[4:, 0] = 0.3
    recall[:, 1] = 0.4
    skill = np.array([0.9] * 4 + [0.5] * 4)
    figure = confusion.guideline_or_people("q", ["people", "guideline"], recall, skill, np.full(8, 50))
    rows = {row["label"]: row for row in figure.data["guideline-q"].to_dicts()}
    assert rows["people"]["reliable"] == pytest.approx(0.1)
    assert rows["people"]["others"] == pytest.approx(0.7)
    assert rows["guideline"]["gap"] == pytest.approx(0.0)
    assert "listing" not in figure.caption
    few = confusion.guideline_or_people("q", ["a"], recall[:3], skill[:3], np.full(3, 50))
    assert isinstance(few, Prose)


def test_single_annotators_stand_beside_the_average_if_they_are_known():
    it = Made(*PLAIN).consensus()
    section = confusion.section([it], ["A03", "nobody"])
    own = one(section, "own-confusion-emotion", Figure)
    assert own.data["own-confusion-emotion"]["annotator"].unique().to_list() == ["A03"]
    assert own.caption.startswith(
        f"Expected share of answers on the diagonal: A03 {100 * it.annotators.accuracy[2]:.0f} %"
    )
    assert own.table.frame.filter(pl.col("truth") == pl.col("answer")).is_empty()
    assert len(confusion.section([it], ["nobody"]).blocks) == 2


def test_labels_of_a_set_are_found_where_they_apply_and_added_where_they_do_not():
    it = Made(*PLAIN).consensus_set("moods")
    figure = confusion.average_or_why(it)
    row = figure.data["missed-moods"].filter(pl.col("label") == "sad").to_dicts()[0]
    assert row["found"] == pytest.approx(it.annotators[1].confusion[:, 1, 1].mean())
    assert row["added"] == pytest.approx(it.annotators[1].confusion[:, 0, 1].mean())
    assert figure.data["missed-moods"]["found"].is_sorted(descending=True)


def test_without_what_people_do_it_says_which_method_did_not_learn_it():
    it = Made(*PLAIN).consensus()
    object.__setattr__(it, "annotators", None)
    why = confusion.average_or_why(it)
    assert isinstance(why, Prose)
    assert why.paragraphs == ("dawid-skene does not learn how each annotator confuses the labels of emotion.",)
    assert isinstance(confusion.section([]).blocks[0], Prose)
