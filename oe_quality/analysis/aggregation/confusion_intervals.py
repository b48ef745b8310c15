"""What a fit learned about each annotator, with intervals that cover."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv

from oe_quality.analysis.aggregation.results import AnnotatorFit
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, InMemory, IntArray, joined
from oe_quality.kernel.em import Fit
from oe_quality.kernel.sampling.collapsed import collapsed_draws
from oe_quality.kernel.sampling.gibbs import Draws, label_draws, sample
from oe_quality.progress import Progress, silent

LEVEL = 0.95
CHAINS = 2
TURNS = 800
"""Of each chain; three in eight are dropped as burn-in."""
FEWEST_TURNS = 160
SAMPLED_CELLS = 60_000_000
"""Draws x annotators x labels squared that are kept in memory at once (4 bytes each)."""
SAMPLED_ANSWERS = 200_000_000
"""Answers, or cells of all matrices if these are more, x turns of a chain: some 10 to 20 seconds. Larger data get fewer
turns."""
MATRIX_CELLS = 20_000
"""Annotators x labels squared, beyond which labels alone are drawn with matrices integrated out."""
COLLAPSED_CHAINS, COLLAPSED_TURNS, FEWEST_COLLAPSED_TURNS = 4, 160, 40
"""Of such chains: they leave a third of the Monte Carlo error of 800 turns that draw matrices."""
COLLAPSED_ANSWERS = 5_000_000
"""Answers x turns of such a chain: some 3 seconds each."""
COLLAPSED_CELLS = 20_000_000
"""Annotators x labels squared, up to which they count answers."""
R_HAT = 1.05
FEWEST_EFFECTIVE = 100


def sampled(
    found: Fit,
    source: ChunkSource[Chunk],
    gold: IntArray | None = None,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Draws | None:
    """Draws from the hierarchical model, started at a fit; None where the data are too large for it.

    Args:
        found: the fit, of any algorithm.
        source: its answers, in one chunk in memory, or there are no draws; gold: (I,) known labels, -1 where unknown.
        seed: of the chains.
        progress: told before and after.
    """
    A, K = source.n_annotators, source.n_labels
    chunks = source.chunks if isinstance(source, InMemory) else ()
    if len(chunks) != 1:
        return None
    turns = min(
        TURNS,
        SAMPLED_ANSWERS // max(chunks[0].n_responses, A * K * K, 1),
        SAMPLED_CELLS // max(CHAINS * A * K * K, 1),
    )
    if turns < FEWEST_TURNS:
        return None
    burn_in = turns * 3 // 8
    progress("sampling annotators", 0, 1)
    drawn = sample(
        chunks[0],
        found.posterior,
        A,
        gold=gold,
        draws=turns - burn_in,
        burn_in=burn_in,
        chains=CHAINS,
        level=LEVEL,
        seed=seed,
    )
    progress("sampling annotators", 1, 1)
    return drawn


def frequencies(found: Fit, source: ChunkSource[Chunk], *, seed: int = 0, progress: Progress = silent) -> Floats | None:
    """(I, K) how probable each label is by the sampler of the hierarchical model, started at a fit.

    None where the answers, or annotators and labels, are so many that a chain would be too short.
    """
    n, cells = int(found.n_responses.sum()), source.n_annotators * source.n_labels**2
    collapsed = cells > MATRIX_CELLS
    if collapsed:
        turns, fewest = min(COLLAPSED_TURNS, COLLAPSED_ANSWERS // max(n, 1)), FEWEST_COLLAPSED_TURNS
    else:
        turns, fewest = min(TURNS, SAMPLED_ANSWERS // max(n, cells, 1)), FEWEST_TURNS
    if turns < fewest or cells > COLLAPSED_CELLS:
        return None
    burn_in = turns * 3 // 8
    length = {"draws": turns - burn_in, "burn_in": burn_in, "chains": COLLAPSED_CHAINS if collapsed else CHAINS}
    progress("sampling labels", 0, 1)
    chunk, A = joined(source), source.n_annotators
    if collapsed:
        drawn = collapsed_draws(chunk, found.posterior, A, **length, seed=seed)
    else:
        drawn = label_draws(chunk, found.posterior, A, **length, seed=seed).frequency
    progress("sampling labels", 1, 1)
    return drawn


def annotator_fit(
    found: Fit, source: ChunkSource[Chunk], aliases: tuple[str, ...], drawn: Draws | None
) -> AnnotatorFit:
    """Confusion matrices and accuracies with intervals.

    With draws, and for a model with confusion matrices, means and intervals are those of the draws. Else the
    interval is that of a Beta posterior of the expected right answers, which takes the consensus as
    known and is too narrow.

    Args:
        found: the fit; source: its answers; aliases: (A,).
        drawn: from `sampled`, or None.
    """
    if drawn is None or found.confusion is None:
        return _plug_in(found, source, aliases)
    mixed = f", R-hat {drawn.r_hat:.2f}" if drawn.r_hat is not None else ""
    return AnnotatorFit(
        aliases=aliases,
        n_responses=found.n_responses.astype(np.int32),
        accuracy=drawn.accuracy,
        accuracy_low=drawn.accuracy_low,
        accuracy_high=drawn.accuracy_high,
        confusion=drawn.confusion,
        confusion_low=drawn.low,
        confusion_high=drawn.high,
        interval_method=f"95 % credible, hierarchical model sampled in full ({drawn.n_draws:,} draws, "
        f"worth {drawn.effective.bulk:,.0f} independent ones in the middle, {drawn.effective.tail:,.0f} at the ends"
        f"{mixed})",
    )


def mixing_warnings(drawn: Draws) -> tuple[str, ...]:
    """Why the draws' intervals should not be trusted, if they should not."""
    words = []
    if drawn.r_hat is not None and drawn.r_hat > R_HAT:
        words.append(
            f"The chains behind annotators' intervals disagree (R-hat {drawn.r_hat:.2f}): there may be several "
            f"solutions, and the intervals are too narrow."
        )
    elif drawn.effective.least < FEWEST_EFFECTIVE:
        words.append(
            f"The draws behind annotators' intervals are worth only {drawn.effective.least:.0f} independent ones: "
            f"their ends are rough."
        )
    return tuple(words)


def _plug_in(found: Fit, source: ChunkSource[Chunk], aliases: tuple[str, ...]) -> AnnotatorFit:
    n = found.n_responses.astype(np.float64)
    right, first = np.zeros(len(n)), 0
    for chunk in source:
        belief = found.posterior[chunk.items() + np.int32(first), chunk.label]
        right += np.bincount(chunk.annotator, weights=belief, minlength=len(n))
        first += chunk.n_items
    tails = np.array([[(1 - LEVEL) / 2], [(1 + LEVEL) / 2]])
    low, high = betaincinv(right + 1, np.maximum(n - right, 0) + 1, tails)
    accuracy = np.clip(found.accuracy, 0.0, 1.0)
    return AnnotatorFit(
        aliases=aliases,
        n_responses=found.n_responses.astype(np.int32),
        accuracy=accuracy,
        accuracy_low=np.minimum(low, accuracy),
        accuracy_high=np.maximum(high, accuracy),
        confusion=found.confusion,
        confusion_low=None,
        confusion_high=None,
        interval_method="95 %, Beta posterior with the consensus taken as known: narrower than the truth",
    )
