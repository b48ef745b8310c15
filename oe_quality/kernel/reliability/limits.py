"""Limits of agreement: between which bounds two annotators' ratings differ (Bland & Altman 1986, 1999, 2007)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.uncertainty.normal import Z95
from oe_quality.kernel.uncertainty.rounding import is_flat
from oe_quality.results import Estimate, Interval

METHOD = "Student's t (Bland & Altman 1999)"
POPULATION = "new items, these two annotators, differences normal"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a second series lies above a first, in the ratings' unit.

    Attributes:
        bias: mean difference, second less first.
        lower, upper: between which 95 of 100 differences lie, bias -+ 1.96 standard deviations.
        deviation: standard deviation of the differences (over n - 1); None where undefined.
    """

    bias: Estimate
    lower: Estimate
    upper: Estimate
    deviation: float | None


def limits_of_agreement(x: Floats, y: Floats, *, level: float = 0.95) -> Limits:
    """Bias and limits of agreement of paired ratings x, y (n,), each with its interval of coverage `level`.

    A limit's variance is s^2 (1/n + 1.96^2 / (2 (n - 1))) (Bland & Altman 1999, section 2.1), its interval Student's
    t with n - 1 degrees of freedom.

    >>> import numpy as np
    >>> found = limits_of_agreement(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.5, 2.0, 4.0, 4.5]))
    >>> [round(one.value, 3) for one in (found.lower, found.bias, found.upper)]
    [-0.3, 0.5, 1.3]
    """
    n = len(x)
    if n < 3:
        nothing = Estimate(None, None, n, 2, 2 * n, undefined=f"{n} shared items; at least 3 are needed")
        return Limits(nothing, nothing, nothing, None)
    difference = y - x
    bias, deviation = float(difference.mean()), float(difference.std(ddof=1))
    of_bias = deviation / math.sqrt(n)
    of_limit = deviation * math.sqrt(1 / n + Z95**2 / (2 * (n - 1)))
    times = float(special.stdtrit(n - 1, 0.5 + level / 2))

    def estimate(value: float, error: float) -> Estimate:
        return _within(value, times * error, level, (n, 2 * n), _largest(x, y))

    lower, upper = (estimate(bias + sign * Z95 * deviation, of_limit) for sign in (-1, 1))
    return Limits(estimate(bias, of_bias), lower, upper, deviation)


def _largest(x: Floats, y: Floats) -> float:
    """Of two annotators' ratings, whatever their sign: their differences are rounded as it is."""
    return float(max(np.abs(x).max(), np.abs(y).max()))


def _within(value: float, half: float, level: float, counts: tuple[int, int], size: float) -> Estimate:
    """The value with bounds so far to both sides; without, where all differences are one.

    Args:
        counts: items and responses; size: of the ratings (`_largest`).
    """
    n_items, n_responses = counts
    if is_flat(half, size):
        note = "all differences are equal, so no width can be told"
        return Estimate(value, None, n_items, 2, n_responses, note=note)
    return Estimate(value, Interval(value - half, value + half, level, METHOD, POPULATION), n_items, 2, n_responses)


@dataclass(frozen=True, slots=True, eq=False)
class _Repeated:
    """One annotator's ratings of the items that both rated, some several times.

    Attributes:
        mean: (n,) per item; within: their variance within items, over `degrees`, 0 without repeats.
        share: 1 - the mean over items of 1 / ratings, which of the variance within is not in the means.
    """

    mean: Floats
    within: float
    degrees: int
    share: float


def limits_with_repeats(
    x: Floats, x_item: NDArray[np.int64], y: Floats, y_item: NDArray[np.int64], *, level: float = 0.95
) -> Limits:
    """Bias and limits of agreement of single ratings, where some items were rated more than once.

    Items are taken to stay what they are. The variance of a difference of two single ratings is that of the items' mean
    differences, and of each annotator's variance within items the share that means have averaged away:
    s^2 = s_d^2 + (1 - mean of 1/m_i) s_x^2 + (1 - mean of 1/n_i) s_y^2 (Bland & Altman 1999, sec. 5.2; 2007). Limits'
    variances add s_d^2 / n and 1.96^2 times that of s, by the variances 2 s^4 / df of its parts.

    Args:
        x, y: ratings of the first and the second annotator; x_item, y_item: the item of each, the same set of codes.
    """
    items = np.unique(x_item)
    n = len(items)
    if n < 3:
        nothing = Estimate(None, None, n, 2, len(x) + len(y), undefined=f"{n} shared items; at least 3 are needed")
        return Limits(nothing, nothing, nothing, None)
    one, other = _repeated(x, x_item, n), _repeated(y, y_item, n)
    difference = other.mean - one.mean
    bias, of_means = float(difference.mean()), float(difference.var(ddof=1))
    square = of_means + sum(part.share * part.within for part in (one, other))
    spread = 2 * of_means**2 / (n - 1)
    spread += sum(2 * (part.share * part.within) ** 2 / part.degrees for part in (one, other) if part.degrees)
    deviation = math.sqrt(square)
    of_limit = math.sqrt(of_means / n + (Z95**2 * spread / (4 * square) if square > 0 else 0.0))
    times = float(special.stdtrit(n - 1, 0.5 + level / 2))

    def estimate(value: float, error: float) -> Estimate:
        return _within(value, times * error, level, (n, len(x) + len(y)), _largest(x, y))

    lower, upper = (estimate(bias + sign * Z95 * deviation, of_limit) for sign in (-1, 1))
    return Limits(estimate(bias, math.sqrt(of_means / n)), lower, upper, deviation)


def _repeated(value: Floats, item: NDArray[np.int64], n: int) -> _Repeated:
    _, dense, count = np.unique(item, return_inverse=True, return_counts=True)
    mean = np.bincount(dense, value) / count
    degrees = len(value) - n
    within = float(((value - mean[dense]) ** 2).sum()) / degrees if degrees else 0.0
    return _Repeated(mean, within, degrees, float(1 - (1 / count).mean()))
