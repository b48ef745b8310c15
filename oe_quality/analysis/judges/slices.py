"""Where is a model near to people, and where not?"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from oe_quality.analysis.judges.data import Beside
from oe_quality.analysis.judges.results import SliceRow
from oe_quality.kernel.arrays import Bools, Floats
from oe_quality.kernel.data.chunk import CodeArray, RatingChunk
from oe_quality.kernel.uncertainty.clustered import means
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.results import Estimate, Interval
from oe_quality.scales import Scale

FEWEST = 10
"""Items that a slice needs, on either side."""
MOST = 40
"""Values of an attribute that are looked at, the most frequent."""


def slices(it: Beside, model_rows: CodeArray, attribute: dict[str, str], level: float) -> tuple[SliceRow, ...]:
    """The items with each value of an attribute against the others, by name of the value."""
    rows = np.flatnonzero(it.human & (model_rows >= 0)[it.items])
    item = it.items[rows]
    near = it.likeness(model_rows[item].astype(np.int64), rows)
    if isinstance(it.panel.data, RatingChunk) or it.panel.question.scale is Scale.ORDINAL:
        near = -np.sqrt(-near)
    widest = _widest(it)
    values = np.array([attribute.get(name, "") for name in it.panel.items.to_list()])
    known, counts = np.unique(values[np.unique(item)], return_counts=True)
    wanted = [str(v) for v in known[np.argsort(-counts, kind="stable")] if v][:MOST]
    weights = 1.0 / np.bincount(item, minlength=it.panel.n_items)[item]
    found = []
    for value in sorted(wanted):
        inside = values[item] == value
        n = len(np.unique(item[inside]))
        if min(n, len(np.unique(item[~inside]))) >= FEWEST:
            found.append((value, n, *_difference(near, inside, item, it.annotators[rows], weights, level, widest)))
    q = adjusted(np.array([p for *_, p in found], dtype=np.float64), "by")
    return tuple(
        SliceRow(value, n, mean, estimate, float(q[i]) if math.isfinite(p) else None)
        for i, (value, n, mean, estimate, p) in enumerate(found)
    )


def _widest(it: Beside) -> float:
    """How far two means of likeness can lie apart."""
    if it.panel.question.scale is Scale.ORDINAL:
        return float(max(len(it.panel.labels) - 1, 1))
    low, high = it.panel.question.ends
    return high - low if isinstance(it.panel.data, RatingChunk) else 1.0


def _difference(
    near: Floats,
    inside: Bools,
    item: CodeArray,
    who: CodeArray,
    weights: Floats,
    level: float,
    widest: float,
) -> tuple[float, Estimate, float]:
    """Mean inside; inside less outside, at most `widest` apart; and its two-sided p-value.

    Both sides may share annotators.
    """
    share = weights[inside].sum() / weights.sum()
    one, other = (float(np.average(near[side], weights=weights[side])) for side in (inside, ~inside))
    influence = np.where(inside, (near - one) / share, -(near - other) / (1 - share))
    joint = means(influence[:, None], item, who, weights)
    counts = (joint.n_items, joint.n_annotators, joint.n_responses)
    error, degrees = float(joint.standard_error[0]), float(joint.own_degrees[0])
    named = (joint.method, joint.population, joint.note)
    return one, *apart(one - other, error, degrees, widest, counts, level, named)


def apart(
    value: float,
    error: float,
    degrees: float,
    widest: float,
    counts: tuple[int, int, int],
    level: float,
    named: tuple[str, str, str],
) -> tuple[Estimate, float]:
    """A difference with Student's t bounds, and its two-sided p-value; no bounds and NaN where nothing varies.

    Args:
        value, error: the difference and its standard error, NaN where unknown; degrees: of freedom.
        widest: how far from zero it can lie.
        counts: items, annotators, responses; level: coverage.
        named: method, population and note of the interval.
    """
    if not (math.isfinite(error) and error > 0):
        return Estimate(value, None, *counts, note="no interval: nothing varies, or too few people"), math.nan
    half = float(special.stdtrit(degrees, 0.5 + level / 2)) * error
    method, population, note = named
    between = Interval(max(value - half, -widest), min(value + half, widest), level, method, population)
    p = 2 * float(special.stdtr(degrees, -abs(value) / error))
    return Estimate(value, between, *counts, note=note), p
