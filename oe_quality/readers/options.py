"""How a tidy file is to be understood where its own column names do not say it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from oe_quality.errors import UsageError
from oe_quality.readers.mapping import ANONYMOUS, Mapping
from oe_quality.readers.spelling import Fold
from oe_quality.readers.times import DayOrder
from oe_quality.scales import Question

OFF = "none"
"""In place of a column's name: there is no such column, whatever its name suggests."""


class Scope(StrEnum):
    """How far the names of items and annotators reach."""

    STUDY = "study"  # the same name is the same item in every file
    FILE = "file"  # a name means something in its own file only


class Repeats(StrEnum):
    """What several answers by one annotator to one question about one item are.

    >>> Repeats("occasions").name
    'OCCASIONS'
    """

    LAST = "last"  # corrections: the last one counts, by time, else by place in the file, else by the order of loading
    FIRST = "first"  # accidents: the first one counts, likewise
    OCCASIONS = "occasions"  # a test and its retests: all count
    AGREED = "agreed"  # the last one by time; answers that differ without a time that decides do not count


ROLES = ("item", "annotator", "label", "value", "question", "weight", "time", "duration", "gold", "occasion")
"""What a column can be; also the names that `ReadOptions.columns` understands."""


@dataclass(frozen=True, slots=True)
class Kind:
    """By what a newer export of the same kind is known.

    Attributes:
        format: the reader that knows the file by its content, or that of tables.
        columns: the names of its columns as they stand in it; their places where it has no header.
    """

    format: str = ""
    columns: tuple[str, ...] = ()


