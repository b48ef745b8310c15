"""Several answers by one annotator to one question about one item: one set, a correction, or a retest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    moment = [*KEY, "created_at"]
    others = pl.col(name for name in answers.columns if name not in (*moment, "labels", "weights", "lines"))
    for question in questions:
        single = answers.filter(pl.col("question") == question.name).explode("labels")
        # A label that stands twice is chosen once, but both its lines are accounted for.
        once = single.group_by([*moment, "labels"], maintain_order=True).agg(
            pl.col("weights").list.first().first(), pl.col("lines").list.explode(), others.first()
        )
        chosen = once.sort(_place(question), "labels", maintain_order=True)
        sets = chosen.group_by(moment, maintain_order=True).agg(
            "labels", "weights", pl.col("lines").list.explode(), others.sort_by("line").first()
        )
        weighted = pl.col("weights").list.drop_nulls().list.len() > 0
        filled = pl.col("weights").list.eval(pl.element().fill_null(1.0))
        sets = sets.with_columns(weights=pl.when(weighted).then(filled))
        parts.append(sets.select(answers.columns))
    return pl.concat(parts)


def _place(question: Question) -> pl.Expr:
    """Where a label stands in its question; unlisted ones come last."""
    places = pl.Series(range(len(question.labels)), dtype=pl.Int64)
    labels = pl.Series(question.labels, dtype=pl.String)
    return pl.col("labels").replace_strict(labels, places, default=len(places), return_dtype=pl.Int64)


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Responses, parted by what became of them.

    Attributes:
        accepted: those that count, unique in `KEY`, in the file's order; superseded: those that others replaced.
        contested: those that differ where no time tells which is later, none of which counts.
    """

    accepted: pl.DataFrame
    superseded: pl.DataFrame
    contested: pl.DataFrame


def settle_repeats(answers: pl.DataFrame, repeats: Repeats) -> Settled:
    """Part the responses that count from those that do not.

    Args:
        answers: columns of `KEY`, `labels`, `weights`, `value`, `created_at`, `duration_s`, `confidence` and `line`.
        repeats: what repeated answers are. The order is that of `created_at`, then of the file; for `AGREED` the place
            in the file decides nothing.
    """
    # Equal hashes may deceive; that only makes the part that is looked at closely a little larger.
    repeated = answers.select(pl.struct(KEY).hash().is_duplicated()).to_series()
    alone = answers.filter(~repeated)
    # What is said twice is said once, and of equal answers the same one counts in any order of rows.
    places = ("created_at", *(("duration_s", "confidence") if repeats is Repeats.AGREED else ()), "line")
    several = answers.filter(repeated).sort(places, nulls_last=False, maintain_order=True)
    superseded = several.clear()
    contested = several.clear()
    if repeats is Repeats.AGREED:
        several, contested = _without_contested(several)
    if repeats is Repeats.OCCASIONS:
        alone, several = _as_occasions(alone), _as_occasions(several)
    elif several.height:
        key = pl.struct(KEY)
        several = several.with_columns(
            counts=key.is_first_distinct() if repeats is Repeats.FIRST else key.is_last_distinct()
        )
        superseded = several.filter(~pl.col("counts")).drop("counts")
        several = several.filter("counts").drop("counts")
    return Settled(pl.concat([alone, several]).sort("line", maintain_order=True), superseded, contested)


def _without_contested(several: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Repeats without those that differ where no time tells which is later, and these.

    The latest ones and those without a time may be what counts; they have to say the same.
    """
    when, answer = pl.col("created_at"), pl.struct("labels", "weights", "value").hash()
    may_count = several.with_columns(may_count=when.is_null() | (when == when.max().over(KEY)), answer=answer)
    differs = pl.col("answer").filter("may_count").n_unique().over(KEY) > 1
    judged = may_count.with_columns(differs=differs).drop("may_count", "answer")
    return judged.filter(~pl.col("differs")).drop("differs"), judged.filter("differs").drop("differs")


def _as_occasions(answers: pl.DataFrame) -> pl.DataFrame:
    """Name the occasions after their times; those without one, or of one time, by number from the second on."""
    when = pl.col("created_at").dt.to_string("iso:strict").fill_null("")
    answers = answers.with_columns(occasion=pl.when(pl.col("occasion") == "").then(when).otherwise("occasion"))
    number = pl.int_range(1, pl.len() + 1).over(KEY)
    numbered = pl.concat_str(pl.col("occasion"), number.cast(pl.String).str.zfill(3), separator=" ").str.strip_chars()
    return answers.with_columns(occasion=pl.when(number == 1).then("occasion").otherwise(numbered))
