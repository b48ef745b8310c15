"""Do groups of annotators answer otherwise? The annotator, not the answer, is the sampling unit.

Each annotator gets one level per variable: how far above the others they answer on the same items. Two
groups are compared by the means of their members' levels, and the test permutes annotators between them.
Treating each answer as independent instead rejects a true null at .05 in a third of all cases.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse, special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.reliability import reml
from oe_quality.kernel.uncertainty.rounding import ROUNDING

CELLS = 4_000_000
"""Permutations are drawn in blocks of about so many cells."""


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """How annotators answer, adjusted for the items that they met; A annotators, V variables.

    Attributes:
        level: (A, V) deviation from the mean annotator, in the variable's unit; 0 where `weight` is 0.
        weight: (A, V) inverse variance of a level as a draw from its group, 0 for who did not answer.
        mean: (V,) grand mean of the variable.
        stretch: (C, V) of each comparison asked for: by how much the standard error of its difference grows because
            levels of people who met the same items err together; at least 1.
    """

    level: Floats
    weight: Floats
    mean: Floats
    stretch: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """One group of annotators against another, per variable (V,); NaN where all levels are equal.

    Attributes:
        difference: weighted mean level of the group less that of the others.
        standard_error: heteroskedasticity-robust, over annotators.
        degrees: of Student's t (Welch-Satterthwaite).
        standardised: difference over the standard deviation of levels within groups, with Hedges' (1981) correction.
        p_value: two-sided, of the permutation of annotators.
    """

    difference: Floats
    standard_error: Floats
    degrees: Floats
    standardised: Floats
    p_value: Floats

    def bounds(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """(V,) and (V,) Student's t bounds of the difference."""
        half = special.stdtrit(self.degrees, 0.5 + level / 2) * self.standard_error
        return self.difference - half, self.difference + half

    def detectable(self, size: float = 0.05, power: float = 0.8) -> Floats:
        """(V,) the smallest true difference that a test of this size finds with this power."""
        t = special.stdtrit(self.degrees, 1 - size / 2) + special.stdtrit(self.degrees, power)
        return np.asarray(t * self.standard_error)


def levels(
    values: Floats,
    items: CodeArray,
    annotators: CodeArray,
    n_annotators: int,
    comparisons: Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]] = (),
) -> Levels:
    """Levels of all annotators from values (R, V), and what `comparisons` of two masks (A,) each have to reckon with.

    Annotators are fixed effects beside random item effects, whose variance (by moments, see `reml`) says how
    far an item's mean is trusted (Henderson's equations, solved for the annotators). The weights are
    1 / (variance between annotators + the level's error variance), as in a random-effects meta-analysis. Where groups
    met different items an easy share of them lifts a whole group: errors of levels are then alike within groups, by
    the inverse of Henderson's equations.
    """
    present = np.unique(annotators)
    dense = np.searchsorted(present, annotators)
    _, item = np.unique(items, return_inverse=True)
    table = sparse.csr_array((np.ones(len(item)), (item, dense)))
    per_item, per_annotator = np.bincount(item), np.bincount(dense)
    level, weight = np.zeros((n_annotators, values.shape[1])), np.zeros((n_annotators, values.shape[1]))
    stretch = np.ones((len(comparisons), values.shape[1]))
    mean = values.mean(axis=0) if len(values) else np.zeros(values.shape[1])
    for v in range(values.shape[1]):
        y = values[:, v] - mean[v]
        between_items, between_annotators, residual = _moments(y, item, dense)
        if residual <= 0 and between_annotators <= 0:
            continue
        residual = max(residual, 1e-12)
        # An item variance of 0 means that an item's mean is no news: the ridge is then as good as infinite.
        scale = 1.0 / (per_item + residual / max(between_items, 1e-9 * residual))
        system = np.diag(per_annotator.astype(np.float64)) - (table.T @ (table * scale[:, None])).toarray()
        right = np.bincount(dense, weights=y) - table.T @ (scale * np.bincount(item, weights=y))
        inverse = linalg.pinvh(system)
        found = inverse @ right
        level[present, v] = found - found.mean()
        weight[present, v] = 1.0 / (between_annotators + residual * np.diag(inverse))
        for c, (group, others) in enumerate(comparisons):
            errors = residual * inverse
            stretch[c, v] = _stretch(weight[present, v], group[present], others[present], errors, between_annotators)
    return Levels(level, weight, np.asarray(mean, dtype=np.float64), stretch)


def _stretch(
    weight: Floats, group: NDArray[np.bool_], others: NDArray[np.bool_], errors: Floats, between: float
) -> float:
    """How much longer the standard error of a difference of weighted means is than if levels erred alone.

    Args:
        weight, group, others: (A,); errors: (A, A) covariance of the levels' errors; between: variance of annotators.
    """
    sides = [weight * side for side in (group, others)]
    if not all(side.any() for side in sides):
        return 1.0
    part = sides[0] / sides[0].sum() - sides[1] / sides[1].sum()
    alone = float(part**2 @ (between + np.diag(errors)))
    together = between * float(part @ part) + float(part @ errors @ part)
    return math.sqrt(max(together / alone, 1.0)) if alone > 0.0 else 1.0


