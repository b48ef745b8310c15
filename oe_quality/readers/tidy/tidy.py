"""Tidy files: CSV, TSV, JSON Lines, a JSON array or Parquet with one row per response.

Once the cells are read everything is done a column at a time. Three frames follow each other: `rows`
(what a row says beside its answers), `cells` (one row per answer, as written) and `answers` (as meant).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from oe_quality.errors import InputError, UsageError
from oe_quality.progress import Progress
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.privacy import scrub
from oe_quality.readers.rows import ATTRIBUTE, GOLD, REJECT, RESPONSE, Counts, Export, Source, Status, empty
from oe_quality.readers.text.cells import number_of, time_of
from oe_quality.readers.text.source import InputFile, cut_remark
from oe_quality.readers.tidy.answers import code_cells, describe, holds_sets, infer_question
from oe_quality.readers.tidy.columns import Roles, find_roles
from oe_quality.readers.tidy.gold import settle_gold
from oe_quality.readers.tidy.identifiers import cleaned, fault, joined, parsed, without_emails
from oe_quality.readers.tidy.repeats import merge_labels, settle_repeats
from oe_quality.readers.tidy.table import Table, read_table
from oe_quality.scales import Question, Scale

FORMAT = "tidy"
MANY_REPEATS = 0.2
"""Share of repeated rows from which something else than corrections is likely."""

_NUMBER = pl.col("text").cast(pl.Float64, strict=False)
_QUICK_NUMBER = pl.when(_NUMBER.is_finite() & (_NUMBER >= 0)).then(_NUMBER)
_QUICK_TIME = (
    pl.col("text")
    .str.strip_suffix("Z")
    .str.strip_suffix("+00:00")
    .str.replace(" ", "T", literal=True)
    .str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
)
"""ISO 8601 in UTC, as most tools write it; `time_of` knows the rest."""


def read(file: InputFile, options: ReadOptions, progress: Progress) -> Export:
    """Read every row as the response that it is.

    Raises:
        InputError: the file has no rows, or no column for the item, the annotator or the answer.
        UsageError: the options name columns that do not exist, or contradict each other.
    """

    def find(names: Sequence[str]) -> Roles:
        return find_roles(names, options, file.place(1))

    table = read_table(file, options, find, progress)
    if not table.frame.height and not table.rejects:
        raise InputError("the file holds no rows", place=file.place(), remedy="Export it again.")
    progress(f"Sorting {file.name}", 0, 0)
    rows, bad_cells, hidden = _rows(table, options)
    cells = _cells(table, rows, options)
    gold_cells = _gold_cells(table, options, cells)
    questions, scales = _questions(cells, gold_cells, table.roles, options, file)
    answers, unsplit = _answers(cells, questions)
    answered = answers.filter(pl.col("reason").is_null() & (pl.col("cell") != ""))
    accepted, superseded = settle_repeats(merge_labels(answered, unsplit), options.repeats)
    gold, bad_gold = settle_gold(gold_cells, questions, _name(table, table.roles.gold))
    counts = _counts(table, answers, accepted, superseded)
    broken = pl.DataFrame([(row.line, None, row.reason) for row in table.rejects], schema=REJECT, orient="row")
    refused = answers.filter(pl.col("reason").is_not_null()).select(list(REJECT)).unique(maintain_order=True)
    return Export(
        file=file.name,
        format=FORMAT,
        sha256=file.sha256,
        questions=questions,
        responses=accepted.select(pl.col(name).cast(dtype) for name, dtype in RESPONSE.items()),
        counts=counts,
        gold=gold,
        items=_attributes(table, rows, "item"),
        annotators=_attributes(table, rows, "annotator"),
        rejects=pl.concat([broken, refused, bad_cells, bad_gold]).sort("line", maintain_order=True),
        remarks=(
            _understood(table),
            *scales,
            *_remarks(counts, options, hidden, refused),
            *file.remarks,
            *cut_remark(file),
        ),
    )


def _rows(table: Table, options: ReadOptions) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """What each row says beside its answers; `reason` says why none of it can be used, or is null.

    Returns:
        The rows; rejects of cells without which the row can still be used; how many people were
        named by an e-mail address.
    """
    roles = table.roles
    frame = table.frame.select(
        "line",
        item=joined([table.column(position) for position in roles.item]),
        annotator=joined([table.column(position) for position in roles.annotator]),
        asked=cleaned(table.column(roles.question)),
        occasion=cleaned(table.column(roles.occasion)).fill_null(""),
        weight_text=cleaned(table.column(roles.weight), options.missing),
        time_text=cleaned(table.column(roles.time), options.missing),
        duration_text=cleaned(table.column(roles.duration), options.missing),
    )
    frame, hidden = without_emails(frame, ["item", "annotator", "occasion"])
    weight, bad_weight = parsed(frame["weight_text"], _QUICK_NUMBER, _not_negative, pl.Float64())
    time, bad_time = parsed(frame["time_text"], _QUICK_TIME, time_of, pl.Datetime("us"))
    duration, bad_duration = parsed(frame["duration_text"], _QUICK_NUMBER, _not_negative, pl.Float64())
    problems = (
        (fault(pl.col("item"), "no item is named"), roles.item[0]),
        (fault(pl.col("annotator"), "no annotator is named"), roles.annotator[0]),
        (fault(pl.col("asked"), "no question is named"), roles.question),
        (pl.when(pl.col("occasion") != "").then(fault(pl.col("occasion"), "")), roles.occasion),
        (pl.when(bad_weight).then(pl.lit("the weight is no number from 0 up")), roles.weight),
    )
    rows = frame.select(
        *("line", "item", "annotator", "asked", "occasion"),
        weight.alias("weight"),
        time.alias("created_at"),
        duration.alias("duration_s"),
        reason=pl.coalesce(reason for reason, _ in problems),
        column=pl.coalesce(
            pl.when(reason.is_not_null()).then(pl.lit(_name(table, position), pl.String))
            for reason, position in problems
        ),
    )
    bad = [
        frame.filter(where).select("line", column=pl.lit(_name(table, position), pl.String), reason=pl.lit(why))
        for where, position, why in (
            (bad_time, roles.time, "it is no time in ISO 8601; the response is kept without"),
            (bad_duration, roles.duration, "it is no number of seconds; the response is kept without"),
        )
    ]
    return rows, pl.concat(bad), hidden


def _not_negative(text: str) -> float:
    number = number_of(text)
    if number < 0:
        raise ValueError("it is negative")
    return number


def _cells(table: Table, rows: pl.DataFrame, options: ReadOptions) -> pl.DataFrame:
    """One row per answer cell: `rows` with `question`, `cell` and the `column` that it stands in."""
    roles = table.roles
    by_row = roles.question is not None
    if by_row and len(roles.answers) > 1:
        return _label_or_value(table, rows, options)
    parts = []
    for column, position in roles.answers.items():
        question = pl.col("asked") if by_row else pl.lit(_question_name(column, options))
        cell = table.frame.select(cell=cleaned(table.column(position), options.missing))["cell"]
        parts.append(rows.with_columns(cell, question=question, column=pl.coalesce("column", pl.lit(column))))
    return pl.concat(parts).drop("asked")


def _label_or_value(table: Table, rows: pl.DataFrame, options: ReadOptions) -> pl.DataFrame:
    """The same where each row names its question and answers it in a column of labels or in one of numbers."""
    roles = table.roles
    if roles.numeric is None or len(roles.answers) != 2:
        raise UsageError(
            "the rows name their question, and several columns hold answers",
            remedy="Give one --label column, beside it a --value column where there is one, or leave --question away.",
        )
    columns = dict(zip(("label", "value"), roles.answers, strict=True))
    both = table.frame.select(
        **{part: cleaned(table.column(roles.answers[name]), options.missing) for part, name in columns.items()}
    )
    labelled, valued = pl.col("label") != "", pl.col("value") != ""
    return (
        rows.with_columns(both["label"], both["value"])
        .with_columns(
            cell=pl.when(labelled).then("label").otherwise("value"),
            question="asked",
            column=pl.coalesce(
                "column", pl.when(valued).then(pl.lit(columns["value"])).otherwise(pl.lit(columns["label"]))
            ),
            reason=pl.coalesce("reason", pl.when(labelled & valued).then(pl.lit("it holds a label and a value"))),
        )
        .drop("asked", "label", "value")
    )


def _question_name(column: str, options: ReadOptions) -> str:
    """What a column's question is called; the only column may be renamed, or declared under another name."""
    named = len(options.label) + (options.value is not None)
    if named > 1:
        return column
    # A column that the user named is what they call it; another name in --scale is a slip.
    declared = options.scales[0].name if len(options.scales) == 1 and not named else column
    return options.question_name or declared


