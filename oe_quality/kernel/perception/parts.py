"""What the estimates of perception read: answers as distributions over labels, item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats, sums_by
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, SetChunk


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Whole items of one question whose K labels exclude each other (or of one label, as no and yes).

    Attributes:
        chunk: the label that each response stands for most.
        answer: (R, K) rows sum to 1: one-hot, or in between where the annotator gave intensities.
    """

    chunk: Chunk
    answer: Floats

    def per_item(self, values: Floats) -> Floats:
        """(I, K) or (I,) sums over each item's responses of (R, K) or (R,) values."""
        item, n = self.chunk.items(), self.chunk.n_items
        if values.ndim == 1:
            return np.bincount(item, weights=values, minlength=n).astype(np.float64)
        return sums_by(item, values, n)


Parts = Callable[[], Iterator[Part]]
"""Starts a pass over the data."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A `ChunkSource`: one label of a multi-label question as a yes/no question."""

    source: ChunkSource[SetChunk]
    label: int

    @property
    def n_annotators(self) -> int:
        return self.source.n_annotators

    @property
    def n_labels(self) -> int:
        return 2

    def __iter__(self) -> Iterator[Chunk]:
        for chunk in self.source:
            yield chunk.presence(self.label)

    def parts(self, top: float) -> Iterator[Part]:
        """The same with intensities, as shares of `top`, in place of yes."""
        for chunk in self.source:
            yes = intensity(chunk, self.label, top)
            yield Part(chunk.presence(self.label), np.stack([1.0 - yes, yes], axis=1))


def choice_parts(source: ChunkSource[Chunk]) -> Iterator[Part]:
    """Single-choice answers, one-hot."""
    for chunk in source:
        yield Part(chunk, np.eye(source.n_labels)[chunk.label])


def intensity(chunk: SetChunk, label: int, top: float) -> Floats:
    """(R,) how much of a label each response saw, 0..1: its weight over `top`, or 1 where there are no weights."""
    mine = chunk.label == label
    yes = np.zeros(chunk.n_responses)
    yes[chunk.responses_of_entries()[mine]] = 1.0 if chunk.weight is None else chunk.weight[mine] / top
    return yes


def top_intensity(source: ChunkSource[SetChunk]) -> float:
    """What counts as "fully seen": the highest weight that anyone gave, but at least 1."""
    return max((float(c.weight.max(initial=1.0)) for c in source if c.weight is not None), default=1.0)