UNKNOWN = Kind()
"""Of what nobody asked."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was said of an export that a store holds.

    Attributes:
        sha256, file: of it; kind: what kind of export it is.
        options: what was said of how it is to be read; None where nothing was.
        repeats: what repeats were said to be.
    """

    sha256: str
    file: str
    kind: Kind
    options: ReadOptions | None
    repeats: Repeats | None = None


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
        repeats: what repeated answers are; it holds within a file and across files. None: as `AGREED`, but within a
            file whose format is a log, which is as `LAST`.
        missing: texts that mean "no answer" beside the empty cell. The text `None` is an answer unless listed.
        item_attributes, annotator_attributes: columns that describe items or annotators.
        join: tables that describe items or annotators, as `join.parse_join` reads them: "people.csv".
        status: the column that says what became of an answer (submitted, draft, discarded, ...).
        source: the column that says who answered, human or model.
        confidence: the column in which a model says how sure it is of its answer.
        models: names of annotators who are models, or columns with a model's answer to each item.
        started, finished: columns; together they give the duration.
        reason: the column of an annotator's remark on the answer.
        day_order: whether dates in numbers begin with the day or the month; None finds it out from the column.
        split: what parts several labels in one cell, such as ";".
        one_hot: columns of 0 and 1 that are one set of labels together; a name that ends in * stands for all that
            begin so.
        wide: columns that are a person (or an item, where no item is named) each; * as above.
        counts: columns that count how many people gave each label; or one column of counts beside a label; "none"
            where columns that look so are answers.
        zipped: columns of lists that lie beside each other, place by place.
        fold: which look-alikes are one spelling.
        renamed: labels by another name, (old, new).
        renamed_in: labels of one question by another name, (question, old, new); `renamed` goes before it.
        scope: how far names reach.
        new_gold: whether gold takes the place of other gold that a store holds from an earlier file.
        mapping: what the columns mean, in place of a guess; the options above go before it.
        kept: what was said of earlier exports, the latest first; `recall` takes what holds for a newer one.
        afresh: whether nothing that was said of earlier exports holds for this one.
        recalled: whether the columns are those that were said of an earlier export: one that does not fit gives way.
        notes: what is to be said of that, in sentences.

    The name "none" in place of a column switches a role off that would be guessed.

    >>> ReadOptions(item="clip", label=("mood",)).item
    ('clip',)
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
    repeats: Repeats | None = None
    missing: tuple[str, ...] = ()
    item_attributes: tuple[str, ...] = ()
    annotator_attributes: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    status: str | None = None
    source: str | None = None
    confidence: str | None = None
    models: tuple[str, ...] = ()
    started: str | None = None
    finished: str | None = None
    reason: str | None = None
    day_order: DayOrder | None = None
    split: str = ""
    one_hot: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    zipped: tuple[str, ...] = ()
    fold: tuple[Fold, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    renamed_in: tuple[tuple[str, str, str], ...] = ()
    scope: Scope = Scope.STUDY
    new_gold: bool = False
    mapping: Mapping | None = None
    kept: tuple[Kept, ...] = ()
    afresh: bool = False
    recalled: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in _SEVERAL:
            given = getattr(self, name)
            object.__setattr__(self, name, (given,) if isinstance(given, str) else tuple(given))
        if self.repeats is not None:
            self._be_one_of("repeats", Repeats, "says not what repeats are")
        self._be_one_of("scope", Scope, "says not how far names reach")
        if self.day_order is not None:
            self._be_one_of("day_order", DayOrder, "is no order of day and month")
        object.__setattr__(self, "fold", tuple(map(Fold, self.fold)))
        names = [question.name for question in self.scales]
        if len(set(names)) != len(names):
            raise UsageError("a question's scale is declared twice", remedy="Declare each question once.")

    def named(self) -> tuple[str, ...]:
        """The columns that the user names for items, annotators and answers, by whatever option."""
        single = tuple(name for name in (self.value, self.question) if name)
        several = (*self.item, *self.annotator, *self.label, *self.one_hot, *self.wide, *self.counts, *self.zipped)
        return tuple(name for name in (*several, *single) if name not in (OFF, ANONYMOUS))

    def said(self) -> tuple[str, ...]:
        """The options on how to read that were given, as the command line calls them.

        >>> ReadOptions(item="clip", gold="truth").said()
        ('--item', '--gold-column')
        """
        own = (field for field in fields(ReadOptions) if field.name not in _APART)
        given = (field.name for field in own if getattr(self, field.name) != field.default)
        return tuple(map(called, given))

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns of `counts`."""
        return tuple(name for name in self.counts if name != OFF)

    @property
    def tells_shape(self) -> bool:
        """Whether they say of what shape the file is, so that no reader's own reading of it holds."""
        return bool(self.one_hot or self.wide or self.counts or self.zipped)

    def repeats_of(self, sha256: str) -> Repeats | None:
        """What repeats are in a file: as is said, else as was said last of another export."""
        said = (kept.repeats for kept in self.kept if kept.repeats is not None and kept.sha256 != sha256)
        return self.repeats or next(said, None)

    def _be_one_of(self, name: str, kind: type[StrEnum], what: str) -> None:
        """Turn a text into the member of an enumeration that it names."""
        try:
            object.__setattr__(self, name, kind(getattr(self, name)))
        except ValueError:
            known = ", ".join(kind)
            raise UsageError(f"{getattr(self, name)!r} {what} (known: {known})") from None


_APART = frozenset({"new_gold", "kept", "afresh", "recalled", "notes"})
"""Fields that do not say how a file is to be read."""

_SEVERAL = (
    *("item", "annotator", "label", "columns", "missing", "item_attributes", "annotator_attributes", "models"),
    *("one_hot", "wide", "counts", "zipped", "fold", "join"),
)


def called(name: str) -> str:
    """What the command line or the settings call a field of the options.

    >>> called("item_attributes"), called("day_order")
    ('--item-attribute', '--day-order')
    """
    return _CALLED.get(name, f"--{name.replace('_', '-')}")


_CALLED = {
    **{"gold": "--gold-column", "scales": "--scale", "models": "--model", "zipped": "--zip", "renamed": "--rename"},
    **{"item_attributes": "--item-attribute", "annotator_attributes": "--annotator-attribute", "mapping": "--map"},
    "renamed_in": "[labels] rename",
}
"""Options that the command line or the settings call otherwise."""
