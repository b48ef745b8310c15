"""Likeness of answers of every kind."""

import numpy as np

from oe_quality.kernel.data.chunk import RatingChunk, SetChunk, chunk_of, offsets_of
from oe_quality.kernel.judges.likeness import likeness_of

ONE, OTHER = np.array([0, 0, 1]), np.array([1, 2, 2])


def test_labels_are_alike_or_not_and_ranks_by_their_distance():
    labels = chunk_of(np.zeros(3, dtype=int), np.arange(3), np.array([0, 0, 2]), 1)
    assert likeness_of(labels, 3)(ONE, OTHER).tolist() == [1, 0, 0]
    assert likeness_of(labels, 3, ordered=True)(ONE, OTHER).tolist() == [0, -4, -4]


def test_numbers_by_squared_difference():
    numbers = RatingChunk(
        offsets_of(np.zeros(3, dtype=int), 1), np.arange(3, dtype=np.int32), np.array([1.0, 3.0, 0.5])
    )
    assert likeness_of(numbers, 0)(ONE, OTHER).tolist() == [-4, -0.25, -6.25]


def test_sets_by_jaccard_and_empty_sets_are_alike():
    offsets = np.array([0, 2, 3, 3, 3])
    labels = np.array([0, 1, 1], dtype=np.int32)
    sets = SetChunk(np.array([0, 4]), np.arange(4, dtype=np.int32), offsets, labels)
    likeness = likeness_of(sets, 3)
    assert likeness(np.array([0, 0, 2]), np.array([1, 2, 3])).tolist() == [0.5, 0, 1]
