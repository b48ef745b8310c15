"""Several answers by one annotator to one question about one item: one set, a correction, or a retest."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from oe_quality.readers.options import Repeats
from oe_quality.scales import Question

KEY = ["item", "annotator", "question", "occasion"]
"""What identifies a response."""


def merge_labels(answers: pl.DataFrame, questions: Sequence[Question]) -> pl.DataFrame:
    """Make one response of the rows that hold one label each of a set chosen at one time.

    Args:
        answers: columns of `KEY`, `labels`, `weights`, `created_at`, `line` and `lines`, the lines that
            a response was read from.
        questions: the multilabel questions whose rows are single labels.
    """
    names = [question.name for question in questions]
    if not names:
        return answers
    parts = [answers.filter(~pl.col("question").is_in(names))]
    for question in questions:
        single = answers.filter(pl.col("question") == question.name)
        order = pl.DataFrame(
            {"label": question.labels, "place": range(len(question.labels))},
            schema_overrides={"label": pl.String, "place": pl.Int64},
        )
        single = (
            single.with_columns(label=pl.col("labels").list.first())
            .unique([*KEY, "created_at", "label"], keep="first", maintain_order=True)
            .join(order, on="label", how="left")
            .sort("place", "label", nulls_last=True, maintain_order=True)
        )
        others = [name for name in answers.columns if name not in (*KEY, "created_at", "labels", "weights", "lines")]
        parts.append(
            single.group_by([*KEY, "created_at"], maintain_order=True)
            .agg(
                pl.col("labels").explode(),
                pl.col("weights").explode(),
                pl.col("lines").explode(),
                pl.col(others).sort_by("line").first(),
            )
            .select(answers.columns)
        )
    return pl.concat(parts)


def settle_repeats(answers: pl.DataFrame, repeats: Repeats) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the responses that count from those that others supersede.

    Args:
        answers: columns of `KEY`, `created_at` and `line`.
        repeats: what repeated answers are. The order is that of `created_at`, then of the file.

    Returns:
        The responses that count, unique in `KEY`, and those superseded; both in the file's order.
    """
    # Equal hashes may deceive; that only makes the part that is looked at closely a little larger.
    repeated = answers.select(pl.struct(KEY).hash().is_duplicated()).to_series()
    alone = answers.filter(~repeated)
    several = answers.filter(repeated).sort("created_at", "line", nulls_last=False, maintain_order=True)
    superseded = several.clear()
    if repeats is Repeats.OCCASIONS:
        alone, several = _as_occasions(alone), _as_occasions(several)
    elif several.height:
        key = pl.struct(KEY)
        several = several.with_columns(
            counts=key.is_first_distinct() if repeats is Repeats.FIRST else key.is_last_distinct()
        )
        superseded = several.filter(~pl.col("counts")).drop("counts")
        several = several.filter("counts").drop("counts")
    return pl.concat([alone, several]).sort("line", maintain_order=True), superseded


def _as_occasions(answers: pl.DataFrame) -> pl.DataFrame:
    """Name the occasions after their times; those without one, or of one time, by number from the second on."""
    when = pl.col("created_at").dt.to_string("iso:strict").fill_null("")
    answers = answers.with_columns(occasion=pl.when(pl.col("occasion") == "").then(when).otherwise("occasion"))
    number = pl.int_range(1, pl.len() + 1).over(KEY)
    numbered = pl.concat_str(pl.col("occasion"), number.cast(pl.String).str.zfill(3), separator=" ").str.strip_chars()
    return answers.with_columns(occasion=pl.when(number == 1).then("occasion").otherwise(numbered))
