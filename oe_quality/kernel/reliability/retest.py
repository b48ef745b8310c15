"""Test and retest: whether annotators answer as they did before."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.agreement.distances import Distance
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, OffsetArray
from oe_quality.kernel.reliability.replication import paired
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.results import Estimate

NOT_IDENTIFIABLE = "not identifiable: nobody answered an item twice"
DAY_US = 86_400_000_000
"""Microseconds in a day, the unit of the lag."""


@dataclass(frozen=True, slots=True)
class Retest:
    """Repeated answers of one annotator, or of all.

    Attributes:
        annotator: code, or -1 for all together.
        n_repeated: items answered twice or more (for all: annotator and item).
        same: share of pairs of one annotator's answers to one item that are equal.
        alpha: Krippendorff's alpha with occasions in the place of annotators, over the repeated items; the
            ceiling of what annotators could agree on with each other.
        lag_days: median days between consecutive answers, None where times are unknown.
    """

    annotator: int
    n_repeated: int
    same: Estimate
    alpha: Estimate
    lag_days: float | None


def retest(
    answers: Chunk,
    n_annotators: int,
    distance: Distance,
    n_values: int,
    created_at: NDArray[np.int64] | None = None,
    *,
    level: float = 0.95,
    groups: int = 30,
    seed: int = 0,
) -> tuple[Retest, ...]:
    """All annotators together first, then each who repeated an item, ascending by code.

    Args:
        answers: with every occasion kept; an annotator's answers to an item stand in order of occasion.
            Sets and numbers come as codes of their distinct values, as for `xrr`.
        distance: between the V values.
        created_at: (R,) microseconds since 1970, -1 where unknown.

    Intervals are the jackknife's: over items and annotators for all together, over items for one.
    """
    units, answer, who, item = _units(answers)
    times = None if created_at is None else created_at[answer]
    label = answers.label[answer]
    offsets = np.concatenate([[0], np.cumsum(np.bincount(units))]).astype(np.int64) if len(units) else np.zeros(1, int)
    everyone = _one(-1, _Part(offsets, label, who, item, times), distance, n_values, level, groups, seed)
    each = []
    for annotator in range(n_annotators):
        mine = who == annotator
        if mine.any():
            sizes = np.diff(offsets)[np.unique(units[mine])]
            own_times = None if times is None else times[mine]
            own = _Part(np.concatenate([[0], np.cumsum(sizes)]), label[mine], who[mine], item[mine], own_times)
            each.append(_one(annotator, own, distance, n_values, level, groups, seed))
    return (everyone, *each)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Repeated answers, ordered by unit (one annotator, one item), each unit's by occasion."""

    offsets: OffsetArray
    label: NDArray[np.int32]
    annotator: NDArray[np.int32]
    item: NDArray[np.int32]
    created_at: NDArray[np.int64] | None


def _units(answers: Chunk) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int32], NDArray[np.int32]]:
    """Unit, place in the chunk, annotator and item of every answer that its annotator repeated."""
    items = answers.items()
    # Within an item answers are ordered by annotator, then occasion, so a unit's answers stand together.
    fresh = np.ones(answers.n_responses, dtype=np.bool_)
    fresh[1:] = (items[1:] != items[:-1]) | (answers.annotator[1:] != answers.annotator[:-1])
    unit = np.cumsum(fresh) - 1
    repeated = np.flatnonzero(np.bincount(unit, minlength=1)[unit] >= 2)
    _, dense = np.unique(unit[repeated], return_inverse=True)
    return dense, repeated, answers.annotator[repeated], items[repeated]


def _one(
    annotator: int, part: _Part, distance: Distance, n_values: int, level: float, groups: int, seed: int
) -> Retest:
    n_units = len(part.offsets) - 1
    counts = (len(np.unique(part.item)), len(np.unique(part.annotator)), len(part.label))
    if n_units == 0:
        nothing = Estimate(None, None, *counts, undefined=NOT_IDENTIFIABLE)
        return Retest(annotator, 0, nothing, nothing, None)
    unit = np.repeat(np.arange(n_units, dtype=np.int32), np.diff(part.offsets))
    pairs = paired(unit, part.label, distance, n_units, n_values)
    equal = part.label[pairs.first] == part.label[pairs.second]
    of_pair = unit[pairs.first]

    shares = np.bincount(of_pair, weights=equal, minlength=n_units) / np.bincount(of_pair, minlength=n_units)

    def coefficients(whole: NDArray[np.bool_]) -> Floats:
        """(2,) share of equal pairs, and alpha, of the units that are kept."""
        if not whole.any():
            return np.array([math.nan, math.nan])
        return np.array([shares[whole].mean(), pairs.alpha(whole[unit])])

    point = coefficients(np.ones(n_units, dtype=np.bool_))
    lowest = (0.0, pairs.lowest_alpha(np.ones(len(unit), dtype=np.bool_)))
    estimates = []
    # What is left out is a unit, whole: were it one answer, each would take the other's retest along, and the variance
    # of single answers, which is subtracted, would be counted about twice.
    start = part.offsets[:-1]
    if annotator < 0:
        spread = delete_group.two_way(
            coefficients, 2, part.item[start], part.annotator[start], groups=groups, seed=seed
        )
    else:
        spread = delete_group.over_items(coefficients, 2, part.item[start], groups=groups, seed=seed)
    for which, value in enumerate(point):
        if not math.isfinite(value):
            why = "all repeated answers are equal, so there is no disagreement to expect"
            estimates.append(Estimate(None, None, *counts, undefined=why))
            continue
        interval = spread.interval(which, float(value), level, lowest[which], 1.0)
        note = spread.told(which, interval, "no interval: too few repeats to leave some out")
        estimates.append(Estimate(float(value), interval, *counts, note=note))
    return Retest(annotator, n_units, estimates[0], estimates[1], _lag(part, unit))


def _lag(part: _Part, unit: NDArray[np.int32]) -> float | None:
    if part.created_at is None:
        return None
    consecutive = (unit[1:] == unit[:-1]) & (part.created_at[1:] >= 0) & (part.created_at[:-1] >= 0)
    gaps = np.diff(part.created_at)[consecutive]
    return float(np.median(gaps)) / DAY_US if len(gaps) else None
