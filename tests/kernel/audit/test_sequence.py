"""Runs, drift, fatigue: by hand, and calibrated under the null."""

import numpy as np
import pytest

from oe_quality.kernel.audit.order import timeline
from oe_quality.kernel.audit.sequence import _longest_run, drift, fall_factor, fatigue, longest_runs

MINUTE = 60_000_000


def lines(n_annotators, per_annotator):
    who = np.repeat(np.arange(n_annotators), per_annotator).astype(np.int32)
    times = np.tile(np.arange(per_annotator) * MINUTE, n_annotators)
    return timeline(who, n_annotators, times), times


@pytest.mark.parametrize(
    ("answers", "longest", "start"), [([1], 1, 0), ([1, 1, 2, 2, 2, 1], 3, 2), ([3, 3, 3], 3, 0), ([1, 2, 3], 1, 0)]
)
def test_longest_run(answers, longest, start):
    assert _longest_run(np.array(answers)) == (longest, start)


def test_answers_are_put_in_the_order_of_time_before_runs_are_counted():
    line = timeline(np.zeros(4, np.int32), 1, np.array([3, 0, 2, 1]))
    assert longest_runs(line, np.array([7, 5, 7, 5]), 99, 0).longest[0] == 2
    assert longest_runs(timeline(np.zeros(4, np.int32), 1), np.array([7, 5, 7, 5]), 99, 0).longest[0] == 0


def test_a_block_of_equal_answers_is_found_and_a_shuffled_one_is_not(rng):
    line, _ = lines(2, 100)
    answers = rng.integers(4, size=200)
    answers[40:60] = 2
    result = longest_runs(line, answers, 999, 0)
    assert result.longest[0] >= 20
    assert result.p[0] <= 0.002
    assert result.p[1] > 0.01
    assert 2 < result.expected[1] < 8


def test_p_values_of_runs_are_valid_under_the_null(rng):
    line, _ = lines(1000, 30)
    p = longest_runs(line, rng.integers(5, size=30_000), 199, 1).p
    assert (p < 0.05).mean() <= 0.065
    assert (p < 0.01).mean() <= 0.02


def test_constant_answers_are_one_long_run_that_order_does_not_explain():
    line, _ = lines(1, 40)
    result = longest_runs(line, np.zeros(40, np.int64), 99, 0)
    assert (result.longest[0], result.p[0], result.expected[0]) == (40, 1.0, 40.0)


def test_drift_finds_the_fall_and_where(rng):
    line, _ = lines(1, 200)
    residual = np.concatenate([rng.normal(0.0, 0.3, 120), rng.normal(-0.5, 0.3, 80)])
    found = drift(line, residual, np.ones(200, bool), 0.01, 999, 0)
    assert found.p[0] <= 0.002
    assert abs(found.at[0] - 120) <= 10
    assert found.drop[0] == pytest.approx(0.5, abs=0.12)


def test_a_rise_is_no_drift(rng):
    line, _ = lines(1, 200)
    residual = np.concatenate([rng.normal(-0.5, 0.3, 100), rng.normal(0.0, 0.3, 100)])
    assert drift(line, residual, np.ones(200, bool), 0.01, 999, 0).p[0] > 0.5


def test_false_alarms_of_drift_stay_at_the_level(rng):
    line, _ = lines(2000, 60)
    p = drift(line, rng.normal(size=120_000), np.ones(120_000, bool), 0.01, 999, 3).p
    assert (p < 0.01).mean() <= 0.015


def test_the_detectable_fall_is_detected_four_times_in_five(rng):
    A, n = 300, 160
    line, _ = lines(A, n)
    drop = fall_factor(0.01) / np.sqrt(n)
    residual = rng.normal(size=(A, n))
    residual[:, n // 2 :] -= drop
    found = drift(line, residual.ravel(), np.ones(A * n, bool), 0.01, 999, 5)
    assert 0.7 <= (found.p < 0.01).mean() <= 0.95


def test_too_few_or_untimed_answers_have_no_verdict():
    line, _ = lines(1, 5)
    assert np.isnan(drift(line, np.arange(5.0), np.ones(5, bool), 0.01, 99, 0).p[0])
    untimed = timeline(np.zeros(50, np.int32), 1)
    assert np.isnan(drift(untimed, np.arange(50.0), np.ones(50, bool), 0.01, 99, 0).p[0])


def test_fatigue_is_the_slope_within_sessions(rng):
    line, times = lines(1, 120)
    times = times + (np.arange(120) // 40) * 600 * MINUTE
    hours = (np.arange(120) % 40) / 60
    session = np.arange(120) // 40
    slope, z = fatigue(line, -0.6 * hours + session, np.ones(120, bool), times, 30 * MINUTE)
    assert slope[0] == pytest.approx(-0.6)
    assert z[0] < -5


def test_fatigue_is_calibrated_under_the_null(rng):
    line, times = lines(2000, 40)
    _, z = fatigue(line, rng.random(80_000), np.ones(80_000, bool), times, 30 * MINUTE)
    assert z.std() == pytest.approx(1.0, abs=0.05)
