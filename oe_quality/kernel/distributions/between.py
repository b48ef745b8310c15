"""How far the labels of two groups of annotators lie apart, on the items that both answered.

A group's distribution is the mean over items of its shares there, so that every item counts the same for both.
Distances of samples are above those of populations; what chance alone gives is seen by moving annotators between the
groups, and the jackknife over annotators takes the bias out. The annotator, not the answer, is the unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.distributions.divergence import hellinger, jensen_shannon, total_variation
from oe_quality.kernel.uncertainty.rounding import ROUNDING

DISTANCES = ("jensen_shannon", "total_variation", "hellinger", "jensen_shannon_per_item")


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """Two groups, by each of `DISTANCES` (4,).

    Attributes:
        value: as observed; by_chance: mean where annotators are moved between the groups; p_value: how often that
            gives as much.
        corrected: less the bias of so few annotators, by the jackknife; low, high: Student's t bounds, 0..1; NaN where
            leaving out an annotator leaves nothing to compare.
        first, second: (K,) the groups' distributions; n_items: that both answered.
    """

    value: Floats
    by_chance: Floats
    p_value: Floats
    corrected: Floats
    low: Floats
    high: Floats
    first: Floats
    second: Floats
    n_items: int


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Labels that were given, R of them.

    Attributes:
        item, annotator, label: (R,) codes; shape: items, annotators, labels.
    """

    item: NDArray[np.integer]
    annotator: NDArray[np.integer]
    label: NDArray[np.integer]
    shape: tuple[int, int, int]


def apart(
    given: Given, first: NDArray[np.bool_], second: NDArray[np.bool_], *, level: float, permutations: int, seed: int
) -> Apart | None:
    """Hold two groups of annotators, masks (A,), against each other; None where no item was answered by both."""
    rng = np.random.default_rng(seed)
    side = first.astype(np.int64) - second.astype(np.int64)
    value, shares, n_items = _distances(given, side)
    if not n_items:
        return None
    members = np.flatnonzero(side)
    moved = np.full((permutations, len(DISTANCES)), np.nan)
    for p in range(permutations):
        other = np.zeros_like(side)
        other[members] = rng.permutation(side[members])
        moved[p] = _distances(given, other)[0]
    usable = np.isfinite(moved).all(axis=1)
    reached = (moved[usable] >= value - ROUNDING).sum(axis=0)
    p_value = (reached + 1) / (usable.sum() + 1)
    by_chance = moved[usable].mean(axis=0) if usable.any() else np.full(len(DISTANCES), np.nan)
    return Apart(value, by_chance, p_value, *_jackknife(given, side, members, value, level), *shares, n_items)


def _jackknife(
    given: Given, side: NDArray[np.int64], members: NDArray[np.intp], value: Floats, level: float
) -> tuple[Floats, Floats, Floats]:
    """Bias-corrected values and bounds, by leaving out each annotator of either group within it."""
    bias, variance = np.zeros(len(DISTANCES)), np.zeros(len(DISTANCES))
    for sign in (1, -1):
        of_group = [a for a in members if side[a] == sign]
        left = np.full((len(of_group), len(DISTANCES)), np.nan)
        for row, a in enumerate(of_group):
            without = side.copy()
            without[a] = 0
            left[row] = _distances(given, without)[0]
        n = len(of_group)
        if n < 2 or not np.isfinite(left).all():
            nothing = np.full(len(DISTANCES), np.nan)
            return nothing, nothing, nothing
        bias += (n - 1) * (left.mean(axis=0) - value)
        variance += (n - 1) / n * ((left - left.mean(axis=0)) ** 2).sum(axis=0)
    degrees = max(min(int((side == 1).sum()), int((side == -1).sum())) - 1, 1)
    half = stdtrit(degrees, 0.5 + level / 2) * np.sqrt(variance)
    corrected = np.clip(value - bias, 0.0, 1.0)
    return corrected, np.maximum(corrected - half, 0.0), np.minimum(corrected + half, 1.0)


def _distances(given: Given, side: NDArray[np.int64]) -> tuple[Floats, tuple[Floats, Floats], int]:
    """(4,) distances of the annotators on side 1 from those on side -1, their distributions, and shared items."""
    n_items, _, k = given.shape
    shares = []
    for sign in (1, -1):
        mine = side[given.annotator] == sign
        cell = given.item[mine].astype(np.int64) * k + given.label[mine]
        shares.append(np.bincount(cell, minlength=n_items * k).reshape(n_items, k).astype(float))
    total = [one.sum(axis=1) for one in shares]
    both = (total[0] > 0) & (total[1] > 0)
    n = int(both.sum())
    if not n:
        return np.full(len(DISTANCES), np.nan), (np.full(k, np.nan),) * 2, 0
    one, other = (share[both] / size[both, None] for share, size in zip(shares, total, strict=True))
    p, q = one.mean(axis=0), other.mean(axis=0)
    whole = [float(distance(p[None], q[None])[0]) for distance in (jensen_shannon, total_variation, hellinger)]
    return np.array([*whole, float(jensen_shannon(one, other).mean())]), (p, q), n
