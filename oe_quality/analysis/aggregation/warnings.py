"""What to doubt about a consensus, in sentences: the fit, the data, and whether the model describes them."""

from __future__ import annotations

import numpy as np

from oe_quality.kernel.data.chunk import Chunk, ChunkSource
from oe_quality.kernel.em import Fit, winners
from oe_quality.kernel.em.registry import card_of
from oe_quality.kernel.sampling.gibbs import Draws
from oe_quality.kernel.sampling.predictive_check import Check, Discrepancy, predictive_check

CLOSE_MODES = 2.0
"""Nats: a second mode nearer than this is nearly as probable."""
MISFIT = 0.005
"""Least p of a discrepancy that counts as chance."""
FEW_ANSWERS = 10
SINGLE_SHARE = 0.2
UNCHOSEN_SHARE = 0.01


def fit_warnings(found: Fit) -> tuple[str, ...]:
    """About the search for the best solution."""
    words = []
    if not found.converged:
        words.append(f"The fit stopped at its limit of {found.steps} steps before it had converged.")
    if found.mode_gap is not None and found.mode_gap < CLOSE_MODES:
        words.append(
            f"Another solution is nearly as probable ({found.mode_gap:.2f} nats below the best of {found.restarts} "
            f"starts): compare the labels of several seeds."
        )
    card = card_of(found.method)
    if card.ordered:
        words.append(f"{card.title} depends on the order of the items, here that of their names.")
    return tuple(words)


def data_warnings(found: Fit, source: ChunkSource[Chunk]) -> tuple[str, ...]:
    """About what the consensus rests on."""
    words = []
    answers = np.concatenate([np.diff(chunk.offsets) for chunk in source])
    single = int((answers == 1).sum())
    if single > SINGLE_SHARE * max(int((answers > 0).sum()), 1):
        words.append(
            f"{single:,} items have a single answer: nothing but the annotator's record speaks for their label."
        )
    typical = float(np.median(found.n_responses[found.n_responses > 0]))
    if found.confusion is not None and typical < FEW_ANSWERS:
        words.append(
            f"Half of the annotators gave {typical:.0f} answers or fewer: what is said of them is mostly borrowed "
            f"from all."
        )
    return tuple(words)


def label_warnings(found: Fit, source: ChunkSource[Chunk]) -> tuple[str, ...]:
    """About the winners."""
    words = []
    best = winners(found.posterior)
    ties = int((best < 0).sum())
    if ties:
        words.append(f"{ties:,} items have no winner: their most probable labels tie.")
    unchosen, first = 0, 0
    for chunk in source:
        mine, item = best[first : first + chunk.n_items], chunk.items()
        votes = np.bincount(item[chunk.label == mine[item]], minlength=chunk.n_items)
        unchosen += int(((votes == 0) & (mine >= 0) & (np.diff(chunk.offsets) > 0)).sum())
        first += chunk.n_items
    if unchosen > UNCHOSEN_SHARE * len(best):
        words.append(
            f"{unchosen:,} items have a winner that nobody chose for them: a rare label may have come to stand for "
            f"disputed items. Compare another algorithm."
        )
    return tuple(words)


def predictive_warnings(found: Fit, source: ChunkSource[Chunk], drawn: Draws, seed: int = 0) -> tuple[str, ...]:
    """Whether annotators who err independently would have given such answers; `drawn` is from `sampled`."""
    if not card_of(found.method).independent:
        return ()
    (chunk,) = source
    checks = predictive_check(chunk, drawn.snapshots, seed=seed)
    return tuple(_sentence(check) for check in checks if check.p < MISFIT)


def _sentence(check: Check) -> str:
    if check.discrepancy is Discrepancy.PAIRS:
        return (
            "Some annotators agree with one another more than the model expects: they share errors, or copy. "
            "Probabilities are then too sure; see the annotators' audit, and compare the method ebcc."
        )
    more = check.observed > check.expected
    advice = "items differ in difficulty; compare the method glad" if more else "answers may not be independent"
    return (
        f"Agreement differs {'more' if more else 'less'} between items than the model expects (standard deviation "
        f"{check.observed:.3f}, expected {check.expected:.3f}): {advice}."
    )
