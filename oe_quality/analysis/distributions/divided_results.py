"""Divided items: the forms of the findings."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.store.panel import LeftOut


@dataclass(frozen=True, slots=True)
class DividedItem:
    """One item.

    Attributes:
        item: its name; n_answers: to it (labels given, where several may be).
        disagreement: the chance that two answers differ, 0..1, without bias; None below two answers.
        expected: of another sample of annotators, drawn to what items have in common as far as answers are few.
        rank: mean place among all, 1 for the most divided; rank_low, rank_high: its bounds.
    """

    item: str
    n_answers: int
    disagreement: float | None
    expected: Estimate
    rank: float
    rank_low: int
    rank_high: int


@dataclass(frozen=True, slots=True)
class Divided(Shown):
    """Items by how divided annotators are about them.

    Attributes:
        question: its name; items: the most divided first.
        concentration: of the items' shares about the question's; the larger, the more alike items are.
        reliability: how far another sample of answers would give the same order, 0..1; None with one item.
        level: coverage of the bounds; seed: of the draws; left_out: whom the store held back.
    """

    question: str
    items: tuple[DividedItem, ...]
    concentration: float
    reliability: float | None
    level: float
    seed: int
    left_out: LeftOut

    def frame(self) -> pl.DataFrame:
        """One row per item: item, n_answers, disagreement, expected with low and high, rank, rank_low, rank_high."""
        rows = [
            {"item": r.item, "n_answers": r.n_answers, "disagreement": r.disagreement, **r.expected.cells("expected")}
            | {"rank": r.rank, "rank_low": r.rank_low, "rank_high": r.rank_high}
            for r in self.items
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.ambiguity/1`."""
        return document("oeq.ambiguity/1", to_json(self))