def _questions(
    cells: pl.DataFrame, gold: pl.DataFrame, roles: Roles, options: ReadOptions, file: InputFile
) -> tuple[tuple[Question, ...], list[str]]:
    """Every question with its scale, declared or inferred, and what to say of the inferred ones."""
    usable = cells.filter(pl.col("reason").is_null() & (pl.col("cell") != ""))
    declared = {question.name: question for question in options.scales}
    names = cells.filter(pl.col("reason").is_null())["question"].unique(maintain_order=True).to_list()
    unknown = [name for name in declared if name not in names]
    if unknown:
        raise UsageError(
            f"a scale is declared for {unknown[0]!r}, which is no question of this file",
            place=file.place(),
            remedy=f"The questions are {', '.join(map(repr, names[:20]))}.",
        )
    questions, remarks = [], []
    for name in names:
        distinct = _distinct(usable, name)
        if name in declared:
            questions.append(declared[name])
        elif roles.numeric is not None and _is_numeric(name, usable, roles):
            questions.append(Question(name, Scale.INTERVAL))
        else:
            questions.append(infer_question(name, distinct, _distinct(gold, name)))
            remarks.append(describe(questions[-1], distinct))
    return tuple(questions), remarks


def _is_numeric(question: str, usable: pl.DataFrame, roles: Roles) -> bool:
    """Whether the user said that this question's answers are numbers."""
    if len(roles.answers) == 1 or roles.question is None:
        return len(roles.answers) == 1 or question == roles.numeric
    return usable.filter(pl.col("question") == question)["column"].unique().to_list() == [roles.numeric]


