import numpy as np
import pytest

from oe_quality.kernel.em import winners
from oe_quality.kernel.evaluation.calibration import quality
from oe_quality.kernel.evaluation.floor import USUAL, Beforehand, Floor, learned


def test_the_floor_keeps_winners_and_ties_and_bounds_what_can_be_said(rng):
    p = rng.dirichlet(np.full(4, 0.1), 300)
    p[0], p[1] = [0.5, 0.5, 0, 0], [1, 0, 0, 0]
    soft = USUAL.applied(p)
    np.testing.assert_allclose(soft.sum(axis=1), 1)
    assert (winners(soft) == winners(p)).all()
    assert soft.max() == pytest.approx(USUAL.most(4)) == pytest.approx(0.97)


def test_gold_finds_how_sure_to_be(rng):
    """Posteriors twice too sharp, with a tenth of the items at random: exponent and floor both come back."""
    honest = rng.dirichlet(np.full(3, 0.5), 4000)
    gold = np.array([rng.choice(3, p=row) for row in honest], dtype=np.int32)
    astray = rng.random(4000) < 0.1
    gold[astray] = rng.integers(0, 3, astray.sum())
    sharp = honest**2 / (honest**2).sum(axis=1, keepdims=True)
    found = learned(sharp, gold)
    assert found.exponent == pytest.approx(0.5, abs=0.08)
    assert found.share == pytest.approx(0.1, abs=0.04)
    assert quality(found.applied(sharp), gold).nll < quality(USUAL.applied(sharp), gold).nll


def test_little_gold_moves_little(rng):
    p = rng.dirichlet(np.full(2, 0.3), 20)
    found = learned(p, p.argmax(axis=1).astype(np.int32))
    assert 0.8 < found.exponent < 1.5
    assert found.share < 0.06
    assert learned(p, np.full(20, -1, dtype=np.int32)) == USUAL


def test_one_label_is_certain():
    assert Floor(0.9, 0.04).applied(np.ones((2, 1))).tolist() == [[1.0], [1.0]]


def test_a_rare_label_stays_rare_under_tempering_and_floor(rng):
    """What no answer speaks for keeps its prior; the mean of honest beliefs stays what it was."""
    prior = np.array([0.98, 0.02])
    before = Beforehand.of(prior)
    told = rng.dirichlet(np.full(2, 0.4), 4000)
    p = told * prior
    p /= p.sum(axis=1, keepdims=True)
    assert Floor(0.5, 0.0).applied(prior[None], before) == pytest.approx(prior[None])
    assert USUAL.applied(p, before)[:, 1].sum() < 1.35 * p[:, 1].sum() + 0.04 * 0.1 * 4000
    assert USUAL.applied(p, before).max() <= USUAL.most(2, before) + 1e-12


def test_gold_is_learned_from_at_the_prior(rng):
    prior = np.array([0.9, 0.1])
    honest = rng.dirichlet(4 * prior, 3000)
    gold = (rng.random(3000) < honest[:, 1]).astype(np.int32)
    sharp = prior * (honest / prior) ** 2
    sharp /= sharp.sum(axis=1, keepdims=True)
    assert learned(sharp, gold, Beforehand.of(prior)).exponent == pytest.approx(0.5, abs=0.08)


def test_what_is_expected_of_little_gold_is_the_mean_of_what_it_leaves_possible():
    """All of n sure labels right: eps / 2 wrong ones of n expected under Beta(1.2, 18), whose mean is a sum."""
    p = np.tile([1.0, 0.0], (40, 1))
    found = learned(p, np.zeros(40, dtype=np.int32))
    eps = np.linspace(1e-4, 0.3, 3_000)
    weight = eps**0.2 * (1 - eps) ** 17 * (1 - eps / 2) ** 40
    assert found.share == pytest.approx((eps * weight).sum() / weight.sum(), rel=0.02)
    most_probable = eps[weight.argmax()]
    assert found.share > 1.5 * most_probable


def test_much_gold_is_the_same_by_mean_and_by_mode(rng):
    honest = rng.dirichlet(np.full(3, 0.5), 1200)
    gold = np.array([rng.choice(3, p=row) for row in honest], dtype=np.int32)
    sharp = honest**1.5 / (honest**1.5).sum(axis=1, keepdims=True)
    some = np.where(np.arange(1200) < 500, gold, -1)
    mean, mode = learned(sharp, some), learned(sharp, gold)
    assert mean.exponent == pytest.approx(mode.exponent, abs=0.1)
    assert mean.share == pytest.approx(mode.share, abs=0.03)
