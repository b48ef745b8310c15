"""R-hat and effective sizes against arviz-stats 0.8.0, against theory, and on chains that are wrong on purpose."""

import numpy as np
import pytest
from scipy.stats import rankdata

from oe_quality.kernel.sampling.convergence import _ranks, effective_size, scale_reduction


@pytest.fixture(scope="module")
def chains():
    """(4, 200, 3) autoregressions: one normal, one with heavy tails, one with a chain somewhere else."""
    noise = np.random.default_rng(7).normal(size=(4, 200, 3))
    draws = noise.copy()
    for t in range(1, 200):
        draws[:, t] = 0.6 * draws[:, t - 1] + noise[:, t]
    draws[:, :, 1] = np.exp(2 * draws[:, :, 1])
    draws[3, :, 2] += 1.0
    return draws


@pytest.mark.parametrize(
    ("which", "r_hat", "bulk", "tail"),
    [(0, 1.0448017, 195.25, 416.63), (1, 1.0119411, 221.00, 400.36), (2, 1.0730584, 48.07, 304.67)],
)
def test_values_of_arviz(chains, which, r_hat, bulk, tail):
    one = chains[:, :, [which]]
    assert scale_reduction(one) == pytest.approx(r_hat, abs=1e-6)
    assert effective_size(one).bulk == pytest.approx(bulk, rel=0.03)  # sums differ in how they are made to fall
    assert effective_size(one).tail == pytest.approx(tail, abs=0.01)


def test_the_worst_parameter_counts(chains):
    assert scale_reduction(chains) == pytest.approx(scale_reduction(chains[:, :, [2]]))
    assert effective_size(chains).least == pytest.approx(effective_size(chains[:, :, [2]]).bulk)


def test_independent_draws_are_worth_themselves(rng):
    draws = rng.normal(size=(4, 1000, 1))
    found = effective_size(draws)
    assert found.bulk == pytest.approx(4000, rel=0.2)
    assert found.tail == pytest.approx(4000, rel=0.2)
    assert scale_reduction(draws) == pytest.approx(1, abs=0.01)


def test_an_autoregression_is_worth_what_theory_says(rng):
    noise = rng.normal(size=(4, 5000, 1))
    draws = np.zeros_like(noise)
    for t in range(1, 5000):
        draws[:, t] = 0.8 * draws[:, t - 1] + noise[:, t]
    assert effective_size(draws).bulk == pytest.approx(20000 * (1 - 0.8) / (1 + 0.8), rel=0.25)


def test_chains_in_different_places_are_found_out(rng):
    draws = rng.normal(size=(2, 500, 3))
    draws[1, :, 2] += 5
    assert scale_reduction(draws) > 1.7
    assert effective_size(draws).least < 20


def test_a_drift_within_every_chain_is_found_out(rng):
    draws = rng.normal(size=(4, 500, 1)) + np.linspace(0, 3, 500)[None, :, None]
    assert scale_reduction(draws) > 1.2


def test_chains_of_different_width_are_found_out(rng):
    draws = rng.normal(size=(4, 500, 1)) * np.array([1, 1, 1, 4])[:, None, None]
    assert scale_reduction(draws) > 1.1


def test_only_ranks_matter(rng):
    draws = rng.normal(size=(4, 100, 2))
    assert effective_size(np.exp(3 * draws)) == effective_size(draws)


def test_constants_count_as_mixed_and_constant_chains_apart_do_not():
    assert scale_reduction(np.ones((2, 10, 2))) == 1
    assert effective_size(np.ones((2, 10, 2))).least == 20
    assert scale_reduction(np.repeat([0.0, 1.0], 10).reshape(2, 10, 1)) == np.inf


def test_equal_draws_share_their_mean_rank(rng):
    values = rng.integers(0, 4, (30, 3)).astype(float)
    np.testing.assert_array_equal(_ranks(values), rankdata(values, axis=0))
