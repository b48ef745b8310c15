"""The last search: is any raw name, e-mail address or id of an annotator in the finished bundle?

Parquet is searched cell by cell, everything else as text. An id that is a plain number, such as 62,
stands in every table of figures; it counts as a leak where it is the whole of a text cell, and in
running text and among numbers only if it is long. Our own script in a page is not searched: it was
written before anybody annotated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from oe_quality.errors import InputError
from oe_quality.pseudonyms import EMAIL
from oe_quality.sums import files_of

LONG_NUMBER = 6
"""Digits from which a plain number is searched in running text."""
LONG_WORD = 3
_OWN_CODE = re.compile(r"<style>.*?</style>|<script>.*?</script>", re.DOTALL)
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
        names: user names and keys of annotators as the exports have them, without those that are
            ordinary words of the study (see `secrets_of`).
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


def secrets_of(
    raw: Iterable[str], items: Iterable[str], labels: Iterable[str], words: Iterable[str], emails: Iterable[str]
) -> Secrets:
    """What to search for, given what may stand in a release for other reasons.

    Args:
        raw: every name and id of an annotator.
        items: names of items; a plain number among them is not an annotator's id.
        labels: of questions whose labels were declared, and all that are plain numbers.
        words: that the releaser declares to be ordinary words; emails: meant to be published.
    """
    numbers = frozenset(item for item in items if item.isdecimal())
    return Secrets(frozenset(raw) - numbers - frozenset(labels) - frozenset(words) - {""}, frozenset(emails))


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
            remedy="Leave the field out, or mend it in the export and load it again. A user name that is an ordinary "
            "word can be declared with --allow-word. Nothing was released.",
        )


def _in_file(path: Path, name: str, secrets: Secrets) -> Iterator[Leak]:
    if kind := secrets.in_text(name):
        yield Leak(name, "file name", kind)
    if path.suffix == ".parquet":
        yield from _in_parquet(path, name, secrets)
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".html":
        text = _OWN_CODE.sub(_as_empty_lines, text)
    if not secrets.in_text(text):
        return
    for number, line in enumerate(text.splitlines(), 1):
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
            yield column.name, _texts(column)


def _texts(column: pl.Series) -> list[str]:
    """A column's distinct texts; of numbers, those of as many digits as a searched id."""
    if column.dtype == pl.String:
        return column.drop_nulls().unique().to_list()
    if not column.dtype.is_numeric():
        return []
    whole = column.drop_nulls().drop_nans() if column.dtype.is_float() else column.drop_nulls()
    whole = whole.filter((whole.abs() >= 10 ** (LONG_NUMBER - 1)) & (whole == whole.round(0)))
    return [str(int(value)) for value in whole.unique()]


def _as_empty_lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _is_searchable(name: str) -> bool:
    return len(name) >= (LONG_NUMBER if name.isdecimal() else LONG_WORD)


def _stands_in(name: str, text: str) -> bool:
    """Whether the name stands in the text as a word of its own."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
