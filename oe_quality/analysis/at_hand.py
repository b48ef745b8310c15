"""Whether a question's answers are held in memory, or read from the store in parts at every pass.

The bound is the memory that may be used (`oe_quality.memory`), so the same call works on a laptop and on a server; the
outcome has the same bits either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oe_quality.kernel.data.chunk import AnyChunk, Chunk, ChunkSource
from oe_quality.memory import budget
from oe_quality.progress import Progress
from oe_quality.store.panel import Answered

if TYPE_CHECKING:
    from oe_quality.store import Store

BYTES = 200
"""What an answer takes in memory at an analysis's peak: its codes, and what is made of them."""


def fits(store: Store, name: str) -> bool:
    """Whether the answers to a question fit into the memory that may be used."""
    return store.n_responses(name) * BYTES <= budget()


def answers_to(store: Store, name: str) -> Answered[AnyChunk]:
    """The answers in memory, or streamed where they are more than fit; numbers and models always are in memory."""
    in_memory = store.question(name).scale.is_numeric or store.hears_models or fits(store, name)
    return store.panel(name) if in_memory else store.chunks(name)


@dataclass(frozen=True, slots=True)
class Watched:
    """A `ChunkSource` that tells of how many items a pass has read."""

    source: ChunkSource[Chunk]
    n_items: int
    what: str
    progress: Progress

    @property
    def n_annotators(self) -> int:
        return self.source.n_annotators

    @property
    def n_labels(self) -> int:
        return self.source.n_labels

    def __iter__(self) -> Iterator[Chunk]:
        done = 0
        for chunk in self.source:
            self.progress(self.what, done, self.n_items)
            yield chunk
            done += chunk.n_items
