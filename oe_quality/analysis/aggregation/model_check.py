"""Whether a model describes the answers: would annotators who err independently have given such ones?"""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.aggregation.warnings import misfit_warnings
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, InMemory, IntArray, joined
from oe_quality.kernel.em import Fit
from oe_quality.kernel.em.registry import card_of
from oe_quality.kernel.sampling.gibbs import Draws, Snapshots, state_draws
from oe_quality.kernel.sampling.predictive_check import Check, predictive_check
from oe_quality.progress import Progress, silent

MOST_ANSWERS = 30_000
"""Answers from which states are drawn; of more, items are drawn that have so many. A misfit that so many do not show
is too small to matter."""
TURNS, FEWEST_TURNS = 200, 100
"""Of a chain; three in eight are dropped as burn-in."""
MOST_WORK = 3_000_000
"""Answers x turns of a chain, where these are more than the fewest."""
MOST_CELLS = 150_000
"""Annotators x labels squared: every turn draws so many numbers."""
CHAINS, STATES = 2, 50


def model_doubts(
    found: Fit,
    source: ChunkSource[Chunk],
    drawn: Draws | None = None,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> tuple[str, ...]:
    """Sentences on where the answers differ from what the model would give, or on why nobody looked.

    Args:
        found: a fit; of a model whose annotators do not err independently nothing is said.
        source: its answers.
        drawn: states of the model, where they have been drawn already; else some are, from a part of large data.
        seed: of the part, the chains and the replicates.
        progress: told before and after.
    """
    if not card_of(found.method).independent:
        return ()
    if drawn is not None:
        (chunk,) = source
        return misfit_warnings(predictive_check(chunk, drawn.snapshots, seed=seed))
    checks = checked(found, source, seed=seed, progress=progress)
    if checks is not None:
        return misfit_warnings(checks)
    return (
        f"Whether the model describes the answers was not checked: that draws all annotators' matrices, here "
        f"{source.n_annotators:,} of {source.n_labels} x {source.n_labels} labels, many times.",
    )


def checked(
    found: Fit, source: ChunkSource[Chunk], *, seed: int = 0, progress: Progress = silent
) -> tuple[Check, ...] | None:
    """The predictive check on states drawn for it; None where the matrices have too many cells."""
    if source.n_annotators * source.n_labels**2 > MOST_CELLS:
        return None
    progress("checking the model", 0, 1)
    part, items = some_items(source, MOST_ANSWERS, seed)
    states = _states(part, found.posterior[items], source.n_annotators, seed)
    checks = predictive_check(part, states, seed=seed)
    progress("checking the model", 1, 1)
    return checks


def some_items(source: ChunkSource[Chunk], most_answers: int, seed: int) -> tuple[Chunk, IntArray]:
    """Items drawn at random that together have at most so many answers, all where these are no more; and which.

    One chunk is held at a time, and the same items are drawn for any split into chunks.
    """
    sizes = np.concatenate([np.diff(chunk.offsets) for chunk in source])
    order = np.random.default_rng(seed).permutation(len(sizes)) if sizes.sum() > most_answers else np.arange(len(sizes))
    chosen = np.sort(order[np.cumsum(sizes[order]) <= most_answers]).astype(np.int32)
    parts, first = [], 0
    for chunk in source:
        parts.append(chunk.take(chosen[(first <= chosen) & (chosen < first + chunk.n_items)] - np.int32(first)))
        first += chunk.n_items
    return joined(InMemory(tuple(parts), source.n_annotators, source.n_labels)), chosen


def _states(part: Chunk, posterior: Floats, n_annotators: int, seed: int) -> Snapshots:
    turns = min(TURNS, max(MOST_WORK // max(part.n_responses, 1), FEWEST_TURNS))
    burn_in = turns * 3 // 8
    return state_draws(
        part,
        posterior,
        n_annotators,
        draws=turns - burn_in,
        burn_in=burn_in,
        chains=CHAINS,
        seed=seed,
        snapshots=STATES,
    )
