"""A part of the answers is the same answers on the same items."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk
from oe_quality.kernel.data.select import keep_responses, last_answers

OFFSETS, WHO = np.array([0, 3, 3, 5]), np.array([0, 1, 2, 1, 2], dtype=np.int32)
KEEP = np.array([True, False, True, False, False])


def test_items_that_lose_all_answers_stay_empty():
    part = keep_responses(Chunk(OFFSETS, WHO, np.array([1, 0, 2, 1, 1], dtype=np.int32)), KEEP)
    assert part.offsets.tolist() == [0, 2, 2, 2]
    assert (part.annotator.tolist(), part.label.tolist()) == ([0, 2], [1, 2])


def test_numbers_stay_with_their_annotators():
    part = keep_responses(RatingChunk(OFFSETS, WHO, np.array([0.5, 1.5, 2.5, 3.5, 4.5])), ~KEEP)
    assert part.value.tolist() == [1.5, 3.5, 4.5]
    assert part.annotator.tolist() == [1, 1, 2]


@pytest.mark.parametrize("weighted", [True, False])
def test_sets_keep_their_labels_and_weights(weighted):
    labels = np.array([0, 1, 1, 2, 0], dtype=np.int32)
    weight = np.array([0.1, 0.2, 0.3, 0.4, 0.5]) if weighted else None
    sets = SetChunk(OFFSETS, WHO, np.array([0, 2, 2, 3, 4, 5]), labels, weight)
    part = keep_responses(sets, np.array([True, True, False, False, True]))
    assert part.label_offsets.tolist() == [0, 2, 2, 3]
    assert part.label.tolist() == [0, 1, 0]
    assert (part.weight is None) if not weighted else part.weight.tolist() == [0.1, 0.2, 0.5]


def test_an_annotators_last_answer_is_the_last_of_a_run_within_the_item():
    repeated = Chunk(np.array([0, 3, 5]), np.array([0, 0, 1, 1, 1], dtype=np.int32), np.zeros(5, dtype=np.int32))
    assert last_answers(repeated).tolist() == [False, True, True, False, True]
