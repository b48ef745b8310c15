"""Formulas of skill against the reference cases."""

import numpy as np
import pytest

from oe_quality.kernel.audit.intervals import (
    beta_bounds,
    mean_bounds,
    observed_information,
    posterior_skill,
    ratio_of_sums,
)
from oe_quality.kernel.audit.skill import expected_accuracy, information_bits, spammer_score


def test_reference_cases_of_score_and_information(published):
    cases = published("spammer_score_and_information")["cases"]
    for case in cases.values():
        confusion = np.array(case["confusion"])
        K = len(confusion)
        assert abs(spammer_score(confusion)) == pytest.approx(case["spammer_score"], abs=1e-12)
        uniform = np.full(K, 1 / K)
        assert information_bits(confusion, uniform) == pytest.approx(case["mutual_information_bits"], abs=1e-12)


def test_reversed_answers_have_a_negative_score():
    assert spammer_score(np.array([[0.1, 0.9], [0.9, 0.1]])) == pytest.approx(-0.64)
    assert spammer_score(np.eye(3)[[1, 2, 0]]) == pytest.approx(-1.0)


def test_accuracy_weighs_rows_by_prevalence():
    assert expected_accuracy(np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([0.25, 0.75])) == pytest.approx(0.675)


def test_random_and_constant_answers_claim_no_information():
    rng = np.random.default_rng(3)
    prevalence = np.array([[0.4, 0.3, 0.2, 0.1]])
    random = rng.multinomial(25, [0.25] * 4, size=4)[None, None].astype(float)
    constant = np.zeros((1, 1, 4, 4))
    constant[..., 0] = [[40, 30, 20, 10]]
    for counts in (random, constant):
        fitted = (counts + 1) / (counts + 1).sum(axis=-1, keepdims=True)
        value, low, _ = posterior_skill(counts, fitted, prevalence, 0.95, 0).bits
        assert value[0] < 0.05
        assert low[0] == 0.0


def test_draws_surround_the_truth_at_the_nominal_rate():
    rng = np.random.default_rng(4)
    confusion = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6]])
    prevalence = np.array([0.5, 0.3, 0.2])
    counts = np.stack(
        [rng.multinomial(n, row, size=300) for n, row in zip((75, 45, 30), confusion, strict=True)], axis=1
    )
    fitted = (counts + 0.5) / (counts + 0.5).sum(axis=-1, keepdims=True)
    drawn = posterior_skill(counts[None].astype(float), fitted[None], prevalence[None], 0.95, 1)
    for (_, low, high), truth in (
        (drawn.accuracy, expected_accuracy(confusion, prevalence)),
        (drawn.bits, information_bits(confusion, prevalence)),
        (drawn.spammer, spammer_score(confusion)),
    ):
        assert 0.88 <= ((low <= truth) & (truth <= high)).mean() <= 1.0


def test_the_same_seed_gives_the_same_bounds():
    counts = np.full((2, 5, 2, 2), 7.0)
    half = np.full((2, 5, 2, 2), 0.5)
    one, two = (posterior_skill(counts, half, np.full((2, 2), 0.5), 0.95, 9) for _ in range(2))
    np.testing.assert_array_equal(one.bits[1], two.bits[1])


def test_jeffreys_bounds_are_the_published_ones():
    """Brown, Cai & DasGupta (2001): x = 5 of n = 10 gives (.224, .776) to three decimals."""
    _, low, high = beta_bounds(np.array([5.0]), np.array([10]), 0.95)
    assert (round(float(low[0]), 3), round(float(high[0]), 3)) == (0.224, 0.776)


def test_mean_and_ratio_bounds_match_textbook_t():
    who = np.array([0, 0, 0, 0, 1])
    mean, low, high = mean_bounds(who, np.array([1.0, 2.0, 3.0, 4.0, 9.0]), 2, 0.95)
    assert (mean[0], mean[1]) == (2.5, 9.0)
    assert high[0] - mean[0] == pytest.approx(3.1824463 * np.sqrt(5 / 3 / 4), rel=1e-6)
    assert np.isnan(low[1])
    value, *_ = ratio_of_sums(who, np.array([1.0, 0, 1, 0, 1]), np.array([2.0, 2, 2, 2, 1]), 2, 0.95)
    assert value.tolist() == [0.25, 1.0]


def test_what_is_not_known_of_the_truth_is_no_information():
    """Known truths tell n / (theta (1 - theta)); truths that could be either tell a quarter of it."""
    label, who = np.repeat([0, 1], [80, 20]), np.zeros(100, dtype=int)
    confusion = np.array([[[0.8, 0.2], [0.5, 0.5]]])
    sure = np.tile([1.0, 0.0], (100, 1))
    assert observed_information(sure, label, who, confusion)[0] == pytest.approx([100 / (0.8 * 0.2), 0.0])
    half = np.full((100, 2), 0.5)
    assert observed_information(half, label, who, confusion)[0, 0] == pytest.approx(25 / (0.8 * 0.2))
    counts = np.zeros((1, 1, 2, 2))
    counts[0, 0] = [[80, 20], [0, 0]]
    wide, narrow = (
        posterior_skill(counts, confusion[None], np.array([[1.0, 0.0]]), 0.95, 0, told).accuracy
        for told in (observed_information(half, label, who, confusion), None)
    )
    assert wide[2][0] - wide[1][0] > 1.5 * (narrow[2][0] - narrow[1][0])
