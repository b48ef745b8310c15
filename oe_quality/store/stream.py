"""Responses that outgrow memory, a few whole items at a time.

The coded answers are sorted once, into a temporary table that DuckDB keeps in memory as far as its
limit allows and in a temporary folder beyond. A pass reads it by ranges of items, which touch only
the row groups that hold them, for it lies in their order.
"""

from __future__ import annotations

from collections.abc import Iterator

from oe_quality.kernel.chunk import AnyChunk
from oe_quality.store.database import Database
from oe_quality.store.panels import Repeats, Scope, code, decode, rows

ITEMS_PER_CHUNK = 65_536


class Stream:
    """A `ChunkSource` over a question's answers in the store; it lives no longer than the store is open.

    Attributes:
        items, annotators, aliases: what the codes stand for, as in `Panel`.
        n_annotators: A.
        n_labels: K, or 0 for numbers.
    """

    def __init__(self, database: Database, scope: Scope, items_per_chunk: int, repeats: Repeats) -> None:
        self._database = database.another()
        self._scope = scope
        self._items_per_chunk = items_per_chunk
        self._repeats = repeats
        self.items = scope.items["name"].alias("item")
        self.annotators = scope.annotators["key"].alias("annotator")
        self.aliases = scope.annotators["alias"]
        self.n_annotators = len(self.annotators)
        self.n_labels = 0 if scope.asked.question.scale.is_numeric else len(scope.asked.labels)
        code(self._database, scope)

    def __iter__(self) -> Iterator[AnyChunk]:
        for first in range(0, len(self.items), self._items_per_chunk):
            stop = min(first + self._items_per_chunk, len(self.items))
            table = rows(self._database, self._scope.asked, first, stop)
            yield decode(table, self._scope.asked, first, stop - first, self._repeats).data

    def close(self) -> None:
        """Free the temporary table, which is this connection's own; the source cannot be read any more."""
        self._database.close()
