"""Which scale a question has: guessed from all its answers, in all files of a call and in the store.

A guess rests on what is there and may move when more comes; a declared scale does not. Whatever is odd is said.
"""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from oe_quality.privacy import scrub
from oe_quality.readers.answers.numbers import PLAIN, NumberStyle, find_style
from oe_quality.readers.answers.printed import is_printed, labels_in
from oe_quality.readers.answers.vocabularies import MIN_RUNGS, is_nothing, ladder
from oe_quality.readers.spelling import name_lookalikes, number_text, tidy_text
from oe_quality.readers.text.cells import LARGEST, label_of
from oe_quality.scales import Question, Scale

INEXACT = 2.0**53
"""From here on different whole numbers are the same float: they are names, told apart as they are written."""
MANY_VALUES = 10
"""More distinct whole numbers than this are a measurement; fewer may be codes of labels."""

MANY_LABELS = 100
STRAYS = 0.05
"""Share of unknown texts among numbers up to which they are slips, and above which the answers are names."""

SEPARATORS = ("|", ";", "\n", ",")
"""Between the labels of a set, surest first."""

RANKS = r"\s*>\s*"
"""Between the things of a ranking."""

_BOOLEAN = frozenset({"true", "false"})
_STEP = re.compile(r"\s*(\d{1,3})(?=\s*[-/=:.)\]]|\s)")
_CODES = frozenset({-1.0, -9.0, -99.0, -999.0, 9.0, 99.0, 999.0, 9999.0, -9999.0, 88.0, 888.0, 77.0, 777.0})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a question's answers.

    Attributes:
        name: the question.
        cells: answer as written -> how often; never empty texts.
        gold: gold answers as written.
        order: its labels lowest first, where a file's own type says so.
        number: whether the answers were said to be numbers.
        separator: between the labels of a set, where that was said.
    """

    name: str
    cells: Mapping[str, int] = field(default_factory=dict)
    gold: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    number: bool = False
    separator: str = ""

    def with_more(self, other: Evidence) -> Evidence:
        """Both together; the order in which they come makes no difference."""
        cells = dict(self.cells)
        for cell, count in other.cells.items():
            cells[cell] = cells.get(cell, 0) + count
        order = self.order if self.order == other.order or not other.order else other.order if not self.order else ()
        return Evidence(
            self.name,
            cells,
            self.gold | other.gold,
            order,
            self.number or other.number,
            self.separator or other.separator,
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """How the answers to a question are read.

    Attributes:
        question: its scale and labels.
        guessed: whether the scale is a guess, which may move.
        style: how its numbers are written.
        nothing: texts that are no answer.
        separator: between the labels of a set; "".
        sets: whether a cell of a multilabel question holds a whole set rather than one label.
        remarks: what to say of it, in sentences.
    """

    question: Question
    guessed: bool = False
    style: NumberStyle = PLAIN
    nothing: frozenset[str] = frozenset()
    separator: str = ""
    sets: bool = False
    remarks: tuple[str, ...] = ()


def understand(evidence: Evidence, declared: Question | None = None) -> Understood:
    """The scale of a question, and how its cells are read.

    Args:
        evidence: all its answers.
        declared: its scale, where that was said.
    """
    cells = {cell: count for cell, count in evidence.cells.items() if is_sound(cell)}
    if declared is not None:
        return _as_declared(declared, cells, evidence)
    if evidence.number:
        return _numbers(Question(evidence.name, Scale.INTERVAL), cells)
    if evidence.order:
        question = Question(evidence.name, Scale.ORDINAL, evidence.order)
        return Understood(question, remarks=(_taken(question, "the file's own type orders its labels"),))
    if evidence.separator or any(map(_is_set, cells)):
        guessed = _sets(evidence, cells)
        if guessed is not None:
            return guessed
    return _numeric(evidence, cells) or _names(evidence, cells)


def is_sound(cell: str) -> bool:
    """Whether a cell can be a label or a printed list; what is damaged tells nothing about the scale."""
    return is_label(cell) or is_printed(cell)


def is_label(cell: str) -> bool:
    """Whether a cell can be one label."""
    try:
        label_of(cell)
    except ValueError:
        return False
    return True


def _is_set(cell: str) -> bool:
    """Whether a cell is a printed list that can be read."""
    return is_printed(cell) and _labels_in(cell) is not None


def _labels_in(cell: str) -> list[str] | None:
    try:
        return labels_in(cell)
    except ValueError:
        return None


def _as_declared(declared: Question, cells: Mapping[str, int], evidence: Evidence) -> Understood:
    if declared.scale.is_numeric and not declared.codes:
        return _numbers(declared, cells, guessed=False)
    if declared.scale is Scale.MULTILABEL:
        separator, sets = _separator(evidence, cells, declared.labels)
        shown = separator.replace("\n", "a line break")
        said = f"The labels of a set in {declared.name!r} are parted at {shown!r}." if separator else ""
        return Understood(declared, separator=separator, sets=sets, remarks=(said,) if said else ())
    known = {*declared.labels, *declared.codes}
    closed = not declared.open_vocabulary and declared.scale is not Scale.TEXT
    nothing = frozenset(cell for cell in cells if closed and cell not in known and is_nothing(cell))
    return Understood(declared, nothing=nothing, remarks=_said_nothing(declared.name, nothing, cells))


def _separator(evidence: Evidence, cells: Mapping[str, int], labels: Sequence[str] = ()) -> tuple[str, bool]:
    """What parts the labels of a set, and whether cells hold whole sets."""
    if evidence.separator:
        return evidence.separator, True
    lists = any(map(is_printed, cells))
    for separator in SEPARATORS:
        joined = [cell for cell in cells if separator in cell and not is_printed(cell)]
        if joined and not (set(joined) & set(labels)) and (separator != "," or _recur(cells, separator)):
            return separator, True
    return "", lists


def _recur(cells: Mapping[str, int], separator: str) -> bool:
    """Whether the parts between separators come again: alone or in another combination."""
    parts = [{part.strip() for part in cell.split(separator)} for cell in cells if not is_printed(cell)]
    names = [part for cell in parts for part in cell]
    return len(set(names)) < len(names)


def _sets(evidence: Evidence, cells: Mapping[str, int]) -> Understood | None:
    """Lists are sets of labels; where each has one label they are that label, as if written plainly."""
    sizes = {cell: len(_labels_in(cell) or []) for cell in cells if is_printed(cell)}
    plain = [cell for cell in cells if cell not in sizes]
    if not evidence.separator and plain and set(sizes.values()) <= {1}:
        return None
    question = Question(evidence.name, Scale.MULTILABEL, open_vocabulary=True)
    separator = evidence.separator
    why = f"labels are parted at {separator!r}" if separator else "the answers are lists"
    return Understood(question, True, separator=separator, sets=True, remarks=(_taken(question, why),))


def _numeric(evidence: Evidence, cells: Mapping[str, int]) -> Understood | None:
    """Numbers with at most a few other texts; None where the answers are names."""
    texts = {number_text(cell): count for cell, count in _without_lists(cells).items()}
    style = find_style(texts)
    values, strays = _split(texts, style)
    # Larger than any that is taken, and no name for all that: each is rejected where it stands.
    beyond = {text for text in strays if _is_beyond(text)}
    unknown = sum(texts[text] for text in strays if not is_nothing(text) and text not in beyond)
    if (
        not (values or beyond)
        or (len(strays) > len(beyond) and len(values) < 2)
        or unknown > STRAYS * sum(texts.values())
    ):
        return None
    gold, gold_strays = _split(dict.fromkeys(map(number_text, filter(is_sound, evidence.gold)), 1), style)
    fractions = any(not value.is_integer() for value in (*values, *gold))
    if not fractions and not beyond and len(values) <= MANY_VALUES and style == PLAIN:
        if max(map(abs, values)) >= INEXACT:
            return None
        return _codes_or_ratings(evidence, texts, values, strays)
    if gold_strays and not all(map(is_nothing, gold_strays)):
        return None
    return _numbers(Question(evidence.name, Scale.INTERVAL), texts)


def _is_beyond(text: str) -> bool:
    """Whether it is a number, and one beyond `LARGEST`."""
    try:
        return LARGEST < abs(float(text)) < math.inf
    except ValueError:
        return False


def _without_lists(cells: Mapping[str, int]) -> dict[str, int]:
    """Cells with lists of one label as that label."""
    plain: dict[str, int] = {}
    for cell, count in cells.items():
        labels = _labels_in(cell) if is_printed(cell) else None
        text = labels[0] if labels is not None and len(labels) == 1 else cell
        plain[text] = plain.get(text, 0) + count
    return plain


def _split(texts: Iterable[str], style: NumberStyle) -> tuple[list[float], list[str]]:
    """The different numbers, ascending, and the texts that are none."""
    values: set[float] = set()
    strays: list[str] = []
    for text in texts:
        try:
            values.add(style.value(text))
        except ValueError:
            strays.append(text)
    return sorted(values), strays


def _numbers(question: Question, cells: Mapping[str, int], *, guessed: bool = True) -> Understood:
    """Answers that are numbers, with what was odd about them."""
    texts = _without_lists(cells)
    style = find_style(texts)
    values, strays = _split(texts, style)
    nothing = frozenset(text for text in strays if is_nothing(text))
    why = f"the answers are numbers with {len(values):,} value{'s' if len(values) != 1 else ''}"
    remarks = [_taken(question, why)] if guessed else []
    described = style.describe()
    if described:
        remarks.append(f"The numbers of {question.name!r} are written with {described}.")
    remarks += _said_nothing(question.name, nothing, texts)
    others = [text for text in strays if text not in nothing]
    if others:
        shown = ", ".join(repr(text[:40]) for text in sorted(others)[:3])
        remarks.append(f"Answers to {question.name!r} that are no numbers ({shown}) are rejected line by line.")
    remarks += _code_doubt(question.name, values)
    return Understood(question, guessed, style=style, nothing=nothing, remarks=tuple(remarks))


def _said_nothing(name: str, nothing: frozenset[str], cells: Mapping[str, int]) -> tuple[str, ...]:
    if not nothing:
        return ()
    total, told = sum(cells.values()), sum(cells[text] for text in nothing)
    shown = ", ".join(f"{text!r} ({cells[text]:,})" for text in sorted(nothing))
    return (
        f"{total - told:,} of {total:,} answers to {name!r} can be read; the others are {shown}: taken as no answer.",
    )


def _doubted_codes(values: Sequence[float]) -> tuple[float, ...]:
    """Numbers far outside the others that are usual codes for no answer."""
    rest = list(values)
    found = []
    # From without: one code hides another, as 999 does 99.
    for code in sorted((value for value in values if value in _CODES), key=abs, reverse=True):
        others = [value for value in rest if value != code]
        if len(others) < 2:
            continue
        gap = max(others[0] - code, code - others[-1])
        if gap >= 3 * max(1.0, others[-1] - others[0]) or (code < 0 <= others[0] and gap > 1):
            found.append(code)
            rest = others
    return tuple(found)


def _code_doubt(name: str, values: Sequence[float]) -> list[str]:
    codes = _doubted_codes(values)
    if not codes:
        return []
    shown, options = " and ".join(f"{code:g}" for code in codes), " ".join(f"--missing={code:g}" for code in codes)
    return [f"{'Does' if len(codes) == 1 else 'Do'} {shown} in {name!r} stand for no answer? Then say {options}."]


def _rating_doubt(name: str, values: Sequence[float], labels: Sequence[str]) -> list[str]:
    """Whole numbers may be the steps of a rating scale; those that nobody chose between them are steps too."""
    doubted = _doubted_codes(values)
    steps = [int(value) for value in values if value not in doubted]
    if len(steps) < 3:
        return []
    if steps[-1] - steps[0] <= MANY_VALUES:
        steps = list(range(steps[0], steps[-1] + 1))
    # 01 to 12 are as wide as they are written.
    width = len(labels[0]) if len(set(map(len, labels))) == 1 else 0
    scale = shlex.quote(f"{name}=ordinal:{'<'.join(f'{step:0{width}d}' for step in steps)}")
    return [
        f"Are the numbers {steps[0]} to {steps[-1]} of {name!r} a rating scale? Then say --scale {scale} (or interval)."
    ]


def _codes_or_ratings(
    evidence: Evidence, texts: Mapping[str, int], values: Sequence[float], strays: Sequence[str]
) -> Understood:
    """A few whole numbers: codes of labels, or a rating scale. Which, the file does not say, so it is asked."""
    nothing = frozenset(strays) if all(map(is_nothing, strays)) else frozenset()
    # As they are written: 01 is a code of its own.
    written = {plain_label(text): value for text in texts if text not in strays for value in _split([text], PLAIN)[0]}
    labels = tuple(sorted(written, key=lambda text: (written[text], text)))
    question = Question(evidence.name, Scale.NOMINAL, labels, open_vocabulary=True)
    remarks = [_taken(question, _different(len(labels))), *_rating_doubt(evidence.name, values, labels)]
    remarks += _said_nothing(evidence.name, nothing, texts)
    remarks += _code_doubt(evidence.name, values)
    return Understood(question, True, nothing=nothing, remarks=tuple(remarks))


def _names(evidence: Evidence, cells: Mapping[str, int]) -> Understood:
    labels = sorted(set(map(clean_label, filter(is_label, _without_lists(cells)))))
    order = ladder({*labels, *map(clean_label, filter(is_label, evidence.gold))})
    if order:
        question = Question(evidence.name, Scale.ORDINAL, order)
        why = f"its words are known as a scale: {' < '.join(order)}"
        return Understood(question, True, remarks=(_taken(question, why),))
    question = Question(evidence.name, Scale.NOMINAL, tuple(labels), open_vocabulary=True)
    taken = _taken(question, _different(len(labels))) if labels else _no_answers(evidence.name)
    doubts = (
        *_doubts(evidence.name, cells, labels),
        *_numbers_doubt(evidence.name, cells),
        *_steps_doubt(evidence.name, labels),
    )
    remarks = (taken, *doubts, *name_lookalikes(f"labels of {evidence.name!r}", labels))
    return Understood(question, True, remarks=remarks)


def _numbers_doubt(name: str, cells: Mapping[str, int]) -> list[str]:
    """Names of which most are numbers may be numbers, and the rest slips or a second line of headers."""
    texts = {number_text(cell): count for cell, count in _without_lists(cells).items()}
    values, strays = _split(texts, find_style(texts))
    others = sorted(text for text in strays if not is_nothing(text))
    n, n_others = sum(texts.values()), sum(texts[text] for text in others)
    if len(values) < 2 or not 0 < n_others < n - n_others:
        return []
    shown = ", ".join(map(repr, others[:3])) + (" ..." if len(others) > 3 else "")
    scale = shlex.quote(f"{name}=interval")
    return [
        f"{n_others:,} of {n:,} answers to {name!r} are no numbers ({shown}). Slips, or a second line of headers? "
        f"Then say --scale {scale}, and they are rejected line by line."
    ]


def _steps_doubt(name: str, labels: Sequence[str]) -> list[str]:
    """Labels with a number each before their words, as `1 - bad`, `3/5`, or of stars, may be the steps of a scale."""
    found = [_STEP.match(label) for label in labels]
    sizes = {label: len(label) if one is None else int(one[1]) for label, one in zip(labels, found, strict=True)}
    stars = all(set(label) <= set("★☆*⭐") for label in labels)
    if not MIN_RUNGS <= len(set(sizes.values())) == len(labels) <= MANY_VALUES or not (stars or all(found)):
        return []
    order = sorted(labels, key=lambda label: sizes[label])
    scale = shlex.quote(f"{name}=ordinal:{'<'.join(order)}")
    return [f"Are the labels of {name!r} the steps of a rating scale? Then say --scale {scale}."]


def clean_label(text: str) -> str:
    """A label as it is kept: in one spelling, without addresses.

    Raises:
        ValueError: it cannot be one.
    """
    text = tidy_text(label_of(text))
    return plain_label(scrub(text) if "@" in text else text)


def plain_label(cell: str) -> str:
    """A label in the spelling of all that mean the same: whole numbers without a fraction, booleans in lower case."""
    text = number_text(cell)
    return text.lower() if text.lower() in _BOOLEAN else text


def _different(n: int) -> str:
    return f"{n:,} different answer{'s' if n != 1 else ''}"


def _no_answers(name: str) -> str:
    return f"Question {name!r} has no answers; a column of numbers is named with --value."


def _taken(question: Question, why: str) -> str:
    return (
        f"Question {question.name!r} is taken as {question.scale.value} ({why}); "
        f"--scale {question.name}=... says otherwise."
    )


def _doubts(name: str, cells: Mapping[str, int], labels: Sequence[str]) -> list[str]:
    """What answers that were taken as names may be instead."""
    doubts = []
    if len(labels) > MANY_LABELS:
        doubts.append(f"Is {name!r} free text? Then say --scale {shlex.quote(f'{name}=text')}.")
    words = sorted(label for label in labels if is_nothing(label))
    if words and len(words) < len(labels):
        options = " ".join(f"--missing {_quoted(word)}" for word in words)
        doubts.append(
            f"If {', '.join(map(repr, words))} stand{'s' if len(words) == 1 else ''} for no answer: {options}"
        )
    ranked = sum(len(set(re.split(RANKS, label))) > 1 for label in labels)
    if len(labels) > 1 and ranked == len(labels):
        doubts.append(
            f"Answers such as {labels[0]!r} to {name!r} look like rankings; as labels, two agree only where they are "
            "wholly the same. Give each place as a number: a row per item, annotator and thing ranked."
        )
    for separator in SEPARATORS:
        joined = [cell for cell in cells if separator in cell]
        if joined and _recur(cells, separator):
            shown = separator.replace("\n", "\\n")
            doubts.append(
                f"Are answers such as {min(joined)!r} to {name!r} several labels? Then say --split '{shown}'."
            )
            break
    return doubts


def _quoted(word: str) -> str:
    return f"'{word}'" if re.search(r"[^\w./%:+,=@-]", word) else word


def with_siblings(understood: Sequence[Understood]) -> tuple[Understood, ...]:
    """Questions that may share a scale although their answers differ: asked about.

    Some hold fractions and are numbers, others on the same range hold none and are names.
    """
    measured = [one for one in understood if one.guessed and one.question.scale is Scale.INTERVAL]
    coded = [one for one in understood if one.guessed and _is_coded(one.question)]
    if not measured or not coded:
        return tuple(understood)
    names = ", ".join(repr(one.question.name) for one in coded)
    options = " ".join(f"--scale {shlex.quote(f'{one.question.name}=interval')}" for one in coded)
    ask = (
        f"{names} hold{'s' if len(coded) == 1 else ''} only a few whole numbers and "
        f"{', '.join(repr(one.question.name) for one in measured)} more: if they are on one scale, say {options}."
    )
    first = coded[0]
    return tuple(replace(one, remarks=(*one.remarks, ask)) if one is first else one for one in understood)


def _is_coded(question: Question) -> bool:
    return (
        question.scale is Scale.NOMINAL
        and len(question.labels) >= 3
        and all(label.lstrip("-").isdigit() for label in question.labels)
    )
