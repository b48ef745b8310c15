"""What the many-facet Rasch model says: the forms of the findings."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.store.panel import LeftOut


@dataclass(frozen=True, slots=True)
class MeanSquare:
    """How various somebody's answers are, over what the model expects.

    Attributes:
        value: 1 where they are as various as expected, more for erratic answers, less for too regular ones; None where
            nobody answered.
        low, high: between which 95 of 100 lie where answers follow the model, for as many answers to these items.
        q_value: of answers that follow the model, adjusted for the number of annotators (Benjamini & Hochberg 1995).
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    q_value: float | None = None


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """One annotator.

    Attributes:
        annotator: alias; n_answers: that stand in the fit.
        severity: in logits about the annotators' mean; positive where others would answer higher.
        infit: mean square weighted by information, of answers near the annotator's own place; outfit: unweighted, which
            single far-off answers move.
    """

    annotator: str
    n_answers: int
    severity: Estimate
    infit: MeanSquare
    outfit: MeanSquare


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the scale.

    Attributes:
        lower, upper: the labels between which it lies; threshold: where both are as probable, in logits about the mean.
    """

    lower: str
    upper: str
    threshold: Estimate


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """One item.

    Attributes:
        item: its name; n_answers: to it.
        location: in logits on the severities' scale; error: posterior standard deviation.
        infit, outfit: mean squares of the answers to it, 1 where they are as various as the model expects.
    """

    item: str
    n_answers: int
    location: float
    error: float
    infit: float | None
    outfit: float | None


@dataclass(frozen=True, slots=True)
class Severity(Shown):
    """The many-facet Rasch model of one question.

    Attributes:
        question: its name.
        annotators: most severe first; steps: of the scale, from below; items: by name.
        spread: standard deviation of items, in logits.
        reliability: the share of the variance of estimated severities that is not their error (Linacre 1989), 0..1;
            None for one annotator. Near 0 annotators cannot be told apart, near 1 they differ in severity.
        separation: sqrt(reliability / (1 - reliability)), the spread of severities over their error.
        equal_p: p value that all are equally severe, by chi-square of the weighted severities; None for one annotator.
        converged: whether the fit was reached; studies, seed: simulated ones from which `low` and `high` are.
        level: nominal coverage of the intervals; notes: what to mind; left_out: whom the store held back.
    """

    question: str
    annotators: tuple[SeverityRow, ...]
    steps: tuple[Step, ...]
    items: tuple[ItemPlace, ...]
    spread: float
    reliability: float | None
    separation: float | None
    equal_p: float | None
    converged: bool
    studies: int
    seed: int
    level: float
    notes: tuple[str, ...]
    left_out: LeftOut

    def frame(self) -> pl.DataFrame:
        """One row per annotator: n_answers, severity with bounds, infit and outfit with bounds and q values."""
        rows = [
            {"annotator": row.annotator, "n_answers": row.n_answers, **row.severity.cells("severity")}
            | _cells("infit", row.infit)
            | _cells("outfit", row.outfit)
            | {"undefined": row.severity.undefined or None}
            for row in self.annotators
        ]
        return pl.DataFrame(rows, infer_schema_length=None)

    def item_frame(self) -> pl.DataFrame:
        """One row per item: item, n_answers, location, error, infit, outfit."""
        names = ItemPlace.__slots__
        return pl.DataFrame([{name: getattr(row, name) for name in names} for row in self.items])

    def step_frame(self) -> pl.DataFrame:
        """One row per step of the scale: lower, upper, threshold with bounds."""
        rows = [{"lower": s.lower, "upper": s.upper, **s.threshold.cells("threshold")} for s in self.steps]
        return pl.DataFrame(rows, infer_schema_length=None)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.severity/1`."""
        return document("oeq.severity/1", to_json(self))


def _cells(name: str, found: MeanSquare) -> dict[str, float | None]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high, f"{name}_q": found.q_value}
