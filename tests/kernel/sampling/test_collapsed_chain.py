"""The labels' chain: an item's probabilities by hand, and whatever the number of its answers."""

import numpy as np
import pytest

from oe_quality.kernel.sampling.collapsed_chain import _weigh


@pytest.fixture
def state():
    """Two annotators, three labels; the second has answered nothing but the item at hand."""
    counts = np.zeros((2, 3, 3))
    counts[0, 0] = [4, 1, 0]
    counts[0, 2] = [0, 2, 3]
    right, strength = np.array([[0.8, 0.7, 0.6], [0.5, 0.5, 0.5]]), np.array([2.0, 3.0, 4.0])
    errors = np.array([[0.0, 1.0, 3.0], [2.0, 0.0, 2.0], [1.0, 1.0, 0.0]])
    return counts, right, counts.sum(axis=2), strength, errors, errors.sum(axis=1), np.array([3.0, 0.0, 1.0])


def test_an_items_labels_are_as_probable_as_prevalence_and_predictive_answers_make_them(state):
    weight = np.empty(3)
    total = _weigh(np.array([0, 1]), np.array([1, 0]), state, weight)
    first = [(2 * 0.2 + 1) / 7 * (1 + 1) / (4 + 1), 0.7, (4 * 0.4 + 2) / 9 * (1 + 2) / (2 + 2)]
    second = [0.5, 0.5 * 2 / 4, 0.5 * 1 / 2]
    assert weight == pytest.approx(np.array([4, 1, 2]) * first * second)
    assert total == pytest.approx(weight.sum())


def test_an_item_of_a_thousand_answers_has_probabilities(state):
    weight = np.empty(3)
    total = _weigh(np.zeros(1000, dtype=np.int64), np.arange(1000) % 3, state, weight)
    assert np.isfinite(weight).all()
    assert weight.sum() == pytest.approx(total)
    assert total > 0
