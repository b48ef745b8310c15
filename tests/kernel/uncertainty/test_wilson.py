"""Wilson's interval of a share against R's `prop.test(..., correct = FALSE)`."""

import pytest

from oe_quality.kernel.uncertainty.wilson import wilson


def test_values_of_the_score_interval():
    assert wilson(8, 20) == pytest.approx((0.2188065, 0.6134185), abs=1e-6)
    assert wilson(263, 300) == pytest.approx((0.8345, 0.9093), abs=2e-3)


def test_the_ends_are_exact_and_nothing_lies_beyond_them():
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0
    for n in (1, 2, 5, 1000):
        for k in (0, n // 2, n):
            low, high = wilson(k, n)
            assert 0.0 <= low <= k / n <= high <= 1.0
