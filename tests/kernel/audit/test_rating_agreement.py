"""Ratings against the others': ICC and weighted kappa as oracles, the jackknife by hand, and what a constant earns."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from oe_quality.kernel.audit.rating_agreement import (
    blind_sd_of_ratings,
    consistency,
    deviations,
    others_mean,
)


def one_annotator(value, others):
    return consistency(np.zeros(len(value), np.int32), np.asarray(value, float), np.asarray(others, float), 1)


@pytest.fixture
def pair(rng):
    truth = rng.normal(size=40)
    return truth + rng.normal(size=40), truth + 0.5 * rng.normal(size=40) + 3


def test_it_is_the_consistency_icc_of_two_raters(pair):
    """ICC(C,1) = (MS_items - MS_error) / (MS_items + MS_error) for two raters (McGraw & Wong 1996)."""
    table = np.stack(pair, axis=1)
    n = len(table)
    items, raters, grand = table.mean(axis=1), table.mean(axis=0), table.mean()
    between = 2 * ((items - grand) ** 2).sum() / (n - 1)
    error = ((table - items[:, None] - raters + grand) ** 2).sum() / (n - 1)
    expected = (between - error) / (between + error)
    assert one_annotator(*pair).value[0] == pytest.approx(expected, abs=1e-12)


def test_it_is_quadratically_weighted_kappa_where_means_are_equal(rng):
    one = rng.integers(5, size=60)
    two = np.concatenate([one[:40], rng.permutation(one[40:])])
    expected = cohen_kappa_score(one, two, weights="quadratic")
    assert one_annotator(one, two).value[0] == pytest.approx(expected, abs=1e-12)


def test_an_offset_is_no_disagreement_and_a_constant_earns_nothing(pair):
    value, others = pair
    assert one_annotator(value + 7, others).value[0] == pytest.approx(one_annotator(value, others).value[0])
    still = one_annotator(np.full(40, 50.0), others)
    assert (still.value[0], still.standard_error[0]) == (pytest.approx(0.0, abs=1e-12), pytest.approx(0.0, abs=1e-12))
    assert one_annotator(-others, others).value[0] == pytest.approx(-1.0)


def test_the_jackknife_is_that_of_leaving_each_rating_out(pair):
    value, others = (column[:12] for column in pair)
    without = [one_annotator(np.delete(value, j), np.delete(others, j)).value[0] for j in range(12)]
    expected = np.sqrt(11 / 12 * ((np.array(without) - np.mean(without)) ** 2).sum())
    assert one_annotator(value, others).standard_error[0] == pytest.approx(expected, rel=1e-9)


def test_annotators_do_not_mix(pair):
    value, others = pair
    who = np.repeat([0, 2], 20).astype(np.int32)
    both = consistency(who, value, others, 3)
    assert both.n.tolist() == [20, 0, 20]
    assert both.value[2] == pytest.approx(one_annotator(value[20:], others[20:]).value[0])
    assert np.isnan(both.value[1])


def test_it_is_undefined_where_nothing_varies():
    assert np.isnan(one_annotator(np.ones(5), np.ones(5)).value[0])


def test_the_blind_sd_is_that_of_people_who_rate_at_random(rng):
    people, n = 400, 60
    value, others = rng.normal(size=people * n), 0.6 * rng.normal(size=people * n)
    who = np.repeat(np.arange(people, dtype=np.int32), n)
    spread = consistency(who, value, others, people).value.std()
    assert blind_sd_of_ratings(value, others) / np.sqrt(n) == pytest.approx(spread, rel=0.08)


def test_the_others_mean_leaves_the_own_rating_out():
    item = np.array([0, 0, 0, 1], np.int32)
    mean, n = others_mean(item, np.array([1.0, 2.0, 6.0, 5.0]), 2)
    assert mean.tolist() == [4.0, 3.5, 1.5, 0.0]
    assert n.tolist() == [2, 2, 2, 0]


def test_a_steady_offset_is_no_deviation_and_missing_ratings_do_not_count(rng):
    items, people = 200, 4
    truth = rng.normal(size=items)
    value = np.repeat(truth, people) + np.tile([0.0, 0.0, 0.0, 2.0], items)
    value[5] = np.nan
    item = np.repeat(np.arange(items, dtype=np.int32), people)
    who = np.tile(np.arange(people, dtype=np.int32), items)
    found = deviations(item, who, value, items, people)
    assert np.abs(found.own[found.usable]).max() < 0.1
    assert np.flatnonzero(~found.usable).tolist() == [5]
    assert np.isnan(found.others[5])


def test_the_spread_of_a_blind_rating_does_not_depend_on_the_unit(rng):
    value, others = rng.normal(size=50), 2 * rng.normal(size=50)
    found = blind_sd_of_ratings(value, others)
    assert found == pytest.approx(2 * value.std() * others.std() / (value.var() + others.var()))
    assert blind_sd_of_ratings(value / 1000, others / 1000) == pytest.approx(found)
    assert np.isnan(blind_sd_of_ratings(np.ones(3), np.ones(3)))
