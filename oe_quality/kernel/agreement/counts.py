"""Count answers once: the distinct patterns of answers that items received, and how often.

Two items with the same number of answers per value contribute the same terms to every coefficient,
and a few thousand patterns stand for millions of items. The resamplings work on patterns alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from oe_quality.kernel.arrays import Ints
from oe_quality.kernel.data.chunk import Chunk, OffsetArray, RatingChunk

Codes = NDArray[np.int32]


AT_ONCE = 4
"""Parts of a count that are held before they are made one."""


@dataclass(frozen=True, slots=True, eq=False)
class CountTable:
    """Distinct patterns of answers. P patterns, N entries (pattern, value), V values, A annotators.

    Attributes:
        n_values: V, the number of different answers possible.
        offsets: (P + 1,) int64 into entries.
        value: (N,) int32, ascending within a pattern; count: (N,) int64, how many gave it.
        frequency: (P,) int64, how many items have the pattern.
        pattern_of_item: (I,) int32; -1 for an item without answers.
        by_annotator: (A, N) sparse, how many answers of each annotator are each entry; None where
            annotators were not counted.
    """

    n_values: int
    offsets: OffsetArray
    value: Codes
    count: Ints
    frequency: Ints
    pattern_of_item: Codes
    by_annotator: Any

    @property
    def n_patterns(self) -> int:
        return len(self.frequency)

    @property
    def n_annotators(self) -> int:
        return 0 if self.by_annotator is None else int(self.by_annotator.shape[0])

    @property
    def size(self) -> Ints:
        """(P,) answers per item of each pattern."""
        if not self.n_patterns:
            return np.zeros(0, dtype=np.int64)
        return np.add.reduceat(self.count, self.offsets[:-1])

    @property
    def n_items(self) -> int:
        """Items with at least one answer."""
        return int(self.frequency.sum())

    @property
    def n_responses(self) -> int:
        return int(self.frequency @ self.size)

    @property
    def n_single(self) -> int:
        """Items with one answer only, which nothing can be compared with."""
        return int(self.frequency[self.size == 1].sum())

    @property
    def n_pairable(self) -> int:
        """Answers on items that have at least two."""
        size = self.size
        return int((self.frequency * size)[size > 1].sum())

    def pattern_of_entry(self) -> Ints:
        """(N,) the pattern that each entry belongs to."""
        return np.repeat(np.arange(self.n_patterns), np.diff(self.offsets))

    def counts(self) -> Any:
        """(P, V) sparse counts."""
        return csr_array((self.count.astype(float), self.value, self.offsets), (self.n_patterns, self.n_values))

    def counts_less_one(self) -> Any:
        """(N, V) sparse: for each entry, its pattern's counts without one answer of that value."""
        pattern = self.pattern_of_entry()
        width = np.diff(self.offsets)[pattern]
        offsets = np.concatenate([[0], np.cumsum(width)])
        first = np.repeat(self.offsets[pattern] - offsets[:-1], width)
        source = first + np.arange(offsets[-1])
        count = self.count[source].astype(float)
        count[offsets[:-1] + np.arange(len(pattern)) - self.offsets[pattern]] -= 1
        return csr_array((count, self.value[source], offsets), (len(pattern), self.n_values))

    def value_totals(self) -> Ints:
        """(V,) how often each value was given, single answers included."""
        weight = self.count * self.frequency[self.pattern_of_entry()]
        return np.bincount(self.value, weights=weight, minlength=self.n_values).astype(np.int64)

    def annotators_present(self) -> NDArray[np.intp]:
        """Codes of annotators with an answer on an item that has at least two."""
        useful = (self.size > 1)[self.pattern_of_entry()]
        return np.flatnonzero(self.by_annotator @ useful.astype(float))


