"""Items for a test: against R packages' values, and against how often the test succeeds with so many.

ICC.Sample.Size 1.1: calculateIccSampleSize(p=.75, p0=.5, k=3, alpha=.05, tails=1, power=.8) is 24, with k=2 36.
kappaSize 1.2: PowerBinary(kappa0=.4, kappa1=.7, props=.5, raters=2) is 73.26, with props=.2 it is 107 items.
"""

import math

import numpy as np
import pytest
from scipy import stats

from oe_quality.kernel.agreement.common_kappa import probabilities
from oe_quality.kernel.reliability.power import icc_items, kappa_items


@pytest.mark.parametrize(("answers", "items"), [(3, 24), (2, 36)])
def test_intraclass_correlations(answers, items):
    assert math.ceil(icc_items(0.75, 0.5, answers, size=0.05)) == items


@pytest.mark.parametrize(("share", "items"), [(0.5, 74), (0.2, 107), (0.8, 107)])
def test_kappas_of_two_labels(share, items):
    assert math.ceil(kappa_items(0.7, 0.4, share)) == items


def test_nearer_and_surer_need_more():
    assert icc_items(0.6, 0.5, 3) > icc_items(0.75, 0.5, 3)
    assert icc_items(0.75, 0.5, 3, power=0.9) > icc_items(0.75, 0.5, 3)
    assert kappa_items(0.5, 0.4, 0.5) > kappa_items(0.7, 0.4, 0.5)


def test_so_many_items_find_an_intraclass_correlation_as_often_as_said():
    """The F test of one-way analyses of variance, 2,000 times."""
    answers, size = 3, 0.05
    n = math.ceil(icc_items(0.75, 0.5, answers, size=size))
    rng = np.random.default_rng(3)
    ratings = rng.normal(size=(2000, n, 1)) * np.sqrt(0.75) + rng.normal(size=(2000, n, answers)) * np.sqrt(0.25)
    between = answers * ratings.mean(axis=2).var(axis=1, ddof=1)
    within = ratings.var(axis=2, ddof=1).mean(axis=1)
    bound = stats.f.isf(size, n - 1, n * (answers - 1)) * (1 + answers * 0.5 / 0.5)
    assert (between / within > bound).mean() == pytest.approx(0.8, abs=0.03)


def test_so_many_items_find_a_kappa_no_less_often_than_said():
    """The formula takes the variance under the null for that of the truth, which is smaller here, so it is careful."""
    n = math.ceil(kappa_items(0.7, 0.4, 0.5))
    counts = np.random.default_rng(4).multinomial(n, probabilities(np.array([0.5]), 0.7)[0], size=2000)
    share = (2 * counts[:, 0] + counts[:, 1]) / (2 * n)
    expected = n * probabilities(share, 0.4)
    squared = ((counts - expected) ** 2 / expected).sum(axis=1)
    found = (squared > stats.chi2.isf(0.05, 1)).mean()
    assert 0.79 < found < 0.9
