"""Which label somebody gives where the others are sure of another, where the answers show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.strengths import FEWEST, LEVEL, SURE
from oe_quality.kernel.arrays import Floats

FEWEST_MIXED = 3
"""Times below which nothing is said."""


@dataclass(frozen=True, slots=True)
class Mixup:
    """One label that somebody gives in place of another more often than most do.

    Attributes:
        label: what the others are sure of; other: what was given instead.
        n, of: how often, of how many items on which the others are sure of the one and of the other's absence.
        low: lower bound of the share behind it, at 95 % over all pairs together; usual: share of all others together.
    """

    label: str
    other: str
    n: int
    of: int
    low: float
    usual: float


def mixups(found: Findings) -> tuple[Mixup | None, ...]:
    """(A,) the clearest mix-up of each annotator of the primary panel, None where the answers show none.

    Somebody who gives a label everywhere gives it instead of every other; so it counts only where the label is given in
    place of the one more often than on items on which the others are sure that neither is there.
    """
    data, A = found.data, found.data.n_annotators
    if data.numeric:
        return (None,) * A
    usable = found.fit.usable
    who, chosen, support = data.primary.data.annotator[usable], data.chosen[usable], found.fit.support[usable]
    best: list[Mixup | None] = [None] * A
    margins = np.zeros(A)
    labels, K = data.primary.labels, chosen.shape[1]
    for b in range(K):
        for c in range(K):
            if b == c:
                continue
            mixed, of, elsewhere = _counts(who, chosen, support, (b, c), A)
            low, usual = _bounds(mixed, of, K * (K - 1))
            margin = low - np.maximum(usual, elsewhere)
            for a in np.flatnonzero((mixed >= FEWEST_MIXED) & (margin > margins)).tolist():
                margins[a] = margin[a]
                best[a] = Mixup(labels[b], labels[c], int(mixed[a]), int(of[a]), float(low[a]), float(usual[a]))
    return tuple(best)


def _counts(
    who: NDArray[np.int32], chosen: NDArray[np.bool_], support: Floats, pair: tuple[int, int], A: int
) -> tuple[Floats, Floats, Floats]:
    """(A,) times the second was given instead of the first, of how many items, and how often where neither is."""
    b, c = pair
    absent = support[:, c] <= 1 - SURE
    sure, neither = absent & (support[:, b] >= SURE), absent & (support[:, b] <= 1 - SURE)
    of = np.bincount(who[sure], minlength=A).astype(np.float64)
    mixed = np.bincount(who[sure], weights=(chosen[:, c] & ~chosen[:, b])[sure], minlength=A)
    n = np.bincount(who[neither], minlength=A)
    given = np.bincount(who[neither], weights=chosen[neither, c], minlength=A)
    return mixed.astype(np.float64), of, np.asarray(given / np.maximum(n, 1), dtype=np.float64)


def _bounds(mixed: Floats, of: Floats, pairs: int) -> tuple[Floats, Floats]:
    """(A,) exact lower bounds of the shares, 0 where there are too few items; and the share of all others together."""
    low = betaincinv(np.maximum(mixed, 1e-9), np.maximum(of - mixed, 0.0) + 1, (1 - LEVEL) / pairs)
    usual = (mixed.sum() - mixed) / np.maximum(of.sum() - of, 1.0)
    return np.where((of >= FEWEST) & (mixed > 0), low, 0.0), usual
