"""Annotations and annotators as a release may show them: under pseudonyms, with coarse times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from oe_quality.analysis.release.k_anonymity import k_anonymous
from oe_quality.names import Replacements
from oe_quality.pseudonyms import scrubbed
from oe_quality.results import Estimate
from oe_quality.scales import Question, Scale

if TYPE_CHECKING:
    from oe_quality.analysis.annotators.audit import AnnotatorAudit

ROUNDING = {"day": "1d", "week": "1w", "month": "1mo"}
"""What a time is rounded down to -> polars' name for it."""
_KEY = ["item", "annotator", "occasion"]
_OWN = frozenset({*_KEY, "time", "duration_s", "created_at", "number"})


def answer_column(question: Question) -> str:
    """The column of a question's answers: its name, unless a column of ours has that name."""
    return f"{question.name}_answer" if question.name in _OWN else question.name


def weights_column(question: Question) -> str:
    """The column of its intensities."""
    return f"{answer_column(question)}_weights"


def annotation_table(
    responses: pl.DataFrame,
    questions: Sequence[Question],
    names: Mapping[str, str],
    rounding: str = "day",
    scrub: Replacements | None = None,
) -> pl.DataFrame:
    """One row per annotation, one column per question.

    Args:
        responses: as `Store.responses` gives them.
        questions: those to be published; free text among them is scrubbed.
        names: annotator key -> pseudonym.
        rounding: a key of `ROUNDING`, or "none" for no time at all.
        scrub: what stands in place of raw names in free text.

    Returns:
        item, annotator (pseudonym), occasion (1, 2 ... of this annotator and item), time (a date),
        duration_s (whole seconds), then each question: a text, a list of texts or a number, with
        `<question>_weights` where annotators gave intensities. By item, pseudonym, occasion.
    """
    times = responses.group_by(_KEY).agg(pl.col("created_at").max(), pl.col("duration_s").max())
    ranked = times.sort("item", "annotator", "created_at", "occasion", nulls_last=False).with_columns(
        number=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("item", "annotator")
    )
    table = ranked
    for question in questions:
        mine = responses.filter(pl.col("question") == question.name)
        table = table.join(
            _answers(mine, question, scrub or Replacements({})), on=_KEY, how="left", maintain_order="left"
        )
    columns = [name for question in questions for name in (answer_column(question), weights_column(question))]
    given = [name for name in columns if name in table.columns]
    when = [] if rounding == "none" else [pl.col("created_at").dt.truncate(ROUNDING[rounding]).dt.date().alias("time")]
    return table.select(
        "item",
        pl.col("annotator").replace_strict(names, return_dtype=pl.String),
        pl.col("number").alias("occasion"),
        *when,
        pl.col("duration_s").round(0).cast(pl.Int64),
        *given,
    ).sort("item", "annotator", "occasion")


def _answers(responses: pl.DataFrame, question: Question, scrub: Replacements) -> pl.DataFrame:
    """The key, and one column of answers in the form that the question's scale has."""
    if question.scale.is_numeric:
        return responses.select(*_KEY, pl.col("value").alias(answer_column(question)))
    if question.scale is not Scale.MULTILABEL:
        one = responses.select(*_KEY, pl.col("labels").list.first().alias(answer_column(question)))
        return one if question.scale is not Scale.TEXT else _clean(one, answer_column(question), scrub)
    columns = [pl.col("labels").alias(answer_column(question))]
    if responses["weights"].drop_nulls().len():
        columns.append(pl.col("weights").alias(weights_column(question)))
    return responses.select(*_KEY, *columns)


def _clean(answers: pl.DataFrame, name: str, scrub: Replacements) -> pl.DataFrame:
    texts = [None if text is None else scrubbed(text, scrub) for text in answers[name]]
    return answers.with_columns(pl.Series(name, texts, dtype=pl.String))


def annotator_table(
    audit: AnnotatorAudit | None,
    annotations: pl.DataFrame,
    of_alias: Mapping[str, str],
    demographics: pl.DataFrame,
    min_group: int,
) -> pl.DataFrame:
    """One row per annotator: how much they did and how reliable they are, and what they said of themselves.

    Args:
        audit: None where no question has labels to hold annotators against.
        annotations: as `annotation_table` makes them.
        of_alias: alias -> pseudonym.
        demographics: annotator (pseudonym) and one column per attribute to be published, perhaps none.
        min_group: every combination of attributes is shared by at least so many people.

    Returns:
        annotator, n_annotations, kappa and accuracy with bounds, bits, spammer_score; attributes last. By pseudonym.
    """
    table = annotations.group_by("annotator").agg(pl.len().cast(pl.Int64).alias("n_annotations")).sort("annotator")
    if audit is not None:
        known = [{"annotator": of_alias[row.alias], **_reliability(row)} for row in audit.rows if row.alias in of_alias]
        rows = pl.DataFrame(known, schema=_RELIABILITY)
        table = table.join(rows, on="annotator", how="left", maintain_order="left")
    said = table.select("annotator").join(demographics, on="annotator", how="left", maintain_order="left")
    return pl.concat([table, k_anonymous(said.drop("annotator"), min_group)], how="horizontal")


_RELIABILITY = {
    "annotator": pl.String,
    "kappa": pl.Float64,
    "kappa_low": pl.Float64,
    "kappa_high": pl.Float64,
    "accuracy": pl.Float64,
    "accuracy_low": pl.Float64,
    "accuracy_high": pl.Float64,
    "bits": pl.Float64,
    "spammer_score": pl.Float64,
}


def _reliability(row: object) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for name in ("kappa", "accuracy", "bits", "spammer_score"):
        it: Estimate = getattr(row, name)
        found |= it.cells(name) if name in ("kappa", "accuracy") else {name: it.value}
    return found
