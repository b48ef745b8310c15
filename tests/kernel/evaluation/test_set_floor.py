"""Gold says how sure to be of the winners of sets, and of all other labels."""

import numpy as np
import pytest

from oe_quality.kernel.evaluation.floor import Floor
from oe_quality.kernel.evaluation.set_floor import SetFloor, learned_sets


def study(seed, n_items, wrong):
    """Probabilities (I, K), winners, and truth that is as probable but for so many of the winners, which are wrong."""
    rng = np.random.default_rng(seed)
    p = np.clip(rng.beta(0.5, 9.0, (n_items, 5)), 0.005, 0.995)
    winner = rng.integers(5, size=n_items).astype(np.int32)
    p[np.arange(n_items), winner] = rng.beta(15.0, 1.0, n_items)
    truth = rng.random(p.shape) < p
    astray = np.flatnonzero(rng.random(n_items) < wrong)
    truth[astray, winner[astray]] = False
    return p, winner, truth.astype(np.int8)


def loss(p, truth):
    return -np.log(np.where(truth == 1, p, 1 - p)).mean()


def test_the_floors_are_the_formula():
    floors = SetFloor(Floor(0.5, 0.1), Floor(1.0, 0.2), np.array([0.5, 0.2]))
    p = np.array([[0.9, 0.2], [0.9, 0.2]])
    found = floors.applied(p, np.array([0, -1], np.int32))
    # A winner at odds of 9 has odds of 3; another label keeps its probability but for a fifth that is as usual.
    np.testing.assert_allclose(found, [[0.9 * 0.75 + 0.05, 0.2], [0.8 * 0.9 + 0.2 * 0.5, 0.2]])
    assert floors.most == pytest.approx(0.95)


def test_wrong_winners_make_winners_less_sure_and_no_other_label():
    p, winner, truth = study(1, 3000, 0.12)
    found = learned_sets(p, winner, truth)
    assert found.winner.most(2) < 0.95
    assert found.others.share < 0.03
    fresh, first, right = study(2, 3000, 0.12)
    assert loss(found.applied(fresh, first), right) < 0.97 * loss(fresh, right)
    sure = np.take_along_axis(found.applied(fresh, first), first[:, None], 1)[:, 0]
    hit = np.take_along_axis(right, first[:, None], 1)[:, 0]
    assert sure.mean() == pytest.approx(hit.mean(), abs=0.02)


def test_gold_of_twenty_items_already_helps():
    p, winner, truth = study(3, 400, 0.25)
    gold = np.full_like(truth, -1)
    gold[:20] = truth[:20]
    found = learned_sets(p, winner, gold)
    assert loss(found.applied(p, winner)[20:], truth[20:]) < loss(p[20:], truth[20:])


def test_names_of_labels_and_order_of_items_do_not_matter():
    p, winner, truth = study(4, 60, 0.2)
    plain = learned_sets(p, winner, truth)
    item, label = np.random.default_rng(0).permutation(60), np.array([3, 0, 4, 1, 2])
    turned = learned_sets(p[item][:, label], np.argsort(label)[winner[item]].astype(np.int32), truth[item][:, label])
    np.testing.assert_allclose(turned.usual, plain.usual[label])
    for one, other in ((turned.winner, plain.winner), (turned.others, plain.others)):
        assert (one.exponent, one.share) == pytest.approx((other.exponent, other.share), abs=2e-4)
