"""What becomes of the rows of a file: each is accepted, superseded, contested, rejected or skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from oe_quality.readers.answers.repeats import Settled
from oe_quality.readers.meaning import Meant
from oe_quality.readers.rows import Counts

FATES = ("accepted", "superseded", "contested", "rejected", "skipped")
"""What becomes of a row: the best that became of its cells."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of a file is what.

    Attributes:
        rows: how many met each of `FATES`; left: (how many rows, their status) of those that are no answers.
        models: answers of models; of_names: what is odd about names, in sentences.
    """

    rows: Sequence[int]
    left: tuple[tuple[int, str], ...]
    models: int
    of_names: tuple[str, ...]

    @property
    def counts(self) -> Counts:
        """Where every row went; what is contested does not count, as what is superseded."""
        accepted, superseded, contested, rejected, skipped = self.rows
        return Counts(sum(self.rows), accepted, superseded + contested, skipped, rejected)

    @property
    def contested(self) -> int:
        """Rows that contradict others, where no time tells which is later."""
        return self.rows[FATES.index("contested")]


def fates_of(meant: Meant, settled: Settled) -> pl.DataFrame:
    """What became of each cell: `line`, and `fate`, a place in `FATES`."""
    refused = meant.answers.filter(pl.col("reason").is_not_null())
    skipped = meant.answers.filter(pl.col("reason").is_null() & ~pl.col("answered"))
    left = [line for _, lines in meant.made.left_out for line in lines]
    rejected = [refused["line"].cast(pl.Int64), pl.Series("line", meant.made.broken, dtype=pl.Int64)]
    nothing = [skipped["line"].cast(pl.Int64), pl.Series("line", left, dtype=pl.Int64)]
    return pl.concat(
        [fates_of_settled(settled), _met("rejected", pl.concat(rejected)), _met("skipped", pl.concat(nothing))]
    )


def fates_of_settled(settled: Settled) -> pl.DataFrame:
    """The same of the answers that can count, among which repeats are settled."""
    kinds = {"accepted": settled.accepted, "superseded": settled.superseded, "contested": settled.contested}
    return pl.concat(_met(fate, answers["lines"].explode()) for fate, answers in kinds.items())


def _met(fate: str, lines: pl.Series) -> pl.DataFrame:
    place = pl.lit(FATES.index(fate), pl.UInt8)
    return pl.DataFrame({"line": lines.cast(pl.Int64)}).with_columns(fate=place)
