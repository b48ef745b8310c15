"""Perception of a panel: near the truth on the Open Empathic export, and said for whom it speaks."""

import gzip
import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation.perception import parents, perceive
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import RatingChunk, SetChunk, chunk_of, offsets_of
from oe_quality.kernel.distributions.divergence import jensen_shannon
from oe_quality.kernel.simulate import choices, crew, sets
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel

SINCERE = ("good", "fair")


def panel_of(data, labels, n_annotators, scale=Scale.MULTILABEL, **about):
    n_items = data.n_items
    return Panel(
        Question("mood", scale, labels, **about),
        pl.Series([f"i{i:04d}" for i in range(n_items)]),
        pl.Series([f"a{a:03d}" for a in range(n_annotators)]),
        pl.Series([f"A{a + 1:03d}" for a in range(n_annotators)]),
        data,
        np.full(data.n_responses, -1, dtype=np.int64),
        np.full(data.n_responses, np.nan),
        np.full(n_items, -1, dtype=np.int32),
    )


def open_empathic(folder, answers, seed):
    """So many annotations per clip of the export, and the distribution that sincere people perceive.

    The truth file names each clip's primary and secondary emotion. How often people perceive the
    primary, the secondary and any other category is counted over all annotations by annotators whom the truth file
    calls good or fair, apart for clips with and without a secondary emotion.
    """
    clips = json.loads((folder / "truth_clips.json").read_text())
    people = json.loads((folder / "truth_annotators.json").read_text())
    with gzip.open(folder / "truth_annotations.json.gz") as file:
        latest = {(a["clip"], a["annotator"]): a for a in json.load(file)}
    labels = sorted({category for a in latest.values() for category in a["categories"]})
    clip_code = {c["clip"]: i for i, c in enumerate(clips)}
    person_code = {p["annotator"]: i for i, p in enumerate(people)}
    item = np.array([clip_code[clip] for clip, _ in latest])
    who = np.array([person_code[person] for _, person in latest])
    chosen = np.array([[label in a["categories"] for label in labels] for a in latest.values()])
    sincere = np.array([p["kind"] in SINCERE for p in people])[who]
    primary = np.array([labels.index(c["primary"]) for c in clips])
    secondary = np.array([labels.index(c["secondary"]) if c["secondary"] else -1 for c in clips])
    truth = np.empty((len(clips), len(labels)))
    for has_second in (False, True):
        mine = (secondary >= 0) == has_second
        rows = np.flatnonzero(sincere & mine[item])
        first = chosen[rows, primary[item[rows]]].mean()
        second = chosen[rows, secondary[item[rows]]].mean() if has_second else 0.0
        rest = (chosen[rows].sum(axis=1).mean() - first - second) / (len(labels) - 1 - has_second)
        truth[mine] = rest
        truth[mine, primary[mine]] = first
        if has_second:
            truth[mine, secondary[mine]] = second
    order = np.random.default_rng(seed).permutation(len(item))
    order = order[np.argsort(item[order], kind="stable")]
    place = np.arange(len(item)) - offsets_of(item[order], len(clips))[:-1][item[order]]
    kept = np.sort(order[place < answers])
    kept = kept[np.lexsort((who[kept], item[kept]))]
    counts = chosen[kept].sum(axis=1)
    data = SetChunk(
        offsets_of(item[kept], len(clips)),
        who[kept].astype(np.int32),
        np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        np.nonzero(chosen[kept])[1].astype(np.int32),
    )
    return panel_of(data, tuple(labels), len(people)), truth / truth.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("population", ["reliable", "all"])
def test_three_answers_per_clip_of_the_export_reach_the_target(shared, population):
    panel, truth = open_empathic(shared / "data/open-empathic", answers=3, seed=0)
    found = perceive(panel, population)
    votes = np.zeros_like(truth)
    np.add.at(votes, (panel.data.items()[panel.data.responses_of_entries()], panel.data.label), 1.0)
    # A clip where all said "none of them" has no raw distribution; even shares are the kindest reading.
    votes[votes.sum(axis=1) == 0] = 1.0
    raw = jensen_shannon(votes / votes.sum(axis=1, keepdims=True), truth).mean()
    mine = jensen_shannon(found.share / found.share.sum(axis=1, keepdims=True), truth).mean()
    assert mine <= 0.60 * raw


@pytest.fixture(scope="module")
def sets_panel():
    world = sets(1, 80, crew({"good": 10, "spammer": 2}), 4, 4)
    return panel_of(world.chunk, ("a", "b", "c", "d"), 12)


def test_sets_speak_for_the_reliable_and_single_choices_for_all_unless_told(sets_panel):
    world = choices(2, 50, crew({"good": 6}), 3, 4)
    single = perceive(panel_of(world.chunk, ("x", "y", "z"), 6, Scale.NOMINAL))
    assert (single.population, single.multilabel) == ("all", False)
    np.testing.assert_allclose(single.share.sum(axis=1), 1.0)
    several = perceive(sets_panel)
    assert (several.population, several.multilabel) == ("reliable", True)
    assert perceive(sets_panel, "all").population == "all"


def test_the_frame_has_one_row_per_item_and_names_each_label(sets_panel):
    found = perceive(sets_panel)
    frame = found.frame()
    assert frame.columns[:3] == ["item", "n_annotators", "n_a"]
    assert frame.columns[-3:] == ["share_d", "low_d", "high_d"]
    assert len(frame) == 80
    assert found.to_dict()["kind"] == "perception"


def test_words_belong_to_their_category():
    assert parents(("sad/blue", "glad/merry", "sad/low", "sarcasm")).tolist() == [1, 0, 1, 2]


def test_words_of_a_hierarchical_question_borrow_from_their_category(sets_panel):
    words = replace(
        sets_panel,
        question=Question(
            "word", Scale.MULTILABEL, ("sad/low", "sad/blue", "glad/merry", "glad/gay"), hierarchical=True
        ),
    )
    plain, nested = perceive(sets_panel), perceive(words)
    assert nested.share.shape == plain.share.shape
    assert np.abs(nested.share - plain.share).max() > 0.01


def test_numbers_are_no_labels():
    data = RatingChunk(np.array([0, 1]), np.array([0], np.int32), np.array([1.0]))
    with pytest.raises(UsageError, match="asks for a number"):
        perceive(panel_of(data, (), 1, Scale.INTERVAL))


def test_an_unknown_population_is_named(sets_panel):
    with pytest.raises(UsageError, match="'experts' is no population"):
        perceive(sets_panel, "experts")


def test_no_answers_are_a_reason():
    data = SetChunk(np.array([0, 0]), np.array([], np.int32), np.array([0]), np.array([], np.int32))
    with pytest.raises(NotComputableError, match="nobody chose"):
        perceive(panel_of(data, ("a",), 1))


def test_thin_data_are_warned_about():
    data = chunk_of(np.arange(6), np.arange(6) % 2, np.arange(6) % 2, 6)
    warnings = " ".join(perceive(panel_of(data, ("x", "y"), 2, Scale.NOMINAL)).warnings)
    assert "No item has two annotators" in warnings
    assert "100 % of the items" in warnings
