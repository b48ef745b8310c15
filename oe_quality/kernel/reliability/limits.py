"""Limits of agreement: between which bounds two annotators' ratings differ (Bland & Altman 1986, 1999)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from oe_quality.kernel.data.chunk import FloatArray
from oe_quality.results import Estimate, Interval

METHOD = "Student's t (Bland & Altman 1999)"
POPULATION = "new items, these two annotators, differences normal"
Z = 1.959963984540054
"""Half-width, in standard deviations, of what holds 95 of 100 normal differences."""


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


def limits_of_agreement(x: FloatArray, y: FloatArray, *, level: float = 0.95) -> Limits:
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
    of_limit = deviation * math.sqrt(1 / n + Z**2 / (2 * (n - 1)))
    times = float(special.stdtrit(n - 1, 0.5 + level / 2))

    def estimate(value: float, error: float) -> Estimate:
        interval = Interval(value - times * error, value + times * error, level, METHOD, POPULATION)
        return Estimate(value, interval, n, 2, 2 * n)

    lower, upper = (estimate(bias + sign * Z * deviation, of_limit) for sign in (-1, 1))
    return Limits(estimate(bias, of_bias), lower, upper, deviation)
