"""Usual times found in spite of hurry, pages left open and clip length."""

import numpy as np
import pytest

from oe_quality.kernel.audit import tempo
from oe_quality.kernel.audit.tempo import Tempo, fit_tempo, shares


def test_neither_hurry_nor_pages_left_open_move_the_centre(rng):
    work = rng.lognormal(np.log(60), 0.4, 700)
    hurried = rng.lognormal(np.log(5), 0.4, 200)
    left_open = rng.lognormal(np.log(3000), 1.0, 100)
    found = fit_tempo(np.concatenate([work, hurried, left_open]))
    assert found is not None
    assert found.centre == pytest.approx(60, rel=0.1)
    assert found.weight[1] == pytest.approx(0.7, abs=0.08)


def test_the_clip_length_is_taken_into_account(rng):
    length = rng.uniform(2, 30, 2000)
    found = fit_tempo(3 * length**0.8 * rng.lognormal(0, 0.3, 2000), length)
    assert found is not None
    assert found.slope == pytest.approx(0.8, abs=0.1)
    usual = found.usual(np.array([5.0, 20.0, np.nan]), 3)
    assert usual[1] / usual[0] == pytest.approx(4**found.slope)
    assert usual[2] == pytest.approx(found.centre)


def test_too_few_durations_say_nothing():
    assert fit_tempo(np.full(19, 30.0)) is None
    assert fit_tempo(np.full(500, np.nan)) is None


def test_equal_durations_are_no_trouble():
    found = fit_tempo(np.full(100, 30.0))
    assert found is not None
    assert found.centre == pytest.approx(30.0, rel=0.01)


def test_shares_count_known_responses_alone():
    hits, n = shares(np.array([0, 0, 1], np.int32), np.array([True, True, False]), np.array([True, False, True]), 3)
    assert hits.tolist() == [1, 0, 0]
    assert n.tolist() == [1, 1, 0]


def test_few_speeders_are_told_and_the_others_are_not(rng):
    """The threshold of .25 x usual and 5 % of annotations: recall of 30 % speeders, false alarms."""
    A, n = 200, 60
    pace = rng.normal(np.log(60), 0.25, A)
    seconds = np.exp(pace[:, None] + rng.normal(0, 0.4, (A, n)))
    seconds[:20, : int(0.3 * n)] *= 0.1
    found = fit_tempo(seconds.ravel())
    assert found is not None
    share = (seconds < 0.25 * found.centre).mean(axis=1)
    assert (share[:20] > 0.05).all()
    assert (share[20:] > 0.05).mean() <= 0.02


def test_the_usual_time_of_an_item_of_average_length_is_the_centre():
    three = np.ones(3)
    tempo = Tempo(centre=40.0, slope=0.5, log_length=float(np.log(9.0)), weight=three, mean=three, sd=three)
    assert tempo.usual(np.array([9.0, 36.0, 2.25, np.nan]), 4) == pytest.approx([40.0, 80.0, 20.0, 40.0])
    assert tempo.usual(None, 2).tolist() == [40.0, 40.0]


def test_long_items_take_longer_by_the_slope():
    tempo = Tempo(2.0, 0.1, 1.0, np.ones(3) / 3, np.zeros(3), np.ones(3))
    usual = tempo.usual(np.array([np.e, np.e**2, np.nan]), 3)
    assert usual == pytest.approx([2.0, 2.0 * np.exp(0.1), 2.0])
    assert tempo.usual(None, 2).tolist() == [2.0, 2.0]


@pytest.mark.parametrize(("hurried", "left_open"), [(450, 430), (430, 450)])
def test_the_largest_hill_is_people_at_work_wherever_it_began(hurried, left_open):
    rng = np.random.default_rng(1)
    y = np.concatenate([rng.normal(0, 0.1, hurried), rng.normal(3, 0.1, 120), rng.normal(6, 0.1, left_open)])
    weight, mean, _ = tempo._three_normals(y)
    assert weight[1] == weight.max()
    assert mean[1] == pytest.approx(0.0 if hurried > left_open else 6.0, abs=0.3)
