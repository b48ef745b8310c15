"""What a file's columns mean: roles, and the steps that give rows the shape of one answer each.

There is one description for all: the guesser makes one out of names and cells, a tool's reader *is* one, and a
person writes one as TOML. `readers.reshape` takes the steps, `readers.collect` the roles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Self

from oe_quality.readers.rows import Status
from oe_quality.scales import Question

ANONYMOUS = "anonymous"
"""In place of an annotator: nobody is named, so each answer is by somebody of its own."""


@dataclass(frozen=True, slots=True)
class Answers:
    """A column that holds answers.

    Attributes:
        column: its name.
        question: which question it answers, where rows do not name it; by default the column's name.
        number: whether the answers are numbers, whatever they look like.
        separator: between the labels of a set; "" where a cell holds one label or a printed list.
    """

    column: str
    question: str = ""
    number: bool = False
    separator: str = ""

    @property
    def asked(self) -> str:
        """The question's name."""
        return self.question or self.column


@dataclass(frozen=True, slots=True)
class Wide:
    """A column per annotator, per item or per question becomes a row each.

    Attributes:
        columns: the columns.
        names: takes the column's name, or what it is called.
        cells: takes what stands in the column.
        called: what to call the columns, where that is not their names.
        questions: the question that each column answers, where they differ; it goes to the column `question`.
        rows: takes the number of the row ("row 1"), where nothing names what a row is; "" for none.
        header_rows: how many further rows of the header stand above the first row of cells.
    """

    columns: tuple[str, ...]
    names: str = "annotator"
    cells: str = "answer"
    called: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    rows: str = ""
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class OneHot:
    """A group of columns of 0 and 1 (or true, x, empty) becomes one column of sets: `into`.

    A label is its column's name without `prefix`. A row without any 1 is the empty set: an answer, none of them.
    """

    columns: tuple[str, ...]
    into: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Zip:
    """Lists that lie beside each other, place by place, become a row per place. A list of another length than
    its neighbours is a fault of its row."""

    columns: tuple[str, ...]
    separator: str = ""  # between the parts of a text that is no printed list, such as ","


@dataclass(frozen=True, slots=True)
class Objects:
    """A list of objects in a cell becomes a row per object; its fields are columns `column.field`."""

    column: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """An object in a cell, {name: answer}, becomes a row per name: `names` takes the name, `cells` the answer."""

    column: str
    names: str = "annotator"
    cells: str = "answer"