def _distinct(cells: pl.DataFrame, question: str) -> list[str]:
    """The different texts in `cell` for a question, sorted."""
    return cells.filter(pl.col("question") == question)["cell"].unique().sort().to_list()


def _answers(cells: pl.DataFrame, questions: Sequence[Question]) -> tuple[pl.DataFrame, list[Question]]:
    """Cells with what they answer, and the multilabel questions of which a row holds one label."""
    usable = cells.filter(pl.col("reason").is_null() & (pl.col("cell") != ""))
    codes, unsplit = [], []
    for question in questions:
        distinct = _distinct(usable, question.name)
        split = holds_sets(distinct)
        if question.scale is Scale.MULTILABEL and not split:
            unsplit.append(question)
        codes.append(code_cells(question, distinct, split=split).with_columns(question=pl.lit(question.name)))
    if not codes:
        codes = [code_cells(Question("", Scale.TEXT), [], split=False).with_columns(question=pl.lit(""))]
    answers = cells.join(pl.concat(codes), on=["question", "cell"], how="left", suffix="_cell", maintain_order="left")
    weights = pl.col("weight").repeat_by(pl.col("labels").list.len())
    return answers.with_columns(
        reason=pl.coalesce("reason", "reason_cell"),
        weights=pl.when(pl.col("labels").is_not_null() & pl.col("weight").is_not_null()).then(weights),
        lines=pl.concat_list("line"),
        status=pl.lit(Status.ANSWERED.value),
        source=pl.lit(Source.HUMAN.value),
    ), unsplit


