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

from oe_quality.errors import NotComputableError
from oe_quality.kernel.agreement.distances import Distance
from oe_quality.kernel.agreement.possible import NONE_KNOWN, least_ratio
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.results import Estimate

SMALL = 1e-12
MOST_PAIRED = 25_000_000
"""Pairs of answers to one item that are held at once; each takes 24 bytes."""


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
    first, second = in_first[annotators], in_second[annotators]
    pairs = paired(items, answers.label, distance, answers.n_items, n_values)

    def coefficients(keep: NDArray[np.bool_]) -> Floats:
        """(4,) xRR, normalised, alpha of the first, alpha of the second; alphas on the shared items."""
        x, y = keep & first, keep & second
        n_x, n_y = (np.bincount(items[side], minlength=answers.n_items) for side in (x, y))
        shared = ((n_x > 0) & (n_y > 0))[items]
        between, one, two = pairs.xrr(x, y), pairs.alpha(x & shared), pairs.alpha(y & shared)
        return np.array([between, between / math.sqrt(one * two) if min(one, two) > SMALL else math.nan, one, two])

    point = coefficients(np.ones(len(items), dtype=np.bool_))
    shared = np.intersect1d(items[first], items[second])
    on_shared = np.isin(items, shared) & (first | second)
    counts = (len(shared), len(np.unique(annotators[on_shared])), int(on_shared.sum()))
    rows = np.flatnonzero(on_shared)

    def of_rows(kept: NDArray[np.bool_]) -> Floats:
        keep = np.zeros(len(items), dtype=np.bool_)
        keep[rows[kept]] = True
        return coefficients(keep)

    # Whoever is in neither group, and items of one group alone, are no sample that this rests on.
    spread = delete_group.two_way(of_rows, 4, items[rows], annotators[rows], groups=groups, seed=seed)
    reasons = ("no item was answered by both groups, or all answers are equal", _NORMAL, _WITHIN, _WITHIN)
    alphas = [(pairs.lowest_alpha(side & np.isin(items, shared)), 1.0) for side in (first, second)]
    possible = ((pairs.lowest_xrr(first, second), 1.0), _ANY, *alphas)
    between, normalised, one, two = estimates(point, spread, level, counts, reasons, possible)
    return CrossReplication(between, normalised, one, two)


