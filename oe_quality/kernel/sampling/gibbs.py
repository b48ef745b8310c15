"""Credible intervals of confusion matrices that cover: the hierarchical model sampled in full.

Plug-in intervals take the population's parameters as known, or the items' labels as certain, and cover
too little. Here labels, prevalence, confusion rows, annotators' abilities and the population's
parameters are all drawn; see `gibbs_chain` for the model.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, IntArray
from oe_quality.kernel.sampling.convergence import EffectiveSize, effective_size, scale_reduction
from oe_quality.kernel.sampling.gibbs_chain import chain, kept_turns

CELLS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Snapshots:
    """Whole states of the chains, some draws apart: what a predictive check replicates the data from.

    Attributes:
        confusion: (S, A, K, K) truth x answer.
        truth: (S, I) int32 the labels.
    """

    confusion: Floats
    truth: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What the chains saw.

    Attributes:
        confusion: (A, K, K) posterior mean, truth x answer; low, high: (A, K, K) its interval.
        accuracy, accuracy_low, accuracy_high: (A,) expected share of right answers.
        level: coverage of the intervals.
        n_draws: kept, over all chains; n_chains.
        r_hat: largest potential scale reduction over the annotators' accuracies; None with too few draws.
        effective: smallest effective numbers of draws over them.
        snapshots: evenly spaced states of all chains.
    """

    confusion: Floats
    low: Floats
    high: Floats
    accuracy: Floats
    accuracy_low: Floats
    accuracy_high: Floats
    level: float
    n_draws: int
    n_chains: int
    r_hat: float | None
    effective: EffectiveSize
    snapshots: Snapshots


@dataclass(frozen=True, slots=True, eq=False)
class LabelDraws:
    """How often each label was drawn.

    Attributes:
        frequency: (I, K) share of the draws; rows sum to 1.
        n_draws: kept, over all chains; r_hat: as in `Draws`.
    """

    frequency: Floats
    n_draws: int
    r_hat: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Draws of one chain: confusion matrices (draws or 0, A K K), accuracies (draws, A), some labels (S, I), and
    how often each label was drawn (I, K)."""

    rows: NDArray[np.float32]
    right: Floats
    truth: IntArray
    seen: NDArray[np.int32]


def sample(
    chunk: Chunk,
    posterior: Floats,
    n_annotators: int,
    *,
    gold: IntArray | None = None,
    draws: int = 500,
    burn_in: int = 300,
    chains: int = 2,
    level: float = 0.95,
    seed: int = 0,
    snapshots: int = 50,
) -> Draws:
    """Sample confusion matrices and accuracies.

    Args:
        chunk: the answers.
        posterior: (I, K) of a fit; the chains start from labels drawn from it, so that all of them name
            the labels alike.
        n_annotators: A.
        gold: (I,) known labels, -1 where unknown; these are not drawn.
        draws: kept per chain; burn_in: dropped per chain before.
        chains: independent chains, each on a thread of its own.
        level: of the intervals.
        seed: the same seed gives the same draws.
        snapshots: whole states to keep, over all chains.
    """
    runs = _run(chunk, posterior, n_annotators, gold, (draws, burn_in, chains), seed, max(snapshots // chains, 1))
    return _summary(runs, posterior.shape[1], level)


def state_draws(
    chunk: Chunk,
    posterior: Floats,
    n_annotators: int,
    *,
    draws: int,
    burn_in: int,
    chains: int = 2,
    seed: int = 0,
    snapshots: int = 50,
) -> Snapshots:
    """Whole states alone, where nobody asks for intervals; arguments as for `sample`."""
    runs = _run(chunk, posterior, n_annotators, None, (draws, burn_in, chains), seed, max(snapshots // chains, 1))
    return _snapshots(runs, n_annotators, posterior.shape[1])


def label_draws(
    chunk: Chunk,
    posterior: Floats,
    n_annotators: int,
    *,
    draws: int = 500,
    burn_in: int = 300,
    chains: int = 2,
    seed: int = 0,
) -> LabelDraws:
    """Sample the items' labels alone; arguments as for `sample`, without its (draws, A, K, K) of memory."""
    runs = _run(chunk, posterior, n_annotators, None, (draws, burn_in, chains), seed, 0)
    n = draws * chains
    right = np.stack([run.right for run in runs])
    seen = np.sum([run.seen for run in runs], axis=0)
    return LabelDraws(seen / n, n, scale_reduction(right) if draws > 3 else None)


def _run(
    chunk: Chunk,
    posterior: Floats,
    n_annotators: int,
    gold: IntArray | None,
    length: tuple[int, int, int],
    seed: int,
    snapshots: int,
) -> list[Chain]:
    """Every chain on a thread of its own; length: draws, burn-in, chains; with no snapshots no matrices are kept."""
    draws, burn_in, chains = length
    K = posterior.shape[1]
    fixed = np.full(chunk.n_items, -1, dtype=np.int32) if gold is None else gold

    def run(rng: np.random.Generator) -> Chain:
        truth = np.where(fixed >= 0, fixed, draw_rows(posterior, rng)).astype(np.int32)
        kept = Chain(
            np.empty((draws if snapshots else 0, n_annotators * K * K), dtype=np.float32),
            np.empty((draws, n_annotators)),
            np.empty((min(snapshots, draws), chunk.n_items), dtype=np.int32),
            np.zeros((chunk.n_items, K), dtype=np.int32),
        )
        data = (chunk.offsets, chunk.annotator, chunk.label, fixed)
        chain(rng, *data, truth, K, burn_in, kept.rows, kept.right, kept.truth, kept.seen)
        return kept

    with ThreadPoolExecutor(chains) as pool:
        return list(pool.map(run, np.random.default_rng(seed).spawn(chains)))


def _summary(runs: list[Chain], K: int, level: float) -> Draws:
    A = runs[0].right.shape[1]
    tails = ((1 - level) / 2, (1 + level) / 2)
    right = np.stack([run.right for run in runs])
    mean = np.mean([run.rows.mean(axis=0, dtype=np.float64) for run in runs], axis=0)
    low, high = np.empty(A * K * K), np.empty(A * K * K)
    for start in range(0, A * K * K, CELLS_AT_ONCE):
        cells = slice(start, start + CELLS_AT_ONCE)
        low[cells], high[cells] = np.quantile(np.concatenate([run.rows[:, cells] for run in runs]), tails, axis=0)
    accuracy_low, accuracy_high = np.quantile(right, tails, axis=(0, 1))
    return Draws(
        confusion=mean.reshape(A, K, K),
        low=low.reshape(A, K, K),
        high=high.reshape(A, K, K),
        accuracy=right.mean(axis=(0, 1)),
        accuracy_low=accuracy_low,
        accuracy_high=accuracy_high,
        level=level,
        n_draws=right.shape[0] * right.shape[1],
        n_chains=len(runs),
        r_hat=scale_reduction(right) if right.shape[1] > 3 else None,
        effective=effective_size(right),
        snapshots=_snapshots(runs, A, K),
    )


def _snapshots(runs: list[Chain], A: int, K: int) -> Snapshots:
    rows = np.concatenate([run.rows[kept_turns(len(run.rows), len(run.truth))] for run in runs])
    return Snapshots(rows.reshape(-1, A, K, K).astype(np.float64), np.concatenate([run.truth for run in runs]))


def draw_rows(p: Floats, rng: np.random.Generator) -> IntArray:
    """(I,) one label per row of (I, K) probabilities."""
    below = np.cumsum(p, axis=1) < rng.random((len(p), 1))
    return np.asarray(np.minimum(below.sum(axis=1), p.shape[1] - 1), dtype=np.int32)
