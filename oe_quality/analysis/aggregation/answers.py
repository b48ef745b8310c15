"""What every consensus asks of its answers first: that there are any, how often each label was given, and by set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from oe_quality.errors import NotComputableError
from oe_quality.kernel.data.chunk import AnyChunk, Chunk, ChunkSource, InMemory, IntArray, SetChunk, offsets_of
from oe_quality.kernel.perception.parts import Presence
from oe_quality.memory import budget
from oe_quality.store.panel import Answered

MANY_LABELS = 100
BELIEF_BYTES = 300
"""What an item's belief in one label takes at the peak of a consensus."""


def require_answers(panel: Answered[AnyChunk]) -> None:
    """Refuse a question that nobody answered, and one of so many labels that belief in them does not fit in memory.

    Raises:
        NotComputableError: there are no answers, no labels, or too many labels.
    """
    n_items, n_labels = len(panel.items), len(panel.labels)
    needed = n_items * n_labels * BELIEF_BYTES
    if n_labels > MANY_LABELS and needed > 2 * budget():
        raise NotComputableError(
            f"belief about {n_items:,} items in each of the {n_labels:,} labels of {panel.question.name} would take "
            f"some {max(needed / 1e9, 1):,.0f} GB",
            remedy="Join labels ([labels.rename] in oeq.toml), or take free words as text: oeq set-scale.",
        )
    if not panel.n_responses or not panel.labels:
        raise NotComputableError(f"nobody answered {panel.question.name}", remedy="Load annotations of it first.")


def label_counts(source: ChunkSource[Chunk] | ChunkSource[SetChunk]) -> IntArray:
    """(I, K) int32 how many answers to each item gave each label; an answer that is a set may give several."""
    K, pieces = source.n_labels, []
    for chunk in source:
        item = chunk.items()
        if isinstance(chunk, SetChunk):
            item = item[chunk.responses_of_entries()]
        cell = item.astype(np.int64) * K + chunk.label
        pieces.append(np.bincount(cell, minlength=chunk.n_items * K).reshape(-1, K).astype(np.int32))
    return np.concatenate(pieces) if pieces else np.zeros((0, K), dtype=np.int32)


def yes_no(source: ChunkSource[SetChunk], label: int) -> ChunkSource[Chunk]:
    """One label of a multi-label question as a yes/no question."""
    presence = Presence(source, label)
    return InMemory(tuple(presence), source.n_annotators, 2) if isinstance(source, InMemory) else presence


@dataclass(frozen=True, slots=True)
class Entries:
    """A `ChunkSource`: sets read as a single choice, every label that an annotation names as one answer."""

    source: ChunkSource[SetChunk]

    @property
    def n_annotators(self) -> int:
        return self.source.n_annotators

    @property
    def n_labels(self) -> int:
        return self.source.n_labels

    def __iter__(self) -> Iterator[Chunk]:
        return (_entries(chunk) for chunk in self.source)


def each_entry(source: ChunkSource[SetChunk]) -> ChunkSource[Chunk]:
    """The same answers read as a single choice; in memory where they are."""
    entries = Entries(source)
    return InMemory(tuple(entries), source.n_annotators, source.n_labels) if isinstance(source, InMemory) else entries


def _entries(chunk: SetChunk) -> Chunk:
    response = chunk.responses_of_entries()
    return Chunk(offsets_of(chunk.items()[response], chunk.n_items), chunk.annotator[response], chunk.label)
