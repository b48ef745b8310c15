"""From names to chunks of codes, without Spark."""

import pyarrow as pa
import pytest

from oe_quality.cluster import coded

ROWS = [("a", "p", "x"), ("a", "q", "y"), ("b", "p", "x"), ("b", "p", "y"), ("c", "q", "x")]


def batches(rows, size):
    arrays = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    whole = pa.record_batch(arrays, names=list(coded.COLUMNS))
    return [whole.slice(start, size) for start in range(0, len(rows), size)]


def made(rows, size):
    return list(coded.pieces(coded._code(batches(rows, size), ("p", "q"), ("x", "y"))))


@pytest.mark.parametrize("size", [1, 2, 5])
def test_chunks_hold_whole_items_however_rows_arrive(monkeypatch, size):
    monkeypatch.setattr(coded, "CHUNK_RESPONSES", 2)
    found = made(ROWS, size)
    assert [name for piece in found for name in piece.items.to_pylist()] == ["a", "b", "c"]
    assert sum(piece.repeats for piece in found) == 1
    labels = [int(label) for piece in found for label in piece.chunk.label]
    assert labels == [0, 1, 0, 1, 0]
    assert [int(n) for piece in found for n in piece.chunk.offsets[1:] - piece.chunk.offsets[:-1]] == [2, 2, 1]


def test_an_empty_partition_has_no_chunk():
    assert list(coded._code([], ("p",), ("x",))) == []


def test_answers_of_one_person_to_different_items_are_no_repeats():
    assert made([("a", "p", "x"), ("b", "p", "x")], 2)[0].repeats == 0
