"""Consensus: which label is true, as a probability, by the pool or by any algorithm of the family.

This is belief about one hidden truth per item, from the answers alone: no gold enters a fit, so that gold can judge it
and say how sure to be. Being made less sure, or surer, moves no label among those that are equally likely beforehand; a
rarer one that led by little may yield, or lead, under another exponent and floor (`kernel.evaluation.floor`). How
people perceive an item is another question: `perception`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from oe_quality.analysis.aggregation.answers import label_counts, require_answers
from oe_quality.analysis.aggregation.confusion_intervals import annotator_fit, frequencies, mixing_warnings, sampled
from oe_quality.analysis.aggregation.model_check import model_doubts
from oe_quality.analysis.aggregation.results import AnnotatorFit, Basis, Calibration, Consensus, Member
from oe_quality.analysis.aggregation.warnings import (
    data_warnings,
    fit_warnings,
    label_warnings,
    pool_warnings,
)
from oe_quality.errors import UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, InMemory, IntArray, SetChunk, distinct_annotators
from oe_quality.kernel.em import Fit, Method, fit, winners
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.registry import card_of
from oe_quality.kernel.evaluation import floor
from oe_quality.kernel.evaluation.calibration import exponent_without_gold, tempered
from oe_quality.kernel.evaluation.pool import (
    FEW_ANSWERS,
    FEW_PER_ANNOTATOR,
    Members,
    Pooled,
    draws_needed,
    fit_members,
    members_for,
    pooled,
)
from oe_quality.progress import Progress, silent
from oe_quality.store.panel import Answered

D = TypeVar("D", Chunk, SetChunk)

POOL = "pool"
"""The default: several algorithms, each weighed by how well it predicts answers set aside."""
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to find out about annotators beside the labels."""

    intervals: bool
    check: bool
    seed: int


def consensus(
    panel: Answered[Chunk],
    method: str | None = None,
    *,
    seed: int = 0,
    restarts: int | None = None,
    temper: bool = True,
    intervals: bool = True,
    check: bool = True,
    members: Members | None = None,
    progress: Progress = silent,
) -> Consensus:
    """The probable truth of every item of a single-choice question.

    From 20 items with gold on, gold says how sure to be; else answers set aside do, where there are enough.

    Args:
        panel: the answers. Where they are streamed, annotators are not sampled: intervals take the consensus as
            known.
        method: "pool" or None for the pool, else the algorithm. See `choose` for a choice by prediction.
        seed: of restarts, splits and sampling.
        restarts: starts of a single algorithm's fit, by default as many as it asks for; the gap between its two best
            modes is reported.
        temper: whether to calibrate the posterior.
        intervals: whether to sample credible intervals of the annotators' parameters.
        check: whether to compare the data with what the model would give, and warn where they differ.
        members: the pool's fits, where they have been made already (`member_fits`).
        progress: told of the steps.

    Raises:
        NotComputableError: nobody answered.
        UsageError: no such method, or the question is not single-choice.
    """
    if not panel.question.scale.is_choice:
        raise UsageError(f"{panel.question.name} is no single choice", remedy="Sets have a consensus per label.")
    chosen = None if method in (None, POOL) else card_of(str(method))
    require_answers(panel)
    wanted = _Wanted(intervals, check, seed)
    if chosen is None:
        return _of_pool(panel, members or member_fits(panel, seed=seed, progress=progress), temper, wanted, progress)
    source = readable(panel.source(), chosen)
    starts = restarts or chosen.restarts
    found = fit(chosen.name, source, seed=seed, restarts=starts, tol=TOLERANCE, progress=progress)
    posterior, calibration = _alone(found, panel, temper, seed)
    annotators, doubts = _annotators(found, panel, source, wanted, progress)
    return _result(panel, found, posterior, calibration, annotators, doubts)


def member_fits(panel: Answered[Chunk], *, seed: int = 0, progress: Progress = silent) -> Members:
    """The fits behind the pool of a question: made once, they serve all that is asked about it."""
    methods = members_for(len(panel.aliases), len(panel.labels), panel.n_responses)
    return fit_members(panel.source(), methods, seed=seed, progress=progress)


def calibration_of(n_responses: int, per_annotator: float, gold: IntArray) -> Basis:
    """What can say how sure to be: enough gold, else enough answers, else nothing."""
    if (gold >= 0).sum() >= floor.FEWEST_GOLD:
        return Basis.GOLD
    enough = n_responses >= FEW_ANSWERS and per_annotator >= FEW_PER_ANNOTATOR
    return Basis.SET_ASIDE if enough else Basis.TOO_FEW


def typical_answers(found: Fit) -> float:
    """The median number of answers of an annotator who gave any."""
    given = found.n_responses[found.n_responses > 0]
    return float(np.median(given)) if len(given) else 0.0


