"""Beliefs after answers that have yet to be given."""

from dataclasses import replace

import numpy as np
import pytest

from oe_quality.kernel.evaluation.more_answers import Known, beliefs_after

SHARP = np.array([[[[0.8, 0.2], [0.2, 0.8]]]])


def known_of(belief, share, variance):
    n = len(belief)
    both = np.stack([1 - belief, belief], axis=1)[None]
    shares = np.stack([np.full(n, 1 - share), np.full(n, share)], axis=1)[None]
    return Known(both, shares, np.full((1, n, 2), variance), SHARP, np.ones(1), np.ones(1, dtype=np.int64))


def test_answers_drawn_from_what_is_believed_leave_the_mean_belief_where_it_was(rng):
    """P(yes) = .62 is what belief .7 and this matrix give: then the belief is a martingale (Bayes' rule)."""
    known = known_of(np.full(40_000, 0.7), 0.7 * 0.8 + 0.3 * 0.2, 0.0)
    (after,) = beliefs_after(known, 1, rng)
    assert after[0, :, 1].mean() == pytest.approx(0.7, abs=0.005)
    assert set(after[0, :, 1].round(4)) == {round(0.56 / 0.62, 4), round(0.14 / 0.38, 4)}


def test_people_who_are_divided_stay_divided(rng):
    """However many answers come, items that half of the people see otherwise stay less sure than clear ones."""
    clear, divided = (known_of(np.full(4_000, 0.7), share, 0.0) for share in (0.8, 0.5))
    sure = [list(beliefs_after(known, 9, rng))[-1].max(axis=2).mean() for known in (clear, divided)]
    assert sure[0] > 0.97
    assert sure[1] < 0.92


def test_an_exponent_takes_weight_from_answers(rng):
    known = known_of(np.full(10, 0.5), 1.0, 0.0)
    (after,) = beliefs_after(replace(known, exponent=np.array([0.5])), 1, rng)
    assert after[0, 0, 1] == pytest.approx(2 / 3)


def test_shares_are_drawn_with_their_variance(rng):
    """Shares that may be anything (Beta(1, 1)) make equal answers three times in three: 1/2 of the items, not 1/4."""
    known = known_of(np.full(20_000, 0.5), 0.5, 1 / 12)
    after = list(beliefs_after(known, 3, rng))[-1][0, :, 1]
    assert np.isclose(np.abs(after - 0.5), np.abs(after - 0.5).max()).mean() == pytest.approx(0.5, abs=0.02)
