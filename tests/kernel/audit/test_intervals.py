"""Bounds of annotators' measures: by their formulas, of every annotator, whatever is drawn at a time."""

import numpy as np
import pytest
from scipy import stats

from oe_quality.kernel.audit import intervals
from oe_quality.kernel.audit.intervals import beta_bounds, mean_bounds, posterior_skill, ratio_of_sums, within


def test_annotators_alike_have_alike_bounds_however_many_are_drawn_at_a_time(monkeypatch):
    shape = np.tile(np.array([[40.0, 5.0], [8.0, 30.0]]), (1, 7, 1, 1))
    prevalence, weight = np.array([[0.6, 0.4]]), np.ones(1)
    whole = intervals._drawn_bounds(shape, prevalence, weight, 0.05, 3)
    assert (whole[0] < whole[1]).all()
    assert np.ptp(whole, axis=2).max() < 0.3 * (whole[1] - whole[0]).min()
    monkeypatch.setattr(intervals, "CELLS", 2 * intervals.DRAWS * 4)
    np.testing.assert_array_equal(intervals._drawn_bounds(shape, prevalence, weight, 0.05, 3), whole)


def test_shares_have_the_quantiles_of_their_beta_distribution():
    value, low, high = beta_bounds(np.array([7.0, 0.0, 0.0]), np.array([10, 5, 0]), 0.9)
    assert value[:2] == pytest.approx([0.7, 0.0])
    assert (low[0], high[0]) == pytest.approx(stats.beta(7.5, 3.5).ppf([0.05, 0.95]))
    assert high[1] == pytest.approx(stats.beta(0.5, 5.5).ppf(0.95))
    assert np.isnan(value[2])


def test_means_have_students_bounds(rng):
    who, values = np.repeat([0, 1], [6, 9]), rng.normal(size=15)
    value, low, high = mean_bounds(who, values, 3, 0.95)
    for a in (0, 1):
        mine = values[who == a]
        half = stats.t.ppf(0.975, len(mine) - 1) * mine.std(ddof=1) / len(mine) ** 0.5
        assert (value[a], low[a], high[a]) == pytest.approx((mine.mean(), mine.mean() - half, mine.mean() + half))
    assert np.isnan(value[2])


def test_bounds_stay_within_what_is_possible_and_unknown_ones_unknown():
    value, low, high = within(mean_bounds(np.array([0, 0, 0, 1]), np.array([0.9, 1.0, 0.5, 1.0]), 3, 0.95), 0.0, 1.0)
    assert (low[0], high[0]) == (pytest.approx(0.8 - 4.302653 * 0.152753, abs=1e-5), 1.0)
    assert value[1] == 1
    assert np.isnan([low[1], high[1], value[2], low[2], high[2]]).all()


def test_of_too_many_annotators_those_with_few_answers_get_no_drawn_bounds(monkeypatch):
    counts = np.array([[[[8.0, 2.0], [1.0, 9.0]], [[1.0, 0.0], [0.0, 1.0]]]])
    confusion = counts / counts.sum(axis=3, keepdims=True)
    told = (counts, confusion, np.array([[0.5, 0.5]]), 0.95, 1, None, 20)
    assert np.isfinite([*posterior_skill(*told).bits, *posterior_skill(*told).spammer]).all()
    monkeypatch.setattr(intervals, "MOST_DRAWN", 0)
    drawn = posterior_skill(*told)
    for value, low, high in (drawn.bits, drawn.spammer):
        assert np.isfinite(value).all()
        assert np.isfinite([low[0], high[0]]).all()
        assert np.isnan([low[1], high[1]]).all()
    assert np.isfinite(drawn.accuracy).all()


def test_a_ratio_of_one_answer_has_no_bounds():
    with np.errstate(all="raise"):
        value, low, high = ratio_of_sums(np.array([0, 1, 1]), np.array([1.0, 1.0, 0.0]), np.ones(3), 3, 0.95)
    assert value[0] == 1.0
    assert np.isnan([low[0], high[0], value[2]]).all()
    assert low[1] == 0.0 < value[1] < high[1] == 1.0
