import numpy as np
import pytest

from oe_quality.kernel.sampling.convergence import effective_size, scale_reduction


def test_independent_draws_are_worth_themselves(rng):
    draws = rng.normal(size=(4, 1000, 1))
    assert effective_size(draws) == pytest.approx(4000, rel=0.2)
    assert scale_reduction(draws) == pytest.approx(1, abs=0.01)


def test_an_autoregression_is_worth_what_theory_says(rng):
    noise = rng.normal(size=(4, 5000, 1))
    draws = np.zeros_like(noise)
    for t in range(1, 5000):
        draws[:, t] = 0.8 * draws[:, t - 1] + noise[:, t]
    assert effective_size(draws) == pytest.approx(20000 * (1 - 0.8) / (1 + 0.8), rel=0.25)


def test_chains_in_different_places_are_found_out(rng):
    draws = rng.normal(size=(2, 500, 3))
    draws[1, :, 2] += 5
    assert scale_reduction(draws) > 2
    assert effective_size(draws) < 20


def test_constants_count_as_mixed():
    assert scale_reduction(np.ones((2, 10, 2))) == 1
    assert effective_size(np.ones((2, 10, 2))) == 20
