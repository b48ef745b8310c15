"""How spread a distribution of labels is, how far two lie apart, and what a sample of it has not shown.

Everything is in bits where it is information. Rows are distributions or counts, axes (n, K).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.entropy import entropy_bits

Counts = NDArray[np.int64] | NDArray[np.float64]


def effective_number(p: Floats) -> Floats:
    """(n,) how many equally frequent labels would be as uncertain: 2 to the entropy (Hill 1973, order 1)."""
    return np.asarray(2.0 ** entropy_bits(p))


def jensen_shannon(p: Floats, q: Floats) -> Floats:
    """(n,) Jensen-Shannon divergence in bits, 0..1 (Lin 1991); the square of the distance of that name."""
    between = entropy_bits((p + q) / 2) - (entropy_bits(p) + entropy_bits(q)) / 2
    return np.asarray(np.maximum(between, 0.0))


def total_variation(p: Floats, q: Floats) -> Floats:
    """(n,) largest difference in probability of any event, 0..1: half the sum of absolute differences."""
    return np.asarray(np.abs(p - q).sum(axis=-1) / 2)


def hellinger(p: Floats, q: Floats) -> Floats:
    """(n,) Hellinger distance, 0..1."""
    return np.asarray(np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum(axis=-1) / 2))


def brier(p: Floats, q: Floats) -> Floats:
    """(n,) squared differences summed over labels, 0..2 (Brier 1950)."""
    return np.asarray(((p - q) ** 2).sum(axis=-1))


def miller_madow(counts: Counts) -> Floats:
    """(n,) entropy in bits of counts (n, K), with the first-order bias put back (Miller 1955).

    The raw entropy of N answers falls short by about (labels seen - 1) / (2 N) nats. Rows without
    answers give 0.
    """
    total = np.asarray(counts.sum(axis=-1), dtype=np.float64)
    raw = entropy_bits(counts / np.maximum(total, 1.0)[..., None])
    seen = (counts > 0).sum(axis=-1)
    return np.asarray(raw + np.maximum(seen - 1, 0) / (2 * np.maximum(total, 1.0) * np.log(2)))


def grassberger(counts: Counts) -> Floats:
    """(n,) entropy in bits of counts (n, K), nearly unbiased at small N (Grassberger 2003; Schürmann 2004).

    H = psi(N) - 1/N sum n_k G(n_k), with G(n) = psi(n) + (-1)^n / 2 (psi((n + 1) / 2) - psi(n / 2)); Schürmann
    has psi(N) for Grassberger's log N, which matters below 20 answers. Single rows scatter more than
    with other estimators and may exceed log K: average them. Rows without answers give 0.
    """
    n = np.asarray(counts, dtype=np.float64)
    total = n.sum(axis=-1)
    positive = np.where(n > 0, n, 1.0)
    sign = np.where(positive % 2 == 0, 0.5, -0.5)
    g = special.digamma(positive) + sign * (special.digamma((positive + 1) / 2) - special.digamma(positive / 2))
    weighted = np.where(n > 0, n * g, 0.0).sum(axis=-1)
    safe = np.maximum(total, 1.0)
    return np.asarray(np.where(total > 0, (special.digamma(safe) - weighted / safe) / np.log(2), 0.0))


def unseen_mass(frequencies: NDArray[np.int64]) -> float | None:
    """Probability that the next answer is a label never given so far (Good 1953, Turing's estimate).

    The number of labels given exactly once over the number of answers; None without answers. A set-valued
    answer counts once per label.

    >>> unseen_mass(np.array([5, 3, 1, 1]))
    0.2
    """
    total = int(frequencies.sum())
    return None if total == 0 else float((frequencies == 1).sum()) / total


def unseen_mass_bound(frequencies: NDArray[np.int64], level: float = 0.95) -> float | None:
    """Upper confidence bound of the unseen mass (McAllester & Schapire 2000); None without answers."""
    total = int(frequencies.sum())
    if total == 0:
        return None
    turing = float((frequencies == 1).sum()) / total
    # The constant of the theorem: with probability 1 - delta the missing mass is within this of Turing's estimate.
    slack = (2 * np.sqrt(2) + np.sqrt(3)) * np.sqrt(np.log(3 / (1 - level)) / total)
    return float(min(1.0, turing + slack))


def labels_for_coverage(frequencies: NDArray[np.int64], share: float) -> int:
    """How many of the most frequent labels make up at least `share` of the answers."""
    ordered = np.sort(frequencies)[::-1]
    total = ordered.sum()
    return 0 if total == 0 else int(np.searchsorted(np.cumsum(ordered), share * total - 1e-9) + 1)
