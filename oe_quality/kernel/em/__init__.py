"""Aggregation: which label is true, by a family of algorithms under one contract.

>>> import numpy as np
>>> from oe_quality.kernel.data.chunk import InMemory, chunk_of
>>> data = chunk_of(np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 0, 1]), np.array([1, 1, 0, 0, 0]), 2)
>>> fit(Method.MAJORITY, InMemory((data,), n_annotators=3, n_labels=2)).winner.tolist()
[1, 0]
"""

from __future__ import annotations

from typing import Any

from numba import config

from oe_quality.kernel.data.chunk import Chunk, ChunkSource, IntArray
from oe_quality.kernel.em.contract import Algorithm, Fit, Method, winners
from oe_quality.kernel.em.loop import Limits, compile_notice, run
from oe_quality.kernel.em.passes import Sweeper
from oe_quality.kernel.em.registry import card_of
from oe_quality.kernel.em.sharing import identity, keep, kept
from oe_quality.progress import Progress, silent

THREADS = int(config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]  # set from the environment on import

__all__ = ["Fit", "Method", "fit", "winners"]


def fit(
    method: str,
    source: ChunkSource[Chunk],
    *,
    settings: Algorithm[Any, Any] | None = None,
    gold: IntArray | None = None,
    seed: int = 0,
    restarts: int = 1,
    max_steps: int = 500,
    tol: float = 1e-9,
    threads: int | None = None,
    progress: Progress = silent,
) -> Fit:
    """Infer the label of every item and the reliability of every annotator.

    The same data and seed give the same bits for any number of threads and any split into chunks.

    Args:
        method: the algorithm's name, such as `Method.HIERARCHICAL`.
        settings: the algorithm itself, where its settings are not the default ones.
        source: coded responses, in item order.
        gold: (I,) int32 known labels, -1 where unknown; these items' posteriors are fixed.
        seed: of the random starts.
        restarts: number of starts; the first is from the vote shares, all others are random.
        max_steps: limit of E steps per start.
        tol: converged when a step gains less than this share of the objective.
        threads: None for as many as numba may use (environment variable NUMBA_NUM_THREADS).
        progress: told of every step, and of compilation on a fresh machine.

    Raises:
        NotComputableError: nobody answered.
        UsageError: no such method.
    """
    if restarts < 1 or max_steps < 1:
        raise ValueError("restarts and max_steps start at 1")
    chosen = settings or card_of(method).make()
    key = identity(source, gold, str(method), seed, restarts, tol) if settings is None else None
    again = kept(key, max_steps)
    if again is not None:
        return again
    with compile_notice(progress), Sweeper(source, gold, threads or THREADS) as data:
        found = run(
            str(method),
            chosen,
            data,
            seed=seed,
            restarts=restarts,
            limits=Limits(max_steps, tol),
            progress=progress,
        )
    keep(key, found)
    return found
