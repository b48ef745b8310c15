"""Who agrees with the others hardly better than chance, and how surely that would be noticed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from oe_quality.config import TriageConfig
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.kappa import LooKappa
from oe_quality.kernel.uncertainty.fdr import adjusted

POWER = 0.8
"""Four times in five."""


@dataclass(frozen=True, slots=True, eq=False)
class LowAgreement:
    """The one-sided test of "kappa is at least `low_kappa`"; arrays (A,), NaN where undefined.

    Attributes:
        upper: bound that kappa stays below with the confidence `kappa_level`; somebody whose kappa is just
            `low_kappa` has it below `low_kappa` with the probability 1 - `kappa_level`.
        q: of the test, after Benjamini-Hochberg over annotators.
        noticed: probability that `upper` falls below `low_kappa` for somebody who answers as many items at random.
        noticed_from: answers from which `noticed` is four in five; None where it cannot be told.
    """

    upper: Floats
    q: Floats
    noticed: Floats
    noticed_from: int | None


def low_agreement(kappa: LooKappa, blind_sd: float, rule: TriageConfig) -> LowAgreement:
    """Test everybody's kappa against the least that is expected of someone who looks.

    Args:
        kappa: of each annotator.
        blind_sd: of one answer given at random, see `kernel.audit.kappa.blind_sd`.
        rule: level and bound.
    """
    freedom = np.maximum(kappa.n - 1, 1)
    quantile = stdtrit(freedom, rule.kappa_level)
    upper = kappa.value + quantile * kappa.standard_error
    exact = kappa.standard_error == 0
    error = np.where(exact, np.nan, kappa.standard_error)
    p = np.where(exact, kappa.value >= rule.low_kappa, stdtr(freedom, (kappa.value - rule.low_kappa) / error))
    with np.errstate(divide="ignore", invalid="ignore"):
        noticed = ndtr(rule.low_kappa * np.sqrt(kappa.n) / blind_sd - quantile)
    return LowAgreement(
        upper,
        adjusted(np.where(np.isfinite(kappa.value), p, np.nan)),
        np.where(np.isfinite(upper), noticed, np.nan),
        _noticed_from(blind_sd, rule),
    )


def _noticed_from(blind_sd: float, rule: TriageConfig) -> int | None:
    if not np.isfinite(blind_sd) or rule.low_kappa <= 0:
        return None
    needed = ((ndtri(rule.kappa_level) + ndtri(POWER)) * blind_sd / rule.low_kappa) ** 2
    return max(int(np.ceil(needed)), rule.min_annotations)
