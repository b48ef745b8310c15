"""Answers that are known to be right: a column of a tidy file, or a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.progress import Progress, silent
from oe_quality.readers.answers.columns import answer_text, identifier, plain_cells
from oe_quality.readers.answers.gold import settle_gold
from oe_quality.readers.answers.identifiers import fault, without_emails
from oe_quality.readers.answers.scales import Evidence, understand
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import REJECT, RESPONSE, Counts, Export, empty
from oe_quality.readers.spelling import fold_column
from oe_quality.readers.text.archive import open_input
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.finder import Finder
from oe_quality.readers.tidy.header import header_of
from oe_quality.scales import Question

FORMAT = "gold"


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
        questions: those that the answers may be to. Where the file has no column of questions, the one that its
            only column of such a name is called by is meant, or the only one; without any, the scale is inferred.
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
    header = header_of(file, options, ("item", "gold"))
    sheet = read_sheet(file, header=header, progress=progress)
    named = [one.name for one in questions if one.name in sheet.names]
    roles = _roles(sheet.names, options, file, named)
    cells = _cells(sheet, roles, _default_question(roles, questions, options, file, named), options)
    usable = cells.filter(pl.col("reason").is_null() & (pl.col("cell") != ""))
    known = {question.name: question for question in questions}
    asked = tuple(
        understand(Evidence(name, _counted(usable, name)), known.get(name))
        for name in usable["question"].unique(maintain_order=True)
    )
    gold, refused = settle_gold(usable.drop("reason"), asked, roles.gold, options)
    bad = pl.DataFrame([(row.line, None, row.reason) for row in sheet.rejects], schema=REJECT, orient="row")
    faulty = cells.filter(pl.col("reason").is_not_null()).with_columns(column=pl.lit(None, pl.String))
    rejects = pl.concat([bad, faulty.select(list(REJECT)), refused]).sort("line", maintain_order=True)
    return Export(
        file=file.name,
        format=FORMAT,
        sha256=file.sha256,
        questions=tuple(one.question for one in asked),
        guessed=frozenset(one.question.name for one in asked if one.guessed),
        responses=empty(RESPONSE),
        counts=_counts(len(sheet.rejects), cells, usable, gold),
        gold=gold,
        rejects=rejects,
        remarks=(f"Gold answers to {', '.join(one.question.name for one in asked) or 'no question'}.",),
    )


def _roles(names: Sequence[str], options: ReadOptions, file: InputFile, asked: Sequence[str]) -> Mapping:
    """The roles of a file of gold answers, which has no annotators; its gold may be called label or answer, or as the
    question is: `asked` has the columns that are.

    Raises:
        InputError: no column can be the item or the gold answer.
        UsageError: a column that was named does not exist.
    """
    finder = Finder(names, file.place(1))
    told = options.gold or next(iter(options.label), options.value)
    gold = None if told is None else finder.given(told)
    question = None if options.question is None else finder.given(options.question)
    item = tuple(map(finder.given, options.item))
    if not item:
        found = finder.common("item")
        if found is None:
            raise finder.absent("the item", "Name it with --item COLUMN; several are joined.")
        item = (found,)
    own = [name for name in asked if name not in item]
    gold = gold or finder.common("gold") or (own[0] if len(own) == 1 else finder.common("label"))
    if gold is None:
        raise finder.absent("the gold answer", "Call its column gold, or name it with --gold-column COLUMN.")
    return Mapping(item=item, gold=gold, question=question or finder.common("question"), missing=options.missing)


def _counted(cells: pl.DataFrame, question: str) -> dict[str, int]:
    return dict(cells.filter(pl.col("question") == question).group_by("cell").len().iter_rows())


def _default_question(
    roles: Mapping, questions: Sequence[Question], options: ReadOptions, file: InputFile, named: Sequence[str]
) -> str | None:
    """The question that rows answer which do not name one; None if each row names its own."""
    if roles.question is not None:
        return None
    if options.question_name is not None:
        return options.question_name
    if len(questions) > 1 and named == [roles.gold]:
        return roles.gold
    if len(questions) > 1:
        names = ", ".join(question.name for question in questions)
        raise UsageError(
            "the gold file does not say which question it answers",
            place=file.place(),
            remedy=f"Call the column of answers by the question's name, one of {names}, or add a column `question`.",
        )
    return questions[0].name if questions else roles.gold


def _cells(sheet: Sheet, roles: Mapping, default: str | None, options: ReadOptions) -> pl.DataFrame:
    """`line`, `item`, `question`, `cell` and `reason`, which says what is wrong with the row's names."""
    frame = pl.DataFrame([sheet.frame[LINE].alias("line")]).with_columns(
        item=identifier(sheet, roles.item),
        question=plain_cells(sheet.cells(roles.question)) if default is None else pl.lit(default),
        cell=answer_text(sheet, str(roles.gold), roles),
    )
    frame, _ = without_emails(frame, ["item"])
    frame = fold_column(frame, ["item"], options.fold)
    problem = pl.coalesce(fault(pl.col("item"), "no item is named"), fault(pl.col("question"), "no question is named"))
    return frame.with_columns(reason=problem)


def _counts(broken: int, cells: pl.DataFrame, usable: pl.DataFrame, gold: pl.DataFrame) -> Counts:
    accepted = usable.join(gold, on=["item", "question"], how="semi").height
    skipped = cells.filter(pl.col("reason").is_null() & (pl.col("cell") == "")).height
    read = cells.height + broken
    return Counts(read, accepted, 0, skipped, read - accepted - skipped)
