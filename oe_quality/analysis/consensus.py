"""Consensus: which label is true, as a calibrated probability, by any algorithm of the family.

This is belief about one hidden truth per item. How people perceive an item is another question:
`perception`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.analysis.confusion_intervals import annotator_fit, mixing_warnings, sampled
from oe_quality.analysis.model_fit import (
    INDEPENDENT,
    data_warnings,
    fit_warnings,
    label_warnings,
    predictive_warnings,
)
from oe_quality.analysis.soft_labels import AnnotatorFit, Comparison, Consensus, ConsensusSet, Floats, Ints
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.calibration import FEWEST, exponent_with_gold, exponent_without_gold, tempered
from oe_quality.kernel.choose import compare
from oe_quality.kernel.chunk import Chunk, InMemory, SetChunk
from oe_quality.kernel.em import Fit, Method, fit, winners
from oe_quality.kernel.em.ebcc import RESTARTS
from oe_quality.kernel.panel import ChoicePanel, SetPanel
from oe_quality.progress import Progress, silent

CANDIDATES = (
    Method.MAJORITY,
    Method.WAWA,
    Method.ONE_COIN,
    Method.DAWID_SKENE,
    Method.HIERARCHICAL,
    Method.GLAD,
    Method.MACE,
    Method.LA,
)
"""What `choose` compares: algorithms whose prediction of an answer is well defined."""
DEFAULT = Method.HIERARCHICAL
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to find out about annotators beside the labels."""

    intervals: bool
    check: bool
    seed: int


