"""The interval of a share."""

import numpy as np

from oe_quality.kernel.perception.shrink import FEWEST_PAIRS, Errors, interval, likeness


def test_an_interval_is_that_of_the_beta_distribution():
    # Beta(2, 6): mean .25, variance .25 * .75 / 9; quantiles from R's qbeta.
    low, high = interval(np.array([0.25]), np.array([0.25 * 0.75 / 9]))
    np.testing.assert_allclose([low[0], high[0]], [0.03669257, 0.57872293], atol=2e-5)


def test_a_range_speaks_for_itself_from_so_many_pairs_on():
    made, owned = np.array([800.0, 600.0, 100.0]), np.array([200.0, 200.0, 300.0])
    pairs = np.array([FEWEST_PAIRS, FEWEST_PAIRS - 1.0, 500.0])
    factor = Errors(made, owned, pairs).factor()
    overall = made.sum() / owned.sum()
    np.testing.assert_allclose(factor, [4.0, overall, overall])
    assert Errors(made, 2 * owned, pairs).factor().tolist() == [2.0, 1500 / 1400, 1500 / 1400]
    assert Errors(made[:1], owned[:1], np.array([FEWEST_PAIRS - 1.0])).factor().tolist() == [1.0]


def test_without_any_pair_people_are_as_alike_as_was_thought():
    typical = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.25, 0.25, 0.5]])
    np.testing.assert_allclose(likeness((), typical, 5.0), 5.0)
