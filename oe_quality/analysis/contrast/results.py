"""What differences of coefficients say: the forms of the findings."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.kernel.uncertainty.homogeneity import Homogeneity
from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.store.panel import LeftOut


@dataclass(frozen=True, slots=True)
class Side:
    """One of the coefficients that are compared.

    Attributes:
        name: what is told of: a question, a group, or a store and its question.
        coefficient: its name for `--coefficient`; estimate: with its own interval.
    """

    name: str
    coefficient: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class AgreementDifference(Shown):
    """Two coefficients of agreement and their difference.

    Attributes:
        first, second: the two.
        difference: first less second, with an interval that knows what the two share.
        p_value: two-sided, that there is no difference; None where its variance cannot be told.
        shared_items, shared_annotators: that both rest on.
        level: nominal coverage of the intervals; left_out: whom the store held back, of the first side.
    """

    first: Side
    second: Side
    difference: Estimate
    p_value: float | None
    shared_items: int
    shared_annotators: int
    level: float
    left_out: LeftOut

    def frame(self) -> pl.DataFrame:
        """Three rows, first, second and difference: what, coefficient, value, low, high, p_value, n_items,
        n_annotators, n_responses, undefined, note."""
        rows = [
            _cells("first", self.first.name, self.first.coefficient, self.first.estimate, None),
            _cells("second", self.second.name, self.second.coefficient, self.second.estimate, None),
            _cells("difference", "", "", self.difference, self.p_value),
        ]
        return pl.DataFrame(rows, schema=_COLUMNS)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.agreement-difference/1`."""
        return document("oeq.agreement-difference/1", to_json(self))


@dataclass(frozen=True, slots=True)
class PairDifference:
    """Two groups.

    Attributes:
        first, second: their names; difference: first less second; p_value: two-sided, that there is none.
        q_value: adjusted for the number of pairs (Benjamini & Yekutieli 2001).
    """

    first: str
    second: str
    difference: Estimate
    p_value: float | None
    q_value: float | None


@dataclass(frozen=True, slots=True)
class EqualAgreement(Shown):
    """Agreement within each of several groups, and whether it is the same in all.

    Attributes:
        question, by: what was asked, and the attribute that makes the groups; unit: "item", "annotator" or "time".
        groups: each with its coefficient, largest first; too_small: names of those with too little to compare.
        test: of all groups at once, from the two-way jackknife of their contrasts.
        apart: the chi-square for groups that share nothing (Fleiss, Levin & Paik 2003); None where they share items or
            annotators, and where the test above speaks of new annotators, which it does not.
        fit: the goodness-of-fit test of Donner, Eliasziw & Klar 1996; None unless two annotators gave each item one of
            two labels, and no item stands in two groups.
        pairs: every two groups.
        level: nominal coverage of the intervals; left_out: whom the store held back.
    """

    question: str
    by: str
    unit: str
    groups: tuple[Side, ...]
    too_small: tuple[str, ...]
    test: Homogeneity
    apart: Homogeneity | None
    fit: Homogeneity | None
    pairs: tuple[PairDifference, ...]
    level: float
    left_out: LeftOut

    def frame(self) -> pl.DataFrame:
        """One row per group: name, coefficient, value, low, high, n_items, n_annotators, n_responses, undefined and
        note."""
        rows = [_cells("group", side.name, side.coefficient, side.estimate, None) for side in self.groups]
        return pl.DataFrame(rows, schema=_COLUMNS).drop("what", "p_value")

    def pair_frame(self) -> pl.DataFrame:
        """One row per pair of groups: first, second, difference with low and high, p_value, q_value."""
        rows = [
            {"first": p.first, "second": p.second, **p.difference.cells("difference"), "p_value": p.p_value}
            | {"q_value": p.q_value, "note": p.difference.undefined or p.difference.note or None}
            for p in self.pairs
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.agreement-equality/1`."""
        return document("oeq.agreement-equality/1", to_json(self))


_COLUMNS = {
    "what": pl.String,
    "name": pl.String,
    "coefficient": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p_value": pl.Float64,
    "n_items": pl.Int64,
    "n_annotators": pl.Int64,
    "n_responses": pl.Int64,
    "undefined": pl.String,
    "note": pl.String,
}


def _cells(what: str, name: str, coefficient: str, estimate: Estimate, p_value: float | None) -> dict[str, object]:
    value, low, high = estimate.bounded
    counts = (estimate.n_items, estimate.n_annotators, estimate.n_responses)
    cells = (what, name, coefficient, value, low, high, p_value, *counts, estimate.undefined or None)
    return dict(zip(_COLUMNS, (*cells, estimate.note or None), strict=True))
