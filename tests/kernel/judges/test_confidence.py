"""Stated confidence: bins, error with an interval that covers whether or not the judge is calibrated, Brier."""

import numpy as np
import pytest

from oe_quality.kernel.judges.confidence import stated_confidence


@pytest.mark.parametrize("too_sure", [0.0, 0.2])
def test_intervals_cover(rng, too_sure):
    hits = np.zeros(3)
    for seed in range(100):
        c = rng.uniform(0.5, 1, 200)
        right = rng.random(200) < c - too_sure
        found = stated_confidence(c, right, seed=seed)
        brier = too_sure**2 + np.mean((c - too_sure) * (1 - c + too_sure))
        wanted = (too_sure, too_sure, brier)
        measured = (found.error, found.gap, found.brier)
        hits += [it.low <= true <= it.high for it, true in zip(measured, wanted, strict=True)]
    assert (hits >= 87).all(), hits


def test_equal_confidences_share_a_bin_and_all_items_are_in_one(rng):
    c = rng.choice([0.5, 0.9, 0.95], 300)
    found = stated_confidence(c, rng.random(300) < c)
    assert [(one.low, one.high) for one in found.bins] == [(0.5, 0.5), (0.9, 0.9), (0.95, 0.95)]
    assert sum(one.n for one in found.bins) == 300
    assert all(one.right_low <= one.right <= one.right_high for one in found.bins)


def test_the_order_of_items_changes_nothing_but_rounding(rng):
    c = rng.uniform(0, 1, 120)
    right = rng.random(120) < 0.5
    order = rng.permutation(120)
    one, other = stated_confidence(c, right), stated_confidence(c[order], right[order])
    assert one.error.value == pytest.approx(other.error.value)
    assert [b.n for b in one.bins] == [b.n for b in other.bins]


def test_few_items_say_nothing(rng):
    assert stated_confidence(np.full(29, 0.5), np.ones(29, dtype=bool)) is None
