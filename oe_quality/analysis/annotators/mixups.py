"""Which label somebody gives where the others are sure of another, where the answers show it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.outstanding import exceeds, lower_bounds, named
from oe_quality.analysis.annotators.strengths import FEWEST, SURE
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
    place of the one more often than on items on which the others are sure that neither is there. Where nobody has a
    habit of their own, somebody is named in at most one study of twenty (`outstanding`).
    """
    data, A, labels = found.data, found.data.n_annotators, found.data.primary.labels
    if data.numeric or len(labels) < 2:
        return (None,) * A
    usable = found.fit.usable
    who, chosen, support = data.primary.data.annotator[usable], data.chosen[usable], found.fit.support[usable]
    pairs = list(permutations(range(len(labels)), 2))
    counted = [_counts(who, chosen, support, pair, A) for pair in pairs]
    mixed, of, given, neither = (np.stack([it[k] for it in counted], axis=1) for k in range(4))
    rest = [whole.sum(axis=0) - whole for whole in (mixed, of)]
    looked_at = of >= FEWEST
    low = np.where(looked_at, lower_bounds(mixed, of, looked_at.sum(axis=1, keepdims=True)), 0.0)
    usual, elsewhere = rest[0] / np.maximum(rest[1], 1.0), given / np.maximum(neither, 1.0)
    # Where no item has neither of the two, nothing tells a mix-up from a label given everywhere but how others do.
    tried = np.where(looked_at, of, 0.0)
    p = np.maximum(exceeds(mixed, tried, *rest), np.where(neither > 0, exceeds(mixed, tried, given, neither), 0.0))
    margin = np.where(named(p, looked_at) & (mixed >= FEWEST_MIXED), low - np.maximum(usual, elsewhere), -1.0)
    return tuple(
        Mixup(
            labels[pairs[c][0]],
            labels[pairs[c][1]],
            int(mixed[a, c]),
            int(of[a, c]),
            float(low[a, c]),
            float(usual[a, c]),
        )
        if margin[a, c] > 0
        else None
        for a, c in enumerate(margin.argmax(axis=1).tolist())
    )


def _counts(
    who: NDArray[np.int32], chosen: NDArray[np.bool_], support: Floats, pair: tuple[int, int], A: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """(A,) times the second was given instead of the first, of how many items; and where neither is."""
    b, c = pair
    absent = support[:, c] <= 1 - SURE
    sure, neither = absent & (support[:, b] >= SURE), absent & (support[:, b] <= 1 - SURE)
    of, n = np.bincount(who[sure], minlength=A), np.bincount(who[neither], minlength=A)
    mixed = np.bincount(who[sure], weights=(chosen[:, c] & ~chosen[:, b])[sure], minlength=A)
    given = np.bincount(who[neither], weights=chosen[neither, c], minlength=A)
    return mixed.astype(float), of.astype(float), given.astype(float), n.astype(float)
