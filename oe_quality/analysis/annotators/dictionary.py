"""What each column of the table of annotators means, in which unit, and to how many digits it is worth reading."""

from __future__ import annotations

import polars as pl

BOUNDS = {"low": "lower bound of the interval of", "high": "upper bound of the interval of"}
COLUMNS: dict[str, tuple[str, str]] = {
    "annotator": ("the pseudonym; the same person has it in every store of one key", ""),
    "status": ("outcome of the triage, or left out", ""),
    "reason": ("why that status; for who is left out since when and why", ""),
    "n_annotations": ("distinct items and occasions about which anything was answered", "annotations"),
    "n_responses": ("answers to single questions", "answers"),
    "n_items": ("distinct items of the primary question that were answered", "items"),
    "kappa": ("agreement with the others' consensus beyond what the own habits reach by chance", "1 at most"),
    "accuracy": ("expected share of right answers; for sets of labels the expected F1", "0..1"),
    "bits": ("information about the truth that one annotation gives", "bits"),
    "spammer_score": ("0 for answers that say nothing about the truth, negative for reversed ones", "score"),
    "gold_accuracy": ("share of right answers on items with a gold answer", "0..1"),
    "retest": ("agreement with the own earlier answer to the same item", "0..1"),
    "coherence": ("correlation of the own ratings with those that the own labels suggest", "-1..1"),
    "kappa_upper": ("one-sided upper bound of kappa, which the triage compares with low_kappa", "1 at most"),
    "noticed": ("probability that somebody who answered as many items at random would be noticed", "0..1"),
    "coherence_p": ("p-value of coherence by permutation", "0..1"),
    "alpha_change": ("Krippendorff's alpha without this annotator, minus with them", "alpha"),
    "changed_share": ("share of items whose most probable answer would differ without them", "0..1"),
    "median_seconds": ("median time of an annotation", "seconds"),
    "fast_share": ("share of annotations faster than the threshold for their item", "0..1"),
    "untouched_share": ("share of annotations whose sliders stand where they stood", "0..1"),
    "flags": ("codes of what was noticed, parted by ;", ""),
    "excluded": ("whether a maintainer has left them out", ""),
}
"""Column -> meaning, unit. Bounds (`_low`, `_high`) and offsets of questions (`_offset`) are named after these."""
DIGITS = 4
"""Decimals in tables that leave; intervals of these numbers are far wider than that."""


def rounded(table: pl.DataFrame) -> pl.DataFrame:
    """Numbers to `DIGITS` decimals, and no minus before a zero."""
    floats = [name for name, dtype in table.schema.items() if dtype.is_float()]
    return table.with_columns(_plain(pl.col(name).round(DIGITS)).alias(name) for name in floats)


def _plain(column: pl.Expr) -> pl.Expr:
    return pl.when(column == 0).then(0.0).otherwise(column)


def dictionary(table: pl.DataFrame) -> pl.DataFrame:
    """column, meaning, unit: one row per column of the table of annotators, in its order."""
    rows = [(name, *_meaning(name)) for name in table.columns]
    return pl.DataFrame(rows, schema={"column": pl.String, "meaning": pl.String, "unit": pl.String}, orient="row")


def _meaning(name: str) -> tuple[str, str]:
    if name in COLUMNS:
        return COLUMNS[name]
    stem, _, bound = name.rpartition("_")
    if bound in BOUNDS:
        what, unit = _meaning(stem)
        return f"{BOUNDS[bound]} {stem}: {what}", unit
    if bound == "offset":
        return f"mean difference from the others' answers to {stem} on the same items", "unit of the question"
    return "", ""
