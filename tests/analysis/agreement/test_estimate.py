"""Coefficients with the interval that was asked for, or why there is none."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.agreement.estimate import IntervalPlan
from oe_quality.errors import UsageError

VOTES = {f"i{i}": ("a a b b a b", "b b b a b b", "a a a a b a", "b a b b b a")[i % 4] for i in range(12)}


@pytest.mark.parametrize("level", [0.49, 1.0, 95])
def test_levels_that_make_no_interval_are_refused(level):
    with pytest.raises(UsageError, match="makes no interval"):
        IntervalPlan(level=level)


def test_a_bootstrap_needs_resamples():
    with pytest.raises(UsageError, match="1 resamples are too few"):
        IntervalPlan(resamples=1)


def test_draws_depend_on_the_seed_and_on_what_is_estimated():
    draws = {(seed, name): IntervalPlan(seed=seed).generator(name).random() for seed in (0, 1) for name in "xy"}
    assert len(set(draws.values())) == 4
    assert draws[1, "x"] == IntervalPlan(seed=1).generator("x").random()


@pytest.mark.parametrize("interval", ["two-way", "items", "annotators", "both", "analytic"])
def test_a_wider_level_has_a_wider_interval_around_the_same_value(stored, interval):
    with stored(VOTES) as store:
        narrow, wide = (
            oeq.agreement(store, coefficient="alpha", interval=interval, level=level, resamples=200)["mood"].headline
            for level in (0.8, 0.95)
        )
    assert narrow.estimate.value == wide.estimate.value
    inner, outer = narrow.estimate.interval, wide.estimate.interval
    assert outer.low <= inner.low < narrow.estimate.value < inner.high < outer.high


def test_a_coefficient_of_another_scale_says_so(stored):
    with stored(VOTES) as store:
        found = oeq.agreement(store, coefficient=("alpha", "icc"))["mood"]
    other = [m for m in found.measured if m.coefficient.startswith("icc")]
    assert other
    assert all("and this one is nominal" in m.estimate.undefined for m in other)


def test_a_family_keeps_its_own_interval_and_says_so(stored):
    numbers = {f"i{i}": f"{i} {i + 1} {i + (i % 3)}" for i in range(8)}
    with stored(numbers, "interval") as store:
        found = oeq.agreement(store, coefficient="icc", interval="items", resamples=50)["mood"]
    icc = next(m for m in found.measured if m.coefficient.startswith("icc"))
    assert "its interval is its own, not the one asked for" in icc.estimate.note


def test_the_other_convention_of_chance_stands_beside(stored):
    with stored({**VOTES, "single": "a - - - - -"}) as store:
        found = oeq.agreement(store, coefficient=("fleiss", "fleiss-compared"))["mood"]
    values = {m.coefficient: m.estimate for m in found.measured}
    assert (
        f"1 with one answer among them; without these it is {values['fleiss-compared'].value:.3f}"
        in values["fleiss"].note
    )
    assert np.isfinite(values["fleiss"].value)
