"""What Fleiss (1971) and Light (1971) add: a test of kappa = 0, kappas per label, the mean of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.agreement.counts import CountTable
from oe_quality.kernel.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class FleissTest:
    """Fleiss' kappa against chance.

    Attributes:
        kappa, z: overall; NaN where undefined.
        label_kappa, label_z: (K,) each label against all others.
    """

    kappa: float
    z: float
    label_kappa: Floats
    label_z: Floats


def fleiss_test(table: CountTable) -> FleissTest | None:
    """Kappa and z under the hypothesis of chance (Fleiss, Nee & Landis 1979, Psych. Bull. 86:974).

    None unless every item has the same number of answers, two or more, which the formula takes for granted.
    """
    size = np.unique(table.size)
    if len(size) != 1 or size[0] < 2:
        return None
    n, m = table.n_items, int(size[0])
    counts = table.counts().toarray()
    p = table.frequency @ counts / (n * m)
    q = 1 - p
    agreed = float(table.frequency @ (counts**2).sum(axis=1) / n - m) / (m * (m - 1))
    spread = float(p @ q)
    per_label = 1 - table.frequency @ (counts * (m - counts)) / np.where(p * q > 0, n * m * (m - 1) * p * q, np.nan)
    if spread <= 0:
        return FleissTest(float("nan"), float("nan"), per_label, per_label)
    kappa = 1 - (1 - agreed) / spread
    variance = 2 / (spread**2 * n * m * (m - 1)) * (spread**2 - float(p @ (q * (q - p))))
    return FleissTest(kappa, kappa / np.sqrt(variance), per_label, per_label / np.sqrt(2 / (n * m * (m - 1))))


def light_kappa(kappas: Floats) -> float:
    """The mean of all pairs' kappas (Light 1971); NaN ones, where a pair has no variation, are left out."""
    defined = kappas[np.isfinite(kappas)]
    return float(defined.mean()) if len(defined) else float("nan")
