"""Limits of agreement, by the formulas of Bland & Altman (1999) and by simulation."""

import numpy as np
import pytest

from oe_quality.kernel.reliability.limits import limits_of_agreement


def test_ten_items_of_two_raters():
    x = np.array([1.0, 2.0, 3.1, 4.2, 5.0, 6.3, 7.1, 8.0, 9.4, 10.0])
    y = np.array([1.2, 2.5, 2.9, 4.6, 5.6, 6.1, 7.9, 8.2, 9.1, 10.9])
    found = limits_of_agreement(x, y)
    assert found.bias.value == pytest.approx(0.29)
    assert (found.lower.value, found.upper.value) == pytest.approx((-0.544, 1.124), abs=5e-4)
    other = limits_of_agreement(y, x)
    assert other.upper.value == pytest.approx(-found.lower.value)
    assert other.lower.interval.low == pytest.approx(-found.upper.interval.high)


def test_few_items_are_undefined_and_equal_ones_have_no_width():
    assert "at least 3" in limits_of_agreement(np.ones(2), np.ones(2)).bias.undefined
    same = limits_of_agreement(np.arange(5.0), np.arange(5.0) + 2)
    assert same.lower.value == same.upper.value == 2


def test_intervals_hold_the_true_limits(rng):
    held = np.zeros(2)
    for _ in range(400):
        found = limits_of_agreement(np.zeros(20), rng.normal(1.0, 2.0, 20))
        upper = found.upper.interval
        held += [found.bias.interval.low <= 1 <= found.bias.interval.high, upper.low <= 1 + 1.96 * 2 <= upper.high]
    assert (held / 400 > 0.92).all()
    assert (held / 400 < 0.98).all()