def _moments(y: Floats, item: NDArray[np.intp], annotator: NDArray[np.intp]) -> tuple[float, float, float]:
    """Variances of items, annotators and residual; without repeats on items all noise is residual."""
    codes, sizes = [item, annotator], [int(item.max()) + 1, int(annotator.max()) + 1]
    a, b, c = reml.moments(y, codes, sizes)
    return float(a), float(b), float(c)


def contrast(
    found: Levels,
    group: NDArray[np.bool_],
    others: NDArray[np.bool_],
    *,
    permutations: int = 1_999,
    seed: int = 0,
    stretch: Floats | None = None,
) -> Contrast:
    """Compare two disjoint groups of annotators, masks (A,).

    The statistic is studentised, so that the permutation test keeps its size where the groups differ in
    spread or in how much their members answered (Chung & Romano 2013). `stretch` (V,) is that of `Levels`: groups
    drawn at random meet all items alike, so that what is held against them is first made as much smaller.
    """
    who = np.flatnonzero(group | others)
    x, w, member = found.level[who], found.weight[who], group[who].astype(np.float64)
    difference, variance, degrees = _welch(x, w, member[None])
    variance = variance if stretch is None else variance * stretch**2
    t = _studentised(difference, variance)
    rng = np.random.default_rng(seed)
    exceeding = np.ones(x.shape[1])
    done, block = 0, max(1, CELLS // max(1, len(who)))
    while done < permutations:
        size = min(block, permutations - done)
        shuffled = rng.permuted(np.broadcast_to(member, (size, len(who))), axis=1)
        drawn = _studentised(*_welch(x, w, shuffled)[:2])
        # A draw whose spread is 0 counts as exceeding, which errs on the side of no finding.
        exceeding += (~(np.abs(drawn) < np.abs(t) - ROUNDING)).sum(axis=0)
        done += size
    p_value = np.where(np.isfinite(t[0]), exceeding / (permutations + 1), np.nan)
    return Contrast(
        difference[0], np.sqrt(variance[0]), degrees[0], _standardised(x, w, member, difference[0]), p_value
    )


def _welch(x: Floats, w: Floats, member: Floats) -> tuple[Floats, Floats, Floats]:
    """Difference of weighted means, its variance and its degrees of freedom, each (B, V).

    x, w: (n, V); member: (B, n) of 1 and 0. The variance of a weighted mean is
    n / (n - 1) sum w^2 (x - mean)^2 / (sum w)^2 over those with weight.
    """
    answered = (w > 0).astype(np.float64)
    columns = [w, w * x, w**2, w**2 * x, (w * x) ** 2, answered]
    means, variances, sizes = [], [], []
    for side in (member, 1.0 - member):
        s, sx, q, qx, qxx, n = (side @ column for column in columns)
        safe = np.where(s > 0, s, 1.0)
        mean = sx / safe
        squares = np.maximum(qxx - 2 * mean * qx + mean**2 * q, 0.0)
        means.append(mean)
        variances.append(np.where(n >= 2, n / np.maximum(n - 1, 1) * squares / safe**2, np.nan))
        # With unequal weights fewer annotators than n carry the mean (Kish 1965).
        sizes.append(np.maximum(s**2 / np.where(q > 0, q, 1.0), 1 + 1e-9))
    variance = variances[0] + variances[1]
    shares = variances[0] ** 2 / (sizes[0] - 1) + variances[1] ** 2 / (sizes[1] - 1)
    degrees = variance**2 / np.where(shares > 0, shares, np.nan)
    return means[0] - means[1], variance, degrees


def _studentised(difference: Floats, variance: Floats) -> Floats:
    good = variance > 1e-24
    return np.where(good, difference / np.sqrt(np.where(good, variance, 1.0)), np.nan)


def _standardised(x: Floats, w: Floats, member: Floats, difference: Floats) -> Floats:
    """(V,) Hedges' g over annotators who answered, unweighted standard deviations pooled."""
    pooled, degrees = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for side in (member, 1.0 - member):
        inside = side[:, None] * (w > 0)
        n = inside.sum(axis=0)
        mean = (inside * x).sum(axis=0) / np.maximum(n, 1)
        pooled += (inside * (x - mean) ** 2).sum(axis=0)
        degrees += np.maximum(n - 1, 0)
    deviation = np.sqrt(pooled / np.maximum(degrees, 1))
    correction = 1 - 3 / (4 * np.maximum(degrees, 1) - 1)
    return np.where(deviation > 0, correction * difference / np.where(deviation > 0, deviation, 1.0), np.nan)
