"""What a comparison of groups of annotators says: the forms of its findings."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.kernel.reliability.replication import Cohesion
from oe_quality.kernel.uncertainty.fdr import Control
from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.store.panel import LeftOut


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """One group of annotators against the others with the same attribute, on one label or rating.

    Attributes:
        attribute, group: such as "language" and "German"; others: the groups that it is set against.
        part: the label whose share differs, or the question's name for ratings.
        n_group, n_others: annotators on either side.
        difference: of the mean annotator's share (0..1) or rating, on the same items, with Student's t
            interval over annotators.
        standardised: the difference in standard deviations between annotators (Hedges' g); None where undefined.
        p_value: two-sided, annotators permuted; None where undefined.
        q_value: the p-value after false-discovery control over the whole result.
        detectable: smallest true difference that this test would find in 80 of 100 such studies.
    """

    attribute: str
    group: str
    others: tuple[str, ...]
    part: str
    n_group: int
    n_others: int
    difference: Estimate
    standardised: float | None
    p_value: float | None
    q_value: float | None
    detectable: float | None


@dataclass(frozen=True, slots=True)
class GroupCohesion:
    """Whether one group agrees more among itself than with the others (GRASP)."""

    attribute: str
    group: str
    n_group: int
    cohesion: Cohesion


@dataclass(frozen=True, slots=True)
class Groups(Shown):
    """How groups of annotators differ on one question.

    Attributes:
        question: what was asked; unit: of the differences.
        differences: every comparison that was made, found or not; cohesion: one per group.
        too_small: groups left out for having fewer than `minimum` annotators, as "attribute: group (n)".
        minimum, permutations, correction, seed: how the tests were made.
    """

    question: str
    unit: str
    differences: tuple[GroupDifference, ...]
    cohesion: tuple[GroupCohesion, ...]
    too_small: tuple[str, ...]
    minimum: int
    permutations: int
    correction: Control
    seed: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()

    def frame(self) -> pl.DataFrame:
        """One row per comparison: question, attribute, group, part, n_group, n_others, difference, low, high,
        standardised, p_value, q_value, detectable, undefined.
        """
        rows = [(self.question, *_row(one)) for one in self.differences]
        return pl.DataFrame(rows, schema=_DIFFERENCE, orient="row")

    def cohesion_frame(self) -> pl.DataFrame:
        """One row per group: question, attribute, group, n_group, within, across, difference, low, high,
        association, p_value.
        """
        rows = [
            (self.question, one.attribute, one.group, one.n_group, *_cohesion(one.cohesion)) for one in self.cohesion
        ]
        return pl.DataFrame(rows, schema=_COHESION, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.groups/1`."""
        return document("oeq.groups/1", to_json(self))


_DIFFERENCE: dict[str, pl.DataType] = {
    "question": pl.String(),
    "attribute": pl.String(),
    "group": pl.String(),
    "part": pl.String(),
    "n_group": pl.Int64(),
    "n_others": pl.Int64(),
    "difference": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "standardised": pl.Float64(),
    "p_value": pl.Float64(),
    "q_value": pl.Float64(),
    "detectable": pl.Float64(),
    "undefined": pl.String(),
}
_COHESION: dict[str, pl.DataType] = {
    "question": pl.String(),
    "attribute": pl.String(),
    "group": pl.String(),
    "n_group": pl.Int64(),
    "within": pl.Float64(),
    "across": pl.Float64(),
    "difference": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "association": pl.Float64(),
    "p_value": pl.Float64(),
}


def _row(one: GroupDifference) -> tuple[object, ...]:
    return (
        one.attribute,
        one.group,
        one.part,
        one.n_group,
        one.n_others,
        *one.difference.bounded,
        one.standardised,
        one.p_value,
        one.q_value,
        one.detectable,
        one.difference.undefined or None,
    )


def _cohesion(found: Cohesion) -> tuple[float | None, ...]:
    return (
        found.within.value,
        found.across.value,
        *found.difference.bounded,
        found.association.value,
        found.p_value,
    )
