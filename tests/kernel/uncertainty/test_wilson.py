"""Wilson's interval of a share against R's `prop.test(..., correct = FALSE)`."""

import numpy as np
import pytest
from scipy.stats import binom

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


def test_it_holds_the_share_about_as_often_as_promised():
    """Exactly, from the binomial distribution of 40 answers, over shares from .02 to .98."""
    shares, successes = np.linspace(0.02, 0.98, 49), np.arange(41)
    low, high = np.array([wilson(int(k), 40) for k in successes]).T
    held = [binom.pmf(successes[(low <= p) & (p <= high)], 40, p).sum() for p in shares]
    assert np.mean(held) == pytest.approx(0.95, abs=0.01)
    assert min(held) > 0.9
    assert (high - low)[20] == pytest.approx(0.296, abs=5e-4)
