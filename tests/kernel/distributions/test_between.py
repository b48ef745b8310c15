"""Groups of annotators apart: by hand, a true null, and intervals that hold the truth."""

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from oe_quality.kernel.distributions.between import Given, apart


def given(label, items, annotators, labels=3):
    """Everybody answers everything: labels (I, A)."""
    item, who = np.repeat(np.arange(items), annotators), np.tile(np.arange(annotators), items)
    return Given(item, who, label.ravel(), (items, annotators, labels))


def halves(annotators):
    first = np.arange(annotators) < annotators // 2
    return first, ~first


def study(rng, shift=0.0, items=40, annotators=20, own=0.5):
    """Annotators have habits of their own; the second half leans to label 2 by `shift`."""
    habit = rng.normal(0, own, size=(annotators, 3))
    habit[annotators // 2 :, 2] += shift
    weight = np.exp(habit[None] + rng.normal(0, 1, size=(items, 1, 3)))
    share = np.cumsum(weight / weight.sum(axis=2, keepdims=True), axis=2)
    return given((rng.random((items, annotators, 1)) > share[:, :, :2]).sum(axis=2), items, annotators)


def test_by_hand():
    """Two items, two annotators a side: shares 1/2, 1/4, 1/4 and 0, 1/2, 1/2; item by item 1 and .5 apart at most."""
    label = np.array([[0, 1, 1, 2], [0, 2, 2, 1]])
    found = apart(given(label, 2, 4), *halves(4), level=0.95, permutations=9, seed=0)
    p, q = [0.5, 0.25, 0.25], [0.0, 0.5, 0.5]
    js = jensenshannon(p, q, base=2) ** 2
    hellinger = np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum() / 2)
    each = [jensenshannon([0.5, 0.5, 0], [0, 0.5, 0.5], base=2) ** 2] * 2
    assert found.value == pytest.approx([js, 0.5, hellinger, np.mean(each)])
    assert found.n_items == 2
    assert found.first == pytest.approx(p)


def test_items_of_one_side_alone_have_no_part():
    label = np.array([[0, 1, 1, 2], [0, 2, 2, 1], [2, 2, 0, 0]])
    both = given(label, 3, 4)
    alone = (both.item < 2) | (both.annotator < 2)
    part = Given(both.item[alone], both.annotator[alone], both.label[alone], both.shape)
    found = apart(part, *halves(4), level=0.95, permutations=9, seed=0)
    assert found.value == pytest.approx(
        apart(given(label[:2], 2, 4), *halves(4), level=0.95, permutations=9, seed=0).value
    )
    nobody = Given(
        both.item[both.annotator < 2], both.annotator[both.annotator < 2], both.label[both.annotator < 2], both.shape
    )
    assert apart(nobody, *halves(4), level=0.95, permutations=9, seed=0) is None


def test_alike_groups_are_seldom_told_apart_and_unlike_ones_are():
    """60 studies each; chance alone gives as much as is observed where groups are alike."""
    rng = np.random.default_rng(5)
    null = [apart(study(rng), *halves(20), level=0.95, permutations=79, seed=i) for i in range(60)]
    assert np.mean([one.p_value[0] <= 0.05 for one in null]) < 0.13
    assert np.mean([one.value[0] for one in null]) == pytest.approx(
        np.mean([one.by_chance[0] for one in null]), rel=0.25
    )
    shifted = [apart(study(rng, 1.5), *halves(20), level=0.95, permutations=79, seed=i) for i in range(20)]
    assert np.mean([one.p_value[0] <= 0.05 for one in shifted]) > 0.9


def test_intervals_hold_the_distance_of_the_populations():
    """Of total variation between groups that differ, by 2,000 annotators a side on the same kind of items."""
    rng = np.random.default_rng(6)
    big = study(rng, 1.5, items=60, annotators=4000)
    share = [
        np.bincount(big.label[(big.annotator < 2000) == side], minlength=3) / (60 * 2000) for side in (True, False)
    ]
    true = np.abs(share[0] - share[1]).sum() / 2
    held = []
    for i in range(40):
        found = apart(study(rng, 1.5, items=200), *halves(20), level=0.95, permutations=2, seed=i)
        held.append(found.low[1] <= true <= found.high[1])
    assert np.mean(held) > 0.85


def test_names_and_order_do_not_matter():
    rng = np.random.default_rng(7)
    one = study(rng)
    order = rng.permutation(len(one.item))
    moved = Given(one.item[order], one.annotator[order], (one.label[order] + 1) % 3, one.shape)
    found, again = (apart(g, *halves(20), level=0.95, permutations=19, seed=1) for g in (one, moved))
    assert again.value == pytest.approx(found.value)
    assert again.high == pytest.approx(found.high)
    assert again.p_value == pytest.approx(found.p_value)
