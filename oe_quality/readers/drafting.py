"""A file read but for the meaning of its answers, which depends on the scale of their question."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

import polars as pl

from oe_quality.diction import ITEMS, Diction
from oe_quality.errors import InputError, UsageError
from oe_quality.privacy import scrub
from oe_quality.progress import Progress, silent
from oe_quality.readers.answers.columns import answer_text, plain_cells, united
from oe_quality.readers.answers.identifiers import fault
from oe_quality.readers.answers.scales import Evidence
from oe_quality.readers.cells import cells_of, rows_of, usable_cells, with_names
from oe_quality.readers.fit import fit
from oe_quality.readers.mapping import ANONYMOUS, LONG, Mapping
from oe_quality.readers.options import UNKNOWN, Kind, ReadOptions, Repeats
from oe_quality.readers.reshape import reshape, take
from oe_quality.readers.rows import ATTRIBUTE, GOLD, REJECT, Status, empty
from oe_quality.readers.suspected import columns_like_answers
from oe_quality.readers.telling import not_read, understood_as
from oe_quality.readers.text.sheet import LINE, Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.finder import there_are
from oe_quality.readers.told import as_told, models_beside
from oe_quality.readers.turned import things_of
from oe_quality.scales import Scale


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A file, read but for the meaning of its answers.

    Attributes:
        file: it.
        mapping: how it was read in the end.
        options: what the user said.
        orders: question -> its labels lowest first, where the file's own type says so.
        rows: `line`, `item`, `annotator`, `asked`, `occasion`, `weight`, `created_at`, `duration_s`, `status`, `word`,
            `source`, `reason` (null for a sound row) and `column`.
        cells: `rows` per answer, with `question`, `cell` and the `column` that it stands in.
        gold: `line`, `item`, `question`, `cell`: gold answers as written.
        attributes: of items and annotators, columns of `ATTRIBUTE`.
        rejects: columns of `REJECT`: what could not be cut, and cells whose row is kept without them.
        broken: lines among them that are lost as a whole.
        left_out: what is no answer -> its lines.
        remarks: what was understood, in sentences.
        diction: what its items are called.
        hidden: how many names of items, people and occasions are e-mail addresses.
        things: that name each item together, where several do; see `turned`.
        kind: what kind of export it is.
    """

    file: InputFile
    mapping: Mapping
    options: ReadOptions
    orders: Dict[str, tuple[str, ...]]
    rows: pl.DataFrame
    cells: pl.DataFrame
    gold: pl.DataFrame
    attributes: tuple[pl.DataFrame, pl.DataFrame]
    rejects: pl.DataFrame
    broken: tuple[int, ...]
    left_out: tuple[tuple[str, tuple[int, ...]], ...]
    remarks: tuple[str, ...]
    hidden: int
    things: pl.DataFrame
    diction: Diction = ITEMS
    kind: Kind = UNKNOWN

    @property
    def repeats(self) -> Repeats | None:
        """What repeated answers are, as is said or was said of an earlier export."""
        return self.options.repeats_of(self.file.sha256)

    @property
    def rule(self) -> Repeats:
        """What decides between repeated answers: the order of rows where the file is a log, and else never."""
        return self.repeats or (Repeats.LAST if self.mapping.ordered else Repeats.AGREED)

    @property
    def questions(self) -> list[str]:
        """The names of the questions, in the file's order."""
        return self.cells.filter(pl.col("reason").is_null())["question"].unique(maintain_order=True).to_list()

    def evidence(self) -> tuple[Evidence, ...]:
        """What its answers say of the scale of each question."""
        usable = usable_cells(self.cells)
        counts = usable.group_by("question", "cell").len()
        golds = self.gold.group_by("question").agg(pl.col("cell").unique())
        gold = dict(zip(golds["question"], golds["cell"].to_list(), strict=True))
        numbers, separators = self._said()
        return tuple(
            Evidence(
                name,
                dict(counts.filter(pl.col("question") == name).select("cell", "len").iter_rows()),
                frozenset(gold.get(name, ())),
                self.orders.get(name, ()),
                name in numbers,
                separators.get(name, ""),
            )
            for name in self.questions
        )

    def _said(self) -> tuple[set[str], dict[str, str]]:
        """Questions whose answers were said to be numbers, and what was said to part the labels of others."""
        numbers = {answer.column for answer in self.mapping.answers if answer.number}
        separators = {answer.column: answer.separator for answer in self.mapping.answers if answer.separator}
        if self.mapping.question is None:
            asked = {answer.column: answer.asked for answer in self.mapping.answers}
            return {asked[c] for c in numbers}, {asked[c]: text for c, text in separators.items()}
        where = usable_cells(self.cells).group_by("question").agg(pl.col("column").unique())
        columns = dict(zip(where["question"], where["column"].to_list(), strict=True))
        return (
            {name for name, found in columns.items() if numbers and set(found) <= numbers},
            {name: separators[found[0]] for name, found in columns.items() if found[0] in separators},
        )