def consensus(
    panel: ChoicePanel,
    method: Method | str = DEFAULT,
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
        panel: the answers.
        method: the algorithm; see `choose` for a choice by prediction.
        seed: of restarts, split and sampling.
        restarts: starts of the fit, 40 for EBCC and 1 for others if None; the gap between its two best
            modes is reported.
        temper: whether to calibrate the posterior.
        intervals: whether to sample credible intervals of the annotators' parameters.
        check: whether to compare the data with what the model would give, and warn where they differ.
        progress: told of the steps.

    Raises:
        NotComputableError: nobody answered.
        UsageError: no such method, or the question is not single-choice.
    """
    if not isinstance(panel.data, Chunk):
        raise UsageError(f"{panel.question.name} is no single choice", remedy="Sets have a consensus per label.")
    chosen = _method(method)
    _require_answers(panel)
    source = panel.source()
    gold = panel.gold if (panel.gold >= 0).any() else None
    starts = restarts or (RESTARTS if chosen is Method.EBCC else 1)
    found = fit(chosen, source, gold=gold, seed=seed, restarts=starts, tol=TOLERANCE, progress=progress)
    exponent, calibration = (
        _exponent(panel.data, panel.n_annotators, found, panel.gold, seed) if temper else (1.0, "none")
    )
    posterior = _anchored(tempered(found.posterior, exponent), gold)
    wanted = _Wanted(intervals, check, seed)
    annotators, doubts = _annotators(found, panel, gold, wanted, progress)
    return Consensus(
        question=panel.question.name,
        method=chosen.value,
        items=panel.items,
        labels=panel.labels,
        posterior=posterior,
        winner=winners(posterior),
        n_annotators=distinct_annotators(panel.data),
        prevalence=found.prevalence,
        annotators=annotators,
        history=found.history,
        converged=found.converged,
        mode_gap=found.mode_gap,
        temperature=exponent,
        calibration=calibration,
        seed=seed,
        left_out=panel.left_out,
        warnings=(*fit_warnings(found), *data_warnings(found, panel.data), *label_warnings(found, panel.data), *doubts),
    )


def consensus_set(
    panel: SetPanel,
    method: Method | str = DEFAULT,
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
    data = panel.data
    if not isinstance(data, SetChunk):
        raise UsageError(f"{panel.question.name} is no multi-label question", remedy="Use `consensus`.")
    chosen = _method(method)
    _require_answers(panel)
    fits: list[Fit] = []
    exponents = np.ones(len(panel.labels))
    aliases = tuple(panel.aliases)
    people = []
    for k in range(len(panel.labels)):
        progress(f"consensus on {panel.question.name}", k, len(panel.labels))
        presence = data.presence(k)
        fits.append(fit(chosen, InMemory((presence,), panel.n_annotators, 2), seed=seed, tol=TOLERANCE))
        if temper:
            exponents[k] = exponent_without_gold(presence, panel.n_annotators, 2, chosen, seed)
        drawn = sampled(fits[-1], presence, seed=seed) if intervals else None
        people.append(annotator_fit(fits[-1], presence, aliases, drawn))
    progress(f"consensus on {panel.question.name}", len(panel.labels), len(panel.labels))
    both = [tempered(found.posterior, exponent) for found, exponent in zip(fits, exponents, strict=True)]
    posterior = np.stack([p[:, 1] for p in both], axis=1)
    slow = [panel.labels[k] for k, found in enumerate(fits) if not found.converged]
    return ConsensusSet(
        question=panel.question.name,
        method=chosen.value,
        items=panel.items,
        labels=panel.labels,
        posterior=posterior,
        ambiguous=np.stack([winners(p) < 0 for p in both], axis=1),
        n_annotators=distinct_annotators(data),
        prevalence=np.array([found.prevalence[1] for found in fits]),
        annotators=tuple(people) if chosen is not Method.MAJORITY else (None,) * len(fits),
        converged=not slow,
        temperature=exponents,
        calibration="answers set aside, per label" if temper else "none",
        seed=seed,
        left_out=panel.left_out,
        warnings=(f"The fit of {', '.join(slow)} stopped at its step limit.",) if slow else (),
    )


def choose(
    panel: ChoicePanel, *, candidates: tuple[Method, ...] = CANDIDATES, seed: int = 0, progress: Progress = silent
) -> Comparison:
    """Compare algorithms by how well they predict a fifth of the answers from the rest.

    The one with the smallest log-loss is taken. The measure speaks of people's answers, not of gold.

    Raises:
        NotComputableError: there is no item with two answers.
    """
    _require_answers(panel)
    rows = compare(panel.data, panel.n_annotators, len(panel.labels), candidates, seed=seed, progress=progress)
    if not rows:
        raise NotComputableError(
            f"no item of {panel.question.name} has two answers, so no answer can be predicted from another",
            remedy="Name a method, such as --method majority.",
        )
    table = tuple((row.method.value, row.log_loss, row.standard_error, row.exponent) for row in rows)
    return Comparison(panel.question.name, rows[0].method.value, table, rows[0].n)


def distinct_annotators(chunk: Chunk | SetChunk) -> Ints:
    """(I,) how many different annotators answered each item; several answers of one count once."""
    items = chunk.items().astype(np.int64)
    width = int(chunk.annotator.max()) + 1 if chunk.n_responses else 1
    pairs = np.unique(items * width + chunk.annotator)
    return np.bincount(pairs // width, minlength=chunk.n_items).astype(np.int32)


def _annotators(
    found: Fit, panel: ChoicePanel, gold: Ints | None, wanted: _Wanted, progress: Progress
) -> tuple[AnnotatorFit | None, tuple[str, ...]]:
    """What was learned about annotators, and what sampling them says against it or the model."""
    drawn = None
    independent = found.method in INDEPENDENT
    if (wanted.intervals and found.confusion is not None) or (wanted.check and independent):
        drawn = sampled(found, panel.data, gold, quick=not wanted.intervals, seed=wanted.seed, progress=progress)
    doubts: tuple[str, ...] = ()
    if drawn is not None:
        doubts += predictive_warnings(found, panel.data, drawn, wanted.seed) if wanted.check else ()
        doubts += mixing_warnings(drawn) if wanted.intervals else ()
    if found.method is Method.MAJORITY:
        return None, doubts
    return annotator_fit(found, panel.data, tuple(panel.aliases), drawn if wanted.intervals else None), doubts


def _exponent(chunk: Chunk, n_annotators: int, found: Fit, gold: Ints, seed: int) -> tuple[float, str]:
    known = int((gold >= 0).sum())
    n_labels = found.posterior.shape[1]
    if known >= FEWEST:
        blind = fit(found.method, InMemory((chunk,), n_annotators, n_labels), seed=seed, tol=TOLERANCE)
        return exponent_with_gold(blind.posterior, gold), f"{known:,} gold answers"
    return exponent_without_gold(chunk, n_annotators, n_labels, found.method, seed), "answers set aside"


def _anchored(posterior: Floats, gold: Ints | None) -> Floats:
    """Items with gold are as sure after tempering as before."""
    if gold is None:
        return posterior
    known = gold >= 0
    fixed = posterior.copy()
    fixed[known] = np.eye(posterior.shape[1])[gold[known]]
    return fixed


def _method(name: Method | str) -> Method:
    try:
        return Method(name)
    except ValueError:
        raise UsageError(f"no algorithm {name!r}", remedy=f"Known: {', '.join(Method)}, and auto.") from None


def _require_answers(panel: ChoicePanel | SetPanel) -> None:
    if not panel.n_responses or not panel.labels:
        raise NotComputableError(f"nobody answered {panel.question.name}", remedy="Load annotations of it first.")
