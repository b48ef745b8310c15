"""How annotators use numeric scales, against the others on the same items; and whether labels fit ratings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from oe_quality.analysis.annotators.consensus import PrimaryFit
from oe_quality.analysis.annotators.data import AuditData, scale_width
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.coherence import Coherence, coherence
from oe_quality.kernel.audit.intervals import mean_bounds, mean_p, within
from oe_quality.kernel.audit.rating_agreement import others_mean
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.ratings import model
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.kernel.uncertainty.population import NEW_ITEMS
from oe_quality.results import Estimate, Interval
from oe_quality.store.panel import Panel

LEVEL = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class RatingUse:
    """One scale, all annotators of its panel.

    Attributes:
        question: its name; width: of its range in its unit, four SDs of all answers where it is unbounded.
        place: annotator key -> place in the panel's order, which is that of the rest.
        offset, scale, precision: estimates.
        q: of the offset against 0, after Benjamini-Hochberg; NaN where undefined.
    """

    question: str
    width: float
    place: dict[str, int]
    offset: tuple[Estimate, ...]
    scale: tuple[Estimate, ...]
    precision: tuple[Estimate, ...]
    q: Floats


def rating_use(panel: Panel[Any]) -> RatingUse:
    """Offset, scale and precision of each annotator on one scale.

    Scale and precision are those of the bias-scale-precision model. The offset is measured on the same
    items: own answer minus the mean of the others', each of whom is first freed of their own offset.
    """
    chunk, A = panel.data, panel.n_annotators
    fit = model.fit(InMemory((chunk,), A))
    assert fit.raters is not None, "the model learns about annotators"
    raters = fit.raters
    item, who = chunk.items(), chunk.annotator
    severity = raters.offset + (raters.scale - 1) * float(np.nanmean(fit.value))
    freed = chunk.value - severity[who]
    mean, others = others_mean(item, freed, chunk.n_items)
    shared = others > 0
    difference = (chunk.value - mean)[shared]
    value, low, high = mean_bounds(who[shared], difference, A, LEVEL)
    p_value = mean_p(value, high - value, np.bincount(who[shared], minlength=A), LEVEL)
    low_end, high_end = panel.question.ends
    value, low, high = within((value, low, high), low_end - high_end, high_end - low_end)
    n = np.bincount(who[shared], minlength=A)
    return RatingUse(
        panel.question.name,
        scale_width(panel),
        {key: at for at, key in enumerate(panel.annotators)},
        tuple(_offset(*row) for row in zip(value, low, high, n, strict=True)),
        tuple(_plain(v, m) for v, m in zip(raters.scale, n, strict=True)),
        tuple(_plain(v, m) for v, m in zip(raters.precision, n, strict=True)),
        adjusted(p_value),
    )


def _offset(value: float, low: float, high: float, n: int) -> Estimate:
    if not np.isfinite(value):
        return Estimate(None, undefined="nobody else rated these items")
    bounds = Interval(float(low), float(high), LEVEL, "t over items", NEW_ITEMS) if np.isfinite(low) else None
    note = "" if bounds else "no interval: one rating only"
    return Estimate(float(value), bounds, n_items=int(n), n_annotators=1, n_responses=int(n), note=note)


def _plain(value: float, n: int) -> Estimate:
    if not n:
        return Estimate(None, undefined="nobody else rated these items")
    return Estimate(
        float(value), n_items=int(n), n_annotators=1, n_responses=int(n), note="partially pooled, without an interval"
    )


def measure_coherence(data: AuditData, found: PrimaryFit, permutations: int, seed: int) -> Coherence | None:
    """Whether each annotator's labels fit their own ratings; None where there are no ratings or no labels."""
    if data.numeric or not data.ratings:
        return None
    return coherence(found.line, data.chosen, data.values, permutations, seed)


def coherence_estimates(result: Coherence | None, n_annotators: int) -> tuple[tuple[Estimate, float | None], ...]:
    """The correlation and its p-value for each annotator."""
    if result is None:
        return ((Estimate(None, undefined="labels and ratings do not stand side by side"), None),) * n_annotators
    out: list[tuple[Estimate, float | None]] = []
    for value, p, n, still in zip(result.value, result.p, result.n.tolist(), result.still, strict=True):
        if np.isfinite(value):
            note = "held against permutations: a p-value instead of an interval"
            out.append((Estimate(float(value), n_items=n, n_annotators=1, n_responses=n, note=note), float(p)))
        else:
            why = "the ratings never vary" if still else "too few annotations with labels and ratings"
            if n >= 5 and not still:
                why = "the labels never vary"
            out.append((Estimate(None, undefined=why, n_responses=n), None))
    return tuple(out)
