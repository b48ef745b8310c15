"""Who needs a word, and on what evidence: the audit of all annotators."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from oe_quality.analysis.annotators.behaviour import Conduct, observe
from oe_quality.analysis.annotators.consensus import fit_primary
from oe_quality.analysis.annotators.copying import scan, too_much
from oe_quality.analysis.annotators.data import AuditData, gather
from oe_quality.analysis.annotators.flags import Findings, flags_of
from oe_quality.analysis.annotators.habits import label_rates
from oe_quality.analysis.annotators.low_agreement import low_agreement
from oe_quality.analysis.annotators.periods import set_aside
from oe_quality.analysis.annotators.rating_consensus import fit_ratings
from oe_quality.analysis.annotators.rating_skill import measure_rating_skill
from oe_quality.analysis.annotators.rating_use import RatingUse, coherence_estimates, measure_coherence, rating_use
from oe_quality.analysis.annotators.results import (
    AnnotatorAudit,
    AnnotatorRow,
    Behaviour,
    CopyingPair,
    CopyingScan,
    Counterfactual,
    Flag,
    FlagCode,
    LabelRate,
    RatingSkill,
    Status,
)
from oe_quality.analysis.annotators.skill import measure_skill, without_bounds
from oe_quality.analysis.annotators.triage import triage
from oe_quality.config import Config, TriageConfig
from oe_quality.progress import Progress, silent
from oe_quality.results import Estimate
from oe_quality.store.panel import Panel

if TYPE_CHECKING:
    from oe_quality.store import Store
from oe_quality.store.gold import fault_sentences

__all__ = [
    "AnnotatorAudit",
    "AnnotatorRow",
    "Behaviour",
    "CopyingPair",
    "CopyingScan",
    "Counterfactual",
    "Flag",
    "FlagCode",
    "LabelRate",
    "RatingSkill",
    "Status",
    "audit",
    "audit_data",
    "gather_findings",
    "investigate",
    "summarise",
]


def audit(
    store: Store,
    question: str | None = None,
    config: Config | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> AnnotatorAudit:
    """Audit all annotators of a store.

    Args:
        store: an open store; annotators whom a maintainer excluded are left out, and the result says so.
        question: the primary question, on which skill rests; None to choose it by `choose_primary`.
        config: thresholds and flags; the defaults if None.
        seed: of everything random.
        progress: told of the stages.

    Returns:
        A row per annotator: skill, agreement, habits, flags and the outcome of the triage, with the evidence.

    Raises:
        UsageError: the question is unknown or has no labels.
        NotComputableError: no question has labels, or nobody answered.

    Source: skill by Dawid & Skene 1979; false discovery rates by Benjamini & Hochberg 1995.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=60, labels=3, kinds={"good": 5, "constant": 1}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.annotators(store)
    >>> found.frame()["annotator"][0]
    'annotator6'
    """
    settings = config or Config()
    found = gather_findings(store, question, settings, seed, progress)
    return complete(summarise(found, settings, seed), store, found, settings)


def complete(made: AnnotatorAudit, store: Store, found: Findings, config: Config) -> AnnotatorAudit:
    """The audit with a line for everybody whom a maintainer has left out, and with what is wrong with the gold."""
    warnings = (*made.warnings, *fault_sentences(store.gold_faults()))
    return replace(made, set_aside=set_aside(store, found, config.triage.kappa_level), warnings=warnings)


def gather_findings(
    store: Store, question: str | None, config: Config, seed: int = 0, progress: Progress = silent
) -> Findings:
    """Everything measured of a store's annotators, from which `summarise` makes the audit."""
    data = gather(store, question, config.words)
    name = data.primary.question.name
    gold = None if data.exclusive or data.numeric else store.gold(name)
    repeats = store.panel(name, repeats="all") if data.primary.left_out.repeats and not data.numeric else None
    found = investigate(data, gold, repeats, config, seed, progress)
    return _accusing_by_people_alone(store, found, config, seed, progress) if data.primary.left_out.heard else found


def _accusing_by_people_alone(store: Store, found: Findings, config: Config, seed: int, progress: Progress) -> Findings:
    """The findings with pairs of people tested as if no model were there: nobody is accused because of one."""
    with store.hearing({}):
        data = gather(store, found.data.primary.question.name)
    alone = scan(data, fit_ratings(data) if data.numeric else fit_primary(data, seed, progress), config)
    return replace(found, copying=replace(alone, of_models=found.copying.of_models))


