"""The one collector: cells and what they mean in, an export out, and every row accounted for.

Everything is done a column at a time. `draft` reads all but the answers' meaning, which depends on the scale of their
question; the scale depends on all files of a call. `finish` then codes the answers. Three frames follow each other:
`rows` (what a row says beside its answers), `cells` (one row per answer, as written) and answers (as meant).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Protocol

import polars as pl

from oe_quality.diction import ITEMS, Diction
from oe_quality.errors import InputError, UsageError
from oe_quality.privacy import scrub
from oe_quality.progress import Progress, silent
from oe_quality.readers.answers.coding import code_cells
from oe_quality.readers.answers.columns import answer_text, identifier, plain_cells, united
from oe_quality.readers.answers.gold import renamed, settle_gold, with_new_names
from oe_quality.readers.answers.identifiers import fault, without_emails
from oe_quality.readers.answers.repeats import Settled, merge_labels, settle_repeats
from oe_quality.readers.answers.scales import Evidence, Understood, understand, with_siblings
from oe_quality.readers.copied import copied_said
from oe_quality.readers.fit import fit
from oe_quality.readers.mapping import ANONYMOUS, LONG, Mapping, names_read
from oe_quality.readers.options import UNKNOWN, Kind, ReadOptions, Repeats, Scope
from oe_quality.readers.reshape import reshape, take
from oe_quality.readers.rows import ATTRIBUTE, GOLD, REJECT, RESPONSE, Counts, Export, Source, Status, empty
from oe_quality.readers.spelling import fold_column, name_lookalikes
from oe_quality.readers.suspected import columns_like_answers, people_named_like_models
from oe_quality.readers.text.sheet import LINE, Sheet
from oe_quality.readers.text.source import InputFile, cut_remark
from oe_quality.readers.tidy.finder import there_are
from oe_quality.readers.told import as_told, models_beside
from oe_quality.readers.turned import things_of, turned_said
from oe_quality.readers.undecided import in_words, undecided
from oe_quality.scales import Question, Scale

_WHICH = {
    Repeats.LAST: "the last one counts",
    Repeats.FIRST: "the first one counts",
    Repeats.AGREED: "the last one by time counts, and of equal ones one",
    Repeats.OCCASIONS: "all count",
}
_CONTESTED = (
    "no time tells which is later: none counts, all are kept. Name the column of times (--time), or say what they are: "
    "--repeats last, first or occasions"
)
MANY_REPEATS = 0.2
"""Share of repeated rows from which something else than corrections is likely."""

MOST_CONTESTED = 0.5
"""Share of rows that contradict others from which the file is not understood."""

_FEWEST_CONTRARY = 20
_NOT_READ = "Not read:"

UNREAD_SHOWN = 8
"""Columns without a role that are named."""

_UNREADABLE = "it holds a label and a value"


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


class Drafted(Protocol):
    """What the scales of questions are settled by; attributes as those of `Draft`."""

    @property
    def file(self) -> InputFile: ...

    @property
    def mapping(self) -> Mapping: ...

    @property
    def options(self) -> ReadOptions: ...

    @property
    def questions(self) -> list[str]: ...

    def evidence(self) -> tuple[Evidence, ...]: ...


def collect(
    file: InputFile, sheet: Sheet, mapping: Mapping, options: ReadOptions | None = None, progress: Progress = silent
) -> Export:
    """A file of cells as an export, by itself.

    Args:
        file: where the cells come from.
        sheet: the cells.
        mapping: what they mean; the options go before it.
        options: what the user says.
        progress: called while reading.

    Raises:
        InputError: there are no rows, or a column does not hold what its role needs.
        UsageError: the options name columns or questions that do not exist, or contradict each other.
    """
    made = draft(file, sheet, mapping, options or ReadOptions(), progress)
    return finish(made, settle([made]))


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
    unread = [*_unread(sheet, mapping), *columns_like_answers(shaped.sheet, mapping)]
    fitted = fit(shaped.sheet, mapping, file.place())
    mapping = fitted.mapping
    rows, hidden = _rows(file, shaped.sheet, mapping, options, fitted.frame, fitted.bad_weight)
    cells = _cells(shaped.sheet, rows, mapping, file)
    rows, cells = _named(rows, cells) if mapping.annotator_is == ANONYMOUS else (rows, cells)
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
    told = [] if own else [_understood(mapping), *unread]
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
    if not mapping.item or not (mapping.annotator or mapping.annotator_is):
        raise UsageError("the mapping names no item or no annotator", place=file.place(), remedy=there_are(sheet.names))


def settle(
    drafts: Sequence[Drafted], held: Iterable[Evidence] = (), known: Sequence[Question] = ()
) -> dict[str, Understood]:
    """Every question of some files with its scale: declared, or guessed from all of them together.

    Args:
        drafts: the files.
        held: what a store holds of questions whose scale was guessed.
        known: questions whose scale is settled, beside those that the user or a reader declares.

    Raises:
        UsageError: a scale is declared for a question that no file has.
    """
    evidence: dict[str, Evidence] = {}
    for one in (one for made in drafts for one in made.evidence()):
        evidence[one.name] = evidence[one.name].with_more(one) if one.name in evidence else one
    for one in held:
        evidence = evidence | ({one.name: evidence[one.name].with_more(one)} if one.name in evidence else {})
    declared = {question.name: question for question in known}
    for made in drafts:
        declared |= {question.name: question for question in reversed(made.mapping.questions)}
        _refuse_unknown(made, evidence)
    understood = [understand(one, declared.get(name)) for name, one in evidence.items()]
    return {one.question.name: one for one in with_siblings(understood)}


def _refuse_unknown(made: Drafted, evidence: Dict[str, Evidence]) -> None:
    unknown = [question.name for question in made.options.scales if question.name not in evidence]
    if unknown:
        raise UsageError(
            f"a scale is declared for {unknown[0]!r}, which is no question of this file",
            place=made.file.place(),
            remedy=f"The questions are {', '.join(map(repr, list(evidence)[:20]))}.",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Meant:
    """A draft with its answers as meant.

    Attributes:
        made: the draft; own: its questions with their scales.
        answers: one row per answer, with `labels`, `weights`, `value`, `answered` and `lines`.
    """

    made: Draft
    own: tuple[Understood, ...]
    answers: pl.DataFrame

    @property
    def usable(self) -> pl.DataFrame:
        """The answers that can count."""
        return self.answers.filter(pl.col("reason").is_null() & pl.col("answered"))

    @property
    def refused(self) -> pl.DataFrame:
        """The answers that cannot be used, columns of `REJECT`."""
        return self.answers.filter(pl.col("reason").is_not_null()).select(list(REJECT)).unique(maintain_order=True)

    def settled(self, usable: pl.DataFrame) -> Settled:
        """What counts of answers, and what does not; see `answers.repeats`."""
        unsplit = [one.question for one in self.own if one.question.scale is Scale.MULTILABEL and not one.sets]
        return settle_repeats(merge_labels(usable, unsplit), self.made.rule)


def mean(made: Draft, understood: Dict[str, Understood]) -> Meant:
    """Read the answers of a draft, once the scales of its questions are settled."""
    own = tuple(understood[name] for name in made.questions)
    made = _without_idle_weights(made, own)
    return Meant(made, own, _answers(made.cells, own, made.options))


def finish(made: Draft, understood: Dict[str, Understood]) -> Export:
    """The export of a draft, once the scales of its questions are settled."""
    meant = mean(made, understood)
    settled = meant.settled(meant.usable)
    best = fates_of(meant, settled).group_by("line").agg(pl.col("fate").min())["fate"]
    made = meant.made
    tally = Tally(
        [int((best == fate).sum()) for fate in range(len(FATES))],
        tuple((len(lines), word) for word, lines in made.left_out),
        made.rows.filter(pl.col("source") == Source.MODEL.value).height,
        (
            *names_said(made.hidden, {kind: made.rows[kind].unique() for kind in _named_kinds(made.mapping)}),
            *people_named_like_models(people_of(made).unique()),
            *in_words(undecided(settled, made.mapping), made.file.place()),
            *turned_said(made.things, made.mapping),
            *copied_said(meant.usable.select("item", "annotator", "question", "cell")),
        ),
    )
    return exported(made, meant.own, settled, meant.refused, tally)


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of a file is what.

    Attributes:
        rows: how many met each of `FATES`; left: (how many rows, their status) of those that are no answers.
        models: answers of models; of_names: what is odd about names, in sentences.
    """

    rows: Sequence[int]
    left: tuple[tuple[int, str], ...]
    models: int
    of_names: tuple[str, ...]

    @property
    def counts(self) -> Counts:
        """Where every row went; what is contested does not count, as what is superseded."""
        accepted, superseded, contested, rejected, skipped = self.rows
        return Counts(sum(self.rows), accepted, superseded + contested, skipped, rejected)

    @property
    def contested(self) -> int:
        """Rows that contradict others, where no time tells which is later."""
        return self.rows[FATES.index("contested")]


