"""What a question is: its scale, its labels in order, its bounds.

Scales follow Stevens (1946) plus two that annotation needs: a set of labels, and free text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from oe_quality.errors import UsageError

PATH_SEPARATOR = "/"
"""Separates a category from a word in a label of a hierarchical question: `disgusted/revolted`."""


class Scale(StrEnum):
    """How the answers to a question may be compared.

    >>> [scale.value for scale in Scale if scale.is_numeric]
    ['interval', 'ratio']
    """

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    MULTILABEL = "multilabel"
    TEXT = "text"

    @property
    def is_numeric(self) -> bool:
        """Whether an answer is a number (`value`) rather than labels."""
        return self in (Scale.INTERVAL, Scale.RATIO)

    @property
    def is_choice(self) -> bool:
        """Whether an answer is exactly one label of a list."""
        return self in (Scale.NOMINAL, Scale.ORDINAL)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that annotators were asked.

    Attributes:
        name: the question's name, as in the export.
        scale: how its answers compare.
        labels: the labels in order (K,); for an ordinal question lowest first. Empty for numbers
            and text. Labels met later are appended if `open_vocabulary`.
        open_vocabulary: whether unlisted labels are accepted.
        hierarchical: whether labels are paths `category/word` (see `PATH_SEPARATOR`).
        low, high: bounds of a number, in the question's own unit; None where unbounded.
        untouched: where a slider stands before anyone moves it; None where there is none.
        codes: the words that stand for the numbers 0, 1, 2 ... in answers to a numeric question.

    >>> Question("mood", Scale.ORDINAL, ("low", "high")).scale.is_numeric
    False
    """

    name: str
    scale: Scale
    labels: tuple[str, ...] = ()
    open_vocabulary: bool = False
    hierarchical: bool = False
    low: float | None = None
    high: float | None = None
    untouched: float | None = None
    codes: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[float, float]:
        """Between which its numbers lie; infinite where unbounded."""
        return (-inf if self.low is None else self.low), (inf if self.high is None else self.high)

    def with_labels(self, labels: tuple[str, ...]) -> Question:
        """The same question with another list of labels."""
        return replace(self, labels=labels)


def parse_scale(text: str) -> Question:
    """Read `name=scale[:a<b<c]`, the command line's way of declaring a question.

    `q=ordinal:low<mid<high`, `q=nominal:a,b`, `q=multilabel`, `q=interval:0..10`, and
    `q=interval:none<some<much` for words that stand for the numbers 0, 1, 2.

    Args:
        text: the declaration.

    Returns:
        The question with its scale, labels and ends.

    Raises:
        UsageError: the text is not of that form.

    >>> parse_scale("mood=ordinal:low<mid<high").labels
    ('low', 'mid', 'high')
    """
    name, equals, rest = text.partition("=")
    kind, colon, detail = rest.partition(":")
    remedy = "Write it as question=scale, for example mood=ordinal:low<mid<high or arousal=interval:0..10."
    if not equals or not name.strip():
        raise UsageError(f"{text!r} does not name a question and its scale", remedy=remedy)
    try:
        scale = Scale(kind.strip())
    except ValueError:
        known = ", ".join(Scale)
        raise UsageError(f"{kind!r} is no scale (known: {known})", remedy=remedy) from None
    if not colon:
        return Question(name.strip(), scale, open_vocabulary=not scale.is_numeric)
    if scale.is_numeric and "<" not in detail:
        return _with_bounds(name.strip(), scale, detail, remedy)
    separator = "<" if scale is Scale.ORDINAL or scale.is_numeric else ","
    labels = tuple(part.strip() for part in detail.split(separator))
    if "" in labels or len(set(labels)) != len(labels):
        raise UsageError(f"{text!r} holds an empty or repeated label", remedy=remedy)
    if scale is Scale.ORDINAL and len(labels) == 1:
        between = f", lowest first, with < between them: {name.strip()}=ordinal:{detail.replace(',', '<')}"
        raise UsageError(f"{text!r} names one label, and an order needs two", remedy=f"Name all labels{between}")
    if scale.is_numeric:
        return Question(name.strip(), scale, low=0, high=len(labels) - 1, codes=labels)
    return Question(name.strip(), scale, labels)


def _with_bounds(name: str, scale: Scale, detail: str, remedy: str) -> Question:
    low, dots, high = detail.partition("..")
    try:
        bounds = (float(low), float(high))
    except ValueError:
        bounds = (0.0, 0.0)
    if not dots or not bounds[0] < bounds[1]:
        raise UsageError(f"{detail!r} is no range of numbers", remedy=remedy)
    return Question(name, scale, low=bounds[0], high=bounds[1])
