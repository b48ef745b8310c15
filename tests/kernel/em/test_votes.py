"""Weighted votes: shares, ties, and who agrees with the winner."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import votes
from oe_quality.kernel.em.contract import Batch
from oe_quality.kernel.em.passes import measure

ROWS = [(0, 0, 0), (0, 1, 0), (0, 2, 1), (1, 0, 0), (1, 1, 1), (2, 2, 2)]
"""(item, annotator, label); item 3 has no answer, and annotator 3 gave none."""


@pytest.fixture
def voted():
    items, annotators, labels = (np.array(column) for column in zip(*ROWS, strict=True))
    chunk = chunk_of(items, annotators, labels, 4)
    extent = measure(InMemory((chunk,), 4, 3))

    def run(weight, gold=(-1, -1, -1, -1)):
        posterior = np.empty((4, 3))
        known = np.array(gold, dtype=np.int32)
        batch = Batch(chunk.offsets, chunk.annotator, chunk.label, 0, known, posterior, np.empty((4, 0)))
        return votes.expect(votes.Weights(extent, np.array(weight, dtype=float)), [batch]), posterior

    return run


def test_posteriors_are_the_shares_of_the_weights(voted):
    _, posterior = voted([1, 2, 3, 9])
    np.testing.assert_allclose(posterior, [[0.5, 0.5, 0], [1 / 3, 2 / 3, 0], [0, 0, 1], [1 / 3] * 3])


def test_who_agrees_with_one_of_two_winners_agrees_by_half(voted):
    found, _ = voted([1, 1, 1, 1])
    # Item 0 is label 0's, item 1 a tie, item 2 label 2's.
    np.testing.assert_allclose(found.share, [1.5 / 2, 1.5 / 2, 1 / 2, 1 / 3])
    np.testing.assert_allclose(found.items, [2 / 3 + 1 / 2, 1 / 3 + 1 / 2, 1])


def test_where_no_vote_weighs_anything_all_weigh_the_same(voted):
    _, posterior = voted([0, 0, 0, 0])
    np.testing.assert_allclose(posterior[0], [2 / 3, 1 / 3, 0])


def test_gold_is_the_winner(voted):
    found, posterior = voted([1, 1, 1, 1], gold=(1, -1, -1, 2))
    assert posterior[0].tolist() == [0, 1, 0]
    np.testing.assert_allclose(found.share, [0.5 / 2, 0.5 / 2, 1, 1 / 3])
    np.testing.assert_allclose(found.items, [1 / 2, 1 + 1 / 2, 1 + 1])


def test_agreements_add_up(voted):
    found, _ = voted([1, 2, 3, 4])
    np.testing.assert_array_equal((found + found).sums, 2 * found.sums)
