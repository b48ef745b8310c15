"""How a tidy file is to be understood where its own column names do not say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oe_quality.errors import UsageError
from oe_quality.scales import Question


class Repeats(StrEnum):
    """What several answers by one annotator to one question about one item are."""

    LAST = "last"  # corrections: the last one counts, by time where there is one, else by place in the file
    FIRST = "first"  # accidents: the first one counts
    OCCASIONS = "occasions"  # a test and its retests: all count


ROLES = ("item", "annotator", "label", "value", "question", "weight", "time", "duration", "gold", "occasion")
"""What a column can be; also the names that `ReadOptions.columns` understands."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says about a file; all may stay unsaid. Only tidy files and gold files need it.

    Attributes:
        item, annotator: the columns that name them; several are joined by ":".
        label: the columns that hold answers; several are one question each, named after the column.
        value: the column that holds a numeric answer; its question is an interval one unless `scales` differs.
        question: the column that names the question, where each row names its own.
        weight, time, duration, gold, occasion: columns; duration in seconds, time in ISO 8601 (UTC unless it says).
        columns: the roles (`ROLES`) of a headerless file's columns by position; any other word is passed over.
        scales: declared questions, by name.
        question_name: the name of the only question; by default that of its column.
        repeats: what repeated answers are.
        missing: texts that mean "no answer" beside the empty cell. The text `None` is an answer unless listed.
        item_attributes, annotator_attributes: columns that describe items or annotators.
    """

    item: tuple[str, ...] = ()
    annotator: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    value: str | None = None
    question: str | None = None
    weight: str | None = None
    time: str | None = None
    duration: str | None = None
    gold: str | None = None
    occasion: str | None = None
    columns: tuple[str, ...] = ()
    scales: tuple[Question, ...] = ()
    question_name: str | None = None
    repeats: Repeats = Repeats.LAST
    missing: tuple[str, ...] = ()
    item_attributes: tuple[str, ...] = ()
    annotator_attributes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("item", "annotator", "label", "columns", "missing", "item_attributes", "annotator_attributes"):
            given = getattr(self, name)
            object.__setattr__(self, name, (given,) if isinstance(given, str) else tuple(given))
        try:
            object.__setattr__(self, "repeats", Repeats(self.repeats))
        except ValueError:
            known = ", ".join(Repeats)
            raise UsageError(f"{self.repeats!r} says not what repeats are (known: {known})") from None
        names = [question.name for question in self.scales]
        if len(set(names)) != len(names):
            raise UsageError("a question's scale is declared twice", remedy="Declare each question once.")
