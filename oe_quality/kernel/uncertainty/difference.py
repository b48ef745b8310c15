"""The difference of two coefficients, with what they share taken into account.

Two slices may share annotators (slices of items), items (slices of annotators) or both; two questions about the same
items share all of it. Leaving out a unit moves both coefficients at once, so the jackknife is of the difference, unit
by unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.kernel.uncertainty.delete_group import Spread
from oe_quality.kernel.uncertainty.moves import Place, moves
from oe_quality.kernel.uncertainty.population import NEW_BOTH, NEW_ITEMS, cannot_be_told
from oe_quality.kernel.uncertainty.rounding import is_flat
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.results import Estimate, Interval


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


def of_independent(before: Estimate, after: Estimate, method: str) -> Interval | None:
    """After less before, of different answers, from the two intervals; None where one has none.

    The squares of the halves that face each other add (MOVER; Zou & Donner 2008, Stat. Med. 27:1693), so that the
    interval never leaves what the difference of the two can be.

    >>> found = of_independent(Estimate(0.1, Interval(-0.2, 0.4)), Estimate(0.8, Interval(0.5, 1.0)), "both added")
    >>> round(found.low, 2), round(found.high, 2)
    (0.28, 1.06)
    """
    if before.interval is None or after.interval is None or before.value is None or after.value is None:
        return None
    value = after.value - before.value
    down = math.hypot(after.value - after.interval.low, before.interval.high - before.value)
    up = math.hypot(after.interval.high - after.value, before.value - before.interval.low)
    return Interval(value - down, value + up, before.interval.level, method, before.interval.population)


def difference(first: Statistic, second: Statistic, level: float, places: Sequence[Place] | None = None) -> Difference:
    """Two-way jackknife of `first` less `second`.

    Args:
        first, second: with item and annotator codes in common and no answer in common, or else
        places: of each of the two, into a numbering that both share. What an annotator said of an item is then left out
            of both at once.
    """
    value = first.value - second.value
    parts = moves((first, second), places).along(np.array([1.0, -1.0]))
    named, note = ("two-way jackknife of the difference", NEW_BOTH), ""
    variance, df = parts.variance, parts.degrees
    if not parts.tells_of_new_annotators:
        variance, df = parts.items, parts.n_items - 1
        named, note = ("jackknife over items, of the difference", NEW_ITEMS), cannot_be_told(parts.n_annotators)
    if not (np.isfinite(variance) and variance >= 0 and df > 0) or is_flat(math.sqrt(variance), abs(value)):
        return Difference(value, None, None, "its variance cannot be told from these answers")
    error = float(np.sqrt(variance))
    half = float(stdtrit(df, (1 + level) / 2)) * error
    p_value = float(2 * stdtr(df, -abs(value) / error))
    low, high = max(value - half, first.lowest - 1.0), min(value + half, 1.0 - second.lowest)
    return Difference(value, Interval(low, high, level, *named), p_value, note)


def recomputed(
    value: float,
    on: Callable[[NDArray[np.bool_]], float],
    items: CodeArray,
    annotators: CodeArray,
    level: float,
    *,
    these_annotators: str = "",
    lowest: float = -2.0,
    highest: float = 2.0,
    seed: int = 0,
) -> Difference:
    """A difference of coefficients whose units cannot be left out in closed form: each is computed anew on parts.

    Args:
        value: first less second, on all answers; on: the same on the answers that a mask (R,) keeps.
        items, annotators: (R,) of each answer; what an annotator said of an item is one of them for both coefficients.
        level: nominal coverage.
        these_annotators: why the difference speaks of these annotators alone; empty where it need not.
        lowest, highest: that a difference can be.
        seed: of the groups that are left out where items or annotators are more than thirty.

    Returns:
        The difference with Student's t interval and the two-sided p-value of no difference; neither of them, and a
        note, where the variance cannot be told.

    Source: `delete_group` (Kott 2001), of the difference itself, so that what both coefficients share is taken along.

    >>> items, annotators = np.repeat(np.arange(12), 2), np.tile([0, 1], 12)
    >>> score = (items * 7 % 5) / 10 + annotators
    >>> found = recomputed(0.1, lambda keep: float(score[keep].mean()) - 0.6, items, annotators, 0.95)
    >>> found.interval.low < found.value < found.interval.high, found.note
    (True, 'of these annotators; how new ones would do cannot be told from 2 people')
    """

    def both(keep: NDArray[np.bool_]) -> Floats:
        return np.array([on(keep)])

    if these_annotators:
        found = delete_group.over_items(both, 1, items, seed=seed, note=these_annotators)
    else:
        found = delete_group.two_way(both, 1, items, annotators, seed=seed)
    interval, p_value = _told(value, found, level, lowest, highest)
    note = found.note if interval else "its variance cannot be told from these answers"
    return Difference(value, interval, p_value, note)


def _told(
    value: float, found: Spread, level: float, lowest: float, highest: float
) -> tuple[Interval | None, float | None]:
    """The interval and the p value of no difference; None where the variance is not known or 0."""
    variance = float(found.variance[0])
    interval = found.interval(0, value, level, lowest, highest)
    if interval is None or not variance > 0:
        return None, None
    named = Interval(interval.low, interval.high, level, f"{found.method}, of the difference", found.population)
    return named, float(2 * stdtr(found.degrees, -abs(value) / math.sqrt(variance)))
