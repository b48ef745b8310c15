import math

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.sampling.gibbs import sample
from oe_quality.kernel.sampling.predictive_check import Discrepancy, _compare, _leading, _looked_at, predictive_check
from oe_quality.kernel.simulate import choices, crew


def p_values(world, seed=0):
    A, K = world.n_annotators, world.n_labels
    found = fit(Method.HIERARCHICAL, InMemory((world.chunk,), A, K), tol=1e-6)
    drawn = sample(world.chunk, found.posterior, A, draws=120, burn_in=80, seed=seed)
    return {check.discrepancy: check.p for check in predictive_check(world.chunk, drawn.snapshots, seed=seed)}


@pytest.mark.parametrize("labels", [2, 4])
def test_independent_annotators_pass(labels):
    found = [p_values(choices(seed, 400, crew({"good": 16, "mediocre": 8}), labels, 5)) for seed in range(12)]
    for kind in Discrepancy:
        assert sum(p[kind] < 0.005 for p in found) <= 1


def test_difficult_items_are_noticed():
    found = [p_values(choices(seed, 1000, crew({"good": 20}), 4, 8, difficulty=0.4)) for seed in range(4)]
    assert sum(p[Discrepancy.ITEMS] < 0.005 for p in found) >= 3


def test_copiers_are_noticed():
    found = [p_values(choices(seed, 500, crew({"good": 16, "copier": 4}), 4, 5)) for seed in range(4)]
    assert sum(p[Discrepancy.PAIRS] < 0.005 for p in found) >= 3


def test_a_shared_habit_is_noticed():
    """A quarter of the annotators fall for the same wrong answer to three items in ten."""
    noticed = 0
    for seed in range(4):
        world = choices(seed, 600, crew({"good": 28}), 4, 5)
        rng = np.random.default_rng(seed)
        lure = ((world.truth + 1 + rng.integers(0, 3, 600)) % 4).astype(np.int32)
        items = world.chunk.items()
        fall = (rng.random(600) < 0.3)[items] & (world.chunk.annotator < 7)
        world.chunk.label[fall] = lure[items[fall]]
        noticed += p_values(world)[Discrepancy.PAIRS] < 0.005
    assert noticed >= 3


def test_too_few_items_are_not_checked():
    chunk = chunk_of(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([0, 1, 1, 1]), 2)
    drawn = sample(chunk, np.full((2, 2), 0.5), 2, draws=10, burn_in=5)
    assert predictive_check(chunk, drawn.snapshots) == ()


def test_annotators_beyond_the_table_are_left_out(monkeypatch):
    monkeypatch.setattr("oe_quality.kernel.sampling.predictive_check.MOST_ANNOTATORS", 5)
    monkeypatch.setattr("oe_quality.kernel.sampling.predictive_check.MOST_PAIRS", 1000)
    assert set(p_values(choices(1, 300, crew({"good": 20}), 3, 5))) == set(Discrepancy)


@pytest.mark.parametrize("size", [1, 2, 40])
def test_the_leading_eigenvalue_is_the_largest_of_all(size, rng):
    matrix = rng.standard_normal((size, size))
    matrix += matrix.T
    assert _leading(matrix) == pytest.approx(np.linalg.eigvalsh(matrix).max(), rel=1e-12)


def test_an_item_that_everybody_answered_is_passed_over(monkeypatch):
    monkeypatch.setattr("oe_quality.kernel.sampling.predictive_check.MOST_OF_ITEM", 4)
    offsets = np.array([0, 3, 8, 9, 11])
    chunk = Chunk(offsets, np.zeros(11, dtype=np.int32), np.zeros(11, dtype=np.int32))
    assert _looked_at(chunk).tolist() == [0, 3]


def test_pairs_are_judged_by_one_tail_items_by_both():
    here = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    both = math.erfc(math.sqrt(2.0))
    assert _compare(Discrepancy.ITEMS, here).p == pytest.approx(both)
    assert _compare(Discrepancy.PAIRS, here).p == pytest.approx(both / 2)
    assert _compare(Discrepancy.PAIRS, -here).p == pytest.approx(1 - both / 2)
