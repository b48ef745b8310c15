import numpy as np
import pytest
from scipy.stats import binomtest

from oe_quality.kernel.evaluation.certificate import certificate, upper_bound


@pytest.mark.parametrize(("wrong", "n"), [(0, 10), (3, 40), (40, 40)])
def test_the_bound_is_that_of_clopper_and_pearson(wrong, n):
    """Against scipy: one-sided at 90 % is the upper end of the two-sided interval at 80 %."""
    expected = binomtest(wrong, n).proportion_ci(0.8, "exact").high
    assert upper_bound(np.array([wrong]), np.array([n]))[0] == pytest.approx(expected)


def test_it_goes_down_as_far_as_gold_allows():
    confidence = np.linspace(0.99, 0.5, 400)
    right = np.ones(400)
    right[200::2] = 0
    found = certificate(confidence, right)
    assert found.bound <= 0.1
    assert 200 < found.n_gold < 260
    assert found.threshold == pytest.approx(confidence[found.n_gold - 1])


def test_labels_of_one_confidence_stand_or_fall_together():
    confidence = np.r_[np.full(40, 0.9), np.full(40, 0.8)]
    right = np.r_[np.ones(40), np.ones(20), np.zeros(20)]
    assert certificate(confidence, right).n_gold == 40


def test_what_is_certified_holds(rng):
    """Of 300 draws of 200 gold items the true share of wrong labels exceeds a tenth in few."""
    failed = 0
    for _ in range(300):
        p = rng.uniform(0.7, 1.0, 2000)
        right = (rng.random(2000) < p).astype(float)
        seen = np.full(2000, np.nan)
        asked = rng.choice(2000, 200, replace=False)
        seen[asked] = right[asked]
        found = certificate(p, seen)
        failed += found is not None and (1 - p[p >= found.threshold]).mean() > 0.1
    assert failed <= 30
