"""Tables with a person per row: which columns answer one question about different items, and boxes that were ticked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from oe_quality.readers.text.cells import list_of
from oe_quality.readers.text.sheet import listed
from oe_quality.readers.tools.tool import mapped

ANSWER = "answer"
"""The question that most of the columns ask about one item each."""

_MOST = 40
"""Different answers at most that columns of one question share."""

_DIGITS = re.compile(r"[\W\d_]+")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A column of a form: its name, what was asked, and what was answered."""

    name: str
    wording: str
    cells: pl.Series


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is compared of a column: its answers, whether they are numbers, and its wording but for numbers."""

    name: str
    stem: str
    answers: frozenset[str]
    numbers: bool


def questions_of(columns: Sequence[Asked]) -> dict[str, str]:
    """Column -> its question: those that belong together share one, and every other asks a question of its own.

    Columns belong together whose answers are much the same, or that are worded alike but for numbers; numbers and words
    never do, so that an age is no answer among emotions.
    """
    groups: list[list[_Seen]] = []
    for column in map(_seen, columns):
        near = [group for group in groups if any(_alike(column, other) for other in group)]
        groups = [group for group in groups if not any(group is one for one in near)]
        groups.append([*(other for group in near for other in group), column])
    first = max(groups, key=len, default=[])
    order = {column.name: place for place, column in enumerate(columns)}
    found = {}
    for group in groups:
        named = min((column.name for column in group), key=lambda name: order[name])
        for column in group:
            found[column.name] = ANSWER if group is first and len(group) > 1 else named
    return found


def _seen(column: Asked) -> _Seen:
    answers = _answers(column.cells)
    return _Seen(column.name, _stem(column.wording), answers, _are_numbers(answers))


def _alike(one: _Seen, other: _Seen) -> bool:
    mine, yours = one.answers, other.answers
    if one.numbers is not other.numbers and mine and yours:
        return False
    if one.stem == other.stem and len(mine | yours) <= _MOST:
        return True
    return 0 < len(mine) <= _MOST and 0 < len(yours) <= _MOST and 2 * len(mine & yours) >= min(len(mine), len(yours))


def _stem(wording: str) -> str:
    return _DIGITS.sub(" ", wording).strip().casefold()


def _answers(cells: pl.Series) -> frozenset[str]:
    """The different answers; those of a set each."""
    found: set[str] = set()
    for cell in cells.unique().to_list():
        try:
            parts = list_of(cell) if cell.startswith("[") else [cell]
        except ValueError:
            parts = [cell]
        found |= {part.strip().casefold() for part in parts if part.strip()}
    return frozenset(found)


def _are_numbers(answers: frozenset[str]) -> bool:
    return bool(answers) and all(map(_NUMBER.fullmatch, answers))


def said_of(questions: Mapping[str, str]) -> str:
    """A sentence on the columns that ask questions of their own; "" where all belong together, or none do."""
    own = [name for name, question in questions.items() if question == name]
    if not own or len(own) == len(questions):
        return ""
    return f"Questions of their own, whose answers are unlike those of the other columns: {listed(own)}."


def ticked(cells: pl.Series, separator: str) -> pl.Series:
    """Boxes ticked, put together with a separator, as lists; where every part also stands in other cells."""
    distinct = [cell for cell in cells.unique().to_list() if cell]
    parts = Counter(part for cell in distinct for part in cell.split(separator))
    joined = [cell for cell in distinct if separator in cell]
    if joined and all(parts[part] > 1 for cell in joined for part in cell.split(separator)):
        return mapped(cells, lambda cell: cell.split(separator) if cell else "")
    return cells


def are_boxes(cells: Sequence[pl.Series], labels: Sequence[str]) -> bool:
    """Whether columns hold a box each: its own label, or one number throughout, and nothing where it is not ticked."""
    told = [set(column.filter(column != "").unique().to_list()) for column in cells]
    if len(cells) < 2 or any(len(texts) > 1 for texts in told) or not any(told):
        return False
    own = all(texts <= {label} for texts, label in zip(told, labels, strict=True))
    numbers = all(text.isdigit() for texts in told for text in texts) and all((column == "").any() for column in cells)
    return own or numbers


def ticked_boxes(cells: Sequence[pl.Series], labels: Sequence[str]) -> list[list[str] | str]:
    """The labels that each row ticked; "" for a row without any, who perhaps was not asked."""
    rows = zip(*(column.to_list() for column in cells), strict=True)
    chosen = ([label for cell, label in zip(row, labels, strict=True) if cell] for row in rows)
    return [one or "" for one in chosen]
