from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.aggregation.coverage import coverage, right_on_gold
from oe_quality.kernel.uncertainty.wilson import wilson


def test_expected_and_observed_stand_side_by_side():
    confidence = np.array([0.95, 0.92, 0.8, 0.6, np.nan])
    right = np.array([1.0, 0.0, np.nan, 0.0, 1.0])
    found = coverage("q", "m", confidence, right, thresholds=(0.5, 0.9))
    low, high = found.rows
    assert (low.n_kept, low.share_kept, low.observed_wrong.n_items) == (4, 0.8, 3)
    assert low.expected_wrong == pytest.approx(1 - (0.95 + 0.92 + 0.8 + 0.6) / 4)
    assert high.observed_wrong.value == 0.5
    assert (high.observed_wrong.interval.low, high.observed_wrong.interval.high) == pytest.approx(wilson(1, 2))
    assert found.n_gold == 4


def test_without_gold_nothing_was_observed():
    (row,) = coverage("q", "m", np.array([0.9]), np.array([np.nan]), thresholds=(0.99,)).rows
    assert (row.n_kept, row.expected_wrong, row.observed_wrong.value) == (0, None, None)
    assert row.observed_wrong.undefined


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_wilson_gives_the_published_bounds(successes, n, low, high):
    """Against Newcombe (1998) and statsmodels."""
    from statsmodels.stats.proportion import proportion_confint

    assert wilson(successes, n) == pytest.approx((low, high), abs=1e-4)
    assert wilson(successes, n) == pytest.approx(proportion_confint(successes, n, method="wilson"), abs=1e-6)


def test_calibrated_confidence_is_as_wrong_as_expected(rng):
    confidence = rng.uniform(0.5, 1, 20_000)
    right = (rng.random(20_000) < confidence).astype(float)
    for row in coverage("q", "m", confidence, right).rows:
        assert row.observed_wrong.value == pytest.approx(row.expected_wrong, abs=0.012)


def test_a_label_of_exactly_that_confidence_is_kept():
    confidence, right = np.array([0.9, 0.8999999]), np.array([1.0, 0.0])
    (row,) = coverage("q", "m", confidence, right, thresholds=(0.9,)).rows
    assert (row.n_kept, row.observed_wrong.value) == (1, 0.0)


def test_on_gold_a_label_of_exactly_that_confidence_is_judged():
    """Of five items the first label (code 0) is right, the second wrong; one is unsure, one without gold, one a tie."""
    result = SimpleNamespace(
        items=["a", "b", "c", "d", "e"],
        labels=("no", "yes"),
        winner=np.array([0, 1, 1, 1, -1]),
        confidence=np.array([0.9, 0.95, 0.89, 0.99, 0.99]),
    )
    found = right_on_gold(result, {"a": "no", "b": "no", "c": "no", "e": "no"}, 0.9)
    assert (found.value, found.n_items) == (0.5, 2)
    assert (found.interval.low, found.interval.high) == pytest.approx(wilson(1, 2))
    assert right_on_gold(result, {"d": "yes"}, 0.999).value is None
