"""Chunks: coded responses in item order, cut and put together without loss."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import Chunk, InMemory, RatingChunk, SetChunk, chunk_of, item_of_response, offsets_of

ITEM = np.array([0, 0, 0, 2, 2, 3])
OFFSETS = np.array([0, 3, 3, 5, 6])
ANNOTATOR = np.array([0, 1, 4, 1, 2, 0], dtype=np.int32)
LABEL_OFFSETS = np.array([0, 2, 2, 3, 4, 6, 7])
ENTRIES = np.array([0, 2, 1, 0, 1, 2, 2], dtype=np.int32)
CHUNKS = {
    "single choice": Chunk(OFFSETS, ANNOTATOR, np.array([1, 0, 1, 2, 2, 0], dtype=np.int32)),
    "numbers": RatingChunk(OFFSETS, ANNOTATOR, np.array([0.5, -1.0, 2.0, 3.0, 3.5, 0.0])),
    "sets": SetChunk(OFFSETS, ANNOTATOR, LABEL_OFFSETS, ENTRIES),
    "weighted sets": SetChunk(OFFSETS, ANNOTATOR, LABEL_OFFSETS, ENTRIES, np.arange(7) / 7),
}


def rows(chunk):
    """Every response in plain Python: item, annotator, answer."""
    if isinstance(chunk, SetChunk):
        weight = np.ones(len(chunk.label)) if chunk.weight is None else chunk.weight
        cuts = range(chunk.n_responses)
        answers = [
            [(int(chunk.label[e]), float(weight[e])) for e in range(chunk.label_offsets[r], chunk.label_offsets[r + 1])]
            for r in cuts
        ]
    else:
        answers = (chunk.value if isinstance(chunk, RatingChunk) else chunk.label).tolist()
    return list(zip(chunk.items().tolist(), chunk.annotator.tolist(), answers, strict=True))


@pytest.mark.parametrize("kind", CHUNKS)
@pytest.mark.parametrize("items_per_chunk", [1, 2, 3, 4, 9])
def test_pieces_hold_every_response_once_and_in_order(kind, items_per_chunk):
    whole = CHUNKS[kind]
    pieces = list(InMemory((whole,), 5, 3).split(items_per_chunk))
    assert [piece.n_items for piece in pieces[:-1]] == [items_per_chunk] * (len(pieces) - 1)
    found, before = [], 0
    for piece in pieces:
        found += [(item + before, annotator, answer) for item, annotator, answer in rows(piece)]
        before += piece.n_items
    assert before == whole.n_items == 4
    assert found == rows(whole)


def test_one_label_of_a_set_is_a_yes_or_no_question():
    sets = CHUNKS["sets"]
    for label in range(3):
        assert sets.presence(label).label.tolist() == sets.matrix(3)[:, label].astype(int).tolist()
    assert sets.matrix(3).tolist() == [
        [True, False, True],
        [False, False, False],
        [False, True, False],
        [True, False, False],
        [False, True, True],
        [False, False, True],
    ]


def test_rows_in_any_order_make_the_same_chunk():
    labels = np.array([1, 0, 1, 2, 2, 0])
    order = np.random.default_rng(0).permutation(6)
    for chosen in (np.arange(6), order):
        made = chunk_of(ITEM[chosen], ANNOTATOR[chosen], labels[chosen], 4)
        assert rows(made) == rows(CHUNKS["single choice"])


def test_offsets_and_items_undo_each_other():
    assert offsets_of(ITEM, 4).tolist() == OFFSETS.tolist()
    assert item_of_response(OFFSETS).tolist() == ITEM.tolist()
    assert offsets_of(np.array([], dtype=np.int32), 2).tolist() == [0, 0, 0]


def test_an_annotator_who_answers_twice_counts_once():
    chunk = Chunk(np.array([0, 4, 6, 6]), np.array([0, 1, 1, 2, 3, 3], np.int32), np.zeros(6, np.int32))
    assert chunk.distinct_annotators().tolist() == [3, 1, 0]