def draft(file: InputFile, sheet: Sheet, mapping: Mapping, options: ReadOptions, progress: Progress = silent) -> Draft:
    """Read everything but the meaning of the answers; see `collect`."""
    if not sheet.height and not sheet.rejects:
        raise InputError("the file holds no rows", place=file.place(), remedy="Export it again.")
    if not sheet.names:
        first = sheet.rejects[0]
        what = f"none of its {len(sheet.rejects):,} records can be read: {first.reason}"
        raise InputError(what, place=file.place(first.line), remedy="Export it again.")
    progress(f"Sorting {file.name}", 0, 0)
    shaped = reshape(sheet, mapping.steps)
    mapping = as_told(mapping, options, shaped.sheet.names, file.place())
    _refuse_absent(mapping, shaped.sheet, file)
    for step in models_beside(mapping, options, shaped.sheet.names, file.place()):
        shaped, mapping = take(step, shaped), mapping.but(steps=(*mapping.steps, step))
    unread = [*not_read(sheet, mapping), *columns_like_answers(shaped.sheet, mapping)]
    fitted = fit(shaped.sheet, mapping, file.place())
    mapping = fitted.mapping
    rows, hidden = rows_of(file, shaped.sheet, mapping, options, fitted.frame, fitted.bad_weight)
    cells = cells_of(shaped.sheet, rows, mapping, file)
    rows, cells = with_names(rows, cells) if mapping.annotator_is == ANONYMOUS else (rows, cells)
    bad = [
        rows.filter(where).select(pl.col(LINE).alias("line"), column=pl.lit(column, pl.String), reason=pl.lit(why))
        for where, column, why in fitted.bad
    ]
    broken = pl.DataFrame([(b.line, None, b.reason) for b in shaped.sheet.rejects], schema=REJECT, orient="row")
    _refuse_votes(cells, mapping, file)
    # A tool's own long table has columns that are not the file's; to name them would say nothing.
    own = mapping.item == LONG.item and mapping.question == LONG.question and mapping.format != "tidy"
    named = {"item": mapping.item, "annotator": mapping.annotator}
    one = [text for kind, columns in named.items() for text in united(kind, shaped.sheet, columns)]
    told = [] if own else [understood_as(mapping), *unread]
    said = [*options.notes, *told, *mapping.remarks, *shaped.remarks, *one]
    return Draft(
        file=file,
        mapping=mapping,
        options=options,
        orders=_orders(shaped.sheet, mapping),
        rows=rows,
        cells=cells,
        gold=_gold_cells(shaped.sheet, mapping, options, cells),
        attributes=(
            _attributes(shaped.sheet, rows, mapping, "item"),
            _attributes(shaped.sheet, rows, mapping, "annotator"),
        ),
        rejects=pl.concat([broken, *bad]),
        broken=tuple(b.line for b in shaped.sheet.rejects),
        left_out=(*shaped.left_out, *_by_status(rows)),
        remarks=tuple(said),
        hidden=hidden,
        things=things_of(shaped.sheet, mapping),
    )


