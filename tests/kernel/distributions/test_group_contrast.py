"""Comparing groups of annotators: the size of the test, its power, and what adjusting for items does."""

import numpy as np
import pytest
from scipy import stats

from oe_quality.kernel.distributions.group_contrast import _welch, contrast, levels

A = 30


def world(rng, *, effect=0.0, uneven=False, items=120, per_item=4):
    """One label whose log-odds have item and annotator effects; the first half of the annotators get `effect` more."""
    group = np.arange(A) < A // 2
    bias = rng.normal(0, 0.7, A) + effect * group
    chance = np.where(group, 3.0, 1.0) if uneven else np.ones(A)
    annotators = np.stack([rng.choice(A, per_item, replace=False, p=chance / chance.sum()) for _ in range(items)])
    item = np.repeat(np.arange(items), per_item)
    logit = -0.5 + rng.normal(size=items)[item] + bias[annotators.ravel()]
    given = rng.random(len(item)) < 1 / (1 + np.exp(-logit))
    return given[:, None].astype(float), item, annotators.ravel(), group


def compared(rng, **options):
    values, item, annotators, group = world(rng, **options)
    return contrast(levels(values, item, annotators, A), group, ~group, permutations=199, seed=int(rng.integers(10**6)))


@pytest.mark.parametrize("uneven", [False, True])
def test_a_true_null_is_rejected_as_often_as_it_should_be(uneven):
    """Of 120 nulls at .05 six are expected; 14 or more would have a chance below .3 %."""
    rng = np.random.default_rng(12)
    found = [compared(rng, uneven=uneven) for _ in range(120)]
    assert sum(f.p_value[0] <= 0.05 for f in found) < 14
    covered = [f.bounds()[0][0] <= 0 <= f.bounds()[1][0] for f in found]
    assert np.mean(covered) >= 0.88


def test_treating_answers_as_independent_would_not_keep_the_size():
    rng = np.random.default_rng(12)
    rejected = 0
    for _ in range(60):
        values, _, annotators, group = world(rng, per_item=8)
        given, inside = values[:, 0] == 1, group[annotators]
        table = [[(given & inside).sum(), (~given & inside).sum()], [(given & ~inside).sum(), (~given & ~inside).sum()]]
        rejected += stats.chi2_contingency(table).pvalue <= 0.05
    assert rejected / 60 > 0.2


def test_a_large_difference_is_found_and_measured():
    rng = np.random.default_rng(3)
    found = [compared(rng, effect=1.5) for _ in range(20)]
    assert np.mean([f.p_value[0] <= 0.05 for f in found]) >= 0.8
    # A shift of 1.5 in log-odds around a half is about .3 in the share.
    assert np.mean([f.difference[0] for f in found]) == pytest.approx(0.29, abs=0.05)
    assert np.mean([f.standardised[0] for f in found]) > 1


def test_detectable_is_what_is_found_four_times_in_five(rng):
    """Levels drawn around the very difference that is called detectable."""
    group = np.arange(40) < 20
    weight = np.ones((40, 400))
    from oe_quality.kernel.distributions.group_contrast import Levels

    noise, none = rng.normal(size=(40, 400)), np.ones((0, 400))
    at_null = contrast(Levels(noise, weight, np.zeros(400), none), group, ~group, permutations=199)
    shift = float(np.median(at_null.detectable()))
    moved = Levels(noise + shift * group[:, None], weight, np.zeros(400), none)
    shifted = contrast(moved, group, ~group, permutations=399)
    assert np.mean(shifted.p_value <= 0.05) == pytest.approx(0.8, abs=0.07)


def test_harder_items_for_one_group_are_no_difference_between_groups(rng):
    """Group one gets the high items, and everyone rates as everyone else; a bridge of shared items connects them."""
    item_level = np.repeat([0.0, 5.0], 60)
    rows = []
    for item in range(120):
        own = rng.choice(15, 3, replace=False) + (15 if item_level[item] else 0)
        other = rng.choice(15, 1) + (0 if item_level[item] else 15)
        rows += [(item, who) for who in (*own, *other)]
    items, annotators = np.array(rows).T
    values = (item_level[items] + rng.normal(size=len(items)))[:, None]
    group = np.arange(A) >= 15
    found = contrast(levels(values, items, annotators, A), group, ~group, permutations=199)
    assert abs(found.difference[0]) < 0.5
    naive = values[group[annotators], 0].mean() - values[~group[annotators], 0].mean()
    assert naive > 2


