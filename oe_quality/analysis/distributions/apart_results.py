"""Groups of annotators apart: the forms of the findings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.store.panel import LeftOut


@dataclass(frozen=True, slots=True)
class PairApart:
    """Two groups of annotators on the items that both answered.

    Attributes:
        first, second: their names.
        jensen_shannon: divergence of their distributions, bits; total_variation, hellinger: distances, 0..1.
        per_item: mean over items of the Jensen-Shannon divergence of their shares there.
        by_chance: what each of the four is on average where annotators are moved between the groups.
        p_value: that the groups give the same labels, by jensen_shannon; p_per_item: by per_item, which also sees
            differences that cancel over items; q_value: of p_value, for the number of pairs (Benjamini & Yekutieli
            2001).
    """

    first: str
    second: str
    jensen_shannon: Estimate
    total_variation: Estimate
    hellinger: Estimate
    per_item: Estimate
    by_chance: tuple[float | None, ...]
    p_value: float | None
    p_per_item: float | None
    q_value: float | None = None

    def with_q(self, q_value: float) -> PairApart:
        """The same with its q value, where there is a p value."""
        return self if self.p_value is None else replace(self, q_value=q_value)


@dataclass(frozen=True, slots=True)
class GroupsApart(Shown):
    """Every pair of groups of annotators.

    Attributes:
        question, by: what was asked, and the attribute; pairs: in the order of the groups' names.
        too_small: groups below five annotators, with their size; level: of the intervals.
        permutations, seed: of annotators between groups; left_out: whom the store held back.
    """

    question: str
    by: str
    pairs: tuple[PairApart, ...]
    too_small: tuple[str, ...]
    level: float
    permutations: int
    seed: int
    left_out: LeftOut

    def frame(self) -> pl.DataFrame:
        """One row per pair: first, second, each distance with low and high, p_value, p_per_item, q_value."""
        names = ("jensen_shannon", "total_variation", "hellinger", "per_item")
        rows = []
        for pair in self.pairs:
            row: dict[str, object] = {"first": pair.first, "second": pair.second}
            for name, chance in zip(names, pair.by_chance, strict=True):
                row |= getattr(pair, name).cells(name) | {f"{name}_by_chance": chance}
            row |= {"p_value": pair.p_value, "p_per_item": pair.p_per_item, "q_value": pair.q_value}
            rows.append(row | {"undefined": pair.jensen_shannon.undefined or None})
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.groups-apart/1`."""
        return document("oeq.groups-apart/1", to_json(self))
