"""The outcome of a gate: each requirement with what was measured, its bound, margin and reason."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a user states, such as `min-alpha emotion=0.3`.

    Attributes:
        rule: the option's name without dashes, such as "min-alpha".
        threshold: what the bound is held against.
        question: of which question; empty for requirements on the whole store.

    >>> Requirement("min-alpha", 0.3, "emotion").threshold
    0.3
    """

    rule: str
    threshold: float
    question: str = ""

    def __str__(self) -> str:
        return f"{self.rule} {self.question + '=' if self.question else ''}{self.threshold:g}"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One requirement, held against the data.

    Attributes:
        requirement: as stated.
        value: what was measured; None where undefined, which fails.
        bound: the end of the interval that counts: the lower one for a minimum, the upper one for a
            maximum; the value itself where there is nothing to sample.
        margin: by how much the bound keeps the threshold; negative where it fails.
        passed: whether it holds; reason: in words, with the n.
    """

    requirement: Requirement
    value: float | None
    bound: float | None
    margin: float | None
    passed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class CheckReport(Shown):
    """All requirements of one call, in the order stated."""

    rows: tuple[CheckRow, ...]
    store: str

    @property
    def passed(self) -> bool:
        """Whether every requirement holds."""
        return all(row.passed for row in self.rows)

    def frame(self) -> pl.DataFrame:
        """One row per requirement: check, passed, value, bound, threshold, margin, reason."""
        return pl.DataFrame(
            [
                {
                    "check": str(row.requirement),
                    "passed": row.passed,
                    "value": row.value,
                    "bound": row.bound,
                    "threshold": row.requirement.threshold,
                    "margin": row.margin,
                    "reason": row.reason,
                }
                for row in self.rows
            ],
            schema={
                "check": pl.String,
                "passed": pl.Boolean,
                "value": pl.Float64,
                "bound": pl.Float64,
                "threshold": pl.Float64,
                "margin": pl.Float64,
                "reason": pl.String,
            },
        )

    def to_dict(self) -> Json:
        """The JSON form, `oeq.check/1`."""
        return document("oeq.check/1", {"store": self.store, "passed": self.passed, "rows": to_json(self.rows)})
