"""What a fit learned about each annotator, with intervals that cover."""

from __future__ import annotations

import numpy as np
from scipy.stats import beta

from oe_quality.analysis.soft_labels import AnnotatorFit
from oe_quality.kernel.chunk import Chunk
from oe_quality.kernel.em import Fit
from oe_quality.kernel.gibbs import sample
from oe_quality.progress import Progress, silent

LEVEL = 0.95
SAMPLED_CELLS = 60_000_000
"""Draws x annotators x labels squared that sampling may keep in memory at once (4 bytes each)."""
FEWEST_DRAWS = 200
MOST_RESPONSES = 400_000
"""Responses beyond which sampling would take minutes; then counts are taken as known, and said so."""


def annotator_fit(
    found: Fit,
    chunk: Chunk,
    aliases: tuple[str, ...],
    *,
    seed: int = 0,
    sample: bool = True,
    progress: Progress = silent,
) -> AnnotatorFit:
    """Confusion matrices and accuracies with intervals.

    Models with confusion matrices are sampled in full (`kernel.gibbs`); where that is not asked for, or the
    data are too large, and for models without confusion matrices, the interval is that of a Beta
    posterior of the expected right answers, which takes the consensus as known and is too narrow.
    """
    A, K = len(aliases), found.posterior.shape[1]
    draws = min(1000, SAMPLED_CELLS // max(2 * A * K * K, 1))
    if sample and found.confusion is not None and chunk.n_responses <= MOST_RESPONSES and draws >= FEWEST_DRAWS:
        return _sampled(found, chunk, aliases, draws, seed, progress)
    return _plug_in(found, chunk, aliases)


def _sampled(
    found: Fit, chunk: Chunk, aliases: tuple[str, ...], draws: int, seed: int, progress: Progress
) -> AnnotatorFit:
    progress("sampling intervals", 0, 1)
    drawn = sample(chunk, found.posterior, len(aliases), draws=draws, level=LEVEL, seed=seed)
    progress("sampling intervals", 1, 1)
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
        interval_method=f"95 % credible, hierarchical model sampled in full ({drawn.n_draws:,} draws{mixed})",
    )


def _plug_in(found: Fit, chunk: Chunk, aliases: tuple[str, ...]) -> AnnotatorFit:
    n = found.n_responses.astype(np.float64)
    items = chunk.items()
    right = np.bincount(chunk.annotator, weights=found.posterior[items, chunk.label], minlength=len(aliases))
    low, high = beta.ppf([[(1 - LEVEL) / 2], [(1 + LEVEL) / 2]], right + 1, np.maximum(n - right, 0) + 1)
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
