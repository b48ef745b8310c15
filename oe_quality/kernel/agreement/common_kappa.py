"""Two annotators and two labels, in several groups of items: is one kappa behind all of them?

With pi the share of one label and kappa the intraclass kappa (Scott's pi of two annotators), an item gets that label
from both, from one or from neither with probabilities pi^2 + v kappa, 2 v (1 - kappa) and (1 - pi)^2 + v kappa, where
v = pi (1 - pi) (Mak 1988; Bloch & Kraemer 1989). Donner, Eliasziw & Klar 1996 (Biometrics 52:176) fit one kappa and a
pi for each group, and hold the counts against what that expects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from oe_quality.kernel.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class CommonKappa:
    """The fit of one kappa to G groups.

    Attributes:
        kappas: (G,) each group's own; common: weighted by n pi (1 - pi).
        statistic, degrees, p_value: Pearson's chi-square of the counts, G - 1.
    """

    kappas: Floats
    common: float
    statistic: float
    degrees: int
    p_value: float


def common_kappa(counts: NDArray[np.int64]) -> CommonKappa | None:
    """Fit one kappa.

    Args:
        counts: (G, 3) items that got the label from both annotators, from one, and from neither.

    Returns:
        None where a group has one label only, or one kappa leaves a count no probability.
    """
    n = counts.sum(axis=1)
    share = (2 * counts[:, 0] + counts[:, 1]) / np.maximum(2 * n, 1)
    room = share * (1 - share)
    if len(counts) < 2 or not (room > 0).all():
        return None
    kappas = 1 - counts[:, 1] / (2 * n * room)
    common = float(n * room @ kappas / (n @ room))
    expected = n[:, None] * probabilities(share, common)
    if not (expected > 0).all():
        return None
    statistic = float(((counts - expected) ** 2 / expected).sum())
    degrees = len(counts) - 1
    return CommonKappa(kappas, common, statistic, degrees, float(chdtrc(degrees, statistic)))


def probabilities(share: Floats, kappa: float) -> Floats:
    """(G, 3) that both, one and neither of two annotators give a label of these shares (G,).

    >>> probabilities(np.array([0.5]), 0.2).tolist()
    [[0.3, 0.4, 0.3]]
    """
    room = share * (1 - share)
    return np.stack([share**2 + room * kappa, 2 * room * (1 - kappa), (1 - share) ** 2 + room * kappa], axis=1)