def _refuse_absent(mapping: Mapping, sheet: Sheet, file: InputFile) -> None:
    """Raise where a mapping names a column that is not there, or names no item, annotator or answer."""
    for column in mapping.columns:
        if not sheet.has(column):
            raise UsageError(f"there is no column {column!r}", place=file.place(), remedy=there_are(sheet.names))
    if not mapping.item and mapping.format not in ("tidy", ""):
        what = f"which column of this {mapping.format} file names the items, it does not say"
        raise InputError(what, place=file.place(), remedy=f"Say --item COLUMN. {there_are(sheet.names)}")
    if not mapping.item or not (mapping.annotator or mapping.annotator_is):
        raise UsageError("the mapping names no item or no annotator", place=file.place(), remedy=there_are(sheet.names))


def _orders(sheet: Sheet, mapping: Mapping) -> dict[str, tuple[str, ...]]:
    if mapping.question is not None:
        return {}
    return {a.asked: sheet.orders[a.column] for a in mapping.answers if a.column in sheet.orders}


def _by_status(rows: pl.DataFrame) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Rows that are no answers by what their status says of them."""
    left = rows.filter(pl.col("reason").is_null() & (pl.col("status") != Status.ANSWERED.value))
    kinds = left.group_by("word", maintain_order=True).agg(pl.col("line").unique(maintain_order=True))
    return tuple((word, tuple(lines)) for word, lines in kinds.iter_rows())


def _refuse_votes(cells: pl.DataFrame, mapping: Mapping, file: InputFile) -> None:
    """Raise where weights are votes: one "annotator" gives several single labels on an item, each with a count."""
    if mapping.weight is None or mapping.time is not None or any(a.separator for a in mapping.answers):
        return
    if any(question.scale is Scale.MULTILABEL for question in mapping.questions):
        return
    usable = usable_cells(cells)
    if not usable.height or usable["annotator"].n_unique() > 1:
        return
    key = pl.struct("item", "question")
    if usable.select(key.is_duplicated().any()).item():
        raise InputError(
            f"the only annotator gives several labels on an item, with numbers in {mapping.weight!r}: are they votes?",
            place=file.place(),
            remedy=f"Counts of answers are read with --counts {mapping.weight}; sets of labels with "
            f"--scale {usable['question'][0]}=multilabel.",
        )


def _gold_cells(sheet: Sheet, mapping: Mapping, options: ReadOptions, cells: pl.DataFrame) -> pl.DataFrame:
    """The different gold answers that rows carry: `line`, `item`, `question`, `cell`."""
    several = len(mapping.answers) > 1 and mapping.question is None
    if mapping.gold is not None and several and options.gold is not None:
        raise UsageError(
            f"the gold column {options.gold!r} does not say which of {len(mapping.answers)} questions it answers",
            remedy="Give the gold answers as a file of their own, with a column `question`.",
        )
    if mapping.gold is None or several:
        return pl.DataFrame(schema={name: GOLD[name] for name in ("line", "item", "question")} | {"cell": pl.String()})
    gold = answer_text(sheet, mapping.gold, mapping)
    return (
        cells.select("line", "item", "question", "reason")
        .with_columns(gold)
        .filter(pl.col("reason").is_null() & (pl.col("cell") != ""))
        .drop("reason")
        .unique(["item", "question", "cell"], keep="first", maintain_order=True)
    )


def _attributes(sheet: Sheet, rows: pl.DataFrame, mapping: Mapping, kind: str) -> pl.DataFrame:
    """What the columns of attributes say of items or annotators; of several values the one that sorts first."""
    parts = [empty(ATTRIBUTE)]
    for column in mapping.item_attributes if kind == "item" else mapping.annotator_attributes:
        pairs = rows.select("reason", key=kind).with_columns(
            plain_cells(sheet.cells(column)).alias("value"), name=pl.lit(column)
        )
        kept = pairs.filter(pl.col("reason").is_null() & (pl.col("value") != "") & fault(pl.col("value"), "").is_null())
        first = kept.sort("value").unique("key", keep="first", maintain_order=True).select(list(ATTRIBUTE))
        texts = [scrub(text) for text in first["value"]]
        parts.append(first.with_columns(value=pl.Series(texts, dtype=pl.String)))
    return pl.concat(parts)
