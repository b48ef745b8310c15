"""What a tool's reader is, and what several of them need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from oe_quality.diction import ITEMS, Diction
from oe_quality.errors import InputError
from oe_quality.readers import mapping as m
from oe_quality.readers.text.cells import list_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.sheet import LINE, Sheet, cell_of, listed, of_one_text
from oe_quality.readers.text.source import InputFile
from oe_quality.scales import Question, Scale

WORDS = (
    *((word, "skipped") for word in ("empty", "unlabelled", "unclear", "preview", "test")),
    *((word, "rejected") for word in ("spam", "tainted")),
)
"""What readers call answers that are none, beside the words of the tools; each is counted under its name."""

Row = tuple[int, dict[str, Any]]
Read = tuple[Sheet, m.Mapping]


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool's export.

    Attributes:
        format: what such a file is called, for people.
        sniff: whether a file is one, by its content.
        table: its cells and what they mean; InputError where they are no answers about items.
        diction: what its items are called.
    """

    format: str
    sniff: Callable[[InputFile], bool]
    table: Callable[[InputFile], Read]
    diction: Diction = ITEMS


def most_records(
    file: InputFile, shows: Callable[[dict[str, Any]], bool], could: Callable[[dict[str, Any]], bool] | None = None
) -> bool:
    """Whether a JSON document is of a kind: one of its first records shows it, and most of them could be of it.

    One record that looks like another tool's, or was damaged so that it does, makes no file of that tool.

    Args:
        file: it.
        shows: whether a record can be of no other kind.
        could: whether a record is of the form, such as one that nobody has answered yet; by default as `shows`.
    """
    records = file.first_records
    shown = [shows(record) for record in records]
    form = [one or (could is not None and could(record)) for one, record in zip(shown, records, strict=True)]
    return any(shown) and 2 * sum(form) > len(records)


def any_record(file: InputFile, holds: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether one of a JSON document's first records is of a kind."""
    return any(map(holds, file.first_records))


def long_sheet(rows: Iterable[Row | BadRow]) -> Sheet:
    """A sheet of one row per answer; see `mapping.LONG` for the names of its columns."""
    bad: list[BadRow] = []

    def good() -> Iterator[Row]:
        for row in rows:
            if isinstance(row, BadRow):
                bad.append(row)
            else:
                yield row

    sheet = Sheet.of_records(good())
    return Sheet(sheet.names, sheet.frame, tuple(bad), sheet.orders)


class RecordError(ValueError):
    """A record that cannot be read; its message says why and repeats nothing of it."""


UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError)
"""What comes of a record that is not of the tool's form."""


def read_each(
    records: Iterable[Row | BadRow], read: Callable[[int, dict[str, Any]], Iterable[Row]]
) -> Iterator[Row | BadRow]:
    """The rows that `read` makes of each record; a record that it cannot read costs itself only.

    Args:
        records: numbered, as `records_of` gives them.
        read: gets a record's number and content.
    """
    for record in records:
        if isinstance(record, BadRow):
            yield record
            continue
        try:
            rows = list(read(*record))
        except UNREADABLE as error:
            yield bad_record(record[0], error)
            continue
        yield from rows


def bad_record(number: int, error: Exception) -> BadRow:
    """A record that cannot be read. Only our own words are given: others may repeat what stands in it."""
    own = isinstance(error, RecordError)
    return BadRow(number, str(error) if own else "it is not of the form that the tool writes")


def without_empty_rows(sheet: Sheet) -> Sheet:
    """The sheet without rows that hold nothing at all, as spreadsheets leave them behind."""
    empty = pl.all_horizontal(pl.exclude(LINE).str.strip_chars() == "")
    return Sheet(sheet.names, sheet.frame.filter(~empty), sheet.rejects, sheet.orders)


def long_mapping(sheet: Sheet, format_: str, **changes: Any) -> m.Mapping:
    """What a long sheet means; roles whose column it lacks are switched off."""
    words = (*changes.pop("status_words", ()), *WORDS)
    return m.LONG.over(sheet.names).but(format=format_, status_words=words, **changes)


