"""What somebody recognises better than most, where the answers show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.outstanding import exceeds, lower_bounds, named
from oe_quality.kernel.arrays import Floats

SURE = 0.9
"""Consensus of the others from which on they are sure."""
FEWEST = 10
"""Sure items below which nothing is said of a label."""


@dataclass(frozen=True, slots=True)
class Strength:
    """One label that somebody gives where it belongs more often than most do.

    Attributes:
        label: it; right, of: how often it was given, of how many items on which the others are sure of it.
        low: lower bound of the share behind it, at 95 % over all labels together; usual: median of all annotators.
    """

    label: str
    right: int
    of: int
    low: float
    usual: float


def strengths(found: Findings) -> tuple[Strength | None, ...]:
    """(A,) the clearest strength of each annotator of the primary panel, None where the answers show none.

    Somebody who gives a label everywhere hits it always; so it counts only where the label is given no more often
    than usual on items on which the others are sure that it is not there. Where all are equally good, somebody is said
    to be better in at most one study of twenty (`outstanding`).
    """
    data = found.data
    A = data.n_annotators
    if data.numeric:
        return (None,) * A
    usable = found.fit.usable
    who, chosen, support = data.primary.data.annotator[usable], data.chosen[usable], found.fit.support[usable]
    K = chosen.shape[1]
    right, of, false = np.zeros((A, K)), np.zeros((A, K)), np.zeros((A, K))
    for k in range(K):
        sure, not_there = support[:, k] >= SURE, support[:, k] <= 1 - SURE
        of[:, k] = np.bincount(who[sure], minlength=A)
        right[:, k] = np.bincount(who[sure], weights=chosen[sure, k], minlength=A)
        n = np.bincount(who[not_there], minlength=A)
        with np.errstate(invalid="ignore", divide="ignore"):
            false[:, k] = np.bincount(who[not_there], weights=chosen[not_there, k], minlength=A) / n
    return _clearest(right, of, false, data.primary.labels)


def _clearest(right: Floats, of: Floats, false: Floats, labels: tuple[str, ...]) -> tuple[Strength | None, ...]:
    enough = of >= FEWEST
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(enough, right / of, np.nan)
    low = np.where(enough, lower_bounds(right, of, enough.sum(axis=1, keepdims=True)), 0.0)
    usual = np.array([_median(share[:, k], fewest=3) for k in range(len(labels))])
    often = np.array([_median(false[:, k], fewest=1) for k in range(len(labels))])
    better = exceeds(right, np.where(enough, of, 0.0), right.sum(axis=0) - right, of.sum(axis=0) - of)
    out: list[Strength | None] = []
    for a, clear in enumerate(named(better, enough)):
        margin = np.where(clear & (false[a] <= often), low[a] - usual, np.nan)
        if not (margin > 0).any():
            out.append(None)
            continue
        k = int(np.nanargmax(margin))
        out.append(Strength(labels[k], int(right[a, k]), int(of[a, k]), float(low[a, k]), float(usual[k])))
    return tuple(out)


def _median(values: Floats, fewest: int) -> float:
    """Of what is known of so many at least; NaN below."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) >= fewest else float("nan")
