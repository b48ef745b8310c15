"""Clustered means: closed forms, invariances, and coverage where answers are not independent."""

import numpy as np
import pytest

from oe_quality.kernel.uncertainty.clustered import means
from oe_quality.kernel.uncertainty.population import NEW_BOTH, NEW_ITEMS
from oe_quality.kernel.uncertainty.two_way import combined


def crowd(rng, items=60, annotators=15, per_item=4):
    annotator = np.argsort(rng.random((items, annotators)), axis=1)[:, :per_item].ravel()
    item = np.repeat(np.arange(items), per_item)
    noise = rng.normal(size=len(item))
    return rng.normal(size=items)[item] + rng.normal(size=annotators)[annotator] + noise, item, annotator


def test_one_answer_per_cluster_is_the_plain_standard_error(rng):
    values = rng.normal(size=(40, 2))
    found = means(values, np.arange(40), np.arange(40))
    assert found.standard_error == pytest.approx(values.std(axis=0, ddof=1) / 40**0.5, rel=0.02)
    assert found.covariance[0, 1] == pytest.approx(np.cov(values.T)[0, 1] / 40, rel=0.05)


def test_intervals_hold_where_answers_are_dependent():
    """Of 200 simulated crowds at least 88 % hold the mean; taken as independent, answers would hold far fewer."""
    rng = np.random.default_rng(8)
    clustered = naive = 0
    for _ in range(200):
        value, item, annotator = crowd(rng)
        low, high = means(value[:, None], item, annotator).bounds()
        clustered += low[0] <= 0 <= high[0]
        naive += abs(value.mean()) <= 1.96 * value.std() / len(value) ** 0.5
    assert clustered / 200 >= 0.88
    assert naive / 200 < 0.75


def test_shares_stay_within_bounds_and_weights_count():
    given = np.array([[1.0], [1], [0], [1], [1], [1]])
    items, annotators = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 2, 2, 0])
    found = means(given, items, annotators)
    low, high = found.share_bounds()
    assert 0 < low[0] < 5 / 6 < high[0] < 1
    doubled = means(np.repeat(given, 2, axis=0), np.repeat(items, 2), np.repeat(annotators, 2))
    weighted = means(given, items, annotators, np.full(6, 2.0))
    assert doubled.mean == pytest.approx(found.mean)
    assert weighted.variance == pytest.approx(found.variance)
    assert means(given, items, annotators, np.array([0, 0, 1.0, 0, 0, 0])).mean[0] == 0


def test_of_few_annotators_the_spread_is_over_items_and_says_so():
    found = means(np.arange(4.0)[:, None], np.arange(4), np.zeros(4, dtype=int))
    assert found.variance[0] == pytest.approx(np.arange(4.0).var(ddof=1) / 4)
    assert (found.population, found.method) == (NEW_ITEMS, "clustered by item, Student's t")
    assert "1 person" in found.note
    assert found.degrees == 3
    assert np.isnan(means(np.arange(4.0)[:, None], np.zeros(4, dtype=int), np.arange(4)).variance[0])
    assert np.isnan(means(np.zeros((0, 1)), np.zeros(0, int), np.zeros(0, int)).mean[0])


def test_the_variance_is_put_together_by_the_one_rule(rng):
    value, item, annotator = crowd(rng, items=40, annotators=8)
    found = means(value[:, None], item, annotator)
    share = (value - value.mean()) / len(value)

    def clustered(cluster):
        sums = np.bincount(cluster, weights=share)
        return len(sums) / (len(sums) - 1) * (sums**2).sum()

    expected = combined(np.array(clustered(item)), np.array(clustered(annotator)), np.array((share**2).sum()))
    assert found.variance[0] == pytest.approx(float(expected))
    assert (found.population, found.degrees) == (NEW_BOTH, 6)


def test_it_is_never_below_that_of_items():
    """Annotators who balance each other within every item: leaving one out changes less than single answers do."""
    item = np.repeat(np.arange(12), 5)
    annotator = np.tile(np.arange(5), 12)
    value = np.tile([2.0, -2, 1, -1, 0], 12) * np.where(item % 2, 1, -1) + item % 3
    found = means(value[:, None], item, annotator)
    sums = np.bincount(item, weights=(value - value.mean()) / len(value))
    assert found.variance[0] == pytest.approx(12 / 11 * (sums**2).sum())


def test_bounds_stay_on_the_scale():
    value = np.array([5.0, 5, 5, 4, 5, 5])[:, None]
    low, high = means(value, np.arange(6), np.arange(6)).bounds(0.99, 1.0, 5.0)
    assert 1 <= low[0] < high[0] == 5


def test_two_items_have_a_variance():
    found = means(np.array([[1.0], [3.0]]), np.arange(2), np.zeros(2, dtype=int))
    assert (found.mean[0], found.variance[0], found.degrees) == (2.0, pytest.approx(1.0), 1)


def test_without_answers_nothing_is_counted():
    found = means(np.zeros((0, 2)), np.zeros(0, int), np.zeros(0, int))
    assert (found.degrees, found.n_items, found.n_annotators, found.n_responses) == (0, 0, 0, 0)
    assert np.isnan(found.covariance).all()
