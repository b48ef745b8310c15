"""Wawa against crowd-kit's definition in plain NumPy: crowd-kit's own fails under scikit-learn 1.9."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit


def plain_wawa(chunk, n_annotators, n_labels):
    items = chunk.items()
    votes = np.zeros((chunk.n_items, n_labels))
    np.add.at(votes, (items, chunk.label), 1.0)
    winner = votes == votes.max(axis=1, keepdims=True)
    agree = (winner / winner.sum(axis=1, keepdims=True))[items, chunk.label]
    skill = np.bincount(chunk.annotator, agree, n_annotators) / np.bincount(chunk.annotator, minlength=n_annotators)
    weighted = np.zeros_like(votes)
    np.add.at(weighted, (items, chunk.label), skill[chunk.annotator])
    return weighted / weighted.sum(axis=1, keepdims=True), skill


@pytest.mark.parametrize("name", ["bird", "MS"])
def test_the_definition(name, crowd_set):
    data = crowd_set(name)
    posterior, skill = plain_wawa(data.chunk, data.n_annotators, data.n_labels)
    result = fit(Method.WAWA, data.source)
    np.testing.assert_allclose(result.posterior, posterior, atol=1e-6)
    np.testing.assert_allclose(result.skill, skill, atol=1e-6)


def test_votes_without_any_weight_count_alike():
    # Annotator 2 never agrees with a majority, and alone answers item 2.
    items, annotators, labels = np.array([[0, 0, 0, 1, 1, 1, 2], [0, 1, 2, 0, 1, 2, 2], [0, 0, 1, 1, 1, 0, 1]])
    source = InMemory((chunk_of(items[:-1], annotators[:-1], labels[:-1], 3),), 3, 2)
    assert fit(Method.WAWA, source).skill.tolist() == [1.0, 1.0, 0.0]
    twice = InMemory((chunk_of(np.array([0, 0]), np.array([0, 0]), np.array([0, 1]), 1),), 1, 2)
    np.testing.assert_allclose(fit(Method.WAWA, twice).posterior, [[0.5, 0.5]])
