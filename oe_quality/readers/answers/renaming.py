"""Labels under the names that the user gives them, in an export that a reader made by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from oe_quality.readers.answers.gold import caller, with_new_names
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import Export

Call = Callable[[str], str]


def export_renamed(export: Export, options: ReadOptions) -> Export:
    """The export with the labels of answers, gold and questions renamed as `--rename` and `[labels.rename]` say."""
    names = ReadOptions(renamed=options.renamed, renamed_in=options.renamed_in)
    calls = {question.name: call for question in export.questions if (call := caller(question.name, names))}
    if not calls:
        return export
    renamed = export.through(lambda rows: _renamed(rows, calls))
    questions = tuple(with_new_names(question, names) for question in export.questions)
    return replace(renamed, questions=questions, gold=_renamed(export.gold, calls))


def _renamed(rows: pl.DataFrame, calls: dict[str, Call]) -> pl.DataFrame:
    """Rows with `question`, `labels` and perhaps `weights`; of labels that become one the first counts."""
    weights = rows["weights"].to_list() if "weights" in rows.columns else [None] * rows.height
    changed = [
        _labels(labels, own, calls.get(question))
        for question, labels, own in zip(rows["question"], rows["labels"].to_list(), weights, strict=True)
    ]
    fresh = [pl.Series("labels", [labels for labels, _ in changed], dtype=pl.List(pl.String))]
    if "weights" in rows.columns:
        fresh.append(pl.Series("weights", [own for _, own in changed], dtype=pl.List(pl.Float64)))
    return rows.with_columns(fresh)


def _labels(
    labels: list[str] | None, weights: list[float] | None, call: Call | None
) -> tuple[list[str] | None, list[float] | None]:
    if labels is None or call is None:
        return labels, weights
    first: dict[str, int] = {}
    for place, label in enumerate(labels):
        first.setdefault(call(label), place)
    return list(first), None if weights is None else [weights[place] for place in first.values()]
