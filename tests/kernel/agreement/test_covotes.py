"""Which labels are given in place of one another."""

import numpy as np
import pytest

from oe_quality.kernel.agreement.alpha import coincidences
from oe_quality.kernel.agreement.covotes import co_votes
from oe_quality.kernel.data.chunk import SetChunk


def as_sets(chunk):
    """Single choices as sets of one label."""
    return SetChunk(chunk.offsets, chunk.annotator, np.arange(chunk.n_responses + 1), chunk.label)


def test_for_single_choice_it_is_the_coincidence_matrix_off_its_diagonal(small, random_rows):
    data = small(random_rows(3))
    found = co_votes(as_sets(data.chunk), data.n_values)
    joint = coincidences(data.table)
    np.testing.assert_allclose(found.instead, joint - np.diag(np.diag(joint)))
    np.testing.assert_allclose(found.chosen, joint.sum(axis=1))
    assert found.n == pytest.approx(joint.sum())


def test_labels_given_together_are_not_given_instead():
    """One says {a, b}, another {a}, a third {b}: only the last two put one in the other's place."""
    sets = SetChunk(
        np.array([0, 3]),
        np.arange(3, dtype=np.int32),
        np.array([0, 2, 3, 4]),
        np.array([0, 1, 0, 1], dtype=np.int32),
    )
    found = co_votes(sets, 2)
    assert found.instead.tolist() == [[0.0, 0.5], [0.5, 0.0]]
    assert found.chosen.tolist() == [2.0, 2.0]
    assert found.only.tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_items_with_a_single_answer_have_no_part():
    alone = SetChunk(np.array([0, 1]), np.zeros(1, dtype=np.int32), np.array([0, 1]), np.zeros(1, dtype=np.int32))
    found = co_votes(alone, 2)
    assert found.n == 0
    assert not found.chosen.any()
