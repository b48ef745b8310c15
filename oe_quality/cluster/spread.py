"""A fit's data on Spark: one sweep is one job, whose parts are the statistics of partitions."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from oe_quality.cluster.coded import Coded, Piece, pieces
from oe_quality.errors import UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import IntArray, OffsetArray
from oe_quality.kernel.em.contract import Batch, Extent, S
from oe_quality.kernel.em.fixed import read_only
from oe_quality.kernel.em.fused import count_answers

if TYPE_CHECKING:
    from pyspark import Broadcast

WIDE = 2_000_000
"""Cells of the statistics from which they are added up among the workers, not all at the driver."""
PART = "part binary"


@dataclass(frozen=True, slots=True, eq=False)
class Size:
    """How much a partition holds; sizes add up."""

    n_items: int
    n_responses: int
    repeats: int
    answers: OffsetArray

    def __add__(self, other: Size) -> Size:
        return Size(
            self.n_items + other.n_items,
            self.n_responses + other.n_responses,
            self.repeats + other.repeats,
            self.answers + other.answers,
        )


class Spread:
    """What `kernel.em.loop` climbs on, as `Sweeper` is in memory.

    Attributes:
        extent: how much there is.
        state: (I, 0): algorithms with parameters per item do not run here.
    """

    def __init__(self, coded: Coded) -> None:
        self._coded = coded
        shape = len(coded.annotators), len(coded.labels)
        self._wide = shape[0] * shape[1] ** 2 > WIDE
        size = self._sum(partial(_sizes, shape))
        if size.repeats:
            raise UsageError(
                f"{size.repeats:,} answers are a second one of the same annotator to the same item",
                remedy="Keep one of each, such as the last, before they come here.",
            )
        self.extent = Extent(size.n_items, *shape, size.n_responses, size.answers)
        self.state: Floats = np.empty((size.n_items, 0))

    def sweep(self, work: Callable[[Iterable[Batch]], S], *, sequential: bool = False) -> S:
        """One pass: `work` on every partition's chunks; returns the sum, the same bits however they are spread."""
        assert not sequential, "refused before a fit starts"
        total: S = self._sum(partial(_statistics, self.sent(work)))
        return total

    def sent(self, work: Callable[[Iterable[Batch]], Any]) -> Broadcast[bytes]:
        """A function with its parameters, once to every worker."""
        from pyspark import cloudpickle

        pickled: bytes = cloudpickle.dumps(work)
        return self._coded.frame.sparkSession.sparkContext.broadcast(pickled)

    def _sum(self, part: Callable[[Iterable[Any]], Iterator[Any]]) -> Any:
        parts = self._coded.frame.mapInArrow(part, PART)
        if self._wide:
            return parts.rdd.map(_unpacked).treeReduce(add)
        return reduce(add, (_unpacked(row) for row in parts.collect()))


def batch_of(piece: Piece, first: int, posterior: Floats | None = None) -> Batch:
    """A chunk as the algorithms take it; no item has gold."""
    chunk = piece.chunk
    gold: IntArray = np.full(chunk.n_items, -1, dtype=np.int32)
    columns = (read_only(chunk.offsets), read_only(chunk.annotator), read_only(chunk.label))
    return Batch(*columns, first, read_only(gold), posterior, np.empty((chunk.n_items, 0)))


def packed(value: Any) -> Any:
    """A record batch of one row."""
    import pyarrow as pa

    return pa.record_batch([[pickle.dumps(value)]], names=["part"])


def _unpacked(row: Any) -> Any:
    return pickle.loads(row[0])  # noqa: S301 (our own workers wrote it)


def _sizes(shape: tuple[int, int], rows: Iterable[Any]) -> Iterator[Any]:
    answers = np.zeros(shape, dtype=np.int64)
    n_items = n_responses = repeats = 0
    for piece in pieces(rows):
        count_answers(read_only(piece.chunk.annotator), read_only(piece.chunk.label), answers)
        n_items += piece.chunk.n_items
        n_responses += piece.chunk.n_responses
        repeats += piece.repeats
    yield packed(Size(n_items, n_responses, repeats, answers))


def _statistics(work: Broadcast[bytes], rows: Iterable[Any]) -> Iterator[Any]:
    batches = (batch_of(piece, 0) for piece in pieces(rows))
    yield packed(pickle.loads(work.value)(batches))  # noqa: S301 (the driver wrote it)
