"""How a table that describes items or annotators is named: on the command line, in options, in a mapping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from oe_quality.readers.options import ReadOptions

ITEM, ANNOTATOR = KINDS = ("item", "annotator")
"""What a table can describe."""


@dataclass(frozen=True, slots=True)
class Join:
    """A table as the user names it: `FILE`, `FILE=COLUMN` or `FILE=item:COLUMN`.

    Attributes:
        path: the file; column: the one that names items or annotators; kind: which of them; "" where not said.
    """

    path: str
    column: str = ""
    kind: str = ""


def parse_join(text: str) -> Join:
    """What `--join` says; a file whose own name holds "=" is that file.

    >>> parse_join("people.csv=annotator:worker")
    Join(path='people.csv', column='worker', kind='annotator')
    """
    path, equals, column = text.rpartition("=")
    if not equals or Path(text).exists():
        return Join(text)
    kind, colon, rest = column.partition(":")
    return Join(path, rest, kind) if colon and kind in KINDS else Join(path, column)


def tables_of(options: ReadOptions) -> list[Path]:
    """The files that are joined."""
    texts = (*options.join, *(options.mapping.join if options.mapping else ()))
    return [Path(parse_join(text).path) for text in texts]


def tables_lost(joins: Iterable[str]) -> tuple[str, ...]:
    """The tables that lie no longer where they lay."""
    return tuple(text for text in joins if not Path(parse_join(text).path).expanduser().exists())
