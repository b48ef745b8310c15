"""Tables of a study of agreement beside its coefficients: one row per label, one per pair of annotators."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from oe_quality.analysis.agreement.results import LabelAgreement, QuestionAgreement


def label_frame(questions: Sequence[QuestionAgreement]) -> pl.DataFrame:
    """One row per question and label: prevalence, and each coefficient with its bounds."""
    rows = [{"question": q.question, **_label(row)} for q in questions for row in q.labels]
    return pl.DataFrame(rows, infer_schema_length=None)


def pair_frame(questions: Sequence[QuestionAgreement]) -> pl.DataFrame:
    """One row per question and pair of annotators, where pairs were asked for."""
    frames = [
        q.pairs.frame().select(pl.lit(q.question).alias("question"), pl.all()) for q in questions if q.pairs is not None
    ]
    return pl.concat(frames) if frames else pl.DataFrame()


def _label(row: LabelAgreement) -> dict[str, object]:
    cells: dict[str, object] = {"label": row.label, "n_chosen": row.n_chosen, "prevalence": row.prevalence}
    for name, measured in (("alpha", row.alpha), ("ac1", row.ac1), ("specific", row.specific)):
        cells |= measured.estimate.cells(name)
    return cells | {"note": row.note or None}
