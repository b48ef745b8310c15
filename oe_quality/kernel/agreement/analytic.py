"""Linearised standard errors over items, annotators held fixed (Gwet 2008, 2014; as R's irrCAC gives them).

Each item has an influence x_i; the variance is sum of (x_i - coefficient)^2 / (n (n - 1)), and bounds
come from Student's t with n - 1 degrees of freedom. Items are counted as the coefficient counts them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.agreement.alpha import Alpha
from oe_quality.kernel.agreement.chance import Chance, ChanceCorrected
from oe_quality.kernel.agreement.conger import Conger, item_agreements
from oe_quality.kernel.agreement.counts import CountTable
from oe_quality.kernel.agreement.distances import MatrixDistance, NominalDistance
from oe_quality.kernel.agreement.statistic import PatternStatistic
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.uncertainty.rounding import ROUNDING
from oe_quality.kernel.uncertainty.statistic import Statistic


def standard_error(statistic: Statistic) -> tuple[float, int] | None:
    """The standard error and n, the number of items it rests on; None where there is no formula, or n < 2."""
    if isinstance(statistic, Conger):
        return _spread(_conger_influence(statistic), statistic.frequency, statistic.value)
    if not isinstance(statistic, PatternStatistic):
        return None
    coefficient, table = statistic.coefficient, statistic.table
    if isinstance(coefficient, ChanceCorrected):
        counted = table.frequency * (table.size > 1) if coefficient.compared else table.frequency
        return _spread(_chance_influence(coefficient, table, counted), counted, statistic.value)
    if isinstance(coefficient, Alpha) and isinstance(coefficient.distance, NominalDistance):
        return _alpha_error(1.0 - np.eye(table.n_values), table)
    if isinstance(coefficient, Alpha) and isinstance(coefficient.distance, MatrixDistance):
        return _alpha_error(coefficient.distance.matrix, table)
    return None


def _spread(influence: Floats, frequency: NDArray[np.int64], centre: float) -> tuple[float, int] | None:
    n = int(frequency.sum())
    if n < 2 or not np.isfinite(centre):
        return None
    return float(np.sqrt(frequency @ (influence - centre) ** 2 / (n * (n - 1)))), n


def _chance_influence(coefficient: ChanceCorrected, table: CountTable, counted: NDArray[np.int64]) -> Floats:
    """(P,) x_i for percent agreement, Fleiss, Gwet and Brennan-Prediger; `counted` (P,) items have a part in it."""
    counts, weights = table.counts().toarray(), coefficient.weights
    share = counts / table.size[:, None]
    terms = np.asarray(coefficient.sums(table.counts())[:, [0]])
    agreed = (terms.toarray() if hasattr(terms, "toarray") else terms).ravel()
    n, pairable = int(counted.sum()), table.size > 1
    pairs = int(counted[pairable].sum())
    pi = counted @ share / n
    expected = float(coefficient.expected(pi[None, :])[0])
    value = (float(counted @ agreed) / pairs - expected) / (1 - expected)
    direct = n / pairs * (agreed - expected * pairable) / (1 - expected)
    k = len(weights)
    if coefficient.chance is Chance.FLEISS:
        by_chance = share @ ((weights @ pi + weights.T @ pi) / 2)
    elif coefficient.chance is Chance.GWET:
        by_chance = share @ (1 - pi) * weights.sum() / (k * (k - 1))
    else:
        return np.asarray(direct)
    return np.asarray(direct - 2 * (1 - value) * (by_chance - expected) / (1 - expected))


def _alpha_error(distance: Floats, table: CountTable) -> tuple[float, int] | None:
    """Gwet's error of alpha with agreement weights 1 - distance / its largest."""
    pairable = np.flatnonzero(table.size > 1)
    frequency, size = table.frequency[pairable], table.size[pairable].astype(float)
    n = int(frequency.sum())
    if n < 2 or distance.max(initial=0.0) <= 0:
        return None
    weights = 1 - distance / distance.max()
    counts = table.counts()[pairable].toarray()
    mean = frequency @ size / n
    agreed = ((counts @ weights) * counts).sum(axis=1) - size
    each = agreed / (mean * (size - 1))
    plain = float(frequency @ each) / n
    first = (1 - 1 / (n * mean)) * plain + 1 / (n * mean)
    pi = frequency @ counts / (n * mean)
    expected = float(pi @ weights @ pi)
    if expected >= 1 - ROUNDING:
        return None
    value = (plain - expected) / (1 - expected)
    off = (size - mean) / mean
    direct = (each - first * off - expected) / (1 - expected)
    by_chance = counts @ ((weights @ pi + weights.T @ pi) / 2) / mean - expected * off
    influence = direct - 2 * (1 - value) * (by_chance - expected) / (1 - expected)
    return _spread(influence, frequency, value)


def _conger_influence(statistic: Conger) -> Floats:
    """(I,) x_i of Conger's kappa, 0 for items without answers."""
    chunk, weights = statistic.chunk, statistic.weights
    table_size = np.diff(chunk.offsets)
    present = statistic.marginals.sum(axis=1) > 0
    total = statistic.marginals.sum(axis=1)
    share = statistic.marginals / np.where(present, total, 1.0)[:, None]
    annotators, n = int(present.sum()), int((table_size > 0).sum())
    summed = share.sum(axis=0)
    own = ((share @ weights) * share).sum(axis=1)
    expected = float(summed @ weights @ summed - own.sum()) / (annotators * (annotators - 1))
    # An answer l of annotator g moves p_g by (e_l - p_g) / n_g, and p_e by its product with the others' shares.
    others = (summed - share) @ weights.T
    items = chunk.items()
    gain = (
        n
        / total[chunk.annotator]
        * (others[chunk.annotator, chunk.label] - np.einsum("ak,ak->a", share, others)[chunk.annotator])
    )
    moved = np.bincount(items, weights=gain, minlength=chunk.n_items) / (annotators * (annotators - 1))
    by_chance = moved + (others * share).sum() / (annotators * (annotators - 1))
    agreed = item_agreements(chunk.offsets, chunk.label, weights)
    pairable = table_size > 1
    pairs = int(pairable.sum())
    value = (agreed.sum() / pairs - expected) / (1 - expected)
    direct = n / pairs * (agreed - expected * pairable) / (1 - expected)
    return np.asarray(direct - 2 * (1 - value) * (by_chance - expected) / (1 - expected))
