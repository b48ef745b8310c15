"""Are several coefficients one? Tests of equality over groups that may share items, annotators or both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.uncertainty.moves import Moves
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS, NEW_BOTH, NEW_ITEMS, cannot_be_told


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """A test that G coefficients are equal.

    Attributes:
        statistic: None where it cannot be told; p_value: likewise.
        distribution: of the statistic, "F" or "chi-square"; degrees: its degrees of freedom, one or two numbers.
        population: for whom it speaks; note: why for less than new items and annotators, or why there is no test.
    """

    statistic: float | None
    p_value: float | None
    distribution: str
    degrees: tuple[int, ...]
    population: str
    note: str = ""


def equal(values: Floats, found: Moves) -> Homogeneity:
    """Hotelling's test that all of `values` (G,) are equal, by the two-way jackknife of their contrasts.

    With W = d' V^-1 d of the G - 1 orthonormal contrasts d of the values, (f - G + 2) / (f (G - 1)) W is held against F
    of G - 1 and f - G + 2 degrees of freedom (Hotelling 1931; Rao 1973, Linear Statistical Inference, 8b). f is the
    fewest items of any group less 1, or the fewest annotators less 2. V is V_items + (V_annotators - V_answers), of
    which the part in brackets is held to what a covariance can be.
    """
    n_groups = len(values)
    contrasts = _contrasts(n_groups)
    items, annotators = found.items @ contrasts, found.annotators @ contrasts
    by_item = items.T @ items
    few = int(found.n_annotators.min())
    degrees, population, note = int(found.n_items.min()) - 1, NEW_ITEMS, cannot_be_told(few)
    covariance = by_item
    if few >= FEWEST_ANNOTATORS and np.isfinite(annotators).all():
        degrees, population, note = min(degrees, few - 2), NEW_BOTH, ""
        covariance = by_item + _proper(annotators.T @ annotators - contrasts.T @ found.answers @ contrasts)
    left = degrees - n_groups + 2
    if left < 1:
        why = f"{n_groups} groups need at least {n_groups + 1} annotators each to be tested together"
        return Homogeneity(None, None, "F", (n_groups - 1, max(left, 0)), population, why)
    apart = values @ contrasts
    if not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance) < n_groups - 1:
        return Homogeneity(None, None, "F", (n_groups - 1, left), population, "their variances cannot be told")
    statistic = float(apart @ np.linalg.solve(covariance, apart)) * left / (degrees * (n_groups - 1))
    p_value = float(fdtrc(n_groups - 1, left, statistic))
    return Homogeneity(statistic, p_value, "F", (n_groups - 1, left), population, note)


def equal_apart(values: Floats, variances: Floats) -> Homogeneity:
    """The chi-square of coefficients that share nothing: squared distances to their mean, weighted by precision.

    Fleiss, Levin & Paik 2003, "Statistical Methods for Rates and Proportions", eq. 18.18 to 18.20, with the variances
    that the caller brings; of items alone.

    Args:
        values: (G,); variances: (G,), positive.
    """
    precision = 1 / variances
    mean = float(precision @ values / precision.sum())
    statistic = float(precision @ (values - mean) ** 2)
    degrees = len(values) - 1
    return Homogeneity(statistic, float(chdtrc(degrees, statistic)), "chi-square", (degrees,), NEW_ITEMS)


def _contrasts(n: int) -> Floats:
    """(n, n - 1) orthonormal columns, each of sum 0 (Helmert)."""
    columns = np.zeros((n, n - 1))
    for j in range(n - 1):
        columns[: j + 1, j] = 1.0
        columns[j + 1, j] = -(j + 1.0)
    return np.asarray(columns / np.sqrt((columns**2).sum(axis=0)))


def _proper(matrix: Floats) -> Floats:
    """The nearest matrix that is a covariance: negative variances along its axes become 0."""
    if not np.isfinite(matrix).all():
        return matrix
    size, axes = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((axes * np.maximum(size, 0.0)) @ axes.T)
