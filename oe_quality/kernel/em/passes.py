"""Passes over the data: batches of whole items, shared out among threads.

Sums are 64-bit integers (see `Extent.count_scale`), whose addition is associative. So it does not
matter which thread takes which batch, nor how the source was cut into chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import add
from threading import Lock
from types import TracebackType
from typing import Self

import numpy as np

from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, IntArray
from oe_quality.kernel.em.contract import Batch, Extent, S
from oe_quality.kernel.em.fixed import read_only
from oe_quality.kernel.em.fused import count_answers

BATCH_RESPONSES = 1 << 16
"""Responses per batch: enough to hide a call's overhead, few enough to keep all threads busy to the end."""


class Sweeper:
    """The responses of one fit, with the threads that read them.

    Attributes:
        extent: how much there is.
        gold: (I,) int32 known label of each item, -1 where unknown.
        state: (I, S) the algorithm's per-item parameters.
    """

    def __init__(self, source: ChunkSource[Chunk], gold: IntArray | None, threads: int) -> None:
        self._source = source
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads)
        self.extent = measure(source)
        self.gold = read_only(_checked_gold(gold, self.extent))
        self.state: Floats = np.empty((self.extent.n_items, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def sweep(
        self,
        work: Callable[[Iterable[Batch]], S],
        posterior: Floats | None = None,
        *,
        sequential: bool = False,
    ) -> S:
        """One pass: `work` on every thread's share of the batches; returns the sum.

        Args:
            work: gives the statistics of the batches that it is handed.
            posterior: (I, K) to be filled, or None.
            sequential: hand all batches to one worker, in item order.
        """
        workers = 1 if sequential else min(self._threads, 1 + self.extent.n_responses // BATCH_RESPONSES)
        if workers == 1:
            return work(self._batches(posterior))
        batches = _Shared(self._batches(posterior))
        parts = self._pool.map(work, [batches] * workers)
        return reduce(add, parts)

    def _batches(self, posterior: Floats | None) -> Iterator[Batch]:
        first = 0
        for chunk in self._source:
            offsets, annotator, label = read_only(chunk.offsets), read_only(chunk.annotator), read_only(chunk.label)
            for start, stop in _cuts(chunk):
                items = slice(first + start, first + stop)
                yield Batch(
                    offsets[start : stop + 1],
                    annotator,
                    label,
                    items.start,
                    self.gold[items],
                    None if posterior is None else posterior[items],
                    self.state[items],
                )
            first += chunk.n_items


class _Shared:
    """An iterator that several threads may draw from."""

    def __init__(self, inner: Iterator[Batch]) -> None:
        self._inner = inner
        self._lock = Lock()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Batch:
        with self._lock:
            return next(self._inner)


def _cuts(chunk: Chunk) -> Iterator[tuple[int, int]]:
    """Item ranges of about `BATCH_RESPONSES` responses, each at least one item."""
    marks = np.arange(0, chunk.n_responses, BATCH_RESPONSES)
    edges = np.unique(np.append(np.searchsorted(chunk.offsets[:-1], marks), [0, chunk.n_items]))
    yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)


def measure(source: ChunkSource[Chunk]) -> Extent:
    """Count items, responses and answers in one pass.

    Raises:
        NotComputableError: there is no response at all.
    """
    shape = (source.n_annotators, source.n_labels)
    answers = np.zeros(shape, dtype=np.int64)
    n_items = n_responses = 0
    for chunk in source:
        count_answers(read_only(chunk.annotator), read_only(chunk.label), answers)
        n_items += chunk.n_items
        n_responses += chunk.n_responses
    if n_responses == 0:
        raise NotComputableError(
            "nobody answered, so there is nothing to aggregate", remedy="Check the question's name and the exclusions."
        )
    return Extent(n_items, shape[0], shape[1], n_responses, answers)


def _checked_gold(gold: IntArray | None, extent: Extent) -> IntArray:
    if gold is None:
        return np.full(extent.n_items, -1, dtype=np.int32)
    if gold.shape != (extent.n_items,) or (gold >= extent.n_labels).any() or (gold < -1).any():
        raise ValueError(f"gold must be ({extent.n_items},) codes below {extent.n_labels}, or -1")
    return np.ascontiguousarray(gold, dtype=np.int32)
