"""Ratings as choices among steps."""

import numpy as np
import pytest

from oe_quality.kernel.audit.rating_levels import levels
from oe_quality.kernel.data.chunk import RatingChunk


def world(rng, untouched=False):
    A, n_items = 6, 300
    truth = rng.integers(0, 11, n_items)
    value = np.clip(np.round(truth[:, None] + rng.normal(0, 1, (n_items, A)) + np.array([2.0, 0, 0, 0, 0, 0])), 0, 10)
    if untouched:
        value[:, 5] = 5
    offsets = np.arange(0, n_items * A + 1, A)
    return RatingChunk(offsets, np.tile(np.arange(A, dtype=np.int32), n_items), value.ravel())


def test_rows_are_distributions_and_expect_what_was_given(rng):
    chunk = world(rng)
    found = levels(chunk, 6)
    assert found is not None
    np.testing.assert_allclose(found.confusion.sum(axis=2), 1.0)
    np.testing.assert_array_equal(found.values[found.code], chunk.value)
    expected = np.einsum("t,atk->ak", found.prevalence, found.confusion) @ found.values
    given = [chunk.value[chunk.annotator == a].mean() for a in range(6)]
    np.testing.assert_allclose(expected, given, atol=0.35)


def test_a_slider_left_alone_is_expected(rng):
    found = levels(world(rng, untouched=True), 6)
    assert found is not None
    assert found.confusion[5][:, found.values == 5].min() > 0.9


def test_constant_ratings_are_no_levels():
    offsets = np.array([0, 2, 4])
    who = np.array([0, 1, 0, 1], np.int32)
    assert levels(RatingChunk(offsets, who, np.ones(4)), 2) is None


def test_annotators_without_ratings_have_what_is_usual(rng):
    found = levels(world(rng), 7)
    assert found is not None
    assert np.isfinite(found.confusion[6]).all()
    assert found.confusion[6].sum() == pytest.approx(11)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("steps", [[0.0, 1e-60, 1e100], [5e-324, 1e-308, 2e-308], [0.0, 5e-324, 1e100]])
def test_ratings_far_apart_or_all_but_nothing_are_levels_without_a_number_that_is_none(steps):
    offsets = np.arange(0, 61, 2)
    value = np.repeat(np.tile(steps, 10), 2)
    found = levels(RatingChunk(offsets, np.tile(np.array([0, 1], np.int32), 30), value), 2)
    assert found is not None
    np.testing.assert_allclose(found.confusion.sum(axis=2), 1.0)
