"""Rows of many labels go through plain loops; what they compute is what unrolled rows compute."""

import numpy as np
import pytest

from oe_quality.errors import NotComputableError
from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em.rows import MOST_UNROLLED, labels_of

WITH_ROWS = [Method.ONE_COIN, Method.DAWID_SKENE, Method.DAWID_SKENE_ML, Method.HIERARCHICAL]


def test_few_labels_are_part_of_the_type_and_many_are_not():
    assert labels_of(MOST_UNROLLED) == (0,) * MOST_UNROLLED
    assert isinstance(labels_of(MOST_UNROLLED + 1), np.ndarray)


@pytest.mark.parametrize("method", WITH_ROWS)
def test_loops_compute_what_vectors_do(method, crowd, monkeypatch):
    unrolled = fit(method, crowd.source, max_steps=20)
    monkeypatch.setattr("oe_quality.kernel.em.rows.MOST_UNROLLED", 0)
    looped = fit(method, crowd.source, max_steps=20)
    np.testing.assert_allclose(looped.posterior, unrolled.posterior, atol=1e-9)
    np.testing.assert_allclose(looped.history, unrolled.history, rtol=1e-9)


def test_more_labels_than_a_type_can_hold(rng):
    items, annotators = np.repeat(np.arange(400), 3), np.tile(np.arange(3), 400)
    truth = np.arange(400) * 3
    labels = np.where(rng.random(1200) < 0.8, truth[items], rng.integers(0, 1200, 1200))
    source = InMemory((chunk_of(items, annotators, labels, 400),), 3, 1200)
    assert (fit(Method.ONE_COIN, source).winner == truth).mean() > 0.85
    posterior = fit(Method.DAWID_SKENE, source, max_steps=1).posterior
    np.testing.assert_allclose(posterior.sum(axis=1), 1.0)


def test_matrices_that_would_fill_the_memory_are_refused_with_a_way_out():
    one = chunk_of(np.array([0, 0]), np.array([0, 40_000]), np.array([0, 99]), 1)
    source = InMemory((one,), 50_000, 100)
    with pytest.raises(NotComputableError, match="500,000,000 cells") as refused:
        fit(Method.DAWID_SKENE, source)
    assert "one-coin" in refused.value.remedy
    assert fit(Method.ONE_COIN, source).posterior.shape == (1, 100)
