"""Where are which labels, by many answers of a model and few of people? Shares by an attribute of items."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from oe_quality.analysis.judges.data import Beside
from oe_quality.analysis.judges.results import SharesApart
from oe_quality.analysis.judges.shares import variables
from oe_quality.analysis.judges.slices import FEWEST, MOST, apart
from oe_quality.kernel.arrays import Bools, Floats
from oe_quality.kernel.data.chunk import CodeArray, RatingChunk
from oe_quality.kernel.judges.ppi import powered_difference, powered_means
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS, NEW_BOTH, NEW_ITEMS, cannot_be_told


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
        used = both[given[1]]
        counted = (int(both.sum()), len(np.unique(given[2][used])), int(used.sum()))
        ends = math.inf if isinstance(it.panel.data, RatingChunk) else 1.0
        for v, name in enumerate(names):
            error = math.sqrt(variance[v]) if variance[v] > 0 else math.nan
            less = min(max(float(difference[v]), -ends), ends)
            estimate, p = apart(less, error, max(float(degrees[v]), 1.0), ends, counted, level, _named(counted[1]))
            found.append(SharesApart(value, name, _possible(float(share.mean[v]), ends), estimate, None))
            p_values.append(p)
    q = adjusted(np.array(p_values, dtype=np.float64), "by")
    return tuple(
        replace(one, q_value=float(q[i])) if math.isfinite(p_values[i]) else one for i, one in enumerate(found)
    )


def _only(given: tuple[Floats, CodeArray, CodeArray], inside: Bools) -> tuple[Floats, CodeArray, CodeArray]:
    rows = inside[given[1]]
    return given[0][rows], given[1][rows], given[2][rows]


def _possible(share: float, ends: float) -> float:
    """A share within 0..1, to where a correction by few people may not keep it; a mean of numbers as it is."""
    return share if math.isinf(ends) else min(max(share, 0.0), 1.0)


def _named(n_people: int) -> tuple[str, str, str]:
    """Method, population and note of intervals that rest on so many people."""
    if n_people >= FEWEST_ANNOTATORS:
        return "prediction-powered", NEW_BOTH, ""
    return "prediction-powered", NEW_ITEMS, cannot_be_told(n_people)
