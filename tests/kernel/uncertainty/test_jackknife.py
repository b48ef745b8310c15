"""The variance of leaving one out: by hand, and of a mean as in every textbook."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.kernel.uncertainty.jackknife import two_way, variance
from oe_quality.kernel.uncertainty.statistic import Deleted


def deleted(values, times):
    return Deleted(np.array(values, dtype=float), np.array(times))


def test_values_by_hand():
    """1, 1, 2, 4 about their mean 2: 3/4 of 1 + 1 + 0 + 4."""
    assert variance(deleted([1, 2, 4], [2, 1, 1])) == pytest.approx(4.5)
    assert variance(deleted([1, 3], [1, 1])) == pytest.approx(1.0)


def test_of_a_mean_it_is_its_variance(rng):
    x = rng.normal(size=30)
    left_out = (x.sum() - x) / 29
    assert variance(deleted(left_out, np.ones(30, int))) == pytest.approx(x.var(ddof=1) / 30)


def test_what_is_not_there_does_not_count_and_one_alone_tells_nothing():
    assert variance(deleted([1, np.nan, 3], [1, 0, 1])) == pytest.approx(1.0)
    assert np.isnan(variance(deleted([1, np.nan, 3], [1, 1, 1])))
    assert np.isnan(variance(deleted([5.0], [1])))
    assert np.isnan(variance(deleted([], [])))


def test_the_parts_are_those_of_items_annotators_and_answers():
    statistic = SimpleNamespace(
        without_items=lambda: deleted([0, 2], [2, 1]),
        without_annotators=lambda: deleted([1, 3, np.nan], [1, 1, 0]),
        without_answers=lambda: deleted([0, 6], [3, 3]),
    )
    parts = two_way(statistic)
    assert (parts.items, parts.annotators, parts.answers) == pytest.approx((16 / 9, 1.0, 45.0))
    assert (parts.n_items, parts.n_annotators) == (3, 2)
