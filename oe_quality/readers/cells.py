"""What each row of a file says beside its answers, and one row for each answer as it is written."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.readers.answers.columns import answer_text, identifier, plain_cells
from oe_quality.readers.answers.identifiers import fault, without_emails
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.options import ReadOptions, Scope
from oe_quality.readers.rows import Source, Status
from oe_quality.readers.spelling import fold_column
from oe_quality.readers.text.sheet import LINE, Sheet
from oe_quality.readers.text.source import InputFile

_UNREADABLE = "it holds a label and a value"


def usable_cells(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells that are answers: of sound rows, not empty, and counted by their status."""
    return cells.filter(
        pl.col("reason").is_null() & (pl.col("cell") != "") & (pl.col("status") == Status.ANSWERED.value)
    )


def rows_of(
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


def cells_of(sheet: Sheet, rows: pl.DataFrame, mapping: Mapping, file: InputFile) -> pl.DataFrame:
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


def with_names(rows: pl.DataFrame, cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
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
