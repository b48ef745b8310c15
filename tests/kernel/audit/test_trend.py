"""What everybody does at the same time is taken away; what one does alone stays."""

import numpy as np
import pytest

from oe_quality.kernel.audit.trend import PARTS, beside_the_others


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
