"""The difference of two coefficients: by hand from what each deletion does, and the bounds that are possible."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import t

from oe_quality.kernel.uncertainty.difference import difference, of_independent
from oe_quality.kernel.uncertainty.population import NEW_BOTH, NEW_ITEMS
from oe_quality.kernel.uncertainty.statistic import Deleted
from oe_quality.results import Estimate, Interval


def coefficient(value, items, rows, annotators, lowest=-1.0, answers=(0.0, 0.0)):
    """A coefficient whose deletions give these values; NaN for an annotator without answers here."""

    def deleted(values):
        values = np.array(values, dtype=float)
        return Deleted(values, np.isfinite(values).astype(int))

    return SimpleNamespace(
        value=value,
        lowest=lowest,
        without_items=lambda: deleted(items),
        without_annotators=lambda: deleted(annotators),
        without_answers=lambda: deleted(answers),
        item_rows=lambda: np.array(rows),
    )


MOVES = np.array([0.1, -0.1, 0.2, -0.2, 0.3, -0.3])
"""What leaving out each of six annotators does to the first coefficient."""


def pushes(values):
    values = np.array(values)
    n = len(values)
    return np.sqrt((n - 1) / n) * (values - values.mean())


def test_slices_of_items_share_annotators():
    """Items are apart, so their variances add; what an annotator does to both is taken from each other first."""
    first = coefficient(0.6, [0.1, 0.3, 0.2], [0, 1, 2, -1, -1, -1, -1], 0.6 + MOVES)
    second = coefficient(0.4, [0.0, 0.1, 0.2, 0.4], [-1, -1, -1, 0, 1, 2, 3], 0.4 + 0.5 * MOVES)
    found = difference(first, second, 0.9)
    by_item = (pushes([0.1, 0.3, 0.2]) ** 2).sum() + (pushes([0.0, 0.1, 0.2, 0.4]) ** 2).sum()
    variance = by_item + (pushes(0.5 * MOVES) ** 2).sum()
    half = t.ppf(0.95, 2) * variance**0.5
    assert found.value == pytest.approx(0.2)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.2 - half, 0.2 + half))
    assert found.p_value == pytest.approx(2 * t.sf(0.2 / variance**0.5, 2))
    assert (found.interval.method, found.interval.population) == ("two-way jackknife of the difference", NEW_BOTH)
    assert (found.note, found.interval.level) == ("", 0.9)


def test_slices_of_annotators_share_items():
    """An item that moves both alike says nothing about their difference; few annotators leave it over items."""
    first = coefficient(0.6, [0.1, 0.3, 0.2], [0, 1, 2], [0.6, 0.7, np.nan, np.nan])
    second = coefficient(0.4, [0.0, 0.2, 0.2], [0, 1, 2], [np.nan, np.nan, 0.3, 0.4])
    found = difference(first, second, 0.95)
    variance = (pushes([0.1, 0.1, 0.0]) ** 2).sum()
    half = t.ppf(0.975, 2) * variance**0.5
    assert (found.interval.low, found.interval.high) == pytest.approx((0.2 - half, 0.2 + half))
    assert (found.interval.method, found.interval.population) == ("jackknife over items, of the difference", NEW_ITEMS)
    assert "2 people" in found.note


def test_bounds_that_cannot_be_are_not_given():
    """A first of at least 0 less a second of at most 1 is at least -1; of at most 1 less at least -1 at most 2."""
    first = coefficient(0.9, [0.0, 1.0, 0.5], [0, 1, 2, -1, -1, -1], 0.9 + MOVES, lowest=0.0)
    second = coefficient(-0.9, [0.1, -0.9, 0.0], [-1, -1, -1, 0, 1, 2], -0.9 + MOVES, lowest=-1.0)
    there, back = difference(first, second, 0.99), difference(second, first, 0.99)
    assert there.interval.high == 2.0
    assert back.interval.low == -2.0
    assert there.interval.low == -1.0
    assert back.interval.high == 1.0


def test_where_nothing_varies_or_one_item_is_left_there_is_no_interval():
    same = coefficient(0.5, [0.2, 0.2], [0, 1], [0.5] * 5)
    alone = coefficient(0.5, [0.2], [0, -1], [0.5] * 5)
    for other in (same, alone):
        found = difference(same, other, 0.95)
        assert (found.value, found.interval, found.p_value) == (0.0, None, None)
        assert "cannot be told" in found.note


def test_a_difference_of_independent_estimates_stays_within_what_it_can_be():
    """Zou & Donner (2008): the halves that face each other; both ends at the limit give the limit."""
    before, after = Estimate(-0.9, Interval(-1.0, 0.8)), Estimate(0.95, Interval(-0.9, 1.0))
    found = of_independent(before, after, "both")
    assert found.low == pytest.approx(1.85 - np.hypot(1.85, 1.7))
    assert found.high == pytest.approx(1.85 + np.hypot(0.05, 0.1))
    assert found.high <= 2
    assert of_independent(Estimate(0.1), after, "both") is None
