"""Limits of agreement, by the formulas of Bland & Altman (1999) and by simulation."""

import json
from pathlib import Path

import numpy as np
import pytest

from oe_quality.kernel.reliability.limits import limits_of_agreement, limits_with_repeats

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "limits.json").read_text())


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


def test_cardiac_output_with_unequal_repeats():
    """The article rounds on its way: 1.0517 of its own parts is 1.0519."""
    subject, rv, ic = np.array(GOLDEN["subject_rv_ic"]).T
    found = limits_with_repeats(ic, subject.astype(int), rv, subject.astype(int))
    assert found.bias.value == pytest.approx(GOLDEN["bias"], abs=5e-5)
    assert found.deviation == pytest.approx(GOLDEN["deviation"], abs=3e-4)
    assert (found.lower.value, found.upper.value) == pytest.approx(GOLDEN["limits"], abs=5e-4)


def test_blood_pressure_with_three_measurements_each(rng):
    """Data made to have the article's variances, of 85 people: its deviation follows."""
    case, n = GOLDEN["blood_pressure"], 85
    centred = rng.normal(size=(2, n, 3))
    centred -= centred.mean(axis=2, keepdims=True)
    within = np.array(case["within"])[:, None, None]
    centred *= np.sqrt(within / ((centred**2).sum(axis=(1, 2), keepdims=True) / (2 * n)))
    means = rng.normal(size=n)
    means = (means - means.mean()) / means.std(ddof=1) * np.sqrt(case["of_means"])
    item = np.repeat(np.arange(n), 3)
    found = limits_with_repeats(centred[0].ravel(), item, (centred[1] + means[:, None]).ravel(), item)
    assert found.deviation == pytest.approx(case["deviation"], abs=0.005)


def test_without_repeats_it_is_the_plain_one(rng):
    x, y, item = rng.normal(size=12), rng.normal(size=12), np.arange(12)
    plain, found = limits_of_agreement(x, y), limits_with_repeats(x, item, y, item)
    for name in ("bias", "lower", "upper"):
        one, other = getattr(plain, name), getattr(found, name)
        assert one.value == pytest.approx(other.value)
        assert (one.interval.low, one.interval.high) == pytest.approx((other.interval.low, other.interval.high))


def test_intervals_hold_the_true_limits_of_single_ratings(rng):
    """Annotators with noise of 1 and .5 about items on which they differ by 1, with a deviation of .8."""
    held, true = np.zeros(2), 1 + 1.96 * np.sqrt(0.8**2 + 1 + 0.25)
    for _ in range(300):
        count = rng.integers(1, 4, size=(2, 25))
        items = [np.repeat(np.arange(25), one) for one in count]
        apart = rng.normal(1, 0.8, 25)
        x = rng.normal(0, 1.0, len(items[0]))
        y = apart[items[1]] + rng.normal(0, 0.5, len(items[1]))
        found = limits_with_repeats(x, items[0], y, items[1])
        held += [one.interval.low <= t <= one.interval.high for one, t in ((found.bias, 1), (found.upper, true))]
    assert (held / 300 > 0.91).all()


def test_two_items_are_too_few_with_repeats_too():
    found = limits_with_repeats(np.arange(4.0), np.array([0, 0, 1, 1]), np.arange(2.0), np.array([0, 1]))
    assert "at least 3" in found.upper.undefined
