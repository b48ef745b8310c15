"""The last search: is any raw name, e-mail address or id of an annotator in the finished bundle?

Parquet is searched cell by cell, everything else as text. An id that is a plain number, such as 62,
stands in every table of figures; it counts as a leak where it is the whole of a text cell, and in
running text and among numbers only if it is long. Our own script in a page is not searched: it was
written before anybody annotated.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from oe_quality.errors import InputError
from oe_quality.names import LONG_NUMBER, Names
from oe_quality.privacy import addresses_in
from oe_quality.sums import files_of

_OWN_CODE = re.compile(r"<style>.*?</style>|<script>.*?</script>", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]*")
_SHAPE = re.compile(r"\s(?:d|points|transform)=[\"'][^\"']*[\"']")
NAME, ADDRESS = "an annotator's name or id", "an e-mail or network address"


@dataclass(frozen=True, slots=True)
class Leak:
    """Where something was found that must not leave, and what kind of thing it is; never the thing itself."""

    file: str
    field: str
    kind: str

    def __str__(self) -> str:
        return f"{self.file}, {self.field}: {self.kind}"


@dataclass(frozen=True)
class Secrets:
    """What must not be found.

    Attributes:
        names: user names and keys of annotators as the exports have them, without those that are
            ordinary words of the study (see `secrets_of`).
        allowed_emails: addresses that the releaser gave on purpose, such as a contact.
    """

    names: frozenset[str]
    allowed_emails: frozenset[str] = frozenset()

    @cached_property
    def search(self) -> Names:
        """The names, made ready to be searched for."""
        return Names(self.names)

    def in_cells(self, cells: list[str]) -> str:
        """What kind of secret one of the cells is or holds; the empty string if none does."""
        if any(map(self.search.is_one, cells)):
            return NAME
        return next(filter(None, map(self.in_text, cells)), "")

    def in_text(self, text: str) -> str:
        """What kind of secret stands anywhere in the text; the empty string if none does."""
        if any(address not in self.allowed_emails for address in addresses_in(text)):
            return ADDRESS
        return NAME if self.search.within(text) else ""


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
    text = _ESCAPE.sub(_letter, path.read_text(encoding="utf-8", errors="replace"))
    if path.suffix == ".html":
        text = _read(_OWN_CODE.sub(_as_empty_lines, text))
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


def _read(page: str) -> str:
    """A page's words: pictures without their shapes, and nothing written as an escape."""
    return html.unescape(_SHAPE.sub(" ", unquote(_PICTURE.sub("", page))))


def _letter(found: re.Match[str]) -> str:
    """A letter that JSON writes as an escape; halves of a pair and ends of lines stay as they are."""
    letter = chr(int(found[1], 16))
    return found[0] if "\ud800" <= letter <= "\udfff" or letter in "\n\r" else letter


def _as_empty_lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")
