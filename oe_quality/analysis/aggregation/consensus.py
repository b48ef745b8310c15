"""Consensus: which label is true, as a calibrated probability, by any algorithm of the family.

This is belief about one hidden truth per item. How people perceive an item is another question:
`perception`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from oe_quality.analysis.aggregation.confusion_intervals import annotator_fit, mixing_warnings, sampled
from oe_quality.analysis.aggregation.results import AnnotatorFit, Comparison, Consensus, ConsensusSet, Ints
from oe_quality.analysis.aggregation.warnings import (
    data_warnings,
    fit_warnings,
    label_warnings,
    predictive_warnings,
)
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import AnyChunk, Chunk, ChunkSource, InMemory, SetChunk, distinct_annotators
from oe_quality.kernel.em import Fit, Method, fit, winners
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.registry import algorithms, card_of
from oe_quality.kernel.evaluation.calibration import FEWEST, exponent_with_gold, exponent_without_gold, tempered
from oe_quality.kernel.evaluation.choose import HeldOut, compare
from oe_quality.kernel.perception.parts import Presence
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store.panel import Answered

D = TypeVar("D", Chunk, SetChunk)

DEFAULT_CELLS = 20_000_000
"""Cells of all confusion matrices, annotators x labels squared, up to which they are fitted without being asked for."""
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
    progress: Progress = silent,
) -> Consensus:
    """The probable truth of every item of a single-choice question.

    Gold answers in the panel anchor the fit. With at least 50 of them the posterior of a fit without
    them is calibrated on them, else on answers set aside.

    Args:
        panel: the answers. Where they are streamed, annotators are not sampled: intervals take the consensus as
            known, and the model is not checked.
        method: the algorithm; None for `default_method`. See `choose` for a choice by prediction.
        seed: of restarts, split and sampling.
        restarts: starts of the fit, by default as many as the algorithm asks for; the gap between its two best
            modes is reported.
        temper: whether to calibrate the posterior.
        intervals: whether to sample credible intervals of the annotators' parameters.
        check: whether to compare the data with what the model would give, and warn where they differ.
        progress: told of the steps.

    Raises:
        NotComputableError: nobody answered.
        UsageError: no such method, or the question is not single-choice.
    """
    if not panel.question.scale.is_choice:
        raise UsageError(f"{panel.question.name} is no single choice", remedy="Sets have a consensus per label.")
    chosen = card_of(method or default_method(len(panel.aliases), len(panel.labels)))
    _require_answers(panel)
    source = _readable(panel.source(), chosen)
    gold = panel.gold if (panel.gold >= 0).any() else None
    starts = restarts or chosen.restarts
    found = fit(chosen.name, source, gold=gold, seed=seed, restarts=starts, tol=TOLERANCE, progress=progress)
    exponent, calibration = _exponent(source, found, panel.gold, seed) if temper else (1.0, "none")
    posterior = _anchored(tempered(found.posterior, exponent), gold)
    wanted = _Wanted(intervals, check, seed)
    annotators, doubts = _annotators(found, panel, source, wanted, progress)
    return Consensus(
        question=panel.question.name,
        method=chosen.name,
        items=panel.items,
        labels=panel.labels,
        posterior=posterior,
        winner=winners(posterior),
        n_annotators=distinct_annotators(source),
        prevalence=found.prevalence,
        annotators=annotators,
        history=found.history,
        converged=found.converged,
        mode_gap=found.mode_gap,
        temperature=exponent,
        calibration=calibration,
        seed=seed,
        left_out=panel.left_out,
        warnings=(*fit_warnings(found), *data_warnings(found, source), *label_warnings(found, source), *doubts),
    )


def consensus_set(
    panel: Answered[SetChunk],
    method: str | None = None,
    *,
    seed: int = 0,
    temper: bool = True,
    intervals: bool = False,
    progress: Progress = silent,
) -> ConsensusSet:
    """The probably true labels of every item of a multi-label question, each label a question of its own.

    Args:
        panel: the answers; method, seed, temper, intervals, progress: as for `consensus`.

    Raises:
        NotComputableError: nobody answered.
        UsageError: no such method, or the question is single-choice.
    """
    if panel.question.scale is not Scale.MULTILABEL:
        raise UsageError(f"{panel.question.name} is no multi-label question", remedy="Use `consensus`.")
    chosen = card_of(method or default_method(len(panel.aliases), 2))
    _require_answers(panel)
    source = _readable(panel.source(), chosen)
    fits: list[Fit] = []
    exponents = np.ones(len(panel.labels))
    aliases = tuple(panel.aliases)
    people = []
    for k in range(len(panel.labels)):
        progress(f"consensus on {panel.question.name}", k, len(panel.labels))
        presence = yes_no(source, k)
        fits.append(fit(chosen.name, presence, seed=seed, tol=TOLERANCE))
        if temper:
            exponents[k] = exponent_without_gold(presence, chosen.name, seed)
        drawn = sampled(fits[-1], presence, seed=seed) if intervals else None
        people.append(annotator_fit(fits[-1], presence, aliases, drawn))
    progress(f"consensus on {panel.question.name}", len(panel.labels), len(panel.labels))
    both = [tempered(found.posterior, exponent) for found, exponent in zip(fits, exponents, strict=True)]
    posterior = np.stack([p[:, 1] for p in both], axis=1)
    slow = [panel.labels[k] for k, found in enumerate(fits) if not found.converged]
    return ConsensusSet(
        question=panel.question.name,
        method=chosen.name,
        items=panel.items,
        labels=panel.labels,
        posterior=posterior,
        ambiguous=np.stack([winners(p) < 0 for p in both], axis=1),
        n_annotators=distinct_annotators(source),
        prevalence=np.array([found.prevalence[1] for found in fits]),
        annotators=tuple(people) if chosen.learns_annotators else (None,) * len(fits),
        converged=not slow,
        temperature=exponents,
        calibration="answers set aside, per label" if temper else "none",
        seed=seed,
        left_out=panel.left_out,
        warnings=(f"The fit of {', '.join(slow)} stopped at its step limit.",) if slow else (),
    )


def choose(
    panel: Answered[Chunk],
    *,
    candidates: tuple[str, ...] | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Comparison:
    """Compare algorithms by how well they predict a fifth of the answers from the rest.

    The one with the smallest log-loss is taken. The measure speaks of people's answers, not of gold.

    Raises:
        NotComputableError: there is no item with two answers.
    """
    _require_answers(panel)
    rows = _compared(panel.question.name, panel.source(), candidates or compared(), seed, progress)
    table = tuple((row.method, row.log_loss, row.standard_error, row.exponent) for row in rows)
    return Comparison(panel.question.name, rows[0].method, table, rows[0].n)


def choose_for_set(
    panel: Answered[SetChunk],
    *,
    candidates: tuple[str, ...] | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Comparison:
    """As `choose` for a multi-label question: the mean over its labels, each a question of its own."""
    _require_answers(panel)
    name, source = panel.question.name, panel.source()
    candidates = candidates or compared()
    each = [_compared(name, yes_no(source, k), candidates, seed, progress) for k in range(len(panel.labels))]
    table = []
    for method in candidates:
        rows = [row for label in each for row in label if row.method == method]
        error = np.sqrt(sum(row.standard_error**2 for row in rows)) / len(rows)
        loss, exponent = (float(np.mean([getattr(row, what) for row in rows])) for what in ("log_loss", "exponent"))
        table.append((method, loss, float(error), exponent))
    table.sort(key=lambda row: row[1])
    return Comparison(name, table[0][0], tuple(table), sum(rows[0].n for rows in each))


def yes_no(source: ChunkSource[SetChunk], label: int) -> ChunkSource[Chunk]:
    """One label of a multi-label question as a yes/no question."""
    presence = Presence(source, label)
    return InMemory(tuple(presence), source.n_annotators, 2) if isinstance(source, InMemory) else presence


def _compared(
    name: str, source: ChunkSource[Chunk], candidates: tuple[str, ...], seed: int, progress: Progress
) -> tuple[HeldOut, ...]:
    rows = compare(source, candidates, seed=seed, progress=progress)
    if not rows:
        raise NotComputableError(
            f"no item of {name} has two answers, so no answer can be predicted from another",
            remedy="Name a method, such as --method majority.",
        )
    return rows


def _annotators(
    found: Fit, panel: Answered[Chunk], source: ChunkSource[Chunk], wanted: _Wanted, progress: Progress
) -> tuple[AnnotatorFit | None, tuple[str, ...]]:
    """What was learned about annotators, and what sampling them says against it or the model."""
    drawn = None
    card = card_of(found.method)
    if (wanted.intervals and found.confusion is not None) or (wanted.check and card.independent):
        quick = not wanted.intervals
        drawn = sampled(found, source, panel.gold, quick=quick, seed=wanted.seed, progress=progress)
    doubts: tuple[str, ...] = ()
    if drawn is not None:
        doubts += predictive_warnings(found, source, drawn, wanted.seed) if wanted.check else ()
        doubts += mixing_warnings(drawn) if wanted.intervals else ()
    if not card.learns_annotators:
        return None, doubts
    return annotator_fit(found, source, tuple(panel.aliases), drawn if wanted.intervals else None), doubts


def _exponent(source: ChunkSource[Chunk], found: Fit, gold: Ints, seed: int) -> tuple[float, str]:
    known = int((gold >= 0).sum())
    if known >= FEWEST:
        blind = fit(found.method, source, seed=seed, tol=TOLERANCE)
        return exponent_with_gold(blind.posterior, gold), f"{known:,} gold answers"
    return exponent_without_gold(source, found.method, seed), "answers set aside"


def _anchored(posterior: Floats, gold: Ints | None) -> Floats:
    """Items with gold are as sure after tempering as before."""
    if gold is None:
        return posterior
    known = gold >= 0
    fixed = posterior.copy()
    fixed[known] = np.eye(posterior.shape[1])[gold[known]]
    return fixed


def default_method(n_annotators: int, n_labels: int) -> Method:
    """Hierarchical Dawid-Skene; one-coin where matrices of so many labels would cost minutes and learn nothing.

    >>> str(default_method(50, 16)), str(default_method(50, 5_000))
    ('hierarchical', 'one-coin')
    """
    return Method.HIERARCHICAL if n_annotators * n_labels**2 <= DEFAULT_CELLS else Method.ONE_COIN


def compared() -> tuple[str, ...]:
    """What `choose` compares: algorithms whose prediction of an answer is well defined."""
    return tuple(card.name for card in algorithms().values() if card.compared)


def _readable(source: ChunkSource[D], chosen: Card) -> ChunkSource[D]:
    """The answers, unless they come in passes and the algorithm needs them in memory.

    Raises:
        UsageError: they do.
    """
    if chosen.streams or isinstance(source, InMemory):
        return source
    raise UsageError(
        f"{chosen.name} needs all answers in memory, and there are too many here", remedy="Name another algorithm."
    )


def _require_answers(panel: Answered[AnyChunk]) -> None:
    if not panel.n_responses or not panel.labels:
        raise NotComputableError(f"nobody answered {panel.question.name}", remedy="Load annotations of it first.")