def count(chunks: Chunk | Iterable[Chunk], n_values: int, n_annotators: int, *, annotators: bool = True) -> CountTable:
    """Count the patterns of whole items, chunk by chunk.

    An annotator may answer an item once (see `select.last_answers`). Memory grows with the number of items,
    of distinct patterns, and of distinct (annotator, entry) pairs, never with values squared.

    Args:
        chunks: one chunk, or chunks in item order.
        n_values: V; n_annotators: A.
        annotators: whether to count who gave what, which leaving out annotators needs.
    """
    each = [chunks] if isinstance(chunks, Chunk) else chunks
    parts: list[CountTable] = []
    for c in each:
        parts.append(_count_one(c, n_values, n_annotators, annotators))
        if len(parts) == AT_ONCE:
            # Each part knows who gave what of its patterns; together they know it once.
            parts = [merged(parts)]
    if not parts:
        empty = Chunk(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
        return _count_one(empty, n_values, n_annotators, annotators)
    return merged(parts)


def _count_one(chunk: Chunk, n_values: int, n_annotators: int, annotators: bool) -> CountTable:
    pattern, offsets, flat, frequency = _distinct(chunk.offsets, chunk.label)
    value, number, entry_offsets = _run_lengths(offsets, flat)
    by_annotator = None
    if annotators:
        entry = entry_of_response(chunk.offsets, chunk.label, pattern, entry_offsets, value)
        shape = (n_annotators, len(value))
        by_annotator = csr_array((np.ones(len(entry)), (chunk.annotator, entry)), shape=shape)
    return CountTable(n_values, entry_offsets, value, number, frequency, pattern, by_annotator)


def merged(parts: list[CountTable]) -> CountTable:
    """One table of several, at least one, of disjoint items: equal patterns get one place, in order of appearance."""
    if len(parts) == 1:
        return parts[0]
    flat = np.concatenate([np.repeat(p.value, p.count) for p in parts]).astype(np.int32)
    sizes = np.concatenate([p.size for p in parts])
    pattern, offsets, kept, _ = _distinct(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), flat)
    value, number, entry_offsets = _run_lengths(offsets, kept)
    frequency = np.zeros(len(entry_offsets) - 1, dtype=np.int64)
    np.add.at(frequency, pattern, np.concatenate([p.frequency for p in parts]))
    known = all(part.by_annotator is not None for part in parts)
    by_annotator = csr_array((parts[0].n_annotators, len(value))) if known else None
    items, start = [], 0
    for part in parts:
        mine = pattern[start : start + part.n_patterns]
        start += part.n_patterns
        if by_annotator is not None:
            local = part.pattern_of_entry()
            entry = entry_offsets[mine[local]] + np.arange(len(part.value)) - part.offsets[local]
            old = part.by_annotator.tocoo()
            by_annotator += csr_array((old.data, (old.row, entry[old.col])), shape=by_annotator.shape)
        items.append(np.where(part.pattern_of_item < 0, -1, np.append(mine, -1)[part.pattern_of_item]))
    of_item = np.concatenate(items).astype(np.int32)
    return CountTable(parts[0].n_values, entry_offsets, value, number, frequency, of_item, by_annotator)


def regrouped(table: CountTable, code: Codes, n_values: int) -> CountTable:
    """The table of the same items with other codes for the answers, as if these had been counted.

    Args:
        table: of V values; code: (V,) int32, the new code of each; n_values: how many there are of them.
    """
    flat = code[np.repeat(table.value, table.count)]
    starts = np.concatenate([[0], np.cumsum(table.size)]).astype(np.int64)
    pattern, offsets, kept, _ = _distinct(starts, flat)
    value, number, entry_offsets = _run_lengths(offsets, kept)
    frequency = np.zeros(len(entry_offsets) - 1, dtype=np.int64)
    np.add.at(frequency, pattern, table.frequency)
    by_annotator = None
    if table.by_annotator is not None:
        place = np.repeat(np.arange(len(frequency)), np.diff(entry_offsets)) * n_values + value
        entry = np.searchsorted(
            place, pattern[table.pattern_of_entry()].astype(np.int64) * n_values + code[table.value]
        )
        old = table.by_annotator.tocoo()
        by_annotator = csr_array((old.data, (old.row, entry[old.col])), shape=(table.n_annotators, len(value)))
    of_item = np.append(pattern, -1)[table.pattern_of_item].astype(np.int32)
    return CountTable(n_values, entry_offsets, value, number, frequency, of_item, by_annotator)


