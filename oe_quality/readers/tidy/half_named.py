"""Items that a guessed column names by half: utterance 3 of every dialogue has the same number."""

from __future__ import annotations

import shlex

import polars as pl

from oe_quality.errors import InputError, Place
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.tidy.names import COMMON, ROW_IDS, plain

_NUMBERED = ("_id", "id", "_no", "_nr", "_num", "number", "_idx")
_CORRECTED = 0.25
"""Share of rows at most that correct an earlier answer, or are corrected."""

_ITEM, _WHO = "item", "who"


def refuse_half_named(sheet: Sheet, mapping: Mapping, place: Place) -> None:
    """Ask for the other half of the items' names, where people contradict themselves without it and never with it.

    Args:
        sheet: the rows, one per answer.
        mapping: what was guessed of them.
        place: of the file.

    Raises:
        InputError: a column is the other half; it says which.
    """
    if len(mapping.item) != 1 or len(mapping.annotator) != 1 or mapping.occasion or not sheet.height:
        return
    asked = () if mapping.question is None else (mapping.question,)
    columns = {_ITEM: mapping.item[0], _WHO: mapping.annotator[0], **{f"q{n}": name for n, name in enumerate(asked)}}
    frame = pl.DataFrame({role: sheet.cells(name) for role, name in columns.items()})
    twice = int(frame.is_duplicated().sum())
    # Where times say which of two answers is later, some of them are corrections.
    if twice <= (_CORRECTED * sheet.height if mapping.time else 0):
        return
    item = shlex.quote(mapping.item[0])
    for name in sheet.names:
        if _may_name(name, sheet, mapping) and _is_other_half(frame.with_columns(half=sheet.cells(name))):
            raise InputError(
                f"{mapping.item[0]!r} alone does not tell items apart, as it does beside {name!r}",
                place=place,
                remedy=f"Say --item {shlex.quote(name)} --item {item}; if they are repeats of one item, --item {item}.",
            )


def _may_name(name: str, sheet: Sheet, mapping: Mapping) -> bool:
    """Whether a column without a role is called as the parts of names are, and does not number the rows."""
    spelt = plain(name)
    if name in mapping.columns or spelt in ROW_IDS or not sheet.has(name):
        return False
    return (spelt.endswith(_NUMBERED) or spelt in COMMON["item"]) and sheet.cells(name).n_unique() < sheet.height


def _is_other_half(frame: pl.DataFrame) -> bool:
    """Whether nobody answers twice about an item under both names, and several people answer about one."""
    several = frame.group_by("half", _ITEM).agg(pl.col(_WHO).n_unique())[_WHO].max()
    held = (frame["half"] != "").all()
    return bool(held) and not frame.is_duplicated().any() and isinstance(several, int) and several > 1
