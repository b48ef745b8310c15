"""The one rule by which three variances become one."""

import numpy as np
import pytest

from oe_quality.kernel.uncertainty.two_way import TwoWay, combined, degrees_of_freedom, own_degrees


def test_what_both_share_is_counted_once_and_items_are_the_least():
    assert TwoWay(4.0, 9.0, 3.0, 10, 10).variance == 10.0
    assert TwoWay(4.0, 1.0, 3.0, 10, 10).variance == 4.0
    assert TwoWay(4.0, 9.0, 11.0, 10, 10).variance == 4.0, "annotators are no floor"
    assert TwoWay(4.0, 9.0, 3.0, 10, 10).design_effect == 2.5
    assert TwoWay(0.0, 1.0, 1.0, 10, 10).design_effect is None
    assert np.isnan(combined(*(np.array(part) for part in (1.0, np.nan, 1.0))))


@pytest.mark.parametrize(
    ("items", "annotators", "degrees"), [(100, 12, 10), (100, 5, 3), (4, 50, 3), (2, 9, 1), (1, 2, 1)]
)
def test_degrees_of_freedom(items, annotators, degrees):
    assert degrees_of_freedom(items, annotators) == degrees


@pytest.mark.parametrize(
    ("items", "annotators", "answers", "low", "high"),
    [(1.0, 0.05, 0.05, 80, 99), (0.01, 1.0, 0.01, 3, 3.1), (1.0, 1.0, 0.1, 6, 20), (0.0, 0.0, 0.0, 3, 3)],
)
def test_own_degrees_are_those_of_what_the_variance_rests_on(items, annotators, answers, low, high):
    """Of 100 items and five annotators: nearly 99 where annotators bring nothing, 3 where they bring all."""
    found = own_degrees(*(np.array([part]) for part in (items, annotators, answers)), 100, 5, 300)
    assert low <= found[0] <= high


def test_new_annotators_are_spoken_of_from_five_on():
    assert TwoWay(1.0, 1.0, 1.0, 9, 5).tells_of_new_annotators
    assert not TwoWay(1.0, 1.0, 1.0, 9, 4).tells_of_new_annotators
    assert not TwoWay(1.0, float("nan"), 1.0, 9, 9).tells_of_new_annotators
