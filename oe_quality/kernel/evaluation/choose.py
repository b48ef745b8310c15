"""Choosing among algorithms without gold: by how well each predicts answers that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource
from oe_quality.kernel.evaluation.calibration import best_exponent, predicted, tempered
from oe_quality.kernel.evaluation.heldout import Split, predictive, splits
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
    parts = splits(source, seed)
    if not parts:
        return ()
    rows = []
    for done, method in enumerate(methods):
        progress("comparing algorithms", done, len(methods))
        rows.append(held_out(method, parts, seed))
    progress("comparing algorithms", len(methods), len(methods))
    return tuple(sorted(rows, key=lambda row: row.log_loss))


def held_out(method: str, parts: Sequence[Split], seed: int = 0) -> HeldOut:
    """One method's prediction of the answers that the splits set aside, tempered at its best."""
    guess = predicted(method, parts, seed)
    exponent = best_exponent(guess.belief, guess.given)
    loss = -np.log2(predictive(tempered(guess.belief, exponent), guess.given))
    return HeldOut(method, float(loss.mean()), clustered_error(loss, guess.item), len(loss), exponent)


def clustered_error(values: Floats, cluster: NDArray[np.integer]) -> float:
    """Standard error of a mean whose values (T,) are independent only between clusters (T,).

    With fewer than two clusters there is nothing to learn it from, and it is 0.
    """
    deviation = values - values.mean()
    sums = np.bincount(cluster, weights=deviation)
    n_clusters = len(np.unique(cluster))
    if n_clusters < 2:
        return 0.0
    return float(np.sqrt((sums**2).sum() * n_clusters / (n_clusters - 1)) / len(values))
