"""Gold answers as written, settled into one per item and question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from oe_quality.readers.answers.coding import code_cells
from oe_quality.readers.answers.scales import Evidence, Understood, understand
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import GOLD, REJECT, empty
from oe_quality.readers.spelling import folded
from oe_quality.scales import Question, Scale

_KEY = ["item", "question"]


def renamed(coded: pl.DataFrame, question: str, options: ReadOptions) -> pl.DataFrame:
    """Coded cells of a question with their labels folded, and under the names that the user gives them."""
    call = caller(question, options)
    if call is None:
        return coded
    fresh = [None if labels is None else list(dict.fromkeys(map(call, labels))) for labels in coded["labels"].to_list()]
    return coded.with_columns(labels=pl.Series(fresh, dtype=pl.List(pl.String)))


def with_new_names(question: Question, options: ReadOptions) -> Question:
    """The question with its labels folded and renamed as its answers are, so that no former name stays a category."""
    call = caller(question.name, options)
    if call is None or not question.labels or question.scale.is_numeric:
        return question
    labels = tuple(dict.fromkeys(map(call, question.labels)))
    ordered = question.scale is Scale.ORDINAL or not question.open_vocabulary
    return replace(question, labels=labels if ordered else tuple(sorted(labels)))


def caller(question: str, options: ReadOptions) -> Callable[[str], str] | None:
    """What a label of a question is called; None where all keep their names."""
    own = {old: new for asked, old, new in options.renamed_in if asked == question}
    names = own | dict(options.renamed)
    if not names and not options.fold:
        return None

    def call(label: str) -> str:
        plain = folded(label, options.fold)
        return names.get(label, names.get(plain, plain))

    return call


def settle_gold(
    cells: pl.DataFrame, understood: Sequence[Understood], column: str | None, options: ReadOptions
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn written gold answers into one per item and question.

    The same answer may stand many times. Where answers contradict each other, which is right is
    unknown, so the item has none. Rows of a multilabel question with one label each are one set.

    Args:
        cells: `line`, `item`, `question` and `cell`, the answer's text, none of them empty.
        understood: all questions that `cells` name, as their answers are read.
        column: what the file calls the gold column, for the rejects.
        options: how labels are renamed and folded.

    Returns:
        Columns of `GOLD`, and columns of `REJECT`.
    """
    golds, rejects = [empty(GOLD)], [empty(REJECT)]
    for one in understood:
        question = one.question
        mine = cells.filter(pl.col("question") == question.name)
        counted = dict(mine.group_by("cell").len().iter_rows())
        # Gold may be written in a way of its own; only the scale is that of the answers.
        own = understand(Evidence(question.name, counted, separator=one.separator), question)
        codes = renamed(code_cells(own, sorted(counted)), question.name, options)
        coded = mine.join(codes, on="cell", how="left").sort("line")
        rejects.append(_rejects(coded.filter(pl.col("reason").is_not_null()), column))
        told = pl.col("labels").is_not_null() | pl.col("value").is_not_null()
        coded = coded.filter(pl.col("reason").is_null() & told)
        if question.scale is Scale.MULTILABEL and not own.sets:
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
