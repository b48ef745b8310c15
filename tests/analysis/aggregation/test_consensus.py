"""Consensus of panels: accuracy, anchors, intervals, warnings, edges."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation.choose import choose
from oe_quality.analysis.aggregation.consensus import consensus
from oe_quality.analysis.aggregation.consensus_set import consensus_set
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import Chunk, chunk_of
from oe_quality.kernel.em import Method
from oe_quality.kernel.simulate import choices, crew
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel


def panel_of(chunk, n_annotators, n_labels, gold=None):
    names = pl.Series("item", [f"i{i:05d}" for i in range(chunk.n_items)])
    people = pl.Series("annotator", [f"p{a:03d}" for a in range(n_annotators)])
    aliases = pl.Series("alias", [f"A{a + 1:02d}" for a in range(n_annotators)])
    return Panel(
        Question("mood", Scale.NOMINAL, tuple("abcdefgh"[:n_labels])),
        names,
        people,
        aliases,
        chunk,
        np.full(chunk.n_responses, -1, dtype=np.int64),
        np.full(chunk.n_responses, np.nan),
        np.full(chunk.n_items, -1, dtype=np.int32) if gold is None else gold,
    )


@pytest.fixture(scope="module")
def world():
    return choices(3, 400, crew({"good": 9, "mediocre": 4, "spammer": 3}), 4, 5)


@pytest.fixture(scope="module")
def found(world):
    return consensus(panel_of(world.chunk, 16, 4), "hierarchical", seed=1)


def test_the_truth_is_found_with_annotators_and_intervals(world, found):
    assert (found.winner == world.truth).mean() > 0.9
    people = found.annotators
    accuracy = np.einsum("k,akk->a", world.prevalence, world.confusion)
    inside = (people.accuracy_low <= accuracy) & (accuracy <= people.accuracy_high)
    assert inside.mean() >= 0.8
    assert "sampled in full" in people.interval_method
    assert people.confusion_low.shape == (16, 4, 4)
    np.testing.assert_allclose(found.posterior.sum(axis=1), 1)


def test_the_same_data_and_seed_give_the_same_bits(world, found):
    again = consensus(panel_of(world.chunk, 16, 4), "hierarchical", seed=1)
    assert again.posterior.tobytes() == found.posterior.tobytes()
    assert again.annotators.confusion_low.tobytes() == found.annotators.confusion_low.tobytes()
    assert again.warnings == found.warnings


@pytest.mark.parametrize("method", list(Method))
def test_every_algorithm_gives_a_consensus(method, world):
    result = consensus(panel_of(world.chunk, 16, 4), method, restarts=2, intervals=False, check=False)
    assert result.method == method.value
    assert (result.winner == world.truth).mean() > 0.75
    assert (result.annotators is None) == (method is Method.MAJORITY)
    assert result.to_dict()["schema"] == "oeq.consensus/1"


def test_gold_says_how_sure_to_be_and_moves_no_clear_winner(world):
    gold = np.full(400, -1, dtype=np.int32)
    gold[:120] = world.truth[:120]
    blind, result = (consensus(panel_of(world.chunk, 16, 4, g), intervals=False, check=False) for g in (None, gold))
    assert str(result.calibration) == "calibrated on 120 gold answers"
    lead = np.diff(np.sort(blind.posterior, axis=1)[:, -2:], axis=1).ravel()
    clear = lead > blind.calibration.floor
    np.testing.assert_array_equal(result.winner[clear], blind.winner[clear])
    assert clear.mean() > 0.9
    gold[19:] = -1
    few = consensus(panel_of(world.chunk, 16, 4, gold), intervals=False, check=False)
    assert str(few.calibration) == "calibrated on answers set aside"
    np.testing.assert_array_equal(few.posterior, blind.posterior)


def test_ties_have_no_winner_and_are_told():
    chunk = chunk_of(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([0, 1, 0, 0]), 2)
    result = consensus(panel_of(chunk, 2, 2), "majority")
    assert result.winner.tolist() == [-1, 0]
    assert any("tie" in warning for warning in result.warnings)
    assert result.frame()["winner"].to_list() == [None, "a"]


def test_copiers_are_told():
    world = choices(5, 500, crew({"good": 12, "copier": 4}), 4, 5)
    result = consensus(panel_of(world.chunk, world.n_annotators, 4), intervals=False)
    assert any("share errors, or copy" in warning for warning in result.warnings)


def test_difficult_items_are_told():
    world = choices(6, 1200, crew({"good": 25}), 4, 8, difficulty=0.35)
    result = consensus(panel_of(world.chunk, world.n_annotators, 4), intervals=False)
    assert any("differ in difficulty" in warning for warning in result.warnings)


def test_independent_annotators_raise_no_doubt():
    world = choices(8, 600, crew({"good": 20, "mediocre": 10}), 4, 5)
    assert consensus(panel_of(world.chunk, world.n_annotators, 4), intervals=False).warnings == ()


def test_sparse_data_are_told():
    world = choices(9, 120, crew({"good": 60}), 3, 2)
    warnings = consensus(panel_of(world.chunk, 60, 3), intervals=False, check=False).warnings
    assert any("answers or fewer" in warning for warning in warnings)


def test_la_says_that_it_depends_on_the_order(world):
    assert any("order" in w for w in consensus(panel_of(world.chunk, 16, 4), "la", temper=False).warnings)


EDGES = {
    "one item": ([0, 0], [0, 1], [0, 1], 2, 2),
    "one annotator": ([0, 1, 2], [0, 0, 0], [0, 1, 1], 1, 2),
    "one label": ([0, 0, 1], [0, 1, 0], [0, 0, 0], 2, 1),
    "no overlap": ([0, 1, 2], [0, 1, 2], [0, 1, 0], 3, 2),
    "all agree": ([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1], 2, 2),
}


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("method", ["hierarchical", "one-coin", "ebcc"])
def test_edges_give_an_answer(edge, method):
    items, annotators, labels, A, K = EDGES[edge]
    chunk = chunk_of(np.array(items), np.array(annotators), np.array(labels), max(items) + 1)
    result = consensus(panel_of(chunk, A, K), method, restarts=2)
    assert np.isfinite(result.posterior).all()
    assert np.isfinite(result.annotators.accuracy_high).all()


def test_nothing_to_go_on_is_refused(world):
    nothing = Chunk(np.zeros(3, dtype=np.int64), np.array([], dtype=np.int32), np.array([], dtype=np.int32))
    with pytest.raises(NotComputableError, match="nobody answered"):
        consensus(panel_of(nothing, 2, 2))
    with pytest.raises(UsageError, match="no algorithm"):
        consensus(panel_of(world.chunk, 16, 4), "horoscope")
    with pytest.raises(UsageError, match="multi-label"):
        consensus_set(panel_of(world.chunk, 16, 4))
    lonely = chunk_of(np.arange(4), np.arange(4), np.zeros(4, dtype=int), 4)
    with pytest.raises(NotComputableError, match="no item"):
        choose(panel_of(lonely, 4, 2))


def test_the_choice_names_every_candidate(world):
    table = choose(panel_of(world.chunk, 16, 4), candidates=(Method.MAJORITY, Method.HIERARCHICAL, Method.LA))
    assert table.chosen == "hierarchical"
    assert {row[0] for row in table.rows} == {"majority", "hierarchical", "la"}


def test_an_annotator_who_answers_twice_counts_once():
    chunk = Chunk(np.array([0, 3]), np.array([0, 0, 1], dtype=np.int32), np.array([0, 1, 1], dtype=np.int32))
    assert chunk.distinct_annotators().tolist() == [2]


def test_large_data_get_plug_in_intervals_that_say_so(world, monkeypatch):
    monkeypatch.setattr("oe_quality.analysis.aggregation.confusion_intervals.SAMPLED_ANSWERS", 1000)
    result = consensus(replace(panel_of(world.chunk, 16, 4)), "dawid-skene")
    assert "narrower than the truth" in result.annotators.interval_method


def test_small_studies_say_that_they_are_not_calibrated_and_promise_little(benchmark):
    """A twin of `benchmarks/probabilities.py small`: thirty items, three people, two labels and four."""
    for _, _, rows in benchmark("probabilities").small_rows(6, {"30 x 3": (30, 3, 3)}):
        assert rows[:, 5].all()
        sure, said, right = rows[:, 2:5].sum(axis=0)
        assert right / sure >= 0.9
        assert (said - right) / sure <= 0.05


def test_winners_all_of_one_label_are_told():
    items, people = np.repeat(np.arange(40), 3), np.arange(120)
    labels = np.where(np.arange(120) % 3 == 0, (np.arange(120) // 3) % 2, ((np.arange(120) // 3) % 4 == 1).astype(int))
    result = consensus(panel_of(chunk_of(items, people, labels, 40), 120, 2), "dawid-skene", check=False)
    one = len(set(result.winner.tolist())) == 1
    assert any("winners are" in warning for warning in result.warnings) == one
    assert any("little more than a vote" in warning for warning in result.warnings)


def test_a_pool_says_of_whom_it_is_made(world):
    result = consensus(panel_of(world.chunk, 16, 4), intervals=False, check=False)
    assert result.method == "pool"
    assert sum(member.weight for member in result.members) == pytest.approx(1)
    assert 0.97 <= result.calibration.most < 0.99
    assert result.posterior.max() <= result.calibration.most + 1e-9
    body = result.to_dict()
    assert body["calibrated"] is True
    assert [member["method"] for member in body["members"]] == ["one-coin", "dawid-skene", "hierarchical", "wawa"]


def test_more_labels_than_memory_can_hold_belief_in_are_refused_in_words(monkeypatch):
    monkeypatch.setattr("oe_quality.analysis.aggregation.answers.budget", lambda: 100_000)
    monkeypatch.setattr("oe_quality.analysis.aggregation.answers.MANY_LABELS", 7)
    items, people = np.repeat(np.arange(100), 2), np.tile([0, 1], 100)
    with pytest.raises(NotComputableError, match="100 items in each of the 8 labels"):
        consensus(panel_of(chunk_of(items, people, np.arange(200) % 8, 100), 2, 8))
