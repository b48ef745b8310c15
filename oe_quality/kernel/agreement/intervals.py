"""Intervals of coefficients, each named with the population for which it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import ndtri, stdtrit

from oe_quality.kernel.agreement import analytic
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.uncertainty import bootstrap, jackknife
from oe_quality.kernel.uncertainty.delete_group import FLAT
from oe_quality.kernel.uncertainty.population import (
    FEWEST_ANNOTATORS,
    NEW_ANNOTATORS,
    NEW_BOTH,
    NEW_ITEMS,
    cannot_be_told,
)
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.kernel.uncertainty.two_way import TwoWay
from oe_quality.results import Interval

MOST_STRETCH = 500.0
"""Logarithm of the factor by which 1 - value is stretched at most: beyond, every bound is cut anyhow."""
NOTHING_LEFT = "of these annotators; without one of them nothing could be compared"


class IntervalMethod(StrEnum):
    """How an interval is made."""

    TWO_WAY = "two-way"
    """Jackknife over items and annotators."""
    ITEMS = "items"
    """Bootstrap over items."""
    ANNOTATORS = "annotators"
    """Bootstrap over annotators."""
    BOTH = "both"
    """Bootstrap over items and annotators."""
    ANALYTIC = "analytic"
    """The formula of the coefficient's author, where there is one; over items."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """An interval with its standard error, or why there is none.

    Attributes:
        interval, standard_error: None where they cannot be had.
        design_effect: the whole variance over that of items alone; None where not computed.
        note: why there is no interval, or why it speaks for less than was asked.
    """

    interval: Interval | None
    standard_error: float | None = None
    design_effect: float | None = None
    note: str = ""


def two_way_interval(statistic: Statistic, level: float) -> Uncertainty:
    """The two-way jackknife interval, with Student's t on the scale of log(1 - value).

    1 - value is the ratio of observed to expected disagreement, whose logarithm is nearer to normal; so the
    interval is not symmetric and never passes 1.

    With fewer than five annotators, or where one annotator is part of every comparison, new annotators cannot be
    spoken of: the interval is then over items alone, and the note says so.
    """
    parts = jackknife.two_way(statistic)
    if not parts.tells_of_new_annotators:
        alone = parts.n_annotators >= FEWEST_ANNOTATORS
        why = NOTHING_LEFT if alone else cannot_be_told(parts.n_annotators)
        return _jackknife_items(statistic, parts, level, why)
    if not np.isfinite(parts.variance):
        return Uncertainty(None, note="one item decides whether the coefficient is defined at all")
    named = ("two-way jackknife", NEW_BOTH)
    return _t_interval(statistic, parts.variance, parts.degrees, level, named, design_effect=parts.design_effect)


def _jackknife_items(statistic: Statistic, parts: TwoWay, level: float, why: str) -> Uncertainty:
    if not np.isfinite(parts.items):
        return Uncertainty(None, note=f"{why}; and too few items for that")
    return _t_interval(statistic, parts.items, parts.n_items - 1, level, ("jackknife over items", NEW_ITEMS), note=why)


def _t_interval(
    statistic: Statistic,
    variance: float,
    df: int,
    level: float,
    named: tuple[str, str],
    *,
    design_effect: float | None = None,
    note: str = "",
    logarithmic: bool = True,
) -> Uncertainty:
    value = statistic.value
    if variance <= 0:
        return Uncertainty(None, 0.0, None, "; ".join(filter(None, [note, FLAT])))
    error = float(np.sqrt(variance))
    half = float(stdtrit(df, (1 + level) / 2)) * error
    if logarithmic and value < 1:
        stretch = float(np.exp(min(half / (1 - value), MOST_STRETCH)))
        bounds = 1 - (1 - value) * stretch, 1 - (1 - value) / stretch
    else:
        bounds = value - half, value + half
    return Uncertainty(Interval(*_cut(statistic, *bounds), level, *named), error, design_effect, note)


def _cut(statistic: Statistic, low: float, high: float) -> tuple[float, float]:
    """Bounds within what is possible, and never beyond the value itself."""
    value = statistic.value
    return min(max(low, statistic.lowest), value), max(min(high, 1.0), value)


def analytic_interval(statistic: Statistic, level: float) -> Uncertainty:
    """The interval of Gwet's linearised error, with t quantiles of (items - 1) degrees of freedom."""
    found = analytic.standard_error(statistic)
    if found is None:
        return Uncertainty(None, note="no formula is known for this coefficient; ask for another interval")
    error, n = found
    return _t_interval(
        statistic, error**2, n - 1, level, ("linearised error (Gwet 2008)", NEW_ITEMS), logarithmic=False
    )


def normal_interval(statistic: Statistic, error: float, level: float) -> Uncertainty:
    """The interval of a cross table's large-sample error, with normal quantiles."""
    if not error > 0:
        return Uncertainty(None, note="the large-sample error is zero, so no width can be told")
    half = float(ndtri((1 + level) / 2)) * error
    method = "large-sample error (Fleiss, Cohen & Everitt 1969)"
    bounds = _cut(statistic, statistic.value - half, statistic.value + half)
    return Uncertainty(Interval(*bounds, level, method, NEW_ITEMS), error)


def percentile_interval(statistic: Statistic, replicates: Floats, level: float, named: tuple[str, str]) -> Uncertainty:
    """The percentile interval of bootstrap replicates (B,); undefined ones are left out, and counted."""
    defined = replicates[np.isfinite(replicates)]
    lost = len(replicates) - len(defined)
    if len(defined) < max(2, len(replicates) // 2):
        return Uncertainty(None, note=f"undefined in {lost} of {len(replicates)} resamples")
    low, high = np.clip(np.quantile(defined, [(1 - level) / 2, (1 + level) / 2]), statistic.lowest, 1.0)
    note = f"undefined in {lost} of {len(replicates)} resamples, which are left out" if lost else ""
    bounds = Interval(float(low), float(high), level, *named)
    return Uncertainty(bounds, float(defined.std(ddof=1)), None, note)


def item_bootstrap_interval(
    statistic: Statistic, level: float, resamples: int, rng: np.random.Generator
) -> Uncertainty:
    """Bootstrap over items."""
    replicates = bootstrap.over_items(statistic, resamples, rng)
    return percentile_interval(statistic, replicates, level, ("bootstrap over items", NEW_ITEMS))


def annotator_bootstrap_interval(
    statistic: Statistic, level: float, resamples: int, rng: np.random.Generator
) -> Uncertainty:
    """Bootstrap over annotators."""
    present = statistic.without_annotators().times
    if present.sum() < FEWEST_ANNOTATORS:
        return Uncertainty(None, note=cannot_be_told(int(present.sum())))
    n_items = len(statistic.item_rows())
    replicates = bootstrap.over_annotators(statistic, n_items, present, resamples, rng)
    return percentile_interval(statistic, replicates, level, ("bootstrap over annotators", NEW_ANNOTATORS))


def two_way_bootstrap_interval(
    statistic: Statistic, level: float, resamples: int, rng: np.random.Generator
) -> Uncertainty:
    """Bootstrap over items and annotators, independently (the pigeonhole bootstrap); it is conservative."""
    present = statistic.without_annotators().times
    if present.sum() < FEWEST_ANNOTATORS:
        return Uncertainty(None, note=cannot_be_told(int(present.sum())))
    matters = (statistic.item_rows() >= 0).astype(np.int64)
    replicates = bootstrap.over_both(statistic, matters, present, resamples, rng)
    return percentile_interval(statistic, replicates, level, ("bootstrap over items and annotators", NEW_BOTH))
