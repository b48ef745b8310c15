import numpy as np
import pytest

from oe_quality.kernel.reliability.disagreement import Disagreement, disagreement
from oe_quality.kernel.reliability.disagreement import disagreement as components


def beta_items(rng, n_items, k):
    """Two answers; each item's share of the first drawn from Beta(1, 1): theta = 2 p (1 - p)."""
    p = rng.random(n_items)
    items = np.repeat(np.arange(n_items), k)
    return items, (rng.random(n_items * k) < p[items]).astype(int), 2 * p * (1 - p)


def test_components_are_those_of_the_truth(rng):
    """Under a uniform share E theta = 1/3 and Var theta = 4 E p^2 q^2 - 1/9 = 4/30 - 1/9."""
    found = disagreement(*beta_items(rng, 20_000, 5)[:2], 20_000)
    assert found.mean == pytest.approx(1 / 3, abs=0.005)
    assert found.between == pytest.approx(4 / 30 - 1 / 9, abs=0.002)
    assert found.low < 4 / 30 - 1 / 9 < found.high


@pytest.mark.parametrize("k", [3, 8, 25])
def test_the_reliability_is_the_squared_correlation_with_the_truth(rng, k):
    found = disagreement(*beta_items(rng, 20_000, 5)[:2], 20_000)
    items, said, theta = beta_items(rng, 20_000, k)
    ones = np.bincount(items, weights=said)
    share = 2 * ones * (k - ones) / (k * (k - 1))
    assert found.reliability(k) == pytest.approx(np.corrcoef(share, theta)[0, 1] ** 2, abs=0.03)
    needed = found.needed(0.8)
    assert found.reliability(needed - 1) < 0.8 <= found.reliability(needed)


def test_items_alike_in_disagreement_cannot_be_ranked(rng):
    items = np.repeat(np.arange(3000), 6)
    found = disagreement(items, rng.integers(0, 2, len(items)), 3000)
    assert found.low == 0
    assert found.between < 0.005


def test_too_few_answers_say_nothing():
    assert disagreement(np.repeat(np.arange(50), 3), np.zeros(150, dtype=int), 50) is None


def test_two_answers_can_be_enough():
    """At two answers the noise is `second` alone: .09 of .10."""
    found = Disagreement(100, 0.3, 0.09, 0.08, 0.1, first=0.5, second=0.01)
    assert found.reliability(2) == pytest.approx(0.9)
    assert found.needed(0.9 - 1e-9) == 2
    assert found.reliability(4) == pytest.approx(0.09 / (0.09 + (4 * 0.5 + 0.01) / 6))


def test_four_answers_to_an_item_are_enough():
    items, said = np.repeat(np.arange(20), 4), np.tile([0, 0, 1, 1, 0, 0, 0, 0], 10)
    found = disagreement(items, said, 20)
    assert (found.n_items, found.mean) == (20, pytest.approx(1 / 3))


def test_items_with_four_answers_are_enough_and_with_three_they_are_not():
    said = np.random.default_rng(0).integers(0, 2, 120)
    assert components(np.repeat(np.arange(30), 4), said, 30) is not None
    assert components(np.repeat(np.arange(40), 3), said, 40) is None