def with_cells(sheet: Sheet, columns: Mapping[str, pl.Series]) -> Sheet:
    """The sheet with columns added or replaced."""
    kept = {name: sheet.cells(name) for name in sheet.names if sheet.has(name)}
    orders = {name: order for name, order in sheet.orders.items() if name not in columns}
    return Sheet.of({**kept, **columns}, sheet.frame[LINE], sheet.rejects, orders)


def mapped(cells: pl.Series, read: Callable[[str], Any]) -> pl.Series:
    """A column whose different cells were each read once; lists and objects become JSON text.

    A cell that `read` refuses with a ValueError stays as it is: what reads answers says what is wrong with it.
    """
    distinct = cells.unique().to_list()
    made = []
    for cell in distinct:
        try:
            made.append(cell_of(read(cell)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            made.append(cell)
    return cells.replace_strict(distinct, made, default=cells, return_dtype=pl.String)


def boxes_read(sheet: Sheet, columns: Sequence[str], ticks: Collection[str]) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet with boxes as `true` and `false`, where a tool writes a tick or nothing at all; and what to say of it.

    Args:
        sheet: the sheet.
        columns: those that may hold boxes.
        ticks: what the tool writes of a box that was ticked, in lower case.
    """
    boxes = [name for name in columns if _is_box(sheet.cells(name), ticks)]
    read = {name: mapped(sheet.cells(name), lambda cell: "true" if cell.strip() else "false") for name in boxes}
    said = f"Boxes that were not ticked are written as nothing, and taken as false: {listed(boxes)}."
    return with_cells(sheet, read), (said,) if boxes else ()


def _is_box(cells: pl.Series, ticks: Collection[str]) -> bool:
    told = {cell.strip().lower() for cell in cells.unique().to_list()}
    return "" in told and len(told) > 1 and told <= {"", *ticks}


def unlisted(cells: pl.Series) -> pl.Series:
    """Lists of one label as that label, where no list has several: the question allowed one choice."""
    lists = cells.filter(cells.str.starts_with("[")).unique().to_list()
    parts = {}
    for cell in lists:
        try:
            parts[cell] = list_of(cell)
        except ValueError:
            return cells
    if not lists or any(len(labels) > 1 for labels in parts.values()):
        return cells
    return mapped(cells, lambda cell: (parts[cell][0] if parts[cell] else "") if cell in parts else cell)


def unlisted_by_question(sheet: Sheet, sets: Collection[str] = ()) -> Sheet:
    """The same for a long sheet, question by question; those named in `sets` stay lists."""
    if not sheet.has("question") or not sheet.has("answer"):
        return sheet
    questions, answers = _filled(sheet.cells("question")), sheet.cells("answer")
    parts = []
    places = pl.Series(range(sheet.height), dtype=pl.UInt32)
    for question in questions.unique().to_list():
        chosen = questions == question
        own = answers.filter(chosen)
        both = pl.DataFrame({"place": places.filter(chosen), "answer": own if question in sets else unlisted(own)})
        parts.append(both)
    made = pl.concat(parts).sort("place")["answer"] if parts else answers
    changed = {"question": questions, "answer": made}
    if sheet.has("gold"):
        changed["gold"] = mapped(sheet.cells("gold"), _sole)
    return with_cells(sheet, changed)


def _filled(questions: pl.Series) -> pl.Series:
    """The questions; a row that answers none, as of somebody who skipped the item, counts under the first."""
    named = questions.filter(questions != "")
    return questions.replace("", named[0]) if len(named) else questions


def _sole(cell: str) -> Any:
    labels = list_of(cell)
    return labels[0] if len(labels) == 1 else labels


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a flat file: its name, the column of its answers, and that of its gold, if any."""

    question: str
    answer: str
    gold: str = ""


def stacked(sheet: Sheet, roles: Mapping[str, str], asked: Sequence[Asked]) -> Sheet:
    """A long sheet out of a flat one with a column per question.

    Args:
        sheet: the flat one.
        roles: name in the long sheet -> column in the flat one.
        asked: the questions.
    """
    common = {name: sheet.cells(column) for name, column in roles.items() if sheet.has(column)}
    golden = any(one.gold for one in asked)
    empty = of_one_text("", sheet.height)
    parts = []
    for one in asked:
        columns = {
            **common,
            "question": of_one_text(one.question, sheet.height),
            "answer": sheet.cells(one.answer),
            **({"gold": sheet.cells(one.gold) if one.gold else empty} if golden else {}),
        }
        parts.append(Sheet.of(columns, sheet.frame[LINE]))
    return stack(parts, sheet)


def varying(sheet: Sheet, by: str, columns: Sequence[str]) -> list[str]:
    """The columns whose cells differ among rows with the same cell in `by`, as answers do and data do not."""
    frame = pl.DataFrame({"by": sheet.cells(by), **{str(n): sheet.cells(name) for n, name in enumerate(columns)}})
    if not columns or not frame.height:
        return []
    most = frame.group_by("by").agg(pl.all().n_unique()).select(pl.exclude("by").max()).row(0)
    return [name for name, distinct in zip(columns, most, strict=True) if distinct > 1]


def with_known(sheet: Sheet, column: str, known: Collection[str]) -> Sheet:
    """The sheet without the rows whose status is none that the tool writes; they become rejects."""
    if not sheet.has(column):
        return sheet
    sound = sheet.cells(column).str.strip_chars().str.to_lowercase().is_in(sorted({*known, ""}))
    bad = [BadRow(line, "its status is none that is known") for line in sheet.frame[LINE].filter(~sound)]
    return Sheet(sheet.names, sheet.frame.filter(sound), (*sheet.rejects, *bad), sheet.orders)


def rating(name: str, numbers: Collection[str]) -> Question:
    """A question that was answered with stars: whole numbers in their order, without gaps up to the highest."""
    whole = sorted(int(number) for number in numbers if number.lstrip("-").isdigit())
    low, high = (min(whole[0], 1), whole[-1]) if whole else (1, 1)
    return Question(name, Scale.ORDINAL, tuple(map(str, range(low, min(high, low + 100) + 1))), open_vocabulary=True)


def stack(parts: Sequence[Sheet], origin: Sheet) -> Sheet:
    """Sheets of the same columns as one, in the order of the lines of the sheet that they come from."""
    frame = pl.concat([part.frame for part in parts]).sort(LINE, maintain_order=True)
    return Sheet(parts[0].names, frame, origin.rejects)


MAX_NAME = 200
"""Characters; what is longer is a text to be judged, not a name."""


class Tally:
    """Counts what is passed over, by kind."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, int] = defaultdict(int)

    def add(self, kind: str) -> None:
        """One more."""
        self._counts[kind] += 1

    def __getitem__(self, kind: str) -> int:
        return self._counts.get(kind, 0)

    def remarks(self, sentences: Mapping[str, str]) -> tuple[str, ...]:
        """A sentence for each kind that occurred, with its count before it; `{s}` in it makes plurals."""
        found = ((self._counts[kind], said) for kind, said in sentences.items() if self._counts.get(kind))
        return tuple(f"{n:,} {said.format(s='' if n == 1 else 's')}" for n, said in found)


SPANS = "Spans are parts of an item, and who agrees on them is another question: give each span as an item of its own."
PAIRS = (
    "Give each pair as an item (--item left --item right) in one order throughout, and which of the two was preferred "
    "as the answer."
)
RANKINGS = "Give each place as a number: a row per item, annotator and thing ranked, with its rank as --value."


def refused(file: InputFile, what: str, remedy: str) -> InputError:
    """The error for answers of a kind that no reader takes."""
    return InputError(f"this is {what}", place=file.place(), remedy=remedy)
