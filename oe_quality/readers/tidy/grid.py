"""Columns named by two things each, `R1_valence`, `R1_arousal`, `R2_valence` ...: a person and a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oe_quality.readers.tidy.names import COMMON, DIMENSIONS, is_nobody, is_person, plain

_SEPARATORS = ("_", ".", "-", " ", ":")
_NUMBERED = re.compile(r"([^\W\d_]{1,12})[ ]?\d{1,3}")
_QUESTIONS = frozenset({*DIMENSIONS, *COMMON["label"], "val", "aro", "dom", "label", "confidence", "comment"})
_ASKED = frozenset({"q", "question", "item", "clip", "t", "s", "task", "trial", "dim", "attr", "criterion"})


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns of which each stands for a person and a question, all with all.

    Attributes:
        columns: their names, in the file's order.
        people, questions: of each column; both () where which is which is not told by the names.
    """

    columns: tuple[str, ...]
    people: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def grid_of(names: Sequence[str]) -> Grid | None:
    """The columns that are named by two things each, where every one of both stands with every other; None without."""
    for separator in _SEPARATORS:
        for last in (False, True):
            parted = {name: (name.rpartition if last else name.partition)(separator) for name in names}
            halves = {name: (head, tail) for name, (head, found, tail) in parted.items() if found and head and tail}
            grid = _complete(halves)
            if grid is not None:
                return grid
    return None


def _complete(halves: dict[str, tuple[str, str]]) -> Grid | None:
    """The columns whose second halves stand with the same first ones, at least two of both."""
    firsts: dict[str, set[str]] = {}
    for head, tail in halves.values():
        firsts.setdefault(tail, set()).add(head)
    for heads in sorted(map(frozenset, firsts.values()), key=lambda one: (-len(one), sorted(one))):
        tails = [tail for tail, own in firsts.items() if own == heads]
        if len(heads) > 1 and len(tails) > 1:
            columns = tuple(name for name, (_, tail) in halves.items() if tail in tails)
            return _told(columns, [halves[name] for name in columns])
    return None


def _told(columns: tuple[str, ...], halves: Sequence[tuple[str, str]]) -> Grid:
    heads, tails = tuple(head for head, _ in halves), tuple(tail for _, tail in halves)
    if are_people(heads) and not are_people(tails):
        return Grid(columns, heads, tails)
    if are_people(tails) and not are_people(heads):
        return Grid(columns, tails, heads)
    if _are_questions(tails) is not _are_questions(heads):
        people, questions = (heads, tails) if _are_questions(tails) else (tails, heads)
        # Who is called neither as people are nor as what is none may be somebody: `ana_valence`, but not `std_valence`.
        return Grid(columns) if any(map(is_nobody, people)) else Grid(columns, people, questions)
    return Grid(columns)


def are_people(names: Sequence[str]) -> bool:
    """Whether all are called as people are: `rater1`, `A2`, an address."""
    stems = {found.group(1).casefold() if (found := _NUMBERED.fullmatch(name.strip())) else "" for name in names}
    numbered = len(stems) == 1 and "" not in stems and not stems & _ASKED and not any(map(is_nobody, stems))
    return all(map(is_person, names)) or numbered


def _are_questions(names: Sequence[str]) -> bool:
    stems = {found.group(1).casefold() if (found := _NUMBERED.fullmatch(name.strip())) else "" for name in names}
    return all(plain(name) in _QUESTIONS for name in names) or stems <= _ASKED
