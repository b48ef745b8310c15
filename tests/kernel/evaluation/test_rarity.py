"""Rare labels: how rare they are if errors are alike, when that is believed, and what then stays as rare."""

from dataclasses import replace

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.evaluation.pool import fit_members, pooled
from oe_quality.kernel.evaluation.rarity import (
    MOST_LABELS,
    Alike,
    compare,
    count,
    if_alike,
    rare,
    rarity,
    share_of,
    weighed,
)


def votes_of(rng, n_items, n_rare, hit=0.9, false=0.1):
    """Three answers an item of twelve people who give the second, rare label so often, by whether it is true."""
    rarely = np.arange(n_items) < n_rare
    who = np.concatenate([rng.choice(12, 3, replace=False) for _ in range(n_items)])
    item = np.repeat(np.arange(n_items), 3)
    label = (rng.random(3 * n_items) < np.where(rarely[item], hit, false)).astype(int)
    return InMemory((chunk_of(item, who, label, n_items),), 12, 2)


def believing(share, n=1000):
    return np.tile([1 - share, share], (n, 1))


def test_a_label_is_counted_by_answers_of_an_item_and_empty_items_are_none(rng):
    chunk = chunk_of(np.array([0, 0, 0, 1, 1, 3, 3, 3]), np.array([0, 1, 2, 0, 1, 0, 1, 2]), np.ones(8, int), 4)
    counted = count(InMemory((chunk,), 3, 2), 1)
    assert np.stack([counted.answers, counted.given, counted.items]).T.tolist() == [[2, 2, 1], [3, 3, 2]]
    assert counted.leading == 3
    assert count(InMemory((chunk,), 3, 2), 0).leading == 0


def test_the_same_counts_however_the_data_are_cut(rng):
    source = votes_of(rng, 300, 20)
    a, b = count(source, 1), count(source.split(37), 1)
    assert (a.answers.tolist(), a.given.tolist(), a.items.tolist()) == (
        b.answers.tolist(),
        b.given.tolist(),
        b.items.tolist(),
    )


def test_alike_errors_give_the_true_share_and_the_free_model_gains_nothing(rng):
    share, errs, gain = compare(count(votes_of(rng, 20_000, 400), 1), 2, 0.05)
    assert share == pytest.approx(0.02, abs=0.004)
    assert errs == pytest.approx(0.1, abs=0.01)
    assert 0 <= gain < 8


def test_a_label_that_is_missed_more_often_is_told_from_a_rarer_one(rng):
    source = votes_of(rng, 1000, 60, hit=0.5, false=0.02)
    assert compare(count(source, 1), 2, 0.05)[2] > 20
    assert if_alike(source, believing(0.05), 0.95).trust == pytest.approx([0, 0], abs=1e-3)
    members = fit_members(source)
    left = pooled(replace(members, alike=None)).posterior
    assert pooled(members).posterior == pytest.approx(left, abs=1e-4)
    assert left[:, 1].sum() > 0.5 * 60


def test_what_nobody_says_is_not_known_to_be_rare(rng):
    silent = votes_of(rng, 400, 0, false=0.0)
    assert if_alike(silent, believing(0.0, 400), 1.0).trust.tolist() == [0, 0]
    assert if_alike(votes_of(rng, 400, 12, false=0.001), believing(0.03, 400), 0.8).trust[1] < 0.6


def test_common_labels_are_not_held_and_rare_ones_gradually():
    assert rare(np.array([0.3, 0.7])).tolist() == [0, 0]
    steps = np.array([rare(np.array([p, 1 - p]))[0] for p in np.linspace(0.08, 0.22, 200)])
    assert (steps[0], steps[-1]) == (1, 0)
    assert 0 <= -np.diff(steps).min() < 0.02
    assert np.diff(steps).max() <= 0


def test_of_many_labels_each_is_rare_and_none_is_held(rng):
    many = InMemory((chunk_of(np.arange(40), np.zeros(40, int), np.arange(40) % 30, 40),), 1, MOST_LABELS + 1)
    assert not if_alike(many, np.full((40, MOST_LABELS + 1), 1 / (MOST_LABELS + 1)), 0.9).trust.any()


def test_what_is_as_rare_is_held_to_it():
    belief, alike = believing(0.05, 400), Alike(np.array([1.0, 0.01]), np.array([0.0, 1.0]))
    held = rarity(belief, alike)
    assert held.share[1] == pytest.approx(0.01)
    assert held.held(belief)[:, 1] == pytest.approx(0.05 * 0.01 / share_of(belief, 1)[1], rel=0.05)
    assert held.prior()[1] == pytest.approx(0.01)
    assert rarity(belief, alike, 0.0).held(belief) is belief
    assert rarity(belief, alike, 0.0).prior() == pytest.approx(rarity(belief).prior())
    commoner = Alike(np.array([1.0, 0.5]), np.array([0.0, 1.0]))
    assert rarity(belief, commoner).share == pytest.approx(rarity(belief).share)


def test_a_label_of_one_in_a_hundred_is_expected_about_as_often(rng):
    """Twin of `benchmarks/probabilities.py rare`: within one and a half of the truth."""
    found = pooled(fit_members(votes_of(rng, 1000, 10)))
    assert 6 < found.posterior[:, 1].sum() < 15
    assert found.before.spread[1] < 0.03


def test_weights_of_labels_leave_rows_that_sum_to_one(rng):
    p = rng.dirichlet(np.ones(3), 50)
    assert weighed(p, np.array([1.0, 0.5, 0.1])).sum(axis=1) == pytest.approx(np.ones(50))
    assert weighed(p, np.ones(3)) == pytest.approx(p)
