"""Rogan and Gladen's share: by hand, by simulation, and where it cannot be had."""

import numpy as np
import pytest

from oe_quality.kernel.judges.prevalence import rogan_gladen


def test_it_is_the_formula_within_what_is_possible():
    people = np.repeat([True, False], [40, 60])
    model = np.concatenate([np.arange(40) < 32, np.arange(60) < 6])
    alone = np.arange(400) < 140
    found = rogan_gladen(people, model, alone)
    apparent = (38 + 140) / 500
    assert found.value == pytest.approx((apparent + 0.9 - 1) / (0.8 + 0.9 - 1))
    assert found.low < found.value < found.high
    nobody = rogan_gladen(people, model, np.zeros(4000, dtype=bool))
    assert nobody.value == 0.0
    assert nobody.low == 0.0


def test_intervals_cover(rng):
    """93 % of 400 studies (benchmarks/judges.py); here 60, of which at most 10 may miss."""
    missed = 0
    for seed in range(60):
        truth = rng.random(1650) < 0.3
        model = np.where(truth, rng.random(1650) < 0.85, rng.random(1650) < 0.15)
        found = rogan_gladen(truth[:150], model[:150], model[150:], seed=seed)
        missed += not found.low <= 0.3 <= found.high
    assert missed <= 10


def test_without_positives_or_with_a_model_like_a_coin_there_is_none():
    model = np.arange(60) % 2 == 0
    assert rogan_gladen(np.zeros(60, dtype=bool), model, model) is None
    assert rogan_gladen(np.arange(60) % 4 < 2, model, model) is None