def _refuse_contrary(made: Draft, tally: Tally) -> None:
    """Raise where most rows contradict others: an item is not what it was taken for, and nobody corrects so much."""
    rows = tally.counts.read
    if made.repeats is not None or rows < _FEWEST_CONTRARY or tally.contested <= MOST_CONTESTED * rows:
        return
    unread = next((said for said in made.remarks if said.startswith(_NOT_READ)), "")
    raise InputError(
        f"{tally.contested:,} of {rows:,} rows contradict another answer by the same annotator about the same item",
        place=made.file.place(),
        remedy="Name every column that an item is named by (--item A --item B), the question (--question), the time "
        f"(--time), or say what repeats are (--repeats last). {unread}".strip(),
    )


def exported(made: Draft, own: Sequence[Understood], settled: Settled, refused: pl.DataFrame, tally: Tally) -> Export:
    """The export of what counts, what contradicts each other and what was refused; of the draft only what stands
    beside its rows and cells."""
    _refuse_contrary(made, tally)
    gold, bad_gold = settle_gold(made.gold, own, made.mapping.gold, made.options)
    scales = tuple(remark for one in own for remark in one.remarks)
    return Export(
        file=made.file.name,
        format=made.mapping.format,
        sha256=made.file.sha256,
        questions=tuple(with_new_names(one.question, made.options) for one in own),
        guessed=frozenset(one.question.name for one in own if one.guessed),
        responses=in_form(settled.accepted),
        contested=_states(in_form(settled.contested)),
        counts=tally.counts,
        gold=gold,
        items=made.attributes[0],
        annotators=made.attributes[1],
        repeats=made.repeats or "",
        rejects=pl.concat([made.rejects, refused, bad_gold]).sort("line", maintain_order=True),
        remarks=(
            *(*made.remarks, *tally.of_names, *_of_weights(made.mapping), *scales, *_remarks(made, tally, refused)),
            *_of_empty_sets(own, tally),
        ),
        diction=made.diction,
    )


