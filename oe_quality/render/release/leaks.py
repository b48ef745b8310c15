"""The last search: is any raw name, e-mail address or id of an annotator in the finished bundle?

Parquet is searched cell by cell, everything else as text. An id that is a plain number, such as 62,
stands in every table of figures; it counts as a leak where it is the whole of a text cell, and in
running text only if it is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from oe_quality.errors import InputError
from oe_quality.pseudonyms import EMAIL
from oe_quality.render.release.bundle import files_of

LONG_NUMBER = 6
"""Digits from which a plain number is searched in running text."""
LONG_WORD = 3
"""Characters from which a name is searched in running text."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Where something was found that must not leave, and what kind of thing it is; never the thing itself."""

    file: str
    field: str
    kind: str

    def __str__(self) -> str:
        return f"{self.file}, {self.field}: {self.kind}"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be found.

    Attributes:
        names: user names and keys of annotators as the exports have them.
        allowed_emails: addresses that the releaser gave on purpose, such as a contact.
    """

    names: frozenset[str]
    allowed_emails: frozenset[str] = frozenset()

    def in_cells(self, cells: list[str]) -> str:
        """What kind of secret one of the cells is or holds; the empty string if none does."""
        if any(cell.strip() in self.names for cell in cells):
            return "an annotator's name or id"
        return self.in_text("\n".join(cells))

    def in_text(self, text: str) -> str:
        """What kind of secret stands anywhere in the text; the empty string if none does."""
        if any(found[0] not in self.allowed_emails for found in EMAIL.finditer(text)):
            return "an e-mail address"
        folded = text.casefold()
        spoken = (name.casefold() for name in self.names if _is_searchable(name))
        return "an annotator's name or id" if any(_stands_in(name, folded) for name in spoken) else ""


def search(folder: Path, secrets: Secrets) -> list[Leak]:
    """Every place of the bundle where a secret was found, file names included."""
    return [leak for path in files_of(folder) for leak in _in_file(path, path.relative_to(folder).as_posix(), secrets)]


def refuse_leaks(folder: Path, secrets: Secrets) -> None:
    """Stop the release if anything was found.

    Raises:
        InputError: names the files and fields, not what was found in them.
    """
    found = search(folder, secrets)
    if found:
        shown = "; ".join(map(str, found[:10])) + (f"; {len(found) - 10} more" if len(found) > 10 else "")
        raise InputError(
            f"the release would give away personal data: {shown}",
            remedy="Leave the field out, or mend it in the export and load it again. Nothing was released.",
        )


def _in_file(path: Path, name: str, secrets: Secrets) -> Iterator[Leak]:
    if kind := secrets.in_text(name):
        yield Leak(name, "file name", kind)
    if path.suffix == ".parquet":
        yield from _in_parquet(path, name, secrets)
        return
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if kind := secrets.in_text(line):
            yield Leak(name, f"line {number}", kind)


def _in_parquet(path: Path, name: str, secrets: Secrets) -> Iterator[Leak]:
    for column, cells in _text_columns(pl.read_parquet(path)):
        if kind := secrets.in_text(column):
            yield Leak(name, f"the name of column {column[:20]!r}", kind)
        if kind := secrets.in_cells(cells):
            yield Leak(name, f"column {column!r}", kind)


def _text_columns(frame: pl.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Every column with its distinct texts; lists and structs are opened."""
    for column in frame.get_columns():
        if isinstance(column.dtype, pl.List):
            yield from _text_columns(column.explode().rename(column.name).to_frame())
        elif isinstance(column.dtype, pl.Struct):
            yield from _text_columns(column.struct.unnest())
        else:
            texts = column.drop_nulls().unique().to_list() if column.dtype == pl.String else []
            yield column.name, texts


def _is_searchable(name: str) -> bool:
    return len(name) >= (LONG_NUMBER if name.isdecimal() else LONG_WORD)


def _stands_in(name: str, text: str) -> bool:
    """Whether the name stands in the text as a word of its own."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
