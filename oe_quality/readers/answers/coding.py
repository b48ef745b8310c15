"""What the cells of a question answer, given how they are read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from oe_quality.readers.answers.printed import is_printed, labels_in
from oe_quality.readers.answers.scales import Understood, clean_label, plain_label
from oe_quality.readers.spelling import tidy_text
from oe_quality.scales import Question, Scale

ANSWER: dict[str, pl.DataType] = {
    "cell": pl.String(),
    "labels": pl.List(pl.String()),
    "value": pl.Float64(),
    "reason": pl.String(),
}


def code_cells(understood: Understood, cells: Sequence[str]) -> pl.DataFrame:
    """What each distinct cell answers.

    Args:
        understood: the question with its final scale; labels beyond an open vocabulary are problems.
        cells: distinct texts that are not empty.

    Returns:
        Columns of `ANSWER`; `reason` says what is wrong with a cell that is no answer. All of them are null where
        the cell stands for nothing.
    """
    coded = [_code(understood, cell) for cell in cells]
    labels, values, reasons = zip(*coded, strict=True) if coded else ((), (), ())
    return pl.DataFrame({"cell": cells, "labels": labels, "value": values, "reason": reasons}, schema=ANSWER)


def _code(understood: Understood, cell: str) -> tuple[list[str] | None, float | None, str | None]:
    question = understood.question
    try:
        if cell in understood.nothing or _only(cell) in understood.nothing:
            return None, None, None
        if question.scale.is_numeric:
            return None, _number(understood, _only(cell)), None
        labels = _labels(understood, cell)
        if not question.open_vocabulary and question.scale is not Scale.TEXT:
            labels = [_known(question, label) for label in labels]
    except ValueError as error:
        return None, None, str(error)
    return labels, None, None


def _labels(understood: Understood, cell: str) -> list[str]:
    """The labels of a cell in the question's order."""
    question = understood.question
    if question.scale is Scale.TEXT:
        return [clean_label(cell)]
    if question.scale is not Scale.MULTILABEL:
        return [clean_label(_only(cell))]
    if not understood.sets:
        return [clean_label(cell)]
    parts = (
        labels_in(cell) if is_printed(cell) else cell.split(understood.separator) if understood.separator else [cell]
    )
    order = {label: place for place, label in enumerate(question.labels)}
    found = {label for label in map(clean_label, parts) if label}
    return sorted(found, key=lambda label: (order.get(label, len(order)), label))


def _only(cell: str) -> str:
    """A list of one label as that label."""
    if not is_printed(cell):
        return cell
    try:
        labels = labels_in(cell)
    except ValueError:
        return cell
    return tidy_text(labels[0]) if len(labels) == 1 else cell


def _known(question: Question, label: str) -> str:
    """The label as the question's list spells it."""
    if label in question.labels:
        return label
    same = [known for known in question.labels if plain_label(tidy_text(known)) == label]
    if not same:
        shown = ", ".join(question.labels[:12]) + (", ..." if len(question.labels) > 12 else "")
        raise ValueError(f"the answer is not among the declared labels ({shown})")
    return same[0]


def _number(understood: Understood, cell: str) -> float:
    question = understood.question
    if question.codes:
        if cell not in question.codes:
            raise ValueError(f"the answer is not among the declared words ({', '.join(question.codes)})")
        return float(question.codes.index(cell))
    number = understood.style.value(cell)
    low, high = question.low, question.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(
            f"the answer is outside {'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}"
        )
    return number