def in_form(answers: pl.DataFrame) -> pl.DataFrame:
    """Answers in the columns of `RESPONSE`."""
    return answers.select(pl.col(name).cast(dtype) for name, dtype in RESPONSE.items())


def _states(contested: pl.DataFrame) -> pl.DataFrame:
    """Answers that contradict each other, each state once, however often it is said."""
    said = [name for name in RESPONSE if name not in ("line", "confidence")]
    return contested.unique(said, keep="first", maintain_order=True)


def _without_idle_weights(made: Draft, own: Sequence[Understood]) -> Draft:
    """The draft without a guessed column of weights where no question has sets of labels, whose weights they are.

    Raises:
        UsageError: the user named that column; it would change nothing.
    """
    column = made.mapping.weight
    theirs = made.options.weight is None and made.options.mapping is None and "weight" not in made.mapping.guessed
    if column is None or theirs or not own or any(one.question.scale is Scale.MULTILABEL for one in own):
        return made
    question = own[0].question
    if "weight" in made.mapping.guessed:
        said = f"The column {column!r} is passed over: weights are of labels in a set, and {question.name!r} has none."
        nothing = pl.lit(None, pl.Float64).alias("weight")
        return replace(made, cells=made.cells.with_columns(nothing), remarks=(*made.remarks, said))
    raise UsageError(
        f"weights are of labels in a set, and {question.name!r} is {question.scale}: {column!r} would have no effect",
        place=made.file.place(),
        remedy=f"Leave --weight away, or say --scale {question.name}=multilabel if people choose sets of labels.",
    )


