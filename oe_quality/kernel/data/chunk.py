"""Coded responses of whole items, the only data that the kernel sees.

Notation, used throughout the kernel: I items, A annotators, R responses, K labels, E label entries.
Items are ordered, the responses of item i are `offsets[i]:offsets[i + 1]`, and within an item they
are ordered by annotator, then occasion. So the same data gives the same bits however it was loaded,
and any split between items is a valid split into chunks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats

IntArray = NDArray[np.int32]
OffsetArray = NDArray[np.int64]
CodeArray = NDArray[np.int32] | NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ItemResponses:
    """Who answered which item; the kinds of chunk add what was answered.

    Attributes:
        offsets: (I + 1,) int64, from 0 to R.
        annotator: (R,) int32, codes 0..A-1.
    """

    offsets: OffsetArray
    annotator: IntArray

    @property
    def n_items(self) -> int:
        return len(self.offsets) - 1

    @property
    def n_responses(self) -> int:
        return len(self.annotator)

    def items(self) -> IntArray:
        """(R,) the item of each response, counted from the chunk's first item."""
        return item_of_response(self.offsets)

    def distinct_annotators(self) -> IntArray:
        """(I,) how many different annotators answered each item; several answers of one count once."""
        item = self.items()
        new = np.ones(self.n_responses, dtype=np.bool_)
        new[1:] = (item[1:] != item[:-1]) | (self.annotator[1:] != self.annotator[:-1])
        return np.bincount(item[new], minlength=self.n_items).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Chunk(ItemResponses):
    """Single-choice responses.

    Attributes:
        label: (R,) int32, codes 0..K-1.
    """

    label: IntArray

    def take(self, items: CodeArray) -> Chunk:
        """Some items (n,), in the order given, none twice."""
        sizes = np.diff(self.offsets)[items]
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        rows = np.arange(offsets[-1]) + np.repeat(self.offsets[items] - offsets[:-1], sizes)
        return Chunk(offsets, self.annotator[rows], self.label[rows])

    def slice(self, start: int, stop: int) -> Chunk:
        """The items start..stop-1 as a chunk of their own (views, no copies but the offsets)."""
        low, high = self.offsets[start], self.offsets[stop]
        return Chunk(self.offsets[start : stop + 1] - low, self.annotator[low:high], self.label[low:high])


@dataclass(frozen=True, slots=True, eq=False)
class RatingChunk(ItemResponses):
    """Numeric responses.

    Attributes:
        value: (R,) float64, finite, in the question's unit.
    """

    value: Floats

    def slice(self, start: int, stop: int) -> RatingChunk:
        """The items start..stop-1 as a chunk of their own."""
        low, high = self.offsets[start], self.offsets[stop]
        return RatingChunk(self.offsets[start : stop + 1] - low, self.annotator[low:high], self.value[low:high])


@dataclass(frozen=True, slots=True, eq=False)
class SetChunk(ItemResponses):
    """Multi-label responses: each is a set of labels, perhaps empty, perhaps weighted.

    Attributes:
        label_offsets: (R + 1,) int64 into entries; the labels of response r, ascending and unique.
        label: (E,) int32, codes 0..K-1.
        weight: (E,) float64 intensities, or None where all are 1.
    """

    label_offsets: OffsetArray
    label: IntArray
    weight: Floats | None = None

    def slice(self, start: int, stop: int) -> SetChunk:
        """The items start..stop-1 as a chunk of their own."""
        low, high = int(self.offsets[start]), int(self.offsets[stop])
        first, last = int(self.label_offsets[low]), int(self.label_offsets[high])
        weight = None if self.weight is None else self.weight[first:last]
        return SetChunk(
            self.offsets[start : stop + 1] - low,
            self.annotator[low:high],
            self.label_offsets[low : high + 1] - first,
            self.label[first:last],
            weight,
        )

    def presence(self, label: int) -> Chunk:
        """One label as a yes/no question: a `Chunk` with K = 2, code 1 where it was chosen."""
        chosen = np.zeros(self.n_responses, dtype=np.int32)
        chosen[self.responses_of_entries()[self.label == label]] = 1
        return Chunk(self.offsets, self.annotator, chosen)

    def responses_of_entries(self) -> IntArray:
        """(E,) the response of each entry."""
        return item_of_response(self.label_offsets)

    def matrix(self, n_labels: int) -> NDArray[np.bool_]:
        """(R, K) which labels each response chose."""
        chosen = np.zeros((self.n_responses, n_labels), dtype=np.bool_)
        chosen[self.responses_of_entries(), self.label] = True
        return chosen


AnyChunk = Chunk | RatingChunk | SetChunk
C = TypeVar("C", bound=AnyChunk)
C_co = TypeVar("C_co", bound=AnyChunk, covariant=True)


class ChunkSource(Protocol[C_co]):
    """What a fit reads, as often as it needs to: memory, a DuckDB file, or a worker's share.

    Iterating yields chunks in item order; every iteration yields the same chunks.
    """

    @property
    def n_annotators(self) -> int: ...

    @property
    def n_labels(self) -> int:
        """K, or 0 for numbers."""
        ...

    def __iter__(self) -> Iterator[C_co]: ...


def distinct_annotators(source: ChunkSource[AnyChunk]) -> IntArray:
    """(I,) how many different annotators answered each item."""
    return np.concatenate([chunk.distinct_annotators() for chunk in source])


@dataclass(frozen=True, slots=True)
class InMemory(Generic[C]):
    """A `ChunkSource` over chunks that are in memory."""

    chunks: tuple[C, ...]
    n_annotators: int
    n_labels: int = 0

    def __iter__(self) -> Iterator[C]:
        return iter(self.chunks)

    def split(self, items_per_chunk: int) -> InMemory[C]:
        """The same data cut into chunks of at most so many items."""
        pieces = tuple(
            cast(C, chunk.slice(start, min(start + items_per_chunk, chunk.n_items)))
            for chunk in self.chunks
            for start in range(0, chunk.n_items, items_per_chunk)
        )
        return InMemory(pieces, self.n_annotators, self.n_labels)


def joined(source: ChunkSource[Chunk]) -> Chunk:
    """All chunks of single-choice responses as one, in memory."""
    chunks = tuple(source)
    if len(chunks) == 1:
        return chunks[0]
    counts = np.concatenate([np.diff(chunk.offsets) for chunk in chunks])
    return Chunk(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.concatenate([chunk.annotator for chunk in chunks]),
        np.concatenate([chunk.label for chunk in chunks]),
    )


def item_of_response(offsets: OffsetArray) -> IntArray:
    """(R,) int32: expand CSR offsets (I + 1,) to the row index of each entry.

    >>> item_of_response(np.array([0, 2, 2, 3])).tolist()
    [0, 0, 2]
    """
    return np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))


def offsets_of(items: CodeArray, n_items: int) -> OffsetArray:
    """(I + 1,) int64 CSR offsets of ascending item codes (R,).

    >>> offsets_of(np.array([0, 0, 2]), 3).tolist()
    [0, 2, 2, 3]
    """
    offsets = np.zeros(n_items + 1, dtype=np.int64)
    np.cumsum(np.bincount(items, minlength=n_items), out=offsets[1:])
    return offsets


def chunk_of(items: CodeArray, annotators: CodeArray, labels: CodeArray, n_items: int) -> Chunk:
    """Build a `Chunk` from three parallel code arrays (R,) in any order."""
    order = np.lexsort((labels, annotators, items))
    return Chunk(
        offsets_of(items[order], n_items),
        annotators[order].astype(np.int32),
        labels[order].astype(np.int32),
    )
