"""Places of units that were measured with error."""

import numpy as np
import pytest

from oe_quality.kernel.uncertainty.ranks import ranks


def test_bounds_hold_the_true_place_about_as_often_as_they_say():
    rng = np.random.default_rng(3)
    held, width = [], []
    for study in range(60):
        error = rng.uniform(0.05, 0.3, size=20)
        truth = rng.normal(0.6, 0.15, size=20)
        found = ranks(truth + rng.normal(size=20) * error, error, level=0.9, seed=study, draws=400)
        place = np.argsort(np.argsort(-truth)) + 1
        held.append((found.rank_low <= place) & (place <= found.rank_high))
        width.append(found.rank_high - found.rank_low)
    assert 0.87 < np.mean(held) < 0.97  # places are whole, so that their bounds hold a little more
    assert np.mean(width) < 14  # of the 18 that chance alone would give, where errors are as large as differences


def test_units_that_nothing_tells_apart_may_stand_anywhere():
    found = ranks(np.full(10, 0.5), np.full(10, 0.1))
    assert found.reliability == 0
    assert found.rank == pytest.approx(np.full(10, 5.5), abs=0.4)
    assert (found.rank_high - found.rank_low > 7).all()


def test_the_least_measured_is_drawn_to_the_middle():
    found = ranks(np.array([0.9, 0.8, 0.5, 0.4, 0.3]), np.array([0.5, 0.02, 0.02, 0.02, 0.02]))
    assert found.rank[1] < found.rank[0]
    assert found.rank_low[0] == 1
    assert found.rank_high[0] >= 4


def test_one_unit_has_one_place():
    found = ranks(np.array([0.4]), np.array([0.1]))
    assert (found.rank[0], found.rank_low[0], found.rank_high[0]) == (1, 1, 1)
    assert np.isnan(found.reliability)