def _gold_cells(table: Table, options: ReadOptions, cells: pl.DataFrame) -> pl.DataFrame:
    """The different gold answers that rows carry: `line`, `item`, `question`, `cell`."""
    roles = table.roles
    several = len(roles.answers) > 1 and roles.question is None
    if roles.gold is not None and several and options.gold is not None:
        raise UsageError(
            f"the gold column {options.gold!r} does not say which of {len(roles.answers)} questions it answers",
            remedy="Give the gold answers as a file of their own, with a column `question`.",
        )
    if roles.gold is None or several:
        return pl.DataFrame(schema={name: GOLD[name] for name in ("line", "item", "question")} | {"cell": pl.String()})
    gold = table.frame.select(cell=cleaned(table.column(roles.gold), options.missing))["cell"]
    return (
        cells.select("line", "item", "question", "reason")
        .with_columns(gold)
        .filter(pl.col("reason").is_null() & (pl.col("cell") != ""))
        .drop("reason")
        .unique(["item", "question", "cell"], keep="first", maintain_order=True)
    )


def _counts(table: Table, answers: pl.DataFrame, accepted: pl.DataFrame, superseded: pl.DataFrame) -> Counts:
    """Where every row went: by the best that became of its cells."""
    skipped = answers.filter(pl.col("reason").is_null() & (pl.col("cell") == ""))
    rejected = answers.filter(pl.col("reason").is_not_null())
    lines = [
        accepted["lines"].explode(),
        superseded["lines"].explode(),
        rejected["line"],
        skipped["line"],
    ]
    fates = pl.concat(
        pl.DataFrame({"line": found.cast(pl.Int64)}).with_columns(fate=pl.lit(fate)) for fate, found in enumerate(lines)
    )
    best = fates.group_by("line").agg(pl.col("fate").min())["fate"]
    n_accepted, n_superseded, n_rejected, n_skipped = (int((best == fate).sum()) for fate in range(4))
    n_rejected += len(table.rejects)
    read = n_accepted + n_superseded + n_rejected + n_skipped
    return Counts(read, n_accepted, n_superseded, n_skipped, n_rejected)


def _attributes(table: Table, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """What the columns of attributes say of items or annotators; the first value of each counts."""
    parts = [empty(ATTRIBUTE)]
    for described, name, position in table.roles.attributes:
        if described == kind:
            value = table.frame.select(value=cleaned(table.column(position)))["value"]
            pairs = rows.select("reason", key=kind).with_columns(value, name=pl.lit(name))
            kept = pairs.filter(
                pl.col("reason").is_null() & (pl.col("value") != "") & fault(pl.col("value"), "").is_null()
            )
            first = kept.unique("key", keep="first", maintain_order=True).select(list(ATTRIBUTE))
            texts = [scrub(text) for text in first["value"]]
            parts.append(first.with_columns(value=pl.Series(texts, dtype=pl.String)))
    return pl.concat(parts)


def _name(table: Table, position: int | None) -> str | None:
    return None if position is None else table.names[position]


def _understood(table: Table) -> str:
    """Which columns were taken for what, as a sentence."""
    roles = table.roles
    parts = [
        ("item", roles.item),
        ("annotator", roles.annotator),
        ("answers", tuple(roles.answers.values())),
        *(
            (name, (position,))
            for name in ("question", "weight", "time", "duration", "gold", "occasion")
            if (position := getattr(roles, name)) is not None
        ),
    ]
    told = (f"{what} from {' + '.join(repr(table.names[p]) for p in positions)}" for what, positions in parts)
    return f"Read {', '.join(told)}."


def _remarks(counts: Counts, options: ReadOptions, hidden: int, refused: pl.DataFrame) -> list[str]:
    said = (
        (counts.superseded, f"repeat an answer by the same annotator; the {options.repeats} one counts"),
        (counts.skipped, "hold no answer"),
    )
    remarks = [f"{count:,} row{'s' if count > 1 else ''} {what}." for count, what in said if count]
    if counts.superseded > MANY_REPEATS * counts.read:
        remarks.append(
            "So many repeats are rare: is an item named by several columns (--item A --item B), or are they retests "
            "(--repeats occasions)?"
        )
    if hidden:
        remarks.append(f"{hidden:,} names are e-mail addresses and are replaced by digests.")
    if refused["reason"].str.contains("UTF-8", literal=True).any():
        remarks.append(
            "Some rows are no valid UTF-8. A file from Windows may be mended with: iconv -f WINDOWS-1252 -t UTF-8"
        )
    return remarks
