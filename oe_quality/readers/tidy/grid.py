"""Columns named by two things each, `R1_valence`, `R1_arousal`, `R2_valence` ...: a person and a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from oe_quality.errors import UsageError
from oe_quality.readers.tidy.finder import there_are
from oe_quality.readers.tidy.names import COMMON, DIMENSIONS, is_nobody, is_person, plain

_FIELD = re.compile(r"\{(annotator|item|question)\}")
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
        between: what stands between the two.
    """

    columns: tuple[str, ...]
    people: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    between: str = "_"


def grid_of(names: Sequence[str]) -> Grid | None:
    """The columns, four at least, that are named by two things each, where every one of both stands with every other;
    None without."""
    for separator in _SEPARATORS:
        for last in (False, True):
            parted = {name: (name.rpartition if last else name.partition)(separator) for name in names}
            halves = {name: (head, tail) for name, (head, found, tail) in parted.items() if found and head and tail}
            grid = _complete(halves)
            if grid is not None:
                return replace(grid, between=separator)
    return None


def patterns_of(grid: Grid, thing: str) -> str:
    """The options that say which of two names is the question: `--wide '{annotator}_{question}'` or the other way.

    >>> patterns_of(Grid(("ana_tone", "ana_style"), between="_"), "annotator")
    "--wide '{annotator}_{question}' or --wide '{question}_{annotator}'"
    """
    return f"--wide '{{{thing}}}{grid.between}{{question}}' or --wide '{{question}}{grid.between}{{{thing}}}'"


@dataclass(frozen=True, slots=True)
class Pattern:
    """How columns are named by an annotator or item and a question, as the user says: `{annotator}_{question}`.

    Attributes:
        columns: those of such a name; thing: "annotator" or "item"; things, questions: of each column, the latter ()
        where the names hold no question.
    """

    columns: tuple[str, ...]
    thing: str
    things: tuple[str, ...]
    questions: tuple[str, ...] = ()


def is_pattern(text: str) -> bool:
    """Whether a text says how columns are named, rather than naming one."""
    return _FIELD.search(text) is not None


def fits(pattern: str, name: str) -> bool:
    """Whether a column's name follows a pattern."""
    return bool(_parted(pattern, True, [name]))


def named_by(pattern: str, names: Sequence[str]) -> Pattern:
    """The columns whose names follow a pattern. Where a name can be parted in two places, so that everybody has every
    question.

    >>> found = named_by("{annotator}_{question}", ["clip", "mary_ann_tone", "mary_ann_pace", "bo_tone", "bo_pace"])
    >>> found.things, found.questions
    (('mary_ann', 'mary_ann', 'bo', 'bo'), ('tone', 'pace', 'tone', 'pace'))

    Raises:
        UsageError: the pattern names no annotator or item, or one twice, or no column is named so.
    """
    asked = _FIELD.findall(pattern)
    if sorted(asked) not in (["annotator"], ["item"], ["annotator", "question"], ["item", "question"]):
        remedy = "Write {annotator} or {item} once, and {question} where the names hold it: '{annotator}_{question}'."
        raise UsageError(f"{pattern!r} does not say how columns are named", remedy=remedy)
    thing = "item" if "item" in asked else "annotator"
    best = max((_parted(pattern, lazy, names) for lazy in (True, False)), key=_completeness)
    if not best:
        raise UsageError(f"no column is named as {pattern!r} says", remedy=there_are(names))
    things = tuple(found[thing] for found in best.values())
    questions = tuple(found["question"] for found in best.values()) if "question" in asked else ()
    return Pattern(tuple(best), thing, things, questions)


def _parted(pattern: str, lazy: bool, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Column -> what its name holds; the first part as short as may be, or as long."""
    parts = _FIELD.split(pattern)
    texts = [f"(?P<{part}>.+{'?' if lazy else ''})" if n % 2 else re.escape(part) for n, part in enumerate(parts)]
    form = re.compile("".join(texts))
    return {name: found.groupdict() for name in names if (found := form.fullmatch(name.strip()))}


def _completeness(found: dict[str, dict[str, str]]) -> tuple[float, int]:
    """How many of all pairs of a thing and a question there are."""
    sides = [{tuple(parts.values())[place] for parts in found.values()} for place in (0, -1)]
    return (len(found) / max(1, len(sides[0]) * len(sides[1])), len(found))


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