@dataclass(frozen=True, slots=True)
class Fields:
    """An object in a cell becomes columns `column.field`; a cell that is no object stays as it is."""

    column: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Columns that count how many people gave each label become that many anonymous answers.

    A label is its column's name without `prefix`, or stands in the column `label`, beside one column of counts. Who
    answered is not known: `Mapping.annotator_is` is `ANONYMOUS`.
    """

    columns: tuple[str, ...]
    prefix: str = ""
    label: str = ""
    cells: str = "answer"


@dataclass(frozen=True, slots=True)
class Crosstab:
    """A contingency table of two raters, rows by columns, becomes two answers for each item that it counts."""

    rows: str  # the column of the first rater's labels
    columns: tuple[str, ...]
    raters: tuple[str, str] = ("rater 1", "rater 2")


@dataclass(frozen=True, slots=True)
class Rename:
    """Texts of a column that stand for others: codes for the names of labels, spellings for one."""

    column: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """Only rows whose cell in `column` is one of `texts` (or none of them) are answers; the others are counted
    as skipped, as `called`."""

    column: str
    texts: tuple[str, ...]
    but: bool = False  # whether rows with these texts are left out instead
    called: str = "other rows"


@dataclass(frozen=True, slots=True)
class Beside:
    """A column with a model's answer to the item of each row, beside people's, becomes one answer by that model for
    each item; the model has the column's name. Of the row it keeps the columns `kept`; the others are the person's."""

    column: str
    annotator: str = "annotator"
    answer: str = "answer"
    kept: tuple[str, ...] = ()


Step = Wide | OneHot | Zip | Objects | Keyed | Fields | Counts | Crosstab | Rename | Keep | Beside
"""What is done to the cells before their roles are read, in order."""

_STATUS_WORDS = {
    Status.ANSWERED: "submitted approved completed complete accepted accept answered valid done finished ok judged",
    Status.SKIPPED: "skipped skip draft pending discarded ignored ignore cancelled canceled expired returned missed "
    "in_progress incomplete unfinished not_started timed_out timeout abandoned aborted",
    Status.REJECTED: "rejected reject tainted invalid banned",
    Status.FLAGGED: "flagged flag",
}
STATUSES: dict[str, Status] = {
    spelt: status
    for status, words in _STATUS_WORDS.items()
    for word in words.split()
    for spelt in (word, word.replace("_", " "), word.replace("_", "-"))
}
"""What the usual words of tools say of an answer. A word that is not here is an error, never a guess."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a file mean, after its steps were taken.

    Attributes:
        format: what such a file is called, for people.
        steps: what is done to the cells first, in order.
        item, annotator: the columns that name them; several are joined by ":".
        annotator_is: who answered where no column says it: a name, or `ANONYMOUS` for each answer somebody of its own.
        answers: the columns that hold answers.
        question: the column that names the question of each row.
        weight, occasion, gold, reason: columns.
        time: of the answer; started, finished: give a duration, and the time where there is none.
        called: (a column that a reader made, what the file calls it), for what is said of it.
        duration: of the answer; duration_unit: "s", "ms", "min" or "us".
        day_order: "dmy" or "mdy", where dates are numbers and the tool's order is known; "" finds it out.
        status: the column that says what became of an answer; status_words: its texts, and what each says
            beside `STATUSES` ("yes" -> "skipped").
        source: the column that says who answered; source_words: its texts, and "human" or "model" for each.
        confidence: the column in which a model says how sure it is, 0 to 1 (or per cent).
        models: names of annotators who are models.
        item_attributes, annotator_attributes: columns that describe items or annotators.
        ordered: whether rows stand in the order in which they were answered, so that of several the last one counts.
        join: tables that describe items or annotators, as `join.parse_join` reads them.
        questions: what is known of questions beforehand: scale, labels in order, bounds.
        missing: texts that mean "no answer".
        guessed: roles ("weight", "time", ...) and steps that were guessed: they give way where a column does not fit.
        remarks: what a person should know of this reading, in sentences.
    """

    format: str = "tidy"
    steps: tuple[Step, ...] = ()
    item: tuple[str, ...] = ()
    annotator: tuple[str, ...] = ()
    annotator_is: str = ""
    answers: tuple[Answers, ...] = ()
    question: str | None = None
    weight: str | None = None
    occasion: str | None = None
    gold: str | None = None
    reason: str | None = None
    time: str | None = None
    started: str | None = None
    finished: str | None = None
    duration: str | None = None
    duration_unit: str = "s"
    called: tuple[tuple[str, str], ...] = ()
    day_order: str = ""
    status: str | None = None
    status_words: tuple[tuple[str, str], ...] = ()
    source: str | None = None
    source_words: tuple[tuple[str, str], ...] = ()
    confidence: str | None = None
    models: tuple[str, ...] = ()
    item_attributes: tuple[str, ...] = ()
    annotator_attributes: tuple[str, ...] = ()
    ordered: bool = False
    join: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    missing: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()

    def but(self, **changes: object) -> Self:
        """The same with some parts changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # of these fields' types, by name

    def without(self, role: str, why: str = "") -> Self:
        """The same with a single role switched off, and a remark that says why."""
        remarks = (*self.remarks, why) if why else self.remarks
        return self.but(**{role: None, "guessed": self.guessed - {role}, "remarks": remarks})

    def over(self, names: Iterable[str]) -> Self:
        """The same for a table that has only these columns: the roles of all others are switched off."""
        there = set(names)
        absent = {role: None for role in SINGLE if getattr(self, role) not in there}
        return self.but(
            **absent,
            item_attributes=tuple(name for name in self.item_attributes if name in there),
            annotator_attributes=tuple(name for name in self.annotator_attributes if name in there),
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that roles name; those that steps make are among them."""
        single = (getattr(self, role) for role in SINGLE)
        answers = (answer.column for answer in self.answers)
        several = (*self.item, *self.annotator, *answers, *self.item_attributes, *self.annotator_attributes)
        return tuple(dict.fromkeys((*several, *(column for column in single if column is not None))))


SINGLE = (
    *("question", "weight", "occasion", "gold", "reason", "time", "started", "finished", "duration"),
    *("status", "source", "confidence"),
)
"""The roles that one column has at most; "none" switches a guessed one off."""


def names_read(mapping: Mapping, names: Iterable[str]) -> tuple[str, ...]:
    """Which of a file's columns a mapping needs: those of its roles and of its steps."""
    needed = set(mapping.columns)
    for step in mapping.steps:
        for part in fields(step):
            value = getattr(step, part.name)
            needed |= {value} if isinstance(value, str) else set()
            needed |= {text for text in value if isinstance(text, str)} if isinstance(value, tuple) else set()
    return tuple(name for name in names if name in needed)


LONG = Mapping(
    format="long table",
    item=("item",),
    annotator=("annotator",),
    answers=(Answers("answer"),),
    question="question",
    weight="weight",
    occasion="occasion",
    gold="gold",
    time="created_at",
    started="started",
    finished="finished",
    duration="duration",
    status="status",
    source="source",
    confidence="confidence",
)
"""For a table that a reader made itself, one row per answer, with columns of fixed names; see `Mapping.over`."""
