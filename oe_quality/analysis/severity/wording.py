"""What the many-facet Rasch model says, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from oe_quality.analysis.severity.results import Severity
from oe_quality.plaintext import percent

SURE = 0.05
"""q values up to this are called a misfit."""


def sentences(found: Severity) -> Iterator[str]:
    """How far annotators differ in severity, whose answers do not fit, and what to mind."""
    yield (
        "Severity: positive where others would answer higher. Infit and outfit are mean squares, 1 where answers are "
        f"as various as the model expects; * those that lie outside what {found.studies} simulated studies give "
        "(q <= .05). Items differ by "
        f"{found.spread:.2f} logits (standard deviation)."
    )
    if found.reliability is not None and found.equal_p is not None:
        p = "p < .001" if found.equal_p < 0.001 else f"p = {found.equal_p:.3f}"
        yield f"Of the variance of severities {percent(found.reliability)} is more than error; that all are equal: {p}."
    steps = "; ".join(f"{s.lower} to {s.upper} {s.threshold.written()}" for s in found.steps)
    yield f"Steps: {steps}."
    erratic = [row.annotator for row in found.annotators if _misfits(row.infit.value, row.infit.q_value)]
    if erratic:
        yield f"More various than the model expects (infit): {', '.join(erratic)}."
    yield from found.notes


def _misfits(value: float | None, q: float | None) -> bool:
    return value is not None and value > 1 and q is not None and q <= SURE
