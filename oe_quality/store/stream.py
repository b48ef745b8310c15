"""Responses that outgrow memory, a few whole items at a time.

The coded answers are sorted once, into a temporary table that DuckDB keeps in memory as far as its
limit allows and in a temporary folder beyond. A pass reads it by ranges of items, which touch only
the row groups that hold them, for it lies in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from oe_quality.kernel.data.chunk import AnyChunk
from oe_quality.store.database import Database
from oe_quality.store.panel import LeftOut
from oe_quality.store.panels import Decoded, Repeats, Scope, code, decode, gold_codes, gold_sets, rows

ITEMS_PER_CHUNK = 65_536


class Stream:
    """A `ChunkSource` over a question's answers in the store; it lives no longer than the store is open.

    Attributes:
        question, labels, items, annotators, aliases, gold, gold_sets: as in `Panel`.
        n_annotators: A.
        n_labels: K, or 0 for numbers.
    """

    def __init__(self, database: Database, scope: Scope, items_per_chunk: int, repeats: Repeats) -> None:
        self._database = database.another()
        self._scope = scope
        self._items_per_chunk = items_per_chunk
        self._repeats = repeats
        self.question = scope.asked.shown()
        self.labels = self.question.labels
        self.gold = gold_codes(database, scope)
        self.gold_sets = gold_sets(database, scope)
        self.items = scope.items["name"].alias("item")
        self.annotators = scope.annotators["key"].alias("annotator")
        self.aliases = scope.annotators["alias"]
        self.n_annotators = len(self.annotators)
        self.n_labels = 0 if self.question.scale.is_numeric else len(self.labels)
        code(self._database, scope)

    def __iter__(self) -> Iterator[AnyChunk]:
        for part in self._decoded():
            yield part.data

    def source(self) -> Stream:
        """Itself: a stream is read as it is."""
        return self

    @property
    def n_responses(self) -> int:
        return self._counts[0]

    @property
    def left_out(self) -> LeftOut:
        """Whom and what the stream does not hold."""
        return replace(self._scope.left_out, repeats=self._counts[1])

    @cached_property
    def _counts(self) -> tuple[int, int]:
        """Responses, and repeats that do not count: known after one pass."""
        kept, repeats = 0, 0
        for part in self._decoded():
            kept += part.data.n_responses
            repeats += part.repeats
        return kept, repeats

    def _decoded(self) -> Iterator[Decoded]:
        for first in range(0, len(self.items), self._items_per_chunk):
            stop = min(first + self._items_per_chunk, len(self.items))
            table = rows(self._database, self._scope.asked, first, stop)
            yield decode(table, self._scope.asked, first, stop - first, self._repeats)

    def close(self) -> None:
        """Free the temporary table, which is this connection's own; the source cannot be read any more."""
        self._database.close()
