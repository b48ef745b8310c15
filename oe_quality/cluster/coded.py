"""From a data frame of names to chunks of codes that stay in their partitions.

The frame is shuffled once, by item; each partition is sorted, coded and kept as a few rows of binary columns, so
that a pass neither shuffles nor sorts nor reads a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import Chunk, OffsetArray
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

CHUNK_RESPONSES = 4_000_000
"""Answers per chunk: some 32 MB of codes, far below what a binary cell may hold."""
SCHEMA = "repeats bigint, offsets binary, annotator binary, label binary, items binary"
COLUMNS = ("item", "annotator", "label")


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Answers in codes, spread over partitions.

    Attributes:
        frame: rows of `SCHEMA`, whole items each, kept where they were made.
        annotators, labels: the names behind the codes, sorted.
        left_out: rows without an item, an annotator or a label.
    """

    frame: DataFrame
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One chunk of a partition, with the names of its items (pyarrow) and how many answers came twice."""

    chunk: Chunk
    items: Any
    repeats: int


def encode(frame: DataFrame, names: tuple[str, str, str], partitions: int | None) -> Coded:
    """Shuffle once, sort and code.

    Args:
        frame: one row per answer.
        names: of the columns of items, annotators and labels.
        partitions: how many; None for three per core.

    Raises:
        UsageError: a column is not there.
        NotComputableError: no row is an answer.
    """
    for name in names:
        if name not in frame.columns:
            raise UsageError(f"the frame has no column {name!r}", remedy=one_of(name, frame.columns))
    rows = frame.select(*(frame[name].cast("string").alias(to) for name, to in zip(names, COLUMNS, strict=True)))
    answers = rows.dropna()
    annotators, labels = (_distinct(answers, column) for column in COLUMNS[1:])
    if not labels:
        raise NotComputableError("nobody answered", remedy="Check the names of the columns, and what they hold.")
    n = partitions or 3 * frame.sparkSession.sparkContext.defaultParallelism
    placed = answers.repartitionByRange(n, "item").sortWithinPartitions(*COLUMNS)
    code = partial(_code, annotators=annotators, labels=labels)
    return Coded(placed.mapInArrow(code, SCHEMA).persist(), annotators, labels, rows.count() - answers.count())


def _distinct(answers: DataFrame, column: str) -> tuple[str, ...]:
    return tuple(sorted(row[0] for row in answers.select(column).distinct().collect()))


def _code(batches: Iterable[Any], annotators: tuple[str, ...], labels: tuple[str, ...]) -> Iterator[Any]:
    """A partition's sorted names as rows of `SCHEMA`."""
    people, answers = pa.array(annotators, pa.string()), pa.array(labels, pa.string())
    for table in _whole_items(batches):
        item = table["item"].combine_chunks()
        first = np.ones(len(item), dtype=np.bool_)
        first[1:] = pc.not_equal(item[1:], item[:-1]).to_numpy(zero_copy_only=False)
        annotator = _codes(table["annotator"], people)
        repeats = int((~first[1:] & (annotator[1:] == annotator[:-1])).sum())
        starts = np.flatnonzero(first)
        items = pa.record_batch([item.take(pa.array(starts))], names=["item"])
        columns = (np.append(starts, len(item)).astype(np.int64), annotator, _codes(table["label"], answers))
        yield pa.record_batch(
            [[repeats], *([column.tobytes()] for column in columns), [_to_bytes(items)]],
            names=["repeats", "offsets", "annotator", "label", "items"],
        )


def _whole_items(batches: Iterable[Any]) -> Iterator[Any]:
    """A sorted partition cut between items, in tables of some `CHUNK_RESPONSES` rows."""
    held: list[Any] = []
    for batch in batches:
        held.append(pa.Table.from_batches([batch]).cast(pa.schema([(name, pa.string()) for name in COLUMNS])))
        if sum(len(table) for table in held) < CHUNK_RESPONSES:
            continue
        table = pa.concat_tables(held)
        last = pc.equal(table["item"], table["item"][len(table) - 1])
        cut = len(table) - int(pc.sum(last).as_py())
        if cut:
            yield table.slice(0, cut)
        held = [table.slice(cut)]
    rest = pa.concat_tables(held) if held else None
    if rest is not None and len(rest):
        yield rest


def _codes(names: Any, known: Any) -> np.ndarray[Any, np.dtype[np.int32]]:
    return np.asarray(pc.index_in(names, value_set=known).to_numpy(), dtype=np.int32)


def _to_bytes(batch: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue().to_pybytes())


def pieces(batches: Iterable[Any]) -> Iterator[Piece]:
    """The chunks of a partition, from its rows of `SCHEMA`."""
    for batch in batches:
        for row in range(batch.num_rows):
            repeats, offsets, annotator, label, items = (column[row] for column in batch.columns)
            found: OffsetArray = np.frombuffer(offsets.as_buffer(), dtype=np.int64)
            codes = (np.frombuffer(column.as_buffer(), dtype=np.int32) for column in (annotator, label))
            names = pa.ipc.open_stream(items.as_buffer()).read_all()["item"].combine_chunks()
            yield Piece(Chunk(found, *codes), names, repeats.as_py())
