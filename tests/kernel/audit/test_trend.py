"""What everybody does at the same time is taken away; what one does alone stays."""

import numpy as np
import pytest

from oe_quality.kernel.audit.trend import PARTS, beside_the_others, beyond_the_item


@pytest.fixture
def fall(rng):
    """20 annotators with 60 answers each, all of whose agreement falls over time by one."""
    who = np.tile(np.arange(20), 60).astype(np.int32)
    times = np.arange(1200, dtype=np.int64) * 1_000_000
    return who, times, 1 - times / times[-1] + rng.normal(0, 0.05, 1200)


def slope(values, who, a):
    own = values[who == a]
    return np.polyfit(np.linspace(0, 1, len(own)), own, 1)[0]


def test_a_common_fall_is_nobodys(fall):
    who, times, residual = fall
    left = beside_the_others(residual, np.ones(1200, bool), who, times, np.full(20, 0.6))
    assert slope(residual, who, 3) == pytest.approx(-1, abs=0.1)
    assert max(abs(slope(left, who, a)) for a in range(20)) < 0.15


def test_ones_own_fall_stays(fall):
    who, times, residual = fall
    alone = (who == 3) & (times > times[-1] // 2)
    left = beside_the_others(residual - 0.5 * alone, np.ones(1200, bool), who, times, np.full(20, 0.6))
    own = left[who == 3]
    assert own[:30].mean() - own[30:].mean() == pytest.approx(0.5, abs=0.06)


def test_who_agrees_more_loses_more(fall):
    who, times, _ = fall
    kappa = np.where(np.arange(20) < 10, 0.8, 0.4)
    residual = kappa[who] * (1 - times / times[-1])
    left = beside_the_others(residual, np.ones(1200, bool), who, times, kappa)
    assert max(abs(slope(left, who, a)) for a in range(20)) < 0.08


def test_without_times_or_others_nothing_changes(fall):
    who, times, residual = fall
    unknown = np.full(1200, -1, dtype=np.int64)
    assert (beside_the_others(residual, np.ones(1200, bool), who, unknown, np.full(20, 0.6)) == residual).all()
    alone = beside_the_others(residual, np.ones(1200, bool), np.zeros(1200, np.int32), times, np.array([0.6]))
    assert alone == pytest.approx(residual)
    unused = beside_the_others(residual, who != 3, who, times, np.full(20, np.nan))
    assert (unused[who == 3] == residual[who == 3]).all()


def test_it_does_not_depend_on_the_order_of_responses(fall, rng):
    who, times, residual = fall
    shuffle = rng.permutation(1200)
    use = np.ones(1200, bool)
    straight = beside_the_others(residual, use, who, times, np.full(20, 0.6))
    assert beside_the_others(residual[shuffle], use, who[shuffle], times[shuffle], np.full(20, 0.6)) == pytest.approx(
        straight[shuffle]
    )
    assert PARTS == 20


@pytest.fixture
def study(rng):
    """20 annotators with 60 answers each about items that are clear or not, each gaining a part of what they can."""
    who, times = np.tile(np.arange(20), 60).astype(np.int32), np.arange(1200, dtype=np.int64) * 1_000_000
    return who, times, rng.uniform(0.1, 0.9, 1200), np.linspace(0.2, 0.9, 20)


def test_what_an_item_lets_one_gain_is_no_change_of_the_annotator(study):
    who, times, reach, part = study
    left = beyond_the_item(part[who] * reach, reach, np.ones(1200, bool), who, times, 20)
    assert left == pytest.approx(np.zeros(1200), abs=1e-9)


def test_a_common_fall_of_what_is_gained_is_nobodys(study):
    who, times, reach, part = study
    gain = part[who] * reach * (1 - 0.6 * times / times[-1])
    left = beyond_the_item(gain, reach, np.ones(1200, bool), who, times, 20)
    assert max(abs(slope(left, who, a)) for a in range(20)) < 0.03
    alone = beyond_the_item(gain, reach, np.ones(1200, bool), who, np.full(1200, -1), 20)
    assert min(slope(alone, who, a) for a in range(10, 20)) < -0.15


def test_who_stops_gaining_falls_by_what_was_gained(study):
    who, times, reach, part = study
    careless = (who == 15) & (times > times[-1] // 2)
    gain = np.where(careless, 0.0, part[who] * reach)
    own = beyond_the_item(gain, reach, np.ones(1200, bool), who, times, 20)[who == 15]
    assert own[:30].mean() - own[30:].mean() == pytest.approx(part[15] * reach[who == 15].mean(), abs=0.08)


def test_answers_that_nobody_else_gave_change_nothing(study):
    who, times, reach, part = study
    use = np.arange(1200) % 7 > 0
    gain = part[who] * reach
    straight = beyond_the_item(gain, reach, use, who, times, 20)
    odd = beyond_the_item(np.where(use, gain, 99.0), np.where(use, reach, 5.0), use, who, times, 20)
    assert odd[use] == pytest.approx(straight[use])
    nobody = beyond_the_item(gain, reach, np.zeros(1200, bool), who, times, 20)
    assert nobody == pytest.approx(gain)
