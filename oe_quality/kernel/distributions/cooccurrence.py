"""Which labels are given together more, or less, often than by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.uncertainty.clustered import means


@dataclass(frozen=True, slots=True, eq=False)
class CoOccurrence:
    """Every pair of labels, first < second; P = V (V - 1) / 2.

    Attributes:
        first, second: (P,) columns.
        together: (P,) answers that gave both; expected: (P,) if labels were given independently.
        lift: (P,) together over expected, drawn towards 1 where little is expected (gamma-Poisson).
        phi: (P,) correlation of the two labels over answers; NaN where a label was given always or never.
        phi_low, phi_high: (P,) 95 % bounds, clustered by item and annotator.
        p_value: (P,) two-sided, of phi = 0, from the same clustered error.
        shrinkage: expected answers that the prior of the lift is worth.
        method, population: of the bounds.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    together: Floats
    expected: Floats
    lift: Floats
    phi: Floats
    phi_low: Floats
    phi_high: Floats
    p_value: Floats
    shrinkage: float
    method: str
    population: str


def co_occurrence(given: Floats, items: CodeArray, annotators: CodeArray, *, level: float = 0.95) -> CoOccurrence:
    """Pairs of labels within answers, from given (R, V) of 1 and 0."""
    n, v = given.shape
    first, second = np.triu_indices(v, 1)
    share = given.mean(axis=0) if n else np.zeros(v)
    together = (given.T @ given)[first, second] if n else np.zeros(len(first))
    expected = n * share[first] * share[second]
    shrinkage = _prior(together, expected)
    deviation = given - share
    products = deviation[:, first] * deviation[:, second]
    found = means(products, items, annotators)
    spread = np.sqrt(share * (1 - share))
    scale = spread[first] * spread[second]
    known = (scale > 0) & np.isfinite(found.standard_error) & (found.standard_error > 0)
    safe = np.where(known, scale, 1.0)
    error = np.where(known, found.standard_error, 1.0)
    low, high = found.bounds(level)
    p_value = 2 * special.stdtr(max(found.degrees, 1), -np.abs(found.mean) / error)

    def where(values: Floats) -> Floats:
        return np.where(known, values, np.nan)

    return CoOccurrence(
        first,
        second,
        together,
        expected,
        (together + shrinkage) / (expected + shrinkage),
        where(found.mean / safe),
        where(np.clip(low / safe, -1, 1)),
        where(np.clip(high / safe, -1, 1)),
        where(p_value),
        shrinkage,
        found.method,
        found.population,
    )


def _prior(together: Floats, expected: Floats) -> float:
    """The a of lift ~ Gamma(a, a) that makes the counts likeliest (DuMouchel 1999, with one component)."""
    x, e = together[expected > 0], expected[expected > 0]
    if not len(x):
        return 1.0

    def minus_log_likelihood(log_a: float) -> float:
        a = np.exp(log_a)
        terms = special.gammaln(a + x) - special.gammaln(a) + a * np.log(a / (a + e)) + x * np.log(e / (a + e))
        return -float(terms.sum())

    found = optimize.minimize_scalar(minus_log_likelihood, bounds=(-3.0, 6.0), method="bounded")
    return float(np.exp(found.x))