def test_equal_answers_leave_nothing_to_test():
    values = np.column_stack([np.ones(60), np.arange(60) % 2.0])
    items, annotators = np.repeat(np.arange(20), 3), np.tile(np.arange(12), 5)
    group = np.arange(12) < 6
    found = contrast(levels(values, items, annotators, 12), group, ~group, permutations=99)
    assert np.isnan(found.p_value[0])
    assert np.isfinite(found.p_value[1])


def test_who_did_not_answer_has_no_part(rng):
    values, item, annotators, group = world(rng)
    wider = np.concatenate([group, [True, True]])
    absent = contrast(levels(values, item, annotators, A + 2), wider, ~wider & (np.arange(A + 2) < A), permutations=19)
    without = contrast(levels(values, item, annotators, A), group, ~group, permutations=19)
    assert absent.difference[0] == pytest.approx(without.difference[0])
    assert absent.standard_error[0] == pytest.approx(without.standard_error[0])


def test_degrees_of_freedom_are_welchs(rng):
    x, member = rng.normal(size=12), np.arange(12) < 4
    difference, variance, degrees = _welch(x[:, None], np.ones((12, 1)), member[None, :].astype(float))
    theirs = stats.ttest_ind(x[member], x[~member], equal_var=False)
    assert difference[0, 0] == pytest.approx(x[member].mean() - x[~member].mean())
    assert difference[0, 0] / variance[0, 0] ** 0.5 == pytest.approx(theirs.statistic)
    assert degrees[0, 0] == pytest.approx(theirs.df)


def apart(rng, common):
    """Two groups of 15 without a difference, of whose 120 items a share is met by both; item effects are large."""
    group, level = np.arange(A) < 15, rng.normal(0, 2, 120)
    items = np.repeat(np.arange(120), 3)
    own = np.array([rng.choice(A if i < common * 120 else 15, 3, replace=False) for i in range(120)])
    own += np.where(np.arange(120) >= common * 120, 15 * (np.arange(120) % 2), 0)[:, None]
    values = level[items] + rng.normal(0, 0.3, A)[own.ravel()] + rng.normal(size=360)
    found = levels(values[:, None], items, own.ravel(), A, [(group, ~group)])
    plain, held = (
        contrast(found, group, ~group, permutations=99, stretch=stretch) for stretch in (None, found.stretch[0])
    )
    return float(found.stretch[0, 0]), plain, held


def test_groups_that_met_other_items_are_not_apart_by_their_items():
    """A true null at .05: with the items of each group its own two in five are called different, hardly more after."""
    rng = np.random.default_rng(8)
    drawn = [apart(rng, 0.0) for _ in range(60)]
    assert np.mean([plain.p_value[0] <= 0.05 for _, plain, _ in drawn]) > 0.15
    assert np.mean([held.p_value[0] <= 0.05 for _, _, held in drawn]) < 0.12
    covered = [held.bounds()[0][0] <= 0 <= held.bounds()[1][0] for _, _, held in drawn]
    assert np.mean(covered) >= 0.88


def test_the_less_groups_share_the_longer_their_difference_s_error(rng):
    stretch = [apart(rng, common)[0] for common in (1.0, 0.3, 0.0)]
    assert stretch[0] == pytest.approx(1.0, abs=0.05)
    assert stretch == sorted(stretch)
    _, plain, held = apart(rng, 0.0)
    assert held.standard_error[0] > plain.standard_error[0]
    assert held.difference[0] == plain.difference[0]


def test_a_group_without_anybody_stretches_nothing(rng):
    values, item, annotators, group = world(rng)
    found = levels(values, item, annotators, A, [(np.zeros(A, bool), group)])
    assert found.stretch.tolist() == [[1.0]]
