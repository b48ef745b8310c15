"""Leaving an annotator out by division is the posterior of a data set without them."""

import numpy as np
import pytest

from oe_quality.kernel.audit.support import choice_support, exponentiate, others_count, set_support
from oe_quality.kernel.data.chunk import Chunk, chunk_of


def posterior(labels, annotators, confusion, prevalence):
    p = prevalence.copy()
    for label, annotator in zip(labels, annotators, strict=True):
        p = p * confusion[annotator, :, label]
    return p / p.sum()


def test_support_is_the_posterior_of_the_answers_without_the_annotator(known):
    chunk = known.chunk
    support = choice_support(chunk, known.confusion, known.prevalence)
    item = chunk.items()
    for r in range(chunk.n_responses):
        others = np.flatnonzero((item == item[r]) & (chunk.annotator != chunk.annotator[r]))
        expected = posterior(chunk.label[others], chunk.annotator[others], known.confusion, known.prevalence)
        np.testing.assert_allclose(support[r], expected, atol=1e-12)


def test_both_answers_of_an_annotator_who_answered_twice_are_left_out(known):
    chunk = Chunk(np.array([0, 3]), np.array([0, 0, 1], np.int32), np.array([0, 2, 1], np.int32))
    support = choice_support(chunk, known.confusion, known.prevalence)
    expected = posterior([1], [1], known.confusion, known.prevalence)
    np.testing.assert_allclose(support[:2], [expected, expected])
    assert others_count(chunk.offsets, chunk.annotator).tolist() == [1, 1, 2]


def test_own_answers_are_left_out_wherever_they_stand_in_the_item(known, rng):
    annotator = np.sort(rng.integers(0, 5, 30)).astype(np.int32)
    chunk = Chunk(
        np.array([0, 12, 30]),
        np.concatenate([np.sort(annotator[:12]), annotator[12:]]),
        rng.integers(0, 3, 30).astype(np.int32),
    )
    item, support = chunk.items(), choice_support(chunk, known.confusion, known.prevalence)
    for r in range(30):
        others = np.flatnonzero((item == item[r]) & (chunk.annotator != chunk.annotator[r]))
        expected = posterior(chunk.label[others], chunk.annotator[others], known.confusion, known.prevalence)
        np.testing.assert_allclose(support[r], expected, atol=1e-12)
        assert others_count(chunk.offsets, chunk.annotator)[r] == len(others)


def test_an_item_that_nobody_else_answered_has_the_prior(known):
    alone = chunk_of(np.array([0]), np.array([2]), np.array([1]), 1)
    np.testing.assert_allclose(choice_support(alone, known.confusion, known.prevalence)[0], known.prevalence)


def test_hundreds_of_answers_do_not_underflow(known):
    n = 600
    chunk = Chunk(np.array([0, n]), np.arange(n, dtype=np.int32), np.zeros(n, np.int32))
    confusion = np.tile(known.confusion[0], (n, 1, 1))
    support = choice_support(chunk, confusion, known.prevalence)
    assert np.isfinite(support).all()
    np.testing.assert_allclose(support.sum(axis=1), 1.0)


def test_sets_are_judged_label_by_label(sets, rng):
    confusion = rng.dirichlet(np.ones(2), size=(4, 5, 2))
    prevalence = np.array([0.2, 0.5, 0.7, 0.1])
    support = set_support(sets, confusion, prevalence)
    for k in range(4):
        both = np.array([1 - prevalence[k], prevalence[k]])
        expected = choice_support(sets.presence(k), confusion[k], both)[:, 1]
        np.testing.assert_allclose(support[:, k], expected, atol=1e-12)


@pytest.mark.parametrize("row", [[900.0, 0.0], [0.0, 900.0], [-2000.0, -2000.0 + np.log(3)], [5.0]])
def test_logarithms_of_any_size_become_probabilities(row):
    found = np.array(row)
    exponentiate(found)
    expected = np.exp(np.array(row) - np.logaddexp.reduce(row))
    np.testing.assert_allclose(found, expected, atol=1e-300)
