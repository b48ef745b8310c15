"""Consensus of multi-label questions: which labels apply, which one stands for the item, and the set that follows.

By default two readings of the same answers are averaged. In one each label is a yes/no question of its own, which
knows nothing of the others; in the other every label that an annotation names is one answer to a single choice, in
which labels compete. The label that stands for an item is the one that most people perceive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.aggregation.answers import each_entry, label_counts, require_answers, yes_no
from oe_quality.analysis.aggregation.confusion_intervals import annotator_fit, sampled
from oe_quality.analysis.aggregation.consensus import POOL, TOLERANCE, calibration_of, readable, typical_answers
from oe_quality.analysis.aggregation.perception import perceive
from oe_quality.analysis.aggregation.results import AnnotatorFit, Basis, Calibration, ConsensusSet
from oe_quality.analysis.aggregation.warnings import set_warnings
from oe_quality.errors import UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import ChunkSource, IntArray, SetChunk, distinct_annotators
from oe_quality.kernel.em import Fit, Method, fit, winners
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.registry import card_of
from oe_quality.kernel.evaluation.calibration import exponent_without_gold, tempered
from oe_quality.kernel.evaluation.heldout import POOL_TOLERANCE
from oe_quality.kernel.evaluation.pool import members_for
from oe_quality.kernel.evaluation.set_floor import learned_sets
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store.panel import Answered

APPLIES = 0.45
"""Probability from which on a label belongs to the set, in the pool: what gave the best F1 on known sets."""
COMPETING = (Method.ONE_COIN, Method.HIERARCHICAL)
"""Algorithms of the reading in which labels compete."""


@dataclass(frozen=True, slots=True, eq=False)
class _Apart:
    """Every label as a yes/no question: probability that it applies (I, K), ties (I, K), fits, exponents (K,)."""

    applies: Floats
    tied: NDArray[np.bool_]
    fits: tuple[Fit, ...]
    exponents: Floats
    people: tuple[AnnotatorFit, ...]


def consensus_set(
    panel: Answered[SetChunk],
    method: str | None = None,
    *,
    seed: int = 0,
    temper: bool = True,
    intervals: bool = False,
    share: Floats | None = None,
    progress: Progress = silent,
) -> ConsensusSet:
    """The probably true labels of every item of a multi-label question.

    By default p = (binary + Q) / 2: the tempered posterior of each label's own yes/no question by the hierarchical
    model, and the mean posterior Q of one-coin and the hierarchical model over labels that compete. The winner is the
    label with the largest perceived share, its confidence its p, and the set holds the labels with p > 0.45. A single
    algorithm answers label by label; its winner is the most probable label, and its set those more probable than not.
    From 20 items with a gold set on, gold says how sure to be of the winner, and how sure of all other labels; it moves
    neither the winner nor the set.

    Args:
        panel: the answers; method, seed, temper, intervals, progress: as for `consensus`.
        share: (I, K) the perceived shares, where they have been estimated already.

    Raises:
        NotComputableError: nobody answered.
        UsageError: no such method, or the question is single-choice.
    """
    if panel.question.scale is not Scale.MULTILABEL:
        raise UsageError(f"{panel.question.name} is no multi-label question", remedy="Use `consensus`.")
    pool = method in (None, POOL)
    chosen = card_of(Method.HIERARCHICAL if pool else str(method))
    require_answers(panel)
    apart = _apart(panel, chosen, (seed, temper, intervals), POOL_TOLERANCE if pool else TOLERANCE, progress)
    counts = label_counts(panel.source())
    if pool:
        shares = perceive(panel, seed=seed, progress=progress).share if share is None else share
        posterior = 0.5 * (apart.applies + _competing(panel.source(), counts, seed))
        winner, applies = winners(shares), posterior > APPLIES
    else:
        posterior, winner = apart.applies, winners(apart.applies)
        applies = (posterior > 0.5) & ~apart.tied
    winner = np.where(counts.sum(axis=1) > 0, winner, -1).astype(np.int32)
    calibration = Calibration()
    if temper:
        posterior, calibration = _calibrated(panel, apart.fits[0], posterior, winner)
    return ConsensusSet(
        question=panel.question.name,
        method=POOL if pool else chosen.name,
        items=panel.items,
        labels=panel.labels,
        posterior=posterior,
        winner=winner,
        applies=applies,
        n_annotators=distinct_annotators(panel.source()),
        counts=counts,
        prevalence=np.array([found.prevalence[1] for found in apart.fits]),
        annotators=apart.people if chosen.learns_annotators else (None,) * len(apart.fits),
        converged=all(found.converged for found in apart.fits),
        exponents=apart.exponents,
        calibration=calibration,
        seed=seed,
        left_out=panel.left_out,
        warnings=set_warnings(apart.fits, winner, counts, panel.labels, calibration),
    )


def _apart(
    panel: Answered[SetChunk], method: Card, how: tuple[int, bool, bool], tolerance: float, progress: Progress
) -> _Apart:
    """Fit every label's yes/no question; how: seed, temper, intervals."""
    seed, temper, intervals = how
    source, aliases = readable(panel.source(), method), tuple(panel.aliases)
    exponents = np.ones(len(panel.labels))
    fits: list[Fit] = []
    people = []
    for k in range(len(panel.labels)):
        progress(f"consensus on {panel.question.name}", k, len(panel.labels))
        presence = yes_no(source, k)
        fits.append(fit(method.name, presence, seed=seed, tol=tolerance))
        if temper:
            exponents[k] = exponent_without_gold(presence, method.name, seed)
        drawn = sampled(fits[-1], presence, seed=seed) if intervals else None
        people.append(annotator_fit(fits[-1], presence, aliases, drawn))
    progress(f"consensus on {panel.question.name}", len(panel.labels), len(panel.labels))
    both = [tempered(found.posterior, float(b)) for found, b in zip(fits, exponents, strict=True)]
    applies = np.stack([p[:, 1] for p in both], axis=1)
    tied = np.stack([winners(p) < 0 for p in both], axis=1)
    return _Apart(applies, tied, tuple(fits), exponents, tuple(people))


def _competing(source: ChunkSource[SetChunk], counts: IntArray, seed: int) -> Floats:
    """(I, K) Q: each item's labels as a single choice; 0 where no annotation named any label."""
    entries = each_entry(source)
    usual = members_for(source.n_annotators, source.n_labels, int(counts.sum()))
    methods = [m for m in COMPETING if m in usual]
    belief = np.mean([fit(method, entries, seed=seed, tol=POOL_TOLERANCE).posterior for method in methods], axis=0)
    return np.where(counts.sum(axis=1, keepdims=True) > 0, belief, 0.0)


def _calibrated(
    panel: Answered[SetChunk], found: Fit, posterior: Floats, winner: NDArray[np.int32]
) -> tuple[Floats, Calibration]:
    """(I, K) how sure gold lets the labels be, where it is enough; else as they are. Neither winner nor set moves."""
    gold = panel.gold_sets
    known = np.full(1, -1, dtype=np.int32) if gold is None else gold[:, 0].astype(np.int32)
    basis = calibration_of(panel.n_responses, typical_answers(found), known)
    if basis is not Basis.GOLD or gold is None:
        return posterior, Calibration(basis)
    how = learned_sets(posterior, winner, gold)
    n_gold = int((known >= 0).sum())
    return how.applied(posterior, winner), Calibration(basis, n_gold, how.winner.exponent, how.winner.share, how.most)
