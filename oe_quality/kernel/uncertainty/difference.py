"""The difference of a coefficient between two parts of the data, with what they share taken into account.

Two slices may share annotators (slices of items), items (slices of annotators) or both. Leaving out a
unit moves both coefficients at once, so the jackknife is of the difference, unit by unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.uncertainty.population import NEW_BOTH, NEW_ITEMS, cannot_be_told
from oe_quality.kernel.uncertainty.statistic import Deleted, Statistic
from oe_quality.kernel.uncertainty.two_way import TwoWay
from oe_quality.results import Interval


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two coefficients.

    Attributes:
        value: first less second.
        interval, p_value: None where the variance cannot be told; p is two-sided, of no difference.
        note: why there is none, or why it speaks for less than new items and annotators.
    """

    value: float
    interval: Interval | None
    p_value: float | None
    note: str = ""


def difference(first: Statistic, second: Statistic, level: float) -> Difference:
    """Two-way jackknife of `first` less `second`: disjoint answers, with item and annotator codes in common."""
    value = first.value - second.value
    parts = _two_way(first, second)
    named, note = ("two-way jackknife of the difference", NEW_BOTH), ""
    variance, df = parts.variance, parts.degrees
    if not parts.tells_of_new_annotators:
        variance, df = parts.items, parts.n_items - 1
        named, note = ("jackknife over items, of the difference", NEW_ITEMS), cannot_be_told(parts.n_annotators)
    if not (np.isfinite(variance) and variance > 0 and df > 0):
        return Difference(value, None, None, "its variance cannot be told from these answers")
    error = float(np.sqrt(variance))
    half = float(stdtrit(df, (1 + level) / 2)) * error
    p_value = float(2 * stdtr(df, -abs(value) / error))
    low, high = max(value - half, first.lowest - 1.0), min(value + half, 1.0 - second.lowest)
    return Difference(value, Interval(low, high, level, *named), p_value, note)


def _two_way(first: Statistic, second: Statistic) -> TwoWay:
    """Variances of the difference; degrees of freedom are those of the smaller side."""
    items = _by_item(first) - _by_item(second)
    annotators = _pushes(first.without_annotators()) - _pushes(second.without_annotators())
    answers = [_pushes(s.without_answers()) for s in (first, second)]
    times = [s.without_answers().times for s in (first, second)]
    sides = [(int(s.without_items().times.sum()), int(s.without_annotators().times.sum())) for s in (first, second)]
    return TwoWay(
        float(items @ items),
        float(annotators @ annotators),
        float(sum(n @ push**2 for n, push in zip(times, answers, strict=True))),
        min(n for n, _ in sides),
        min(n for _, n in sides),
    )


def _by_item(statistic: Statistic) -> Floats:
    """(I,) what leaving out each item does, 0 for items that do not matter."""
    pushes, rows = _pushes(statistic.without_items()), statistic.item_rows()
    return np.where(rows >= 0, np.append(pushes, 0.0)[rows], 0.0)


def _pushes(deleted: Deleted) -> Floats:
    """(G,) deviations whose squares, each taken `times`, sum to the jackknife variance."""
    n = int(deleted.times.sum())
    if n < 2:
        return np.full(len(deleted.values), np.nan)
    values = np.where(deleted.times > 0, deleted.values, 0.0)
    mean = float(values @ deleted.times) / n
    return np.where(deleted.times > 0, np.sqrt((n - 1) / n) * (values - mean), 0.0)
