"""Choosing among algorithms without gold: by how well each predicts answers that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.data.chunk import Chunk, ChunkSource, FloatArray
from oe_quality.kernel.em import fit
from oe_quality.kernel.evaluation.calibration import best_exponent, tempered
from oe_quality.kernel.evaluation.heldout import TOLERANCE, answering, predictive, split
from oe_quality.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How one algorithm predicts answers set aside.

    Attributes:
        method: which; log_loss: mean -log2 of the probability of the answer given, in bits per answer;
        standard_error: of that mean, over items; n: answers predicted.
        exponent: of the tempering with which it was reached.
    """

    method: str
    log_loss: float
    standard_error: float
    n: int
    exponent: float


def compare(
    source: ChunkSource[Chunk],
    methods: tuple[str, ...],
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> tuple[HeldOut, ...]:
    """Every method's prediction of the same answers set aside, each tempered at its best; best first.

    Args:
        source: all answers.
        methods: what to compare.
        seed: of the split and of the fits.
        progress: told of each method.
    """
    parts = split(source, seed)
    if parts.n == 0:
        return ()
    rows = []
    for done, method in enumerate(methods):
        progress("comparing algorithms", done, len(methods))
        found = fit(method, parts.train, seed=seed, tol=TOLERANCE)
        confusion = answering(found, parts.train)
        exponent = best_exponent(found.posterior, confusion, parts)
        belief = tempered(found.posterior[parts.item], exponent)
        loss = -np.log2(predictive(belief, parts.given(confusion)))
        rows.append(HeldOut(method, float(loss.mean()), clustered_error(loss, parts.item), parts.n, exponent))
    progress("comparing algorithms", len(methods), len(methods))
    return tuple(sorted(rows, key=lambda row: row.log_loss))


def clustered_error(values: FloatArray, cluster: NDArray[np.integer]) -> float:
    """Standard error of a mean whose values (T,) are independent only between clusters (T,).

    With fewer than two clusters there is nothing to learn it from, and it is 0.
    """
    deviation = values - values.mean()
    sums = np.bincount(cluster, weights=deviation)
    n_clusters = len(np.unique(cluster))
    if n_clusters < 2:
        return 0.0
    return float(np.sqrt((sums**2).sum() * n_clusters / (n_clusters - 1)) / len(values))