def _of_pool(panel: Answered[Chunk], members: Members, temper: bool, wanted: _Wanted, progress: Progress) -> Consensus:
    source, lead = panel.source(), members.lead
    needed = draws_needed(panel.n_responses, typical_answers(lead)) if lead.confusion is not None else 0.0
    drawn = frequencies(lead, source, seed=wanted.seed, progress=progress) if needed > 0 else None
    found = pooled(members, drawn, needed if drawn is not None else 0.0)
    posterior, calibration = _floored(found, panel, typical_answers(lead), temper)
    annotators, doubts = _annotators(lead, panel, source, wanted, progress)
    doubts = (*pool_warnings(calibration, members.dependence), *doubts)
    result = _result(panel, lead, posterior, calibration, annotators, doubts)
    return replace(
        result,
        method=POOL,
        members=_members(members, found),
        sampled=found.sampled,
        dependence=members.dependence,
    )


def _members(members: Members, found: Pooled) -> tuple[Member, ...]:
    losses: list[float | None] = [row.log_loss for row in members.held_out]
    losses = losses or [None] * len(members.fits)
    algorithms = tuple(
        Member(one.method, float(w), float(b), loss)
        for one, w, b, loss in zip(members.fits, found.weight, found.exponent, losses, strict=True)
    )
    return algorithms + ((Member(Method.MAJORITY, found.vote, 1.0, None),) if found.vote > 0 else ())


def _floored(found: Pooled, panel: Answered[Chunk], typical: float, temper: bool) -> tuple[Floats, Calibration]:
    """The pool's belief made as sure as gold, or the record of such pools, allows."""
    if not temper:
        return found.posterior, Calibration()
    basis = calibration_of(panel.n_responses, typical, panel.gold)
    how = floor.learned(found.posterior, panel.gold, found.before) if basis is Basis.GOLD else floor.USUAL
    n_gold = int((panel.gold >= 0).sum()) if basis is Basis.GOLD else 0
    most = how.most(len(panel.labels), found.before)
    return how.applied(found.posterior, found.before), Calibration(basis, n_gold, how.exponent, how.share, most)


def _alone(found: Fit, panel: Answered[Chunk], temper: bool, seed: int) -> tuple[Floats, Calibration]:
    """One algorithm's belief: calibrated on gold, or tempered by what predicts answers set aside."""
    if not temper:
        return found.posterior, Calibration()
    basis = calibration_of(panel.n_responses, typical_answers(found), panel.gold)
    if basis is Basis.GOLD:
        how = floor.learned(found.posterior, panel.gold)
        n_gold = int((panel.gold >= 0).sum())
        most = how.most(len(panel.labels))
        return how.applied(found.posterior), Calibration(basis, n_gold, how.exponent, how.share, most)
    exponent = exponent_without_gold(panel.source(), found.method, seed)
    return tempered(found.posterior, exponent), Calibration(basis, 0, exponent)


def _result(
    panel: Answered[Chunk],
    found: Fit,
    posterior: Floats,
    calibration: Calibration,
    annotators: AnnotatorFit | None,
    doubts: tuple[str, ...],
) -> Consensus:
    source = panel.source()
    counts = label_counts(source)
    best = np.where(counts.sum(axis=1) > 0, winners(posterior), -1).astype(np.int32)
    return Consensus(
        question=panel.question.name,
        method=found.method,
        items=panel.items,
        labels=panel.labels,
        posterior=posterior,
        winner=best,
        n_annotators=distinct_annotators(source),
        counts=counts,
        prevalence=found.prevalence,
        annotators=annotators,
        history=found.history,
        converged=found.converged,
        mode_gap=found.mode_gap,
        calibration=calibration,
        seed=found.seed,
        left_out=panel.left_out,
        warnings=(
            *fit_warnings(found),
            *data_warnings(found, counts),
            *label_warnings(best, counts, panel.labels),
            *doubts,
        ),
    )


def _annotators(
    found: Fit, panel: Answered[Chunk], source: ChunkSource[Chunk], wanted: _Wanted, progress: Progress
) -> tuple[AnnotatorFit | None, tuple[str, ...]]:
    """What was learned about annotators, and what sampling them says against it or the model."""
    drawn = None
    if wanted.intervals and found.confusion is not None:
        drawn = sampled(found, source, seed=wanted.seed, progress=progress)
    doubts = model_doubts(found, source, drawn, seed=wanted.seed, progress=progress) if wanted.check else ()
    doubts += mixing_warnings(drawn) if drawn is not None else ()
    if not card_of(found.method).learns_annotators:
        return None, doubts
    return annotator_fit(found, source, tuple(panel.aliases), drawn), doubts


def readable(source: ChunkSource[D], chosen: Card) -> ChunkSource[D]:
    """The answers, unless they come in passes and the algorithm needs them in memory.

    Raises:
        UsageError: they do.
    """
    if chosen.streams or isinstance(source, InMemory):
        return source
    raise UsageError(
        f"{chosen.name} needs all answers in memory, and there are too many here", remedy="Name another algorithm."
    )
