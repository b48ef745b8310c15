"""The canonical form into which every reader turns an export, and all that enters the store.

One row is one response: what one annotator answered to one question about one item on one
occasion. The columns are those of `RESPONSE`; attributes and gold answers travel beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from oe_quality.diction import ITEMS, Diction
from oe_quality.scales import Question


class Status(StrEnum):
    """What became of a response in the tool that it comes from."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    REJECTED = "rejected"
    FLAGGED = "flagged"


class Source(StrEnum):
    """Who answered; only human answers are analysed."""

    HUMAN = "human"
    MODEL = "model"


RESPONSE: dict[str, pl.DataType] = {
    "item": pl.String(),
    "annotator": pl.String(),
    "question": pl.String(),
    # Tells repeats by one annotator apart; "" where there is one. Order is that of created_at, then text.
    "occasion": pl.String(),
    # Chosen labels, in the question's order; [] is the answer "none of them"; null for numbers.
    "labels": pl.List(pl.String()),
    # One intensity or weight per label; null where all are 1.
    "weights": pl.List(pl.Float64()),
    # The answer to a numeric question; null for labels.
    "value": pl.Float64(),
    "created_at": pl.Datetime("us"),  # UTC, naive
    "duration_s": pl.Float64(),  # of the whole annotation, seconds
    "status": pl.String(),
    "source": pl.String(),
    "confidence": pl.Float64(),  # 0..1, that a model stated; null where none was
    "line": pl.Int64(),  # line or record number in the file, from 1
}
ATTRIBUTE: dict[str, pl.DataType] = {"key": pl.String(), "name": pl.String(), "value": pl.String()}
GOLD: dict[str, pl.DataType] = {
    "item": pl.String(),
    "question": pl.String(),
    "labels": pl.List(pl.String()),
    "value": pl.Float64(),
    "line": pl.Int64(),
}
ITEM_ROW: dict[str, pl.DataType] = {
    "item": pl.String(),
    "row": pl.String(),  # its id in the tool
    "answered": pl.Boolean(),  # whether somebody had answered in it
}
REJECT: dict[str, pl.DataType] = {
    "line": pl.Int64(),
    "column": pl.String(),
    # Says what is wrong without repeating the row, which may hold personal data.
    "reason": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Where every row that was read went: `read` is the sum of the other four.

    A row is what the file calls one: a line, a record, an audit-log entry.
    """

    read: int = 0
    accepted: int = 0
    superseded: int = 0
    skipped: int = 0
    rejected: int = 0

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.superseded + self.skipped + self.rejected:
            raise ValueError(f"rows unaccounted for: {self}")


def empty(schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """A frame of one of this module's forms without rows."""
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True, eq=False)
class Spool:
    """Responses that lie in files of a temporary folder, a part in each; reading them again gives the same.

    Attributes:
        folder: gone when nobody knows of it any more.
        paths: of the parts, columns of `RESPONSE`.
        height: how many rows they have together.
        changes: what is done to every part when it is read, one after the other.
    """

    folder: TemporaryDirectory[str]
    paths: tuple[Path, ...]
    height: int
    changes: tuple[Callable[[pl.DataFrame], pl.DataFrame], ...] = ()

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for path in self.paths:
            part = pl.read_ipc(path)
            for change in self.changes:
                part = change(part)
            yield part

    def through(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Spool:
        """The same with every part changed."""
        return replace(self, changes=(*self.changes, change))


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """One file, read: everything that the store takes.

    Attributes:
        file: the file's name without its folder, or "-" for standard input.
        format: the reader that read it, such as "open-empathic fixture".
        sha256: of the bytes on disk, lower-case hexadecimal.
        questions: every question that `responses` or `gold` answer.
        responses: columns of `RESPONSE`; (item, annotator, question, occasion) is unique. Of a file that is read in
            parts the first ones.
        contested: columns of `RESPONSE`: answers of one annotator that differ where no time tells which is later, so
            that none of them is among `responses`.
        gold: columns of `GOLD`; (item, question) is unique.
        items, annotators: columns of `ATTRIBUTE`; key is the item's or annotator's name.
        item_rows: columns of `ITEM_ROW`: the rows of the tool in which items stand, where it keeps several for one.
        annotator_names: annotator key -> user name, where the export has one that is no e-mail address.
        guessed: names of the questions whose scale was guessed from the answers, and may move when more come.
        repeats: what was said of repeated answers (`Repeats`), "" where nothing was; it holds across files.
        rejects: columns of `REJECT`.
        counts: where every row went.
        remarks: what a person should know about how the file was understood, in sentences.
        diction: what its items are called.
        spool: all responses of a file that is too large for memory; None where `responses` are all.
    """

    file: str
    format: str
    sha256: str
    questions: tuple[Question, ...]
    responses: pl.DataFrame
    counts: Counts
    gold: pl.DataFrame = field(default_factory=lambda: empty(GOLD))
    items: pl.DataFrame = field(default_factory=lambda: empty(ATTRIBUTE))
    annotators: pl.DataFrame = field(default_factory=lambda: empty(ATTRIBUTE))
    item_rows: pl.DataFrame = field(default_factory=lambda: empty(ITEM_ROW))
    annotator_names: dict[str, str] = field(default_factory=dict)
    guessed: frozenset[str] = frozenset()
    repeats: str = ""
    rejects: pl.DataFrame = field(default_factory=lambda: empty(REJECT))
    remarks: tuple[str, ...] = ()
    diction: Diction = ITEMS
    spool: Spool | None = None
    contested: pl.DataFrame = field(default_factory=lambda: empty(RESPONSE))

    @property
    def n_responses(self) -> int:
        """How many responses there are that count."""
        return self.responses.height if self.spool is None else self.spool.height

    def parts(self) -> Iterator[pl.DataFrame]:
        """All responses that count, a part at a time; every call gives the same parts."""
        return iter((self.responses,) if self.spool is None else self.spool)

    def all_parts(self) -> Iterator[pl.DataFrame]:
        """The same, and those that contradict each other."""
        yield from self.parts()
        if self.contested.height:
            yield self.contested

    def by_models(self) -> tuple[int, int]:
        """How many of the responses are of models, and of how many models."""
        names: set[str] = set()
        count = 0
        for part in self.parts():
            theirs = part.filter(pl.col("source") == "model")["annotator"]
            names.update(theirs.unique().to_list())
            count += theirs.len()
        return count, len(names)

    def through(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Export:
        """The export with its responses changed."""
        spool = None if self.spool is None else self.spool.through(change)
        return replace(self, responses=change(self.responses), spool=spool, contested=change(self.contested))
