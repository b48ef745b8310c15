"""Leaving out groups: the same as leaving out one where groups are single, and as the closed form for a mean."""

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.uncertainty.delete_group import over_items, two_way
from oe_quality.kernel.uncertainty.jackknife import two_way as exact
from oe_quality.kernel.uncertainty.population import NEW_BOTH, NEW_ITEMS


@pytest.fixture
def crossed(rng):
    """Answers of 6 annotators to 12 items, each item by 4 of them."""
    annotator = np.argsort(rng.random((12, 6)), axis=1)[:, :4].ravel()
    item = np.repeat(np.arange(12), 4)
    truth = rng.integers(0, 3, 12)
    label = np.where(rng.random(48) < 0.7, truth[item], rng.integers(0, 3, 48))
    return chunk_of(item, annotator, label, 12)


def test_single_groups_are_the_exact_two_way_jackknife(crossed):
    def value(keep):
        kept = keep_responses(crossed, keep)
        return np.array([alpha(count(kept, 3, 6), nominal(3), kept).value])

    parts = exact(alpha(count(crossed, 3, 6), nominal(3), crossed))
    found = two_way(value, 1, crossed.items(), crossed.annotator, groups=48)
    assert found.variance[0] == pytest.approx(parts.variance)
    assert (found.degrees, found.population) == (parts.degrees, NEW_BOTH)


def test_what_single_answers_give_is_subtracted(rng):
    """For a mean of answers to 200 items by 200 annotators, one each, all three variances are the same."""
    value = rng.normal(size=200)
    found = two_way(lambda keep: np.array([value[keep].mean()]), 1, np.arange(200), np.arange(200), groups=200)
    assert found.variance[0] == pytest.approx(value.var(ddof=1) / 200)


def test_degrees_are_those_of_the_groups(rng):
    value = rng.normal(size=(60, 40))
    item, annotator = np.divmod(np.arange(2400), 40)
    found = two_way(lambda keep: np.array([value.ravel()[keep].mean()]), 1, item, annotator, groups=10)
    assert found.degrees == 8
    low, high = found.bounds(0, 0.5, 0.95)
    assert high - low == pytest.approx(2 * stdtrit(8, 0.975) * math.sqrt(found.variance[0]))
    alone = over_items(lambda keep: np.array([value.ravel()[keep].mean()]), 1, item, groups=10)
    assert (alone.degrees, alone.population, alone.note) == (9, NEW_ITEMS, "")


def test_four_annotators_leave_it_over_items(crossed):
    few = keep_responses(crossed, crossed.annotator < 4)
    found = two_way(lambda keep: np.array([few.label[keep].mean()]), 1, few.items(), few.annotator)
    assert found.population == NEW_ITEMS
    assert "cannot be told from 4 people" in found.note


def test_an_interval_is_cut_where_nothing_is_possible_but_never_inside_the_value(rng):
    item, annotator = np.arange(30), np.arange(30) % 6
    value = rng.random(30) < 0.9
    found = two_way(lambda keep: np.array([value[keep].mean()]), 1, item, annotator)
    inside = found.interval(0, float(value.mean()), 0.999, 0.0, 1.0)
    assert 0 <= inside.low < value.mean() < inside.high <= 1
    assert found.interval(0, 0.5, 0.95, 0.6, 1.0).low == 0.5


def test_it_holds_the_truth_where_items_and_annotators_vary():
    """300 crowds of 40 items by 12 annotators: the mean of all is held as promised; over items alone far less often."""
    rng = np.random.default_rng(5)
    item, annotator = np.divmod(np.arange(480), 12)
    held = alone = 0
    for _ in range(300):
        value = rng.normal(size=40)[item] + rng.normal(size=12)[annotator] + rng.normal(size=480)

        def mean(keep, value=value):
            return np.array([value[keep].mean()])

        low, high = two_way(mean, 1, item, annotator, groups=20).bounds(0, value.mean(), 0.95)
        held += low <= 0 <= high
        low, high = over_items(mean, 1, item, groups=20).bounds(0, value.mean(), 0.95)
        alone += low <= 0 <= high
    assert 0.92 <= held / 300 <= 0.99
    assert alone / 300 < 0.75
