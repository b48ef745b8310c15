"""What repeats, groups and differences say: the forms of the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json

EVERYBODY = "all"
"""Stands in the place of an annotator for all of them together."""
KAPPA, ICC = "Cohen's kappa", "ICC(A,1)"
"""By what first answers are held against second ones: labels, and numbers."""


@dataclass(frozen=True, slots=True)
class RetestRow:
    """Repeated answers of one annotator, or of all, to one question.

    Attributes:
        question: its name; annotator: alias, or "all".
        n_repeated: items answered twice or more (for all: annotator and item).
        same: share of pairs of answers to the same item that are equal.
        alpha: Krippendorff's, with occasions in the place of annotators.
        again: the first answers against the second, by `measure`: Cohen's kappa for labels, ICC(A,1) for numbers.
        lag_days: median days between consecutive answers; None where times are unknown.
    """

    question: str
    annotator: str
    n_repeated: int
    same: Estimate
    alpha: Estimate
    measure: str
    again: Estimate
    lag_days: float | None


@dataclass(frozen=True, slots=True)
class RetestStudy(Shown):
    """Whether annotators answer as they did before: all together first, then one by one, per question."""

    rows: tuple[RetestRow, ...]

    def frame(self) -> pl.DataFrame:
        """One row per question and annotator: n_repeated, then same, alpha and again, each with low and high."""
        return _frame([_cells(row, ("same", "alpha", "again")) for row in self.rows])

    def to_dict(self) -> Json:
        """The JSON form, `oeq.retest/1`."""
        return document("oeq.retest/1", {"rows": to_json(self.rows)})


@dataclass(frozen=True, slots=True)
class CrossedRow:
    """Two groups of annotators on the items that both answered.

    Attributes:
        question: its name; first, second: the groups.
        xrr: agreement between them beyond chance; normalised: over the geometric mean of their own alphas.
        first_alpha, second_alpha: Krippendorff's alpha within each, on the shared items.
    """

    question: str
    first: str
    second: str
    xrr: Estimate
    normalised: Estimate
    first_alpha: Estimate
    second_alpha: Estimate


@dataclass(frozen=True, slots=True)
class CrossedStudy(Shown):
    """Cross-replication reliability of every pair of groups by one attribute of annotators."""

    attribute: str
    rows: tuple[CrossedRow, ...]

    def frame(self) -> pl.DataFrame:
        """One row per question and pair of groups: xrr, normalised and both alphas, each with low and high."""
        return _frame([_cells(row, ("xrr", "normalised", "first_alpha", "second_alpha")) for row in self.rows])

    def to_dict(self) -> Json:
        """The JSON form, `oeq.xrr/1`."""
        return document("oeq.xrr/1", {"attribute": self.attribute, "rows": to_json(self.rows)})


@dataclass(frozen=True, slots=True)
class LimitsRow:
    """Two annotators' ratings of the items that both rated, in the ratings' unit.

    Attributes:
        question: its name; first, second: aliases.
        bias: mean of second less first; lower, upper: limits of agreement; ccc: Lin's concordance.
    """

    question: str
    first: str
    second: str
    bias: Estimate
    lower: Estimate
    upper: Estimate
    ccc: Estimate


@dataclass(frozen=True, slots=True)
class LimitsStudy(Shown):
    """Limits of agreement of every pair of annotators who share three items."""

    rows: tuple[LimitsRow, ...]

    def frame(self) -> pl.DataFrame:
        """One row per question and pair: bias, lower, upper and ccc, each with low and high."""
        return _frame([_cells(row, ("bias", "lower", "upper", "ccc")) for row in self.rows])

    def to_dict(self) -> Json:
        """The JSON form, `oeq.limits/1`."""
        return document("oeq.limits/1", {"rows": to_json(self.rows)})


def _cells(row: RetestRow | CrossedRow | LimitsRow, estimates: Sequence[str]) -> dict[str, object]:
    """A row as cells: each estimate with its bounds, then what it rests on and the first reason for what is missing."""
    cells: dict[str, object] = {}
    for name in row.__slots__:
        value = getattr(row, name)
        if not isinstance(value, Estimate):
            cells[name] = value
            continue
        cells |= value.cells(name)
    found = [getattr(row, name) for name in estimates]
    first: Estimate = found[0]
    cells |= {"n_items": first.n_items, "n_annotators": first.n_annotators, "n_responses": first.n_responses}
    return cells | {"undefined": next((one.undefined for one in found if one.undefined), None)}


def _frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)
