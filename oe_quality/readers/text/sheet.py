"""A file as cells: the form in which every text format hands its rows on, and on which a mapping works."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow

LINE = "line"
"""The column of a sheet's frame that holds the line or record number. No other may be called so: see `unique_names`."""

ADDRESS = "(an e-mail address)"
"""Stands for a name or a cell that is one."""
FIRST, LONGEST = 6, 60
"""Names that a remark gives, and characters of each."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Rows of named cells.

    Attributes:
        names: of the columns, in the file's order, unique; see `unique_names`.
        frame: `line` (Int64, from 1) and one String column per name, called by the name's place in `names`
            ("0", "1", ...), so that no name can be in the way. An empty cell is "". A list or an object is the
            text of its JSON form. Columns that nobody asked for may be left out.
        rejects: rows that could not be cut into cells.
        orders: column -> its labels, lowest first, where the file's own type says an order (Enum, Categorical).
    """

    names: tuple[str, ...]
    frame: pl.DataFrame
    rejects: tuple[BadRow, ...] = ()
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.frame.height

    def has(self, name: str) -> bool:
        """Whether there is a column of that name whose cells were read."""
        return name in self.names and str(self.names.index(name)) in self.frame.columns

    def cells(self, name: str | None) -> pl.Series:
        """A column by its name; nulls for None.

        Raises:
            KeyError: there is no such column.
        """
        if name is None:
            return pl.Series("", [None], dtype=pl.String).new_from_index(0, self.height)
        if name not in self.names:
            raise KeyError(name)
        return self.frame[str(self.names.index(name))]

    def head(self, rows: int) -> Sheet:
        """The first rows."""
        return replace(self, frame=self.frame.head(rows))

    @classmethod
    def of(
        cls,
        columns: Mapping[str, pl.Series],
        lines: pl.Series,
        rejects: Sequence[BadRow] = (),
        orders: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Sheet:
        """A sheet of columns of text, by name."""
        texts = [
            column.cast(pl.String).fill_null("").alias(str(place)) for place, column in enumerate(columns.values())
        ]
        frame = pl.DataFrame([lines.cast(pl.Int64).alias(LINE), *texts])
        return cls(tuple(columns), frame, tuple(rejects), orders or {})

    @classmethod
    def of_records(cls, records: Iterable[tuple[int, Mapping[str, Any]]], rejects: Sequence[BadRow] = ()) -> Sheet:
        """A sheet of (line, cells by column) as a tool's reader makes them out of nested records.

        >>> sheet = Sheet.of_records([(1, {"item": "a", "answer": ["joy", "calm"]}), (2, {"item": "b"})])
        >>> sheet.names, sheet.cells("answer").to_list()
        (('item', 'answer'), ['["joy", "calm"]', ''])
        """
        lines: list[int] = []
        columns: dict[str, list[str]] = {}
        for line, content in records:
            for name, value in content.items():
                column = columns.setdefault(name, [])
                column.extend([""] * (len(lines) - len(column)))
                column.append(cell_of(value))
            lines.append(line)
        for column in columns.values():
            column.extend([""] * (len(lines) - len(column)))
        series = {name: pl.Series(name, column, pl.String) for name, column in columns.items()}
        return cls.of(series, pl.Series(LINE, lines, pl.Int64), rejects)


def named(name: str) -> str:
    """A column's name or a cell as a sentence gives it: short, in quotation marks; an address is not repeated.

    >>> named("mood"), named("ann@example.org")
    ("'mood'", '(an e-mail address)')
    """
    return ADDRESS if "@" in name else repr(name[:LONGEST])


def listed(names: Sequence[str], most: int = FIRST) -> str:
    """The first names of columns, as a remark gives them, and how many more there are.

    >>> listed(["a", "b"]), listed([*"abcdefgh"])
    ("'a', 'b'", "'a', 'b', 'c', 'd', 'e', 'f' and 2 more")
    """
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(map(named, names[:most])) + more


def of_one_text(text: str, height: int) -> pl.Series:
    """A column of one text.

    >>> of_one_text("x", 2).to_list()
    ['x', 'x']
    """
    return pl.Series("", [text], dtype=pl.String).new_from_index(0, height)


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names that differ: the second `mood` is `mood (2)`, a column without a name is `column 3`.

    >>> unique_names(["mood", "", "mood"])
    ('mood', 'column 2', 'mood (2)')
    """
    taken: dict[str, int] = {}
    unique: list[str] = []
    for place, name in enumerate(names, 1):
        plain = name.strip() or f"column {place}"
        taken[plain] = taken.get(plain, 0) + 1
        unique.append(plain if taken[plain] == 1 else f"{plain} ({taken[plain]})")
    return tuple(unique)


def cell_of(value: Any) -> str:
    """A value of any kind as the text of a cell: lists and objects as JSON."""
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        shown = [part if isinstance(part, (list, dict)) else text_of(part) for part in parts]
        return text_of(json.dumps(shown, ensure_ascii=False))
    if isinstance(value, dict):
        return text_of(json.dumps(value, ensure_ascii=False, default=text_of))
    return text_of(value)
