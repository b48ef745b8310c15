"""Agreement within and between groups of annotators.

Cross-replication reliability (Wong, Paritosh & Aroyo 2021) is alpha with every comparison made between
two groups that answered the same items: 1 - D_o / D_e, where D_o compares answers of the two groups to
one item and D_e answers of the two groups to any items. Divided by the geometric mean of the groups' own
alphas it says how far they would agree if each were perfectly reliable. GRASP (Prabhakaran et al. 2024)
sets the cohesion within a group against its cohesion with the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oe_quality.kernel import delete_group
from oe_quality.kernel.agreement.distances import Distance
from oe_quality.kernel.chunk import Chunk, FloatArray
from oe_quality.results import Estimate

SMALL = 1e-12


@dataclass(frozen=True, slots=True)
class CrossReplication:
    """Two groups of annotators on the items that both answered.

    Attributes:
        xrr: agreement between the groups, corrected for chance.
        normalised: xRR over the geometric mean of the groups' alphas; above 1 by sampling error only.
        first_alpha, second_alpha: Krippendorff's alpha within each group on the shared items.
    """

    xrr: Estimate
    normalised: Estimate
    first_alpha: Estimate
    second_alpha: Estimate


@dataclass(frozen=True, slots=True)
class Cohesion:
    """One group of annotators against all others (GRASP).

    Attributes:
        within: alpha within the group, on all items that it answered twice or more.
        across: xRR with the others.
        difference: within - across, with its two-way jackknife interval.
        association: within / across, the group association index; undefined where across is not positive.
        p_value: share of relabellings of annotators with a difference at least as large, both sides counted;
            None where the difference is undefined.
    """

    within: Estimate
    across: Estimate
    difference: Estimate
    association: Estimate
    p_value: float | None


def cross_replication(
    answers: Chunk,
    in_first: NDArray[np.bool_],
    in_second: NDArray[np.bool_],
    distance: Distance,
    n_values: int,
    *,
    level: float = 0.95,
    groups: int = 30,
    seed: int = 0,
) -> CrossReplication:
    """Compare two groups of annotators, given as masks (A,), under a distance between the V values.

    Sets and numbers come as codes of their distinct values (`agreement.sets.distinct_sets`,
    `agreement.counts.coded_ratings`). Intervals are the two-way jackknife's.
    """
    items, annotators = answers.items(), answers.annotator
    kept = (in_first | in_second)[annotators]
    items, annotators, label = items[kept], annotators[kept], answers.label[kept]
    first = in_first[annotators]

    def coefficients(keep: NDArray[np.bool_]) -> FloatArray:
        """(4,) xRR, normalised, alpha of the first, alpha of the second."""
        x = counts_of(items[keep & first], label[keep & first], answers.n_items, n_values)
        y = counts_of(items[keep & ~first], label[keep & ~first], answers.n_items, n_values)
        both = (_sizes(x) > 0) & (_sizes(y) > 0)
        return _coefficients(x[both], y[both], distance)

    point = coefficients(np.ones(len(items), dtype=np.bool_))
    shared = np.intersect1d(items[first], items[~first])
    on_shared = np.isin(items, shared)
    counts = (len(shared), len(np.unique(annotators[on_shared])), int(on_shared.sum()))
    spread = delete_group.two_way(coefficients, 4, items, annotators, groups=groups, seed=seed)
    reasons = ("no item was answered by both groups, or all answers are equal", _NORMAL, _WITHIN, _WITHIN)
    ceilings = (1.0, math.inf, 1.0, 1.0)
    between, normalised, one, two = _estimates(point, spread, level, counts, reasons, ceilings)
    return CrossReplication(between, normalised, one, two)


_NORMAL = "a group does not agree with itself beyond chance, so nothing can be normalised by it"
_WITHIN = "no item was answered twice within the group, or all its answers are equal"


def cohesion(
    answers: Chunk,
    in_group: NDArray[np.bool_],
    distance: Distance,
    n_values: int,
    *,
    level: float = 0.95,
    groups: int = 30,
    permutations: int = 999,
    seed: int = 0,
) -> Cohesion:
    """Whether a group of annotators, a mask (A,), agrees more among itself than with the others.

    The annotator is the sampling unit: the p-value relabels annotators, keeping the number in the group
    among those who answered.
    """
    items, annotators = answers.items(), answers.annotator

    def coefficients(keep: NDArray[np.bool_], member: NDArray[np.bool_] = in_group) -> FloatArray:
        """(4,) within, across, difference, ratio."""
        own = keep & member[annotators]
        x = counts_of(items[own], answers.label[own], answers.n_items, n_values)
        other = keep & ~member[annotators]
        y = counts_of(items[other], answers.label[other], answers.n_items, n_values)
        both = (_sizes(x) > 0) & (_sizes(y) > 0)
        within, across = alpha_of(x, distance), _xrr(x[both], y[both], distance)
        return np.array([within, across, within - across, within / across if across > SMALL else math.nan])

    everything = np.ones(answers.n_responses, dtype=np.bool_)
    point = coefficients(everything)
    present = np.unique(annotators)
    counts = (int((np.diff(answers.offsets) > 0).sum()), len(present), answers.n_responses)
    spread = delete_group.two_way(coefficients, 4, items, annotators, groups=groups, seed=seed)
    reasons = (_WITHIN, "the group shares no item with the others", _WITHIN, "the group does not agree with the others")
    ceilings = (1.0, 1.0, math.inf, math.inf)
    within, across, difference, association = _estimates(point, spread, level, counts, reasons, ceilings)
    p_value = None
    if math.isfinite(point[2]):
        rng = np.random.default_rng(seed)
        shuffled = np.zeros(len(in_group), dtype=np.bool_)
        exceeding = 1
        for _ in range(permutations):
            shuffled[present] = rng.permutation(in_group[present])
            exceeding += not abs(coefficients(everything, shuffled)[2]) < abs(point[2]) - SMALL
        p_value = exceeding / (permutations + 1)
    return Cohesion(within, across, difference, association, p_value)


def counts_of(items: NDArray[np.int32], label: NDArray[np.int32], n_items: int, n_values: int) -> Any:
    """(I, V) sparse counts of answers."""
    return sparse.csr_array((np.ones(len(items)), (items, label)), shape=(n_items, n_values))


def _sizes(counts: Any) -> FloatArray:
    return np.asarray(counts.sum(axis=1)).ravel()


def _coefficients(x: Any, y: Any, distance: Distance) -> FloatArray:
    between, one, two = _xrr(x, y, distance), alpha_of(x, distance), alpha_of(y, distance)
    normal = between / math.sqrt(one * two) if min(one, two) > SMALL else math.nan
    return np.array([between, normal, one, two])


def _xrr(x: Any, y: Any, distance: Distance) -> float:
    """1 - D_o / D_e of counts x, y (I, V) of the same items, each answered in both; NaN where 0/0.

    An item weighs as its answers, n_x + n_y (Wong et al. 2021, and their published program).
    """
    n_x, n_y = _sizes(x), _sizes(y)
    if not len(n_x):
        return math.nan
    # Polarisation: the cross form of two counts is half of what their sum's form has beyond their own.
    rows_x, rows_y = distance.embed(x), distance.embed(y)
    cross = (distance.quadratic(distance.embed(x + y)) - distance.quadratic(rows_x) - distance.quadratic(rows_y)) / 2
    observed = ((n_x + n_y) * cross / (n_x * n_y)).sum() / (n_x + n_y).sum()
    total_x, total_y = _total(rows_x), _total(rows_y)
    expected = distance.bilinear(total_x, total_y[None])[0] / (n_x.sum() * n_y.sum())
    return float(1 - observed / expected) if expected > SMALL else math.nan


def alpha_of(counts: Any, distance: Distance) -> float:
    """Krippendorff's alpha of counts (I, V) over items with two answers or more; NaN where 0/0."""
    pairable = counts[_sizes(counts) >= 2]
    m = _sizes(pairable)
    if not len(m):
        return math.nan
    rows = distance.embed(pairable)
    total = _total(rows)
    expected = distance.bilinear(total, total[None])[0]
    observed = (distance.quadratic(rows) / (m - 1)).sum()
    return float(1 - (m.sum() - 1) * observed / expected) if expected > SMALL else math.nan


def _total(rows: Any) -> FloatArray:
    return np.asarray(rows.sum(axis=0), dtype=np.float64).ravel()


def _estimates(
    point: FloatArray,
    spread: delete_group.Spread,
    level: float,
    counts: tuple[int, int, int],
    reasons: Sequence[str],
    ceilings: Sequence[float],
) -> list[Estimate]:
    """One per statistic; its reason where it is undefined, no bound above its ceiling."""
    found = []
    for which, (value, why, ceiling) in enumerate(zip(point.tolist(), reasons, ceilings, strict=True)):
        if not math.isfinite(value):
            found.append(Estimate(None, None, *counts, undefined=why))
            continue
        bounds = spread.bounds(which, value, level)
        interval = spread.named(bounds and (min(bounds[0], ceiling), min(bounds[1], ceiling)), level)
        note = "" if interval else "no interval: without some items or annotators it is undefined"
        found.append(Estimate(value, interval, *counts, note=note))
    return found