_ANY = (-math.inf, math.inf)
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

    pairs = paired(items, answers.label, distance, answers.n_items, n_values)

    def coefficients(keep: NDArray[np.bool_], member: NDArray[np.bool_] = in_group) -> Floats:
        """(4,) within, across, difference, ratio."""
        own = member[annotators]
        within, across = pairs.alpha(keep & own), pairs.xrr(keep & own, keep & ~own)
        return np.array([within, across, within - across, within / across if across > SMALL else math.nan])

    everything = np.ones(answers.n_responses, dtype=np.bool_)
    point = coefficients(everything)
    present = np.unique(annotators)
    counts = (int((np.diff(answers.offsets) > 0).sum()), len(present), answers.n_responses)
    spread = delete_group.two_way(coefficients, 4, items, annotators, groups=groups, seed=seed)
    reasons = (_WITHIN, "the group shares no item with the others", _WITHIN, "the group does not agree with the others")
    own = in_group[annotators]
    least, least_across = pairs.lowest_alpha(own), pairs.lowest_xrr(own, ~own)
    possible = ((least, 1.0), (least_across, 1.0), (least - 1.0, 1.0 - least_across), _ANY)
    within, across, difference, association = estimates(point, spread, level, counts, reasons, possible)
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


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """Answers with the distance of every pair to the same item, so that parts of them are compared at once.

    Memory grows with the pairs: half the sum over items of answers times other answers.

    Attributes:
        items, label: (R,) codes.
        n_items: I; n_values: V.
        first, second: (P,) places of the two answers; apart: (P,) their distance.
        distance: between values, for what is expected by chance; rows: (V, q) the values as it wants them.
    """

    items: NDArray[np.int32]
    label: NDArray[np.int32]
    n_items: int
    n_values: int
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    apart: Floats
    distance: Distance
    rows: Any

    def alpha(self, keep: NDArray[np.bool_]) -> float:
        """Krippendorff's alpha of the answers in a mask (R,), over items with two or more; NaN where 0/0."""
        m = np.bincount(self.items[keep], minlength=self.n_items)
        pairable = keep & (m >= 2)[self.items]
        n = int(pairable.sum())
        both = keep[self.first] & keep[self.second]
        observed = 2 * (self.apart[both] / (m[self.items[self.first[both]]] - 1)).sum()
        total = self._total(pairable)
        expected = float(self.distance.bilinear(total, total[None])[0])
        return 1 - (n - 1) * float(observed) / expected if expected > SMALL else math.nan

    def expected(self, keep: NDArray[np.bool_]) -> float | None:
        """Mean distance of two different answers of a mask (R,), whatever their items; None below two answers."""
        n = int(keep.sum())
        total = self._total(keep)
        return float(self.distance.bilinear(total, total[None])[0]) / (n * (n - 1)) if n >= 2 else None

    def xrr(self, x: NDArray[np.bool_], y: NDArray[np.bool_]) -> float:
        """1 - D_o / D_e between two disjoint masks (R,), over items that both answered; NaN where 0/0.

        An item weighs as its answers, n_x + n_y (Wong et al. 2021, and their published program).
        """
        n_x, n_y = (np.bincount(self.items[side], minlength=self.n_items) for side in (x, y))
        shared = (n_x > 0) & (n_y > 0)
        if not shared.any():
            return math.nan
        across = (x[self.first] & y[self.second]) | (y[self.first] & x[self.second])
        item = self.items[self.first[across]]
        n = (n_x + n_y)[shared].sum()
        observed = (self.apart[across] * (n_x + n_y)[item] / (n_x * n_y)[item]).sum() / n
        total_x, total_y = (self._total(side & shared[self.items]) for side in (x, y))
        expected = float(self.distance.bilinear(total_x, total_y[None])[0]) / float(
            n_x[shared].sum() * n_y[shared].sum()
        )
        return 1 - float(observed) / expected if expected > SMALL else math.nan

    def lowest_alpha(self, keep: NDArray[np.bool_]) -> float:
        """The least that alpha of a mask (R,) can be; see `agreement.possible`."""
        m = np.bincount(self.items[keep], minlength=self.n_items)
        pairable = keep & (m >= 2)[self.items]
        expected = self.expected(pairable)
        nothing = NONE_KNOWN if expected is None or expected <= SMALL else 1 - self.distance.largest / expected
        ratio = least_ratio(m, int(pairable.sum())) if self.distance.is_euclidean else NONE_KNOWN
        return max(nothing, ratio)

    def lowest_xrr(self, x: NDArray[np.bool_], y: NDArray[np.bool_]) -> float:
        """The least that xRR of two disjoint masks (R,) can be: 1 - the largest distance over the expected one."""
        n_x, n_y = (np.bincount(self.items[side], minlength=self.n_items) for side in (x, y))
        shared = ((n_x > 0) & (n_y > 0))[self.items]
        total_x, total_y = (self._total(side & shared) for side in (x, y))
        pairs = float((x & shared).sum() * (y & shared).sum())
        apart = float(self.distance.bilinear(total_x, total_y[None])[0])
        return 1 - self.distance.largest * pairs / apart if apart > SMALL * max(pairs, 1.0) else NONE_KNOWN

    def _total(self, keep: NDArray[np.bool_]) -> Floats:
        """The counts of all values in a mask, as the distance wants them."""
        counts = np.bincount(self.label[keep], minlength=self.n_values).astype(np.float64)
        return np.asarray(self.rows.T @ counts, dtype=np.float64)


def too_many_pairs(items: NDArray[np.int32]) -> str:
    """Why the answers to the items (R,) are not paired, where they are too many; else empty."""
    m = np.bincount(items)
    n_pairs = int((m * (m - 1) // 2).sum())
    return f"{n_pairs:,} pairs of answers to one item are too many to look at" if n_pairs > MOST_PAIRED else ""


def paired(
    items: NDArray[np.int32], label: NDArray[np.int32], distance: Distance, n_items: int, n_values: int
) -> Paired:
    """Pair the answers (R,), which stand in ascending order of items, with every other to the same item.

    Raises:
        NotComputableError: there are more than `MOST_PAIRED` pairs.
    """
    too_many = too_many_pairs(items)
    if too_many:
        raise NotComputableError(too_many, remedy="Take a part of the items, or of the people.")
    largest = int(np.bincount(items, minlength=1).max())
    firsts = [np.flatnonzero(items[lag:] == items[:-lag]) for lag in range(1, largest)]
    seconds = [first + lag for lag, first in enumerate(firsts, start=1)]
    first = np.concatenate(firsts) if firsts else np.zeros(0, dtype=np.int64)
    second = np.concatenate(seconds) if seconds else np.zeros(0, dtype=np.int64)
    apart = distance.between(label[first], label[second])
    rows = distance.embed(sparse.eye_array(n_values, format="csr"))
    return Paired(items, label, n_items, n_values, first, second, np.asarray(apart, dtype=np.float64), distance, rows)


def estimates(
    point: Floats,
    spread: delete_group.Spread,
    level: float,
    counts: tuple[int, int, int],
    reasons: Sequence[str],
    possible: Sequence[tuple[float, float]],
) -> list[Estimate]:
    """One per statistic; its reason where it is undefined, its bounds within what is possible."""
    found = []
    for which, (value, why, ends) in enumerate(zip(point.tolist(), reasons, possible, strict=True)):
        if not math.isfinite(value):
            found.append(Estimate(None, None, *counts, undefined=why))
            continue
        interval = spread.interval(which, value, level, *ends)
        note = spread.told(which, interval, "no interval: without some items or annotators it is undefined")
        found.append(Estimate(value, interval, *counts, note=note))
    return found