def audit_data(
    data: AuditData,
    gold: pl.DataFrame | None = None,
    repeats: Panel[Any] | None = None,
    config: Config | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> AnnotatorAudit:
    """The same for answers that are in memory; see `annotator_skill.measure_skill` for `gold` and `repeats`."""
    settings = config or Config()
    return summarise(investigate(data, gold, repeats, settings, seed, progress), settings, seed)


def investigate(
    data: AuditData,
    gold: pl.DataFrame | None,
    repeats: Panel[Any] | None,
    config: Config,
    seed: int,
    progress: Progress = silent,
) -> Findings:
    """Measure everything that flags and rows are made of."""
    level = config.triage.kappa_level
    if data.numeric:
        fit = fit_ratings(data)
        skill = measure_rating_skill(data, fit, level)
    else:
        fit = fit_primary(data, seed, progress)
        progress("auditing annotators", 1, 6)
        skill = measure_skill(data, fit, config.triage, gold, repeats, seed)
    progress("auditing annotators", 2, 6)
    conduct = observe(data, fit, config.audit, seed)
    rates = label_rates(data, config.audit)
    progress("auditing annotators", 3, 6)
    ratings = tuple(rating_use(panel) for panel in data.ratings)
    coherence = measure_coherence(data, fit, config.audit.permutations, seed)
    progress("auditing annotators", 4, 6)
    copying = scan(data, fit, config)
    progress("auditing annotators", 6, 6)
    low = low_agreement(fit.kappa, fit.blind_sd, config.triage)
    return Findings(data, fit, skill, conduct, rates, ratings, coherence, copying, low)


def summarise(found: Findings, config: Config, seed: int) -> AnnotatorAudit:
    """One row per person, worst first; models that were let in are held to nothing."""
    data = found.data
    coherence = coherence_estimates(found.coherence, data.n_annotators)
    people, voice = data.people.to_dicts(), data.primary.is_voice
    there = [(a, person) for a, person in enumerate(people[: data.n_annotators]) if not voice[a]]
    rows = [_row(a, person, found, coherence[a], config) for a, person in there]
    rows += [_absent(person) for person in people[data.n_annotators :]]
    rows.sort(key=lambda row: (row.status.urgency, 9.0 if row.kappa.value is None else row.kappa.value, row.alias))
    return AnnotatorAudit(
        question=data.primary.question.name,
        question_why=data.why,
        labels=data.primary.labels,
        rows=tuple(rows),
        copying=found.copying,
        method=found.fit.method,
        seed=seed,
        left_out=data.primary.left_out,
        warnings=_warnings(found, config.triage),
        noticed_from=found.low.noticed_from,
        diction=data.diction,
    )


def _warnings(found: Findings, rule: TriageConfig) -> tuple[str, ...]:
    out = []
    needed = found.low.noticed_from
    if needed is not None and needed > rule.exclude_min_annotations:
        out.append(
            f"Agreement on {found.data.primary.question.name!r} tells little per answer: somebody answering at random "
            f"is noticed four times in five only from about {needed} annotations on."
        )
    if found.data.primary.left_out.heard:
        out.append(f"{found.data.primary.left_out.heard_words} They are held to nothing here.")
    out += [
        f"{pair.source} and {pair.copier} share more answers than the items explain ({pair.same} of {pair.n_shared} "
        f"equal, {pair.expected:.1f} expected); whether they err alike is told by oeq judges --pairs."
        for pair in found.copying.of_models
    ]
    unseen = too_much(found.data, found.fit)
    out += [f"Nobody was held against others for copying: {unseen}."] if unseen else []
    if not found.fit.converged:
        out.append("The consensus reached its step limit before it converged.")
    alone = int((~found.fit.usable).sum())
    if alone:
        where = f"{found.data.diction.many} that nobody else answered"
        out.append(f"{alone:,} answers stand on {where}; agreement cannot use them.")
    one_other = int(found.fit.by_one.sum())
    if one_other:
        who = "1 annotator has" if one_other == 1 else f"{one_other:,} annotators have"
        out.append(
            f"{who} one other answer per {found.data.diction.one}: whose is right cannot be told, "
            "so no accuracy is given for them."
        )
    undrawn = 0 if found.data.numeric else without_bounds(found.fit, rule)
    if undrawn:
        out.append(
            f"Information and spammer score of {undrawn:,} annotators with fewer than {rule.min_annotations} answers "
            "stand without intervals: to draw them for so many would take minutes."
        )
    if not found.fit.line.timed.all():
        out.append("Some annotations have no time: runs, drift and sessions of their annotators are unknown.")
    if found.conduct.usual is None:
        out.append("There are no durations: speed is unknown.")
    if found.data.numeric:
        out.append(
            "No question with labels: accuracy, information, gold, repeats and coherence are not measured; kappa is "
            "the consistency with the others' mean rating, ICC(C,1)."
        )
    elif not found.ratings:
        out.append("No ratings stand beside the labels: coherence, which tells dissent from carelessness, is unknown.")
    return tuple(out)


def _row(
    a: int, person: dict[str, Any], found: Findings, coherence: tuple[Estimate, float | None], config: Config
) -> AnnotatorRow:
    flags = flags_of(a, found, config)
    skill = found.skill
    n = int(person["n_annotations"])
    verdict = triage(n, skill.kappa[a], coherence[1], flags, config.triage)
    return AnnotatorRow(
        alias=person["alias"],
        status=verdict.status,
        reason=verdict.reason,
        n_annotations=n,
        n_responses=int(person["n_responses"]),
        n_items=int(person["n_items"]),
        kappa=skill.kappa[a],
        accuracy=skill.accuracy[a],
        bits=skill.bits[a],
        spammer_score=skill.spammer_score[a],
        gold_accuracy=skill.gold_accuracy[a],
        retest=skill.retest[a],
        coherence=coherence[0],
        coherence_p=coherence[1],
        counterfactual=skill.counterfactual[a],
        behaviour=_behaviour(a, found),
        ratings=_ratings(person["annotator"], found.ratings),
        label_rates=found.rates[a],
        flags=flags,
        confusion=skill.confusion[a],
        kappa_upper=_known(found.low.upper[a]),
        noticed=_known(found.low.noticed[a]),
    )


def _absent(person: dict[str, Any]) -> AnnotatorRow:
    """Someone who answered other questions, but not the primary one."""
    none = Estimate(None, undefined="did not answer the primary question")
    n = int(person["n_annotations"] or 0)
    return AnnotatorRow(
        person["alias"], Status.INSUFFICIENT, none.undefined, n, int(person["n_responses"]), 0,
        none, none, none, none, none, none, none, None, Counterfactual(none, 0, 0.0, 0), Behaviour(none, none),
    )  # fmt: skip


def _ratings(key: str, uses: tuple[RatingUse, ...]) -> tuple[RatingSkill, ...]:
    return tuple(
        RatingSkill(use.question, use.offset[at], use.scale[at], use.precision[at])
        for use in uses
        for at in (use.place.get(key),)
        if at is not None
    )


def _behaviour(a: int, found: Findings) -> Behaviour:
    c: Conduct = found.conduct
    n = int(found.fit.line.counts[a])
    return Behaviour(
        fast_share=_shared(c.fast.share[a], int(c.fast.n[a]), "no durations"),
        untouched_share=_shared(c.untouched.share[a], int(c.untouched.n[a]), "no sliders"),
        median_seconds=_known(c.seconds[a]),
        top_label=c.top.name[a] if n else "",
        top_label_share=_known(c.top.share[a]),
        others_top_share=_known(c.top.others[a]),
        entropy=_known(c.entropy[a]),
        longest_run=int(c.runs.longest[a]) or None,
        expected_run=_known(c.runs.expected[a]),
        run_p=_known(c.runs.p[a]),
        sessions=_counted(int(c.sessions.count[a])),
        largest_session=_counted(int(c.sessions.largest[a])),
        busiest_hour=_counted(int(c.sessions.busiest_hour[a])),
        night_share=_known(c.sessions.night_share[a]),
        drift=_known(c.drift.drop[a]),
        drift_at=int(c.drift.at[a]) or None,
        drift_p=_known(c.drift.p[a]),
        detectable_drop=_known(c.drift.detectable[a]),
        fatigue=_known(c.fatigue[a]),
        fatigue_p=_known(c.fatigue_p[a]),
    )


def _shared(value: float, n: int, why: str) -> Estimate:
    return Estimate(float(value), n_responses=n) if np.isfinite(value) else Estimate(None, undefined=why)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _counted(value: int) -> int | None:
    return None if value < 0 else value
