"""What the cells of a tidy file answer, given the scale of their question, and which scale that is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from oe_quality.readers.privacy import scrub
from oe_quality.readers.text.cells import label_of, list_of, number_of
from oe_quality.scales import Question, Scale

MANY_VALUES = 10
"""More distinct whole numbers than this are a measurement; fewer may be codes of labels."""

MANY_LABELS = 100
LABEL_SEPARATOR = "|"

_NOTHING = frozenset({"na", "n/a", "nan", "null", "none", "nil", "missing", "-"})
"""Words that some tools write where there is no answer."""
_COMMA_NUMBER = re.compile(r"[-+]?\d+(,\d+)?")

ANSWER: dict[str, pl.DataType] = {
    "cell": pl.String(),
    "labels": pl.List(pl.String()),
    "value": pl.Float64(),
    "reason": pl.String(),
}


def infer_question(name: str, cells: Sequence[str], gold: Sequence[str] = ()) -> Question:
    """A question's scale from its distinct answers.

    Lists of labels are multilabel. Numbers are interval if one has a fraction or if there are more
    than `MANY_VALUES`; they may be nominal codes else. Everything else is nominal.

    Args:
        name: the question's name.
        cells: distinct answers that are not empty.
        gold: distinct gold answers that are not empty.
    """
    cells = [cell for cell in cells if _is_sound(cell)]
    if cells and all(map(_is_list, cells)):
        return Question(name, Scale.MULTILABEL, open_vocabulary=True)
    try:
        numbers = [number_of(cell) for cell in (*cells, *filter(_is_sound, gold))]
    except ValueError:
        return Question(name, Scale.NOMINAL, tuple(sorted(set(map(_clean, cells)))), open_vocabulary=True)
    fractions = any(not number.is_integer() for number in numbers)
    if fractions or len(cells) > MANY_VALUES:
        return Question(name, Scale.INTERVAL)
    return Question(name, Scale.NOMINAL, tuple(sorted(cells, key=number_of)), open_vocabulary=True)


def _is_sound(cell: str) -> bool:
    """Whether a cell can be a label at all; what is damaged tells nothing about the scale."""
    try:
        label_of(cell)
    except ValueError:
        return _is_list(cell)
    return True


def describe(question: Question, cells: Sequence[str]) -> str:
    """The inferred scale as a sentence for the user, with a doubt where the answers give rise to one.

    Args:
        question: as inferred; cells: its distinct answers that are not empty.
    """
    n = len(cells)
    if not n:
        return f"Question {question.name!r} has no answers; a column of numbers is named with --value."
    if question.scale is Scale.MULTILABEL:
        why = "the answers are lists"
    elif question.scale is Scale.INTERVAL:
        why = f"the answers are numbers with {n:,} values"
    else:
        why = f"{n:,} different answer{'s' if n > 1 else ''}"
    kind = question.scale.value
    sentence = f"Question {question.name!r} is taken as {kind} ({why}); --scale {question.name}=... says otherwise."
    return f"{sentence}{_doubt(cells) if question.scale is Scale.NOMINAL else ''}"


def _doubt(cells: Sequence[str]) -> str:
    """What the distinct answers to a question that was taken as nominal may be instead."""
    if len(cells) > MANY_LABELS:
        return " Is it free text?"
    words = sorted(cell for cell in cells if cell.strip().casefold() in _NOTHING)
    if words and len(words) < len(cells):
        options = " ".join(f"--missing {word}" for word in words)
        return f" If {', '.join(map(repr, words))} stand{'s' if len(words) == 1 else ''} for no answer: {options}"
    if any("," in cell for cell in cells) and all(map(_COMMA_NUMBER.fullmatch, cells)):
        return " If these are numbers, write them with a decimal point."
    return ""


def holds_sets(cells: Sequence[str]) -> bool:
    """Whether the cells of a multilabel question hold whole sets rather than one label per row."""
    return any(LABEL_SEPARATOR in cell or _is_list(cell) for cell in cells)


def code_cells(question: Question, cells: Sequence[str], *, split: bool) -> pl.DataFrame:
    """What each distinct cell answers.

    Args:
        question: with its final scale; labels beyond an open vocabulary are problems.
        cells: distinct texts that are not empty.
        split: whether the cells of a multilabel question hold whole sets.

    Returns:
        Columns of `ANSWER`; `reason` says what is wrong with a cell that is no answer.
    """
    coded = [_code(question, cell, split) for cell in cells]
    labels, values, reasons = zip(*coded, strict=True) if coded else ((), (), ())
    return pl.DataFrame({"cell": cells, "labels": labels, "value": values, "reason": reasons}, schema=ANSWER)


def _code(question: Question, cell: str, split: bool) -> tuple[list[str] | None, float | None, str | None]:
    try:
        if question.scale.is_numeric:
            return None, _number(question, cell), None
        if question.scale is Scale.MULTILABEL and split:
            texts = list_of(cell) if _is_list(cell) else cell.split(LABEL_SEPARATOR)
            order = {label: place for place, label in enumerate(question.labels)}
            found = {label for label in map(_clean, texts) if label}
            labels = sorted(found, key=lambda label: (order.get(label, len(order)), label))
        else:
            labels = [_clean(cell)]
        if not question.open_vocabulary and question.scale is not Scale.TEXT:
            _check_known(question, labels)
    except ValueError as error:
        return None, None, str(error)
    return labels, None, None


def _clean(text: str) -> str:
    return scrub(label_of(text)) if "@" in text else label_of(text)


def _is_list(cell: str) -> bool:
    return cell.startswith("[") and cell.endswith("]")


def _check_known(question: Question, labels: Sequence[str]) -> None:
    if not set(labels) <= set(question.labels):
        shown = ", ".join(question.labels[:12]) + (", ..." if len(question.labels) > 12 else "")
        raise ValueError(f"the answer is not among the declared labels ({shown})")


def _number(question: Question, cell: str) -> float:
    if question.codes:
        if cell not in question.codes:
            raise ValueError(f"the answer is not among the declared words ({', '.join(question.codes)})")
        return float(question.codes.index(cell))
    number = number_of(cell)
    low, high = question.low, question.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(
            f"the answer is outside {'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}"
        )
    return number
