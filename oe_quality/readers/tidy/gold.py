"""Answers that are known to be right: a column of a tidy file, or a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.progress import Progress, silent
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import GOLD, REJECT, RESPONSE, Counts, Export, empty
from oe_quality.readers.text.archive import open_input
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.answers import code_cells, holds_sets, infer_question
from oe_quality.readers.tidy.columns import Roles, find_gold_roles
from oe_quality.readers.tidy.identifiers import cleaned, fault, joined, without_emails
from oe_quality.readers.tidy.table import Table, read_table
from oe_quality.scales import Question, Scale

FORMAT = "gold"

_KEY = ["item", "question"]


def settle_gold(
    cells: pl.DataFrame, questions: Sequence[Question], column: str | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn written gold answers into one per item and question.

    The same answer may stand many times. Where answers contradict each other, which is right is
    unknown, so the item has none. Rows of a multilabel question with one label each are one set.

    Args:
        cells: `line`, `item`, `question` and `cell`, the answer's text, none of them empty.
        questions: all that `cells` name.
        column: what the file calls the gold column, for the rejects.

    Returns:
        Columns of `GOLD`, and columns of `REJECT`.
    """
    golds, rejects = [empty(GOLD)], [empty(REJECT)]
    for question in questions:
        mine = cells.filter(pl.col("question") == question.name)
        distinct = mine["cell"].unique().to_list()
        split = holds_sets(distinct)
        coded = mine.join(code_cells(question, distinct, split=split), on="cell", how="left").sort("line")
        rejects.append(_rejects(coded.filter(pl.col("reason").is_not_null()), column))
        coded = coded.filter(pl.col("reason").is_null())
        if question.scale is Scale.MULTILABEL and not split:
            coded = coded.group_by(_KEY, maintain_order=True).agg(
                pl.col("labels").explode().unique(maintain_order=True), pl.col("value").first(), pl.col("line").first()
            )
        answer = pl.struct("labels", "value").hash()
        coded = coded.with_columns(differs=(answer != answer.first().over(_KEY)))
        contrary = coded.filter(pl.col("differs")).unique(_KEY, keep="first", maintain_order=True)
        reason = pl.lit("the item has another gold answer before; neither is used")
        rejects.append(_rejects(contrary.with_columns(reason=reason), column))
        agreed = coded.join(contrary, on=_KEY, how="anti").unique(_KEY, keep="first", maintain_order=True)
        golds.append(agreed.select(pl.col(name).cast(dtype) for name, dtype in GOLD.items()))
    return pl.concat(golds).sort("line", maintain_order=True), pl.concat(rejects).sort("line", maintain_order=True)


def _rejects(rows: pl.DataFrame, column: str | None) -> pl.DataFrame:
    return rows.select(pl.col("line"), pl.lit(column, pl.String).alias("column"), pl.col("reason").cast(pl.String))


def read_gold(
    path: str | Path,
    questions: Sequence[Question] = (),
    options: ReadOptions | None = None,
    *,
    progress: Progress = silent,
) -> Export:
    """Read a file of gold answers: item and answer, optionally the question. It holds no responses.

    Args:
        path: CSV, TSV, JSON or Parquet, gzipped or not; "-" is standard input. A file of two columns
            whose first row names neither is item, answer.
        questions: those that the answers may be to. The only one is meant where the file names none;
            without any, the scale is inferred.
        options: how to understand the file.
        progress: called while reading.

    Returns:
        An `Export` whose `gold` is filled. In its counts a row is accepted if its answer is used.

    Raises:
        InputError: the file cannot be read, or no column can be the item or the answer.
        UsageError: the file does not say which of several questions it answers.
    """
    options = options or ReadOptions()
    file = open_input(path)

    def find_roles(names: Sequence[str]) -> Roles:
        return find_gold_roles(names, options, file.place(1))

    table = read_table(file, options, find_roles, progress, positional=("item", "gold"))
    cells = _cells(table, _default_question(table, questions, options, file), options)
    usable = cells.filter(pl.col("reason").is_null() & (pl.col("cell") != ""))
    known = {question.name: question for question in questions}
    asked = tuple(
        known[name] if name in known else infer_question(name, _distinct(usable, name))
        for name in usable["question"].unique(maintain_order=True)
    )
    gold, refused = settle_gold(usable.drop("reason"), asked, _gold_name(table))
    bad = pl.DataFrame([(row.line, None, row.reason) for row in table.rejects], schema=REJECT, orient="row")
    faulty = cells.filter(pl.col("reason").is_not_null()).with_columns(column=pl.lit(None, pl.String))
    rejects = pl.concat([bad, faulty.select(list(REJECT)), refused]).sort("line", maintain_order=True)
    return Export(
        file=file.name,
        format=FORMAT,
        sha256=file.sha256,
        questions=asked,
        responses=empty(RESPONSE),
        counts=_counts(table, cells, usable, gold),
        gold=gold,
        rejects=rejects,
        remarks=(f"Gold answers to {', '.join(question.name for question in asked) or 'no question'}.",),
    )


def _gold_name(table: Table) -> str:
    assert table.roles.gold is not None
    return table.names[table.roles.gold]


def _distinct(cells: pl.DataFrame, question: str) -> list[str]:
    return cells.filter(pl.col("question") == question)["cell"].unique().to_list()


def _default_question(table: Table, questions: Sequence[Question], options: ReadOptions, file: InputFile) -> str | None:
    """The question that rows answer which do not name one; None if each row names its own."""
    if table.roles.question is not None:
        return None
    if options.question_name is not None:
        return options.question_name
    if len(questions) > 1:
        names = ", ".join(question.name for question in questions)
        raise UsageError(
            "the gold file does not say which question it answers",
            place=file.place(),
            remedy=f"Name one of {names}, or add a column `question` to the file.",
        )
    return questions[0].name if questions else _gold_name(table)


def _cells(table: Table, default: str | None, options: ReadOptions) -> pl.DataFrame:
    """`line`, `item`, `question`, `cell` and `reason`, which says what is wrong with the row's names."""
    roles = table.roles
    frame = table.frame.select(
        "line",
        item=joined([table.column(position) for position in roles.item]),
        question=cleaned(table.column(roles.question)) if default is None else pl.lit(default),
        cell=cleaned(table.column(roles.gold), options.missing),
    )
    frame, _ = without_emails(frame, ["item"])
    problem = pl.coalesce(fault(pl.col("item"), "no item is named"), fault(pl.col("question"), "no question is named"))
    return frame.with_columns(reason=problem)


def _counts(table: Table, cells: pl.DataFrame, usable: pl.DataFrame, gold: pl.DataFrame) -> Counts:
    accepted = usable.join(gold, on=_KEY, how="semi").height
    skipped = cells.filter(pl.col("reason").is_null() & (pl.col("cell") == "")).height
    read = cells.height + len(table.rejects)
    return Counts(read, accepted, 0, skipped, read - accepted - skipped)