def coded_ratings(chunk: RatingChunk) -> tuple[Chunk, NDArray[np.float64]]:
    """Numbers as codes: the same responses with labels 0..V-1, and the V distinct values, ascending."""
    values, code = np.unique(chunk.value, return_inverse=True)
    return Chunk(chunk.offsets, chunk.annotator, code.astype(np.int32)), values


@njit(cache=True)
def _distinct(offsets: OffsetArray, label: Codes) -> tuple[Codes, Ints, Codes, Ints]:
    """Open addressing over sorted answers: pattern of each item, and each pattern's sorted answers."""
    n_items = len(offsets) - 1
    size = 16
    while size < 2 * n_items:
        size *= 2
    slots = np.full(size, -1, np.int32)
    pattern = np.full(n_items, -1, np.int32)
    start = np.zeros(n_items + 1, np.int64)
    flat = np.empty(len(label), np.int32)
    frequency = np.zeros(n_items, np.int64)
    found = 0
    for i in range(n_items):
        m = offsets[i + 1] - offsets[i]
        if m == 0:
            continue
        at = start[found]
        _sorted_into(flat, at, label, offsets[i], m)
        key = np.uint64(1469598103934665603)
        for j in range(m):
            key = (key ^ np.uint64(flat[at + j])) * np.uint64(1099511628211)
            key ^= key >> np.uint64(29)
        slot = np.int64(key & np.uint64(size - 1))
        while slots[slot] >= 0 and not _equal(flat, start, slots[slot], at, m):
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot] = found
            found += 1
            start[found] = at + m
        pattern[i] = slots[slot]
        frequency[slots[slot]] += 1
    return pattern, start[: found + 1].copy(), flat[: start[found]].copy(), frequency[:found].copy()


@njit(cache=True)
def _sorted_into(flat: Codes, at: int, label: Codes, low: int, m: int) -> None:
    """Write one item's answers in ascending order; insertion for the few that items usually have."""
    if m > 32:
        flat[at : at + m] = np.sort(label[low : low + m])
        return
    for j in range(m):
        value = label[low + j]
        k = j
        while k > 0 and flat[at + k - 1] > value:
            flat[at + k] = flat[at + k - 1]
            k -= 1
        flat[at + k] = value


@njit(cache=True)
def _equal(flat: Codes, start: Ints, known: int, at: int, m: int) -> bool:
    low = start[known]
    if start[known + 1] - low != m:
        return False
    for j in range(m):  # noqa: SIM110 (compiled: a plain loop is what numba makes fast)
        if flat[low + j] != flat[at + j]:
            return False
    return True


@njit(cache=True)
def _run_lengths(offsets: OffsetArray, flat: Codes) -> tuple[Codes, Ints, Ints]:
    """Sorted answers of each pattern as (value, count) entries."""
    value = np.empty(len(flat), np.int32)
    number = np.zeros(len(flat), np.int64)
    entry_offsets = np.zeros(len(offsets), np.int64)
    n = 0
    for p in range(len(offsets) - 1):
        for r in range(offsets[p], offsets[p + 1]):
            if r == offsets[p] or flat[r] != flat[r - 1]:
                value[n] = flat[r]
                n += 1
            number[n - 1] += 1
        entry_offsets[p + 1] = n
    return value[:n].copy(), number[:n].copy(), entry_offsets


@njit(cache=True)
def entry_of_response(
    offsets: OffsetArray, label: Codes, pattern: Codes, entry_offsets: OffsetArray, value: Codes
) -> Codes:
    entry = np.empty(len(label), np.int32)
    for i in range(len(offsets) - 1):
        for r in range(offsets[i], offsets[i + 1]):
            e = entry_offsets[pattern[i]]
            while value[e] != label[r]:
                e += 1
            entry[r] = e
    return entry
