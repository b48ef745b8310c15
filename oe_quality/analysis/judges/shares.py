"""Shares of labels and means: how far a model's are off, and what they become when people correct them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.judges.data import Beside, Terms
from oe_quality.analysis.judges.items import winners
from oe_quality.analysis.judges.results import Bias, Powered
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, CodeArray, RatingChunk, SetChunk
from oe_quality.kernel.judges.ppi import powered_means
from oe_quality.kernel.judges.prevalence import rogan_gladen
from oe_quality.kernel.uncertainty.clustered import Means, means
from oe_quality.results import Estimate, Interval


def variables(it: Beside) -> tuple[tuple[str, ...], Floats]:
    """The names of V variables and their values (R, V): one per label, 1 where it was given; or the number."""
    data = it.panel.data
    if isinstance(data, RatingChunk):
        return ("",), data.value[:, None]
    values = np.zeros((data.n_responses, len(it.panel.labels)))
    if isinstance(data, SetChunk):
        values[np.repeat(np.arange(data.n_responses), np.diff(data.label_offsets)), data.label] = 1.0
    else:
        values[np.arange(data.n_responses), data.label] = 1.0
    return it.panel.labels, values


def biases(it: Beside, model_rows: CodeArray, level: float) -> tuple[Bias, ...]:
    """Model less people on the items that both answered, every item counting once; largest first."""
    names, values = variables(it)
    rows = np.flatnonzero(it.human & (model_rows >= 0)[it.items])
    item = it.items[rows]
    weights = 1.0 / np.bincount(item, minlength=it.panel.n_items)[item]
    model = values[model_rows[item]]
    found = means(model - values[rows], item, it.annotators[rows], weights)
    by_model = np.average(model, axis=0, weights=weights)
    numeric = isinstance(it.panel.data, RatingChunk)
    listed = [
        Bias(
            name,
            float(by_model[v]),
            float(by_model[v] - found.mean[v]),
            _estimate(found, v, level, bounded=not numeric),
        )
        for v, name in enumerate(names)
        if numeric or by_model[v] or by_model[v] - found.mean[v]
    ]
    return tuple(sorted(listed, key=lambda bias: (-abs(bias.difference.value or 0.0), bias.label)))


def _estimate(found: Means, v: int, level: float, *, bounded: bool) -> Estimate:
    """One difference of shares, within -1..1, or of means."""
    value = float(found.mean[v])
    low, high = (float(bound[v]) for bound in found.bounds(level, own=True))
    counts = (found.n_items, found.n_annotators, found.n_responses)
    return _within(value, low, high, counts, level, _named(found), (-1.0, 1.0) if bounded else None)


def _within(
    value: float,
    low: float,
    high: float,
    counts: tuple[int, int, int],
    level: float,
    named: tuple[str, str, str],
    possible: tuple[float, float] | None,
) -> Estimate:
    lowest, highest = possible or (-math.inf, math.inf)
    value = min(max(value, lowest), highest)
    if not (math.isfinite(low) and math.isfinite(high)):
        return Estimate(value, None, *counts, note="no interval: fewer than two items or people")
    low, high = max(low, lowest), min(high, highest)
    method, population, note = named
    return Estimate(value, Interval(min(low, value), max(high, value), level, method, population), *counts, note=note)


def _named(found: Means, method: str = "") -> tuple[str, str, str]:
    """What intervals that rest on these means are, for whom they speak, and why not for more."""
    return method or found.method, found.population, found.note


def powered(it: Beside, model_rows: CodeArray, terms: Terms) -> tuple[Powered, ...]:
    """Prediction-powered shares or means over all that the model answered; none where people answered it all."""
    names, values = variables(it)
    answered = model_rows >= 0
    model = np.full((it.panel.n_items, values.shape[1]), np.nan)
    model[answered] = values[model_rows[answered]]
    people = np.flatnonzero(it.human)
    found = powered_means(values[people], it.items[people], it.annotators[people], model)
    if found.n_unlabelled < 2 or found.n_labelled < 2:
        return ()
    numeric = isinstance(it.panel.data, RatingChunk)
    possible = None if numeric else (0.0, 1.0)
    low, high = found.bounds(terms.level)
    classical = means(values[people], it.items[people], it.annotators[people], _per_item(it, people, answered))
    c_low, c_high = classical.bounds(terms.level, own=True)
    counts = (found.n_labelled, found.n_annotators, found.n_responses)
    corrected = _corrected(it, model_rows, terms) if isinstance(it.panel.data, Chunk) and len(names) == 2 else {}
    return tuple(
        Powered(
            name,
            _within(
                float(found.mean[v]), float(low[v]), float(high[v]), counts, terms.level,
                _named(classical, "prediction-powered"), possible,
            ),
            _within(
                float(found.people[v]), float(c_low[v]), float(c_high[v]), counts, terms.level, _named(classical),
                possible,
            ),
            float(found.weight[v]),
            float(found.gain[v]),
            found.n_unlabelled,
            corrected.get(v),
        )
        for v, name in enumerate(names)
        if numeric or found.mean[v] or found.people[v]
    )  # fmt: skip


def _per_item(it: Beside, rows: NDArray[np.int64], answered: NDArray[np.bool_]) -> Floats:
    """(N,) weights with which every item that the model answered too counts once, the others not at all."""
    item = it.items[rows]
    size = np.bincount(item, minlength=it.panel.n_items)
    return np.asarray(answered[item] / size[item])


def _corrected(it: Beside, model_rows: CodeArray, terms: Terms) -> dict[int, Estimate]:
    """Rogan and Gladen's share of each of two labels, people's majority taken as right."""
    truth, label = winners(it), it.panel.data.label
    answered = model_rows >= 0
    given = np.where(answered, label[model_rows], -1)
    asked = np.zeros(it.panel.n_items, dtype=np.bool_)
    asked[it.items[it.human]] = True
    both, alone = answered & (truth >= 0), answered & ~asked
    found = {}
    for v in (0, 1):
        one = rogan_gladen(truth[both] == v, given[both] == v, given[alone] == v, level=terms.level, seed=terms.seed)
        if one is not None:
            counts = (one.n_items, len(np.unique(it.annotators[it.human])), one.n_positive + one.n_negative)
            between = Interval(one.low, one.high, terms.level, "bootstrap over items", "new items, these annotators")
            found[v] = Estimate(one.value, between, *counts, note="people's majority is taken as right")
    return found