def usable_cells(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells that are answers: of sound rows, not empty, and counted by their status."""
    return cells.filter(
        pl.col("reason").is_null() & (pl.col("cell") != "") & (pl.col("status") == Status.ANSWERED.value)
    )


def _rows(
    file: InputFile, sheet: Sheet, mapping: Mapping, options: ReadOptions, single: pl.DataFrame, bad_weight: pl.Series
) -> tuple[pl.DataFrame, int]:
    """What each row says beside its answers, and how many people were named by an e-mail address."""
    frame = pl.DataFrame([sheet.frame[LINE].alias("line")]).with_columns(
        item=identifier(sheet, mapping.item),
        annotator=identifier(sheet, mapping.annotator) if mapping.annotator else pl.lit(mapping.annotator_is),
        asked=plain_cells(sheet.cells(mapping.question)),
        occasion=plain_cells(sheet.cells(mapping.occasion)).fill_null(""),
    )
    frame, hidden = without_emails(frame, ["item", "annotator", "occasion"])
    frame = fold_column(frame, ["item", "annotator"], options.fold)
    models = list(mapping.models)
    if options.scope is Scope.FILE:
        stem = PurePath(file.name).name.partition(".")[0]
        frame = frame.with_columns(
            pl.when(pl.col(name) != "").then(pl.format("{}:{}", pl.lit(stem), name)).otherwise(pl.lit("")).alias(name)
            for name in ("item", "annotator")
        )
        models = [f"{stem}:{name}" for name in models]
    problems = (
        (fault(pl.col("item"), "no item is named"), mapping.item[0] if mapping.item else None),
        (fault(pl.col("annotator"), "no annotator is named"), mapping.annotator[0] if mapping.annotator else None),
        (fault(pl.col("asked"), "no question is named"), mapping.question),
        (pl.when(pl.col("occasion") != "").then(fault(pl.col("occasion"), "")), mapping.occasion),
        (pl.when(bad_weight).then(pl.lit("the weight is no number from 0 up")), mapping.weight),
    )
    rows = pl.concat([frame, single], how="horizontal").with_columns(
        source=pl.when(pl.col("annotator").is_in(models)).then(pl.lit(Source.MODEL.value)).otherwise("source"),
        reason=pl.coalesce(reason for reason, _ in problems),
        column=pl.coalesce(
            pl.when(reason.is_not_null()).then(pl.lit(column, pl.String)) for reason, column in problems
        ),
    )
    return rows, hidden


def _cells(sheet: Sheet, rows: pl.DataFrame, mapping: Mapping, file: InputFile) -> pl.DataFrame:
    """One row per answer cell: `rows` with `question`, `cell` and the `column` that it stands in."""
    by_row = mapping.question is not None
    if not mapping.answers:
        raise UsageError(
            "nothing says which column holds the answers", place=file.place(), remedy="Say --label COLUMN."
        )
    if by_row and len(mapping.answers) > 1:
        return _label_or_value(sheet, rows, mapping)
    parts = []
    for answer in mapping.answers:
        cell = answer_text(sheet, answer.column, mapping)
        question = pl.col("asked") if by_row else pl.lit(answer.asked)
        parts.append(rows.with_columns(cell, question=question, column=pl.coalesce("column", pl.lit(answer.column))))
    return pl.concat(parts).drop("asked")


def _label_or_value(sheet: Sheet, rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """The same where each row names its question and answers it in a column of labels or in one of numbers."""
    numeric = [answer.column for answer in mapping.answers if answer.number]
    named = [answer.column for answer in mapping.answers if not answer.number]
    if len(numeric) != 1 or len(named) != 1:
        raise UsageError(
            "the rows name their question, and several columns hold answers",
            remedy="Give one --label column, beside it a --value column where there is one, or leave --question away.",
        )
    both = [
        answer_text(sheet, name, mapping).alias(part) for part, name in (("label", named[0]), ("value", numeric[0]))
    ]
    labelled, valued = pl.col("label") != "", pl.col("value") != ""
    column = pl.when(valued).then(pl.lit(numeric[0])).otherwise(pl.lit(named[0]))
    return (
        rows.with_columns(both)
        .with_columns(
            cell=pl.when(labelled).then("label").otherwise("value"),
            question="asked",
            column=pl.coalesce("column", column),
            reason=pl.coalesce("reason", pl.when(labelled & valued).then(pl.lit(_UNREADABLE))),
        )
        .drop("asked", "label", "value")
    )


def _named(rows: pl.DataFrame, cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names for answers whose givers the file does not name: each is somebody of its own.

    The names come from the answers, not from their order, so that the same answers in another order are the same.
    """
    marks = cells.select("line", "item", "question", "cell").with_row_index("place")
    height = rows.height
    per_row = (
        marks.with_columns(row=pl.col("place") % height)
        .group_by("row", maintain_order=True)
        .agg(
            pl.col("item").first(),
            pl.concat_str("question", "cell", separator="\x1f").sort().str.join("\x1e").alias("all"),
        )
    )
    texts = per_row.select(pl.concat_str("item", "all", separator="\x1d"))["item"].sort()
    digest = hashlib.sha256("\n".join(texts.to_list()).encode("utf-8", "replace")).hexdigest()[:8]
    number = per_row.sort("row").select(pl.col("all").rank("ordinal").over("item")).to_series()
    rows = rows.with_columns(annotator=pl.format("anonymous {} {} {}", pl.lit(digest), "item", number))
    who = rows["annotator"]
    return rows, cells.with_columns(annotator=pl.concat([who] * (cells.height // height)) if height else who)


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


def _answers(cells: pl.DataFrame, understood: Sequence[Understood], options: ReadOptions) -> pl.DataFrame:
    """Cells with what they answer; `answered` says whether they answer anything."""
    usable = usable_cells(cells)
    codes = [pl.DataFrame(schema={"cell": pl.String, "labels": pl.List(pl.String), "value": pl.Float64})]
    codes[0] = codes[0].with_columns(reason_cell=pl.lit(None, pl.String), question=pl.lit(None, pl.String))
    for one in understood:
        distinct = usable.filter(pl.col("question") == one.question.name)["cell"].unique().sort().to_list()
        coded = code_cells(one, distinct).rename({"reason": "reason_cell"})
        codes.append(renamed(coded, one.question.name, options).with_columns(question=pl.lit(one.question.name)))
    answers = cells.join(pl.concat(codes), on=["question", "cell"], how="left", maintain_order="left")
    counted = pl.col("status") == Status.ANSWERED.value
    weights = pl.col("weight").repeat_by(pl.col("labels").list.len())
    return answers.with_columns(
        reason=pl.coalesce("reason", pl.when(counted).then("reason_cell")),
        answered=counted & (pl.col("cell") != "") & (pl.col("labels").is_not_null() | pl.col("value").is_not_null()),
        weights=pl.when(pl.col("labels").is_not_null() & pl.col("weight").is_not_null()).then(weights),
        lines=pl.concat_list("line"),
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


FATES = ("accepted", "superseded", "contested", "rejected", "skipped")
"""What becomes of a row: the best that became of its cells."""


def fates_of(meant: Meant, settled: Settled) -> pl.DataFrame:
    """What became of each cell: `line`, and `fate`, a place in `FATES`."""
    refused = meant.answers.filter(pl.col("reason").is_not_null())
    skipped = meant.answers.filter(pl.col("reason").is_null() & ~pl.col("answered"))
    left = [line for _, lines in meant.made.left_out for line in lines]
    lines = [
        *(answers["lines"].explode() for answers in (settled.accepted, settled.superseded, settled.contested)),
        pl.concat([refused["line"].cast(pl.Int64), pl.Series("line", meant.made.broken, dtype=pl.Int64)]),
        pl.concat([skipped["line"].cast(pl.Int64), pl.Series("line", left, dtype=pl.Int64)]),
    ]
    return pl.concat(
        pl.DataFrame({"line": found.cast(pl.Int64)}).with_columns(fate=pl.lit(fate, pl.UInt8))
        for fate, found in enumerate(lines)
    )


def _understood(mapping: Mapping) -> str:
    """Which columns were taken for what, as a sentence."""
    who = {"annotator": mapping.annotator}
    parts = [("item", mapping.item), *who.items(), ("answers", tuple(a.column for a in mapping.answers))]
    single = ("question", "weight", "time", "started", "finished", "duration", "gold", "occasion", "status")
    parts += [
        (role, (column,))
        for role in (*single, "source", "confidence")
        if (column := getattr(mapping, role)) is not None
    ]
    told = (f"{what} from {' + '.join(map(repr, columns))}" for what, columns in parts if columns)
    return f"Read {', '.join(told)}."


def _unread(sheet: Sheet, mapping: Mapping) -> list[str]:
    """Which columns of a file have no role, as a sentence; of a tool's file its reader knows what they are."""
    read = set(names_read(mapping, sheet.names))
    names = [name for name in sheet.names if name not in read] if mapping.format == "tidy" else []
    if not names:
        return []
    shown = ["(an e-mail address)" if "@" in name else repr(name[:30]) for name in names[:UNREAD_SHOWN]]
    more = f" and {len(names) - UNREAD_SHOWN:,} more" if len(names) > UNREAD_SHOWN else ""
    return [f"{_NOT_READ} {', '.join(shown)}{more}."]


def _named_kinds(mapping: Mapping) -> tuple[str, ...]:
    return ("item",) if mapping.annotator_is == ANONYMOUS else ("item", "annotator")


def people_of(made: Draft) -> pl.Series:
    """The annotator of each row that is no model's."""
    return made.rows.filter(pl.col("source") != Source.MODEL.value)["annotator"]


def names_said(hidden: int, names: Dict[str, pl.Series]) -> tuple[str, ...]:
    """What is odd about names.

    Args:
        hidden: how many names are e-mail addresses; names: of each kind (item, annotator), each once.
    """
    one = "1 name is an e-mail address and is replaced by a digest."
    many = f"{hidden:,} names are e-mail addresses and are replaced by digests."
    said = [one if hidden == 1 else many] if hidden else []
    for kind, known in names.items():
        said += name_lookalikes(f"{kind}s", known)
    return tuple(said)


def _of_weights(mapping: Mapping) -> list[str]:
    if mapping.annotator_is != ANONYMOUS:
        return []
    return [
        "Nobody is named: each answer is taken as somebody's of their own. Agreement and shares of labels are as with "
        "names; the reliability of annotators, their pairs and their repeats cannot be known."
    ]


def _of_empty_sets(own: Sequence[Understood], tally: Tally) -> list[str]:
    """What to say of rows without an answer where labels are parted in a text, which cannot show an empty set."""
    parted = [repr(one.question.name) for one in own if one.separator]
    if not parted or tally.counts.skipped <= sum(n for n, _ in tally.left):
        return []
    return [f"An empty cell of {', '.join(parted)} is no answer; where it says that no label was chosen, write []."]


def _remarks(made: Draft, tally: Tally, refused: pl.DataFrame) -> list[str]:
    counts, left = tally.counts, [(n, word or "without a status") for n, word in tally.left]
    said = (
        (counts.superseded - tally.contested, "repeat", f"an answer by the same annotator; {_WHICH[made.rule]}"),
        (tally.contested, "contradict", f"another answer by the same annotator to the same question; {_CONTESTED}"),
        (counts.skipped - sum(n for n, _ in left), "hold", "no answer"),
    )
    remarks = [
        f"{n:,} row{'s' if n > 1 else ''} {verb}{'' if n > 1 else 's'} {what}." for n, verb, what in said if n > 0
    ]
    if left:
        kinds = ", ".join(f"{n:,} {word!r}" for n, word in left)
        remarks.append(f"Rows that are no answers by their status: {kinds}.")
    if counts.superseded > MANY_REPEATS * counts.read:
        remarks.append(
            "So many repeats are rare: is an item named by several columns (--item A --item B), or are they retests "
            "(--repeats occasions)?"
        )
    if made.mapping.models and not tally.models:
        named = ", ".join(map(repr, made.mapping.models))
        remarks.append(f"No answer here is by {named}, which --model names, and no column is called that.")
    if refused["reason"].str.contains("UTF-8", literal=True).any():
        remarks.append(
            "Some rows are no valid UTF-8. A file from Windows may be mended with: iconv -f WINDOWS-1252 -t UTF-8"
        )
    return [*remarks, *made.file.remarks, *cut_remark(made.file)]
