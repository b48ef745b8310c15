"""Texts that are equal made the same text, and texts that look alike named.

Equal is what no person could tell apart: Unicode normal form C (UAX #15), blanks at the ends, invisible characters,
a number with or without an empty fraction. What only looks alike (case, width, leading zeros) stays apart unless a
`Fold` joins it.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

import polars as pl

INVISIBLE = "\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff"
"""Soft hyphen, zero-width blanks, marks of direction and of byte order. The zero-width joiner (U+200D) is not among
them: emoji are made with it."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_BLANKS = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]+")
_UNUSUAL = f"[{INVISIBLE}\u00a0\u2000-\u200a\u202f\u3000]"
_WHOLE = re.compile(r"[-+]?\d+\.0*")
_ZEROS = re.compile(r"^0+(?=\d)")
_DATED = r"^(\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{1,2})$"
"""`1-Mar` and `Mar-01`, as spreadsheets show what they take for a date."""
_YES, _NO = ("1", "t", "true", "y", "yes"), ("0", "f", "false", "n", "no")
_SCIENTIFIC = r"^\d(\.\d+)?[eE]\+\d{2,}$"
_SHOWN = 3
_MINUS = re.compile("^\u2212(?=[0-9.])")
"""The sign of a negative number as typesetting has it."""
_FORMULA = re.compile(r'^="([^"]*)"$')
"""A text that is kept from being taken for a number by a spreadsheet: `="001"`."""


class Fold(StrEnum):
    """What else is taken as one spelling, because a person says so."""

    CASE = "case"  # Joy and joy
    WIDTH = "width"  # full-width and half-width letters, ligatures: Unicode normal form KC
    ZEROS = "zeros"  # 007 and 7


def tidy_text(text: str) -> str:
    """A text in the one spelling of all that look the same to the eye.

    >>> tidy_text(" jo\\u200by\\u00a0") == "joy"
    True
    """
    if not text.isascii():
        text = _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
        text = _MINUS.sub("-", text.strip())
    return _FORMULA.sub(r"\1", text.strip())


def tidied(column: pl.Expr) -> pl.Expr:
    """The same for a column."""
    plain = column.str.normalize("NFC").str.replace_all(f"[{INVISIBLE}]", "")
    plain = plain.str.replace_all("[\u00a0\u2000-\u200a\u202f\u3000]+", " ").str.strip_chars()
    return plain.str.replace("^\u2212([0-9.])", "-$1").str.replace(r'^="([^"]*)"$', "$1")


def without_empty_fraction(column: pl.Expr) -> pl.Expr:
    """Identifiers that a table program turned into decimals (`12.0`) as the whole numbers that they are."""
    return pl.when(column.str.contains(r"^-?\d+\.0*$")).then(column.str.replace(r"\.0*$", "")).otherwise(column)


def number_text(text: str) -> str:
    """A label that is a whole number written as a decimal or with a plus, without its empty fraction and the plus."""
    text = text[1:] if text[:1] == "+" and text[1:].isdigit() else text
    return text.partition(".")[0] if _WHOLE.fullmatch(text) else text


def folded(text: str, folds: Iterable[Fold]) -> str:
    """A text in the spelling that stands for all that the folds join."""
    for fold in folds:
        if fold is Fold.CASE:
            text = text.casefold()
        elif fold is Fold.WIDTH:
            text = unicodedata.normalize("NFKC", text)
        else:
            text = _ZEROS.sub("", text) if text.isdigit() else text
    return text


def fold_column(frame: pl.DataFrame, names: Sequence[str], folds: Sequence[Fold]) -> pl.DataFrame:
    """Columns of names in their folded spelling."""
    for name in names if folds else ():
        before = frame[name].unique()
        after = pl.Series([folded(text, folds) for text in before], dtype=pl.String)
        frame = frame.with_columns(pl.col(name).replace_strict(before, after, return_dtype=pl.String))
    return frame


def lookalikes(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups of different texts that a person would take for one, each sorted; the groups by their first.

    >>> lookalikes(["Joy", "joy", "fear"])
    [('Joy', 'joy')]
    """
    known = pl.Series("name", names, dtype=pl.String).unique().to_frame()
    several = known.with_columns(_likeness(known["name"])).filter(pl.col("likeness").is_duplicated())
    groups: dict[str, list[str]] = {}
    for name, likeness in several.iter_rows():
        groups.setdefault(likeness, []).append(name)
    return sorted(tuple(sorted(group)) for group in groups.values())


def _likeness(names: pl.Series) -> pl.Series:
    """Texts that are alike exactly where names look alike; printable ASCII is not read one text at a time."""
    lower = names.str.to_lowercase().str.replace_all(" +", " ").str.replace(r"^0+([0-9]+)$", "$1")
    usual = names.str.contains(r"^[ -~]*$")
    unusual = names.filter(~usual)
    known = {name: _BLANKS.sub(" ", folded(name, tuple(Fold)[::-1])) for name in unusual}
    likeness = lower if not known else names.replace(known).zip_with(~usual, lower)
    return likeness.alias("likeness")


def name_lookalikes(kind: str, names: Iterable[str]) -> list[str]:
    """What to say of names that look alike, in at most one sentence each for these and for ruined ones.

    Args:
        kind: what they name, in the plural: "labels of 'mood'".
        names: all of them, each once.
    """
    names = pl.Series("name", names, dtype=pl.String)
    said = []
    found = lookalikes(names)
    if found:
        pairs = "; ".join(" and ".join(map(repr, group)) for group in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
        folds = " ".join(f"--fold {fold}" for fold in _folds_for(found))
        said.append(f"Look-alikes among the {kind}: {pairs}{more}. They stay apart; {folds} joins them.")
    ruined = names.filter(names.str.contains(_SCIENTIFIC))
    if len(ruined):
        said.append(
            f"Among the {kind} {len(ruined):,} look like {ruined[0]!r}: a spreadsheet has rounded long numbers, and "
            "different ones may have become one. Export again without opening the file in it."
        )
    dated = names.filter(names.str.contains(_DATED))
    if len(dated):
        said.append(
            f"Among the {kind} {len(dated):,} look like {dated[0]!r}: a spreadsheet has made dates of numbers such as "
            "3-1, and different ones may have become one. Export again without opening the file in it."
        )
    return said + (_booleans(kind, names) if kind.startswith("labels") else [])


def _booleans(kind: str, names: pl.Series) -> list[str]:
    """What to say of labels that say yes and no in several ways: `true` and `1`, `Yes` and `y`."""
    plain = {name: name.strip().casefold() for name in names}
    if not set(plain.values()) <= {*_YES, *_NO}:
        return []
    ways = [[name for name in sorted(names) if plain[name] in words] for words in (_YES, _NO)]
    joined = [f"--rename {shlex.quote(f'{other}={group[-1]}')}" for group in ways for other in group[:-1]]
    shown = "; ".join(" and ".join(map(repr, group)) for group in ways if len(group) > 1)
    return [f"Do these {kind} say the same: {shown}? Then {' '.join(joined)} joins them."] if joined else []


def _folds_for(groups: Sequence[tuple[str, ...]]) -> list[Fold]:
    """The folds without which some group stays apart."""

    def apart(without: Fold) -> bool:
        rest = [fold for fold in Fold if fold is not without]
        return any(len({folded(name, rest) for name in group}) > 1 for group in groups)

    return [fold for fold in Fold if apart(fold)] or [Fold.CASE]
