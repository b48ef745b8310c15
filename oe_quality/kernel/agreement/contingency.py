"""Two annotators on one cross table: Cohen's kappa, Scott's pi and their kin, with large-sample errors.

Errors are those of the delta method for a multinomial table (Fleiss, Cohen & Everitt 1969 for weighted
kappa; Gwet 2014, ch. 5, for the others), over items with these two annotators.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.uncertainty.rounding import ROUNDING


class TwoAnnotators(StrEnum):
    """Coefficients of a cross table."""

    PERCENT = "percent_agreement"
    COHEN = "cohen_kappa"
    SCOTT = "scott_pi"
    GWET = "gwet_ac"
    UNIFORM = "brennan_prediger"
    ALPHA = "alpha"


@dataclass(frozen=True, slots=True)
class TableEstimate:
    """A coefficient of a cross table.

    Attributes:
        value: NaN where undefined (all answers the same).
        standard_error: for an interval about `value`.
        z: value over its error if the true value were zero (Fleiss, Cohen & Everitt 1969); Cohen only, else NaN.
    """

    value: float
    standard_error: float
    z: float = float("nan")


def from_table(table: Floats, coefficient: TwoAnnotators, weights: Floats) -> TableEstimate:
    """A coefficient of a table (K, K) of counts, first annotator by rows, under agreement weights (K, K)."""
    n = float(table.sum())
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed = float((weights * p).sum())
    expected, slope = _chance(coefficient, weights, rows, columns)
    if expected >= 1 - ROUNDING:
        return TableEstimate(float("nan"), float("nan"))
    value = (observed - expected) / (1 - expected)
    # d value / d p_kl, up to a constant that the variance does not see.
    gradient = weights - (1 - value) * slope
    variance = (p * gradient**2).sum() - (p * gradient).sum() ** 2
    error = float(np.sqrt(max(variance, 0.0) / n)) / (1 - expected)
    z = float("nan")
    if coefficient is TwoAnnotators.COHEN:
        chance = np.outer(rows, columns)
        null = (chance * (weights - slope) ** 2).sum() - expected**2
        z = value / float(np.sqrt(null / n) / (1 - expected)) if null > 0 else z
    if coefficient is TwoAnnotators.ALPHA:
        # Alpha is Scott's pi of a table that every pairing of an answer with itself has been added to.
        value = 1 - (1 - value) * (2 * n - 1) / (2 * n)
    return TableEstimate(value, error, z)


def _chance(coefficient: TwoAnnotators, weights: Floats, rows: Floats, columns: Floats) -> tuple[float, Floats]:
    """p_e, and its slope d p_e / d p_kl (K, K)."""
    k = len(weights)
    pi = (rows + columns) / 2
    if coefficient is TwoAnnotators.PERCENT:
        return 0.0, np.zeros_like(weights)
    if coefficient is TwoAnnotators.UNIFORM:
        return float(weights.sum() / k**2), np.zeros_like(weights)
    if coefficient is TwoAnnotators.COHEN:
        return float(rows @ weights @ columns), np.add.outer(weights @ columns, rows @ weights)
    if coefficient is TwoAnnotators.GWET:
        scale = weights.sum() / (k * (k - 1))
        return float(scale * (pi * (1 - pi)).sum()), scale * np.add.outer(0.5 - pi, 0.5 - pi)
    mean = (weights @ pi + pi @ weights) / 2
    return float(pi @ weights @ pi), np.add.outer(mean, mean)
