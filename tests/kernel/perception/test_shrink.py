"""The interval of a share."""

import numpy as np

from oe_quality.kernel.perception.shrink import interval


def test_an_interval_is_that_of_the_beta_distribution():
    # Beta(2, 6): mean .25, variance .25 * .75 / 9; quantiles from R's qbeta.
    low, high = interval(np.array([0.25]), np.array([0.25 * 0.75 / 9]))
    np.testing.assert_allclose([low[0], high[0]], [0.03669257, 0.57872293], atol=2e-5)
