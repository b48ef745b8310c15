"""Slices against the other items: bounds of a difference that can be, and none where nothing varies."""

import math

import pytest
from scipy.stats import t

from oe_quality.analysis.judges.data import beside
from oe_quality.analysis.judges.slices import FEWEST, apart
from oe_quality.analysis.judges.slices import slices as by_value
from tests.analysis.small import numbers

TERMS = (1.0, (20, 5, 60), 0.95, ("a method", "new items", "few"))


def test_bounds_are_students_within_what_a_difference_can_be():
    found, p = apart(0.9, 0.2, 8.0, *TERMS)
    assert found.interval.low == pytest.approx(0.9 - t.ppf(0.975, 8) * 0.2)
    assert found.interval.high == 1
    assert p == pytest.approx(2 * t.sf(4.5, 8))
    assert (found.note, found.n_items, found.n_annotators, found.n_responses) == ("few", 20, 5, 60)


@pytest.mark.parametrize("error", [0.0, math.nan, math.inf])
def test_where_nothing_varies_or_nobody_knows_there_is_no_interval_and_no_p_value(error):
    found, p = apart(0.1, error, 8.0, *TERMS)
    assert found.interval is None
    assert found.note.startswith("no interval")
    assert math.isnan(p)


def test_numbers_lie_so_far_below_nought_as_they_are_off():
    rows = [
        (f"i{i:02}", who, 5.0 + off * (who == "m")) for i in range(2 * FEWEST) for who in "mpq" for off in [1 + i % 2]
    ]
    it = beside(numbers(rows), ["m"], [0])
    found = by_value(it, it.rows_of(0), {f"i{i:02}": "en" if i % 2 else "de" for i in range(2 * FEWEST)}, 0.95)
    assert {row.value: row.near for row in found} == {"de": -1.0, "en": -2.0}
