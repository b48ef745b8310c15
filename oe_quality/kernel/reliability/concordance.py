"""Concordance of numbers: Lin's coefficient of two series and Kendall's W of several."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.reliability.icc import complete_matrix
from oe_quality.kernel.uncertainty.rounding import ROUNDING, is_flat
from oe_quality.results import Estimate, Interval

Z_METHOD = "Fisher's z (Lin 1989, corrected 2000)"
PAIR_POPULATION = "new items, these two annotators"


@dataclass(frozen=True, slots=True)
class Concordance:
    """Lin's concordance between two series and what it is made of.

    Attributes:
        ccc: rho_c = correlation * accuracy.
        correlation: Pearson's; None where a series is constant.
        accuracy: C_b, 1 where the two share mean and scale; None where undefined.
        scale_shift: ratio of the second standard deviation to the first.
        location_shift: second mean minus first, over the geometric mean of the standard deviations.
    """

    ccc: Estimate
    correlation: float | None
    accuracy: float | None
    scale_shift: float | None
    location_shift: float | None


def concordance(x: Floats, y: Floats, *, level: float = 0.95) -> Concordance:
    """Lin's (1989) concordance correlation coefficient of paired ratings x, y (n,), with variances over n."""
    n = len(x)
    if n < 3:
        return Concordance(_undefined(f"{n} shared items; at least 3 are needed", n), None, None, None, None)
    sx, sy, shift = float(x.std()), float(y.std()), float(y.mean() - x.mean())
    if sx <= 0 or sy <= 0:
        return Concordance(_undefined("one of the two gave the same rating throughout", n), None, None, None, None)
    covariance = float(((x - x.mean()) * (y - y.mean())).mean())
    rho = min(max(covariance / (sx * sy), -1.0), 1.0)
    ccc = 2 * covariance / (sx**2 + sy**2 + shift**2)
    u = shift / math.sqrt(sx * sy)
    bounds = _z_bounds(ccc, rho, u, n, level)
    interval = None if bounds is None else Interval(*bounds, level, Z_METHOD, PAIR_POPULATION)
    note = "" if interval else "no interval: the series are perfectly or not at all concordant"
    estimate = Estimate(ccc, interval, n, 2, 2 * n, note=note)
    accuracy = 2 / (sx / sy + sy / sx + u**2)
    return Concordance(estimate, rho, accuracy, sy / sx, u)


def _undefined(why: str, n: int) -> Estimate:
    return Estimate(None, None, n, 2, 2 * n, undefined=why)


def _z_bounds(ccc: float, rho: float, u: float, n: int, level: float) -> tuple[float, float] | None:
    """Bounds from the inverse hyperbolic tangent (Lin 1989, eq. 2.6, with the correction of Lin 2000)."""
    if abs(rho) < ROUNDING or abs(ccc) >= 1 - ROUNDING or abs(rho) >= 1 - ROUNDING:
        return None
    variance = (
        (1 - rho**2) * ccc**2 * (1 - ccc**2) / rho**2
        + 2 * ccc**3 * (1 - ccc) * u**2 / rho
        - 0.5 * ccc**4 * u**4 / rho**2
    ) / (n - 2)
    if variance <= 0:
        return None
    half = float(special.ndtri(0.5 + level / 2)) * math.sqrt(variance) / (1 - ccc**2)
    centre = math.atanh(ccc)
    return math.tanh(centre - half), math.tanh(centre + half)


@dataclass(frozen=True, slots=True)
class KendallW:
    """Kendall's coefficient of concordance.

    Attributes:
        w: between 0 and 1; undefined, with the reason, on an incomplete panel.
        chi_square: m (n - 1) W, None where W is undefined; degrees is n - 1.
        p_value: of independent rankings, from that chi-square, good for more than about 7 items.
    """

    w: Estimate
    chi_square: float | None
    degrees: int
    p_value: float | None


def kendall_w(ratings: RatingChunk, *, correct_ties: bool = True, level: float = 0.95) -> KendallW:
    """Kendall's W (Kendall & Babington Smith 1939), with the correction for ties (Siegel & Castellan 1988, eq. 9.18).

    Ranks need everyone to have rated everything. On an incomplete panel W is undefined; the mean
    Spearman correlation over pairs (`rating_pairs.mean_spearman`) speaks of the same thing there.
    """
    matrix = complete_matrix(ratings)
    n, m = ratings.n_items, len(np.unique(ratings.annotator))
    counts = (n, m, ratings.n_responses)
    if matrix is None or min(n, m) < 2:
        reason = "ranks need at least two items and two annotators" if matrix is not None else _INCOMPLETE
        return KendallW(Estimate(None, None, *counts, undefined=reason), None, max(n - 1, 0), None)
    w = _w(matrix, correct_ties=correct_ties)
    if w is None:
        return KendallW(Estimate(None, None, *counts, undefined="all ratings are tied"), None, n - 1, None)
    bounds = _w_bounds(matrix, w, correct_ties=correct_ties, level=level)
    interval, note = None, "no interval: too few items to leave one out"
    if bounds is not None and not is_flat((bounds[1] - bounds[0]) / 2):
        interval, note = Interval(*bounds, level, "jackknife over items", "new items, these annotators"), ""
    elif bounds is not None:
        note = "leaving out any item changes nothing, so no width can be told"
    chi_square = m * (n - 1) * w
    p_value = float(special.chdtrc(n - 1, chi_square))
    return KendallW(Estimate(w, interval, *counts, note=note), chi_square, n - 1, p_value)


_INCOMPLETE = "not every annotator rated every item once, so their rankings are of different items"


def _w(x: Floats, *, correct_ties: bool) -> float | None:
    """W of a complete panel x (n items, m annotators); None where nobody told two items apart."""
    n, m = x.shape
    ranks, ties = _midranks(x)
    s = ((ranks.sum(axis=1) - m * (n + 1) / 2) ** 2).sum()
    possible = m**2 * (n**3 - n) - (m * ties.sum() if correct_ties else 0.0)
    return float(min(12 * s / possible, 1.0)) if possible > 0 else None


def _midranks(x: Floats) -> tuple[Floats, Floats]:
    """Ranks 1..n within each column of x (n, m), ties sharing their mean rank; and (m,) sums of t^3 - t over ties."""
    ranks, ties = np.empty(x.shape), np.empty(x.shape[1])
    for j, column in enumerate(x.T):
        _, inverse, count = np.unique(column, return_inverse=True, return_counts=True)
        ranks[:, j] = (np.cumsum(count) - (count - 1) / 2)[inverse]
        ties[j] = (count.astype(np.float64) ** 3 - count).sum()
    return ranks, ties


def _w_bounds(x: Floats, w: float, *, correct_ties: bool, level: float) -> tuple[float, float] | None:
    """Bounds by leaving out items, or groups of them; W depends on the number of annotators, so they stay."""
    n = len(x)
    if n < 3:
        return None
    group = np.arange(n) % min(n, 100)
    left_out = [_w(x[group != g], correct_ties=correct_ties) for g in range(int(group.max()) + 1)]
    values = np.array([v for v in left_out if v is not None])
    if len(values) < len(left_out):
        return None
    variance = (len(values) - 1) / len(values) * float(((values - values.mean()) ** 2).sum())
    half = float(special.stdtrit(len(values) - 1, 0.5 + level / 2)) * math.sqrt(variance)
    return max(w - half, 0.0), min(w + half, 1.0)
