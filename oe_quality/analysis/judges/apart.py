"""Where are which labels, by many answers of a model and few of people? Shares by an attribute of items."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from oe_quality.analysis.judges.data import Beside
from oe_quality.analysis.judges.results import SharesApart
from oe_quality.analysis.judges.shares import variables
from oe_quality.analysis.judges.slices import FEWEST, MOST
from oe_quality.kernel.data.chunk import CodeArray, RatingChunk
from oe_quality.kernel.judges.ppi import powered_difference, powered_means
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS, NEW_BOTH, NEW_ITEMS, cannot_be_told
from oe_quality.results import Estimate, Interval


def shares_apart(it: Beside, model_rows: CodeArray, attribute: dict[str, str], level: float) -> tuple[SharesApart, ...]:
    """Of each value that ten items have which people and the model answered, against the others; by value and label."""
    names, values = variables(it)
    answered = model_rows >= 0
    model = np.full((it.panel.n_items, values.shape[1]), np.nan)
    model[answered] = values[model_rows[answered]]
    people = np.flatnonzero(it.human)
    both = np.zeros(it.panel.n_items, dtype=np.bool_)
    both[it.items[people]] = True
    both &= answered
    of = np.array([attribute.get(name, "") for name in it.panel.items.to_list()])
    known, counts = np.unique(of[both], return_counts=True)
    wanted = [str(v) for v in known[np.argsort(-counts, kind="stable")] if v][:MOST]
    given = values[people], it.items[people], it.annotators[people]
    found, p_values = [], []
    for value in sorted(wanted):
        inside = of == value
        if min((both & inside).sum(), (both & ~inside).sum()) < FEWEST:
            continue
        share = powered_means(*_only(given, inside), np.where(inside[:, None], model, np.nan))
        difference, variance, degrees = powered_difference(*given, model, inside.astype(np.int64))
        counted = (int(both.sum()), len(np.unique(given[2])), int(both[given[1]].sum()))
        ends = math.inf if isinstance(it.panel.data, RatingChunk) else 1.0
        for v, name in enumerate(names):
            estimate, p = _estimate(difference[v], variance[v], degrees[v], counted, level, ends)
            found.append(SharesApart(value, name, float(share.mean[v]), estimate, None))
            p_values.append(p)
    return _controlled(found, p_values)


def _only(
    given: tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], CodeArray, CodeArray],
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], CodeArray, CodeArray]:
    rows = inside[given[1]]
    return given[0][rows], given[1][rows], given[2][rows]


def _estimate(
    value: float, variance: float, degrees: float, counts: tuple[int, int, int], level: float, ends: float
) -> tuple[Estimate, float]:
    """A difference within `ends` of zero, and its two-sided p-value."""
    value = min(max(float(value), -ends), ends)
    if not (math.isfinite(variance) and variance > 0):
        return Estimate(value, None, *counts, note="no interval: nothing varies, or too few people"), math.nan
    spread = math.sqrt(variance)
    half = float(special.stdtrit(max(degrees, 1.0), 0.5 + level / 2)) * spread
    new_people = counts[1] >= FEWEST_ANNOTATORS
    between = Interval(
        max(value - half, -ends),
        min(value + half, ends),
        level,
        "prediction-powered",
        NEW_BOTH if new_people else NEW_ITEMS,
    )
    note = "" if new_people else cannot_be_told(counts[1])
    return Estimate(value, between, *counts, note=note), 2 * float(
        special.stdtr(max(degrees, 1.0), -abs(value) / spread)
    )


def _controlled(found: list[SharesApart], p_values: list[float]) -> tuple[SharesApart, ...]:
    """With the q values of all of them together."""
    q = adjusted(np.array(p_values, dtype=np.float64), "by")
    return tuple(
        SharesApart(
            one.value, one.label, one.share, one.difference, float(q[i]) if math.isfinite(p_values[i]) else None
        )
        for i, one in enumerate(found)
    )
