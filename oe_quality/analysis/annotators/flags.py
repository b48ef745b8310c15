"""What was noticed about one annotator, in kind words with the numbers in them.

The sentences can be read out to the volunteer whom they name: they say what the answers do, not
what the person is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.annotators.behaviour import Conduct, Share
from oe_quality.analysis.annotators.consensus import PrimaryFit
from oe_quality.analysis.annotators.data import AuditData
from oe_quality.analysis.annotators.habits import SET_SIZE
from oe_quality.analysis.annotators.low_agreement import LowAgreement
from oe_quality.analysis.annotators.rating_use import RatingUse
from oe_quality.analysis.annotators.results import CopyingScan, Flag, FlagCode, LabelRate
from oe_quality.analysis.annotators.skill import Skill
from oe_quality.analysis.annotators.triage import runs_against
from oe_quality.config import Config, TriageConfig
from oe_quality.diction import Diction
from oe_quality.kernel.audit.coherence import Coherence
from oe_quality.results import Estimate

FEWEST_CHECKS = 5
"""Gold items, or items answered twice, below which nothing is said about them."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that flags are raised from; sequences are in the order of the primary panel's annotators."""

    data: AuditData
    fit: PrimaryFit
    skill: Skill
    conduct: Conduct
    rates: tuple[tuple[LabelRate, ...], ...]
    ratings: tuple[RatingUse, ...]
    coherence: Coherence | None
    copying: CopyingScan
    low: LowAgreement


def flags_of(a: int, found: Findings, config: Config) -> tuple[Flag, ...]:
    """The flags of annotator `a` of the primary panel, those switched off left out."""
    makers: tuple[Callable[[int, Findings, Config], Iterator[Flag]], ...] = (
        _agreement,
        _coherence,
        _conduct,
        _order,
        _copying,
        _scales,
        _checks,
    )
    raised = [flag for make in makers for flag in make(a, found, config)]
    return tuple(flag for flag in raised if getattr(config.flags, flag.code.value))


def _agreement(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    kappa, upper, n = found.skill.kappa[a], float(found.low.upper[a]), int(found.fit.kappa.n[a])
    rule = config.triage
    if kappa.value is not None and upper < rule.low_kappa and not runs_against(kappa, rule):
        gist, words = low_agreement_words(kappa)
        yield Flag(
            FlagCode.LOW_AGREEMENT,
            f"{words}: kappa {_two(kappa.value)} on {n} annotations, and below {_two(upper)} with "
            f"{rule.kappa_level:.0%} confidence (one-sided).",
            upper,
            rule.low_kappa,
            n,
            q=_number(found.low.q[a]),
            question=found.data.primary.question.name,
            gist=gist,
        )
    yield from _reversed(a, found, rule)


def low_agreement_words(kappa: Estimate) -> tuple[str, str]:
    """In a few words, and as the beginning of a sentence: no better than chance only where the interval covers 0."""
    if kappa.interval is not None and kappa.interval.low > 0:
        return "low, but above chance: agreement", (
            "The answers agree with the others' less than most people's do, but more than answers given without "
            "looking would"
        )
    return "agreement no better than chance", (
        "The answers differ from the others' about as much as answers given without looking would"
    )


def _reversed(a: int, found: Findings, rule: TriageConfig) -> Iterator[Flag]:
    """Answers that follow the items the wrong way round: by kappa, and by the spammer score."""
    kappa, n, question = found.skill.kappa[a], int(found.fit.kappa.n[a]), found.data.primary.question.name
    if kappa.interval is not None and runs_against(kappa, rule):
        high = kappa.interval.high
        what, how = ("ratings", "the scale is") if found.data.numeric else ("answers", "the labels are")
        which = " Which of the two has it right cannot be told." if found.data.n_annotators == 2 else ""
        yield Flag(
            FlagCode.REVERSED,
            f"The {what} run against the others' of the same {found.data.diction.many}: "
            f"kappa {_two(kappa.value or 0.0)} (at most {_two(high)}). Perhaps {how} understood the other way "
            f"round.{which}",
            high,
            0.0,
            n,
            question=question,
        )
        return
    score = found.skill.spammer_score[a]
    if score.value is not None and score.interval is not None and score.interval.high < 0:
        yield Flag(
            FlagCode.REVERSED,
            f"The answers do follow the {found.data.diction.many}, but with labels swapped: the score "
            f"is {score.value:.2f} (at most {score.interval.high:.2f}). Perhaps two labels are understood "
            "the other way round.",
            score.interval.high,
            0.0,
            n,
            question=question,
        )


def _coherence(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    result = found.coherence
    if result is None or not np.isfinite(result.p[a]) or result.n[a] < config.triage.min_annotations:
        return
    if result.p[a] >= config.triage.coherence_p:
        yield Flag(
            FlagCode.INCOHERENT,
            f"The labels and the annotator's own ratings show no connection: correlation {result.value[a]:.2f} on "
            f"{result.n[a]} annotations (p = {result.p[a]:.2f}).",
            float(result.value[a]),
            config.triage.coherence_p,
            int(result.n[a]),
            p=float(result.p[a]),
        )


def _conduct(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    conduct, audit, fdr, called = found.conduct, config.audit, config.triage.fdr, found.data.diction
    if _beyond(conduct.fast, a, fdr):
        usual, gist = conduct.usual or 0.0, _pace(int(conduct.shorter[a]), int(conduct.timed[a]), called)
        yield _share_flag(
            FlagCode.SPEED,
            conduct.fast,
            a,
            audit.fast_share,
            f"{{share}} of {{n}} annotations took less than {audit.fast_fraction:.0%} of the usual time for the "
            f"{called.one} (usual: {usual:.0f} s; this annotator's median: {conduct.seconds[a]:.0f} s): {gist}.",
            gist,
        )
    if _beyond(conduct.untouched, a, fdr):
        words = "On {share} of {n} annotations all sliders stand where they stood before anyone moved them."
        yield _share_flag(FlagCode.UNTOUCHED, conduct.untouched, a, audit.untouched_share, words)
    top = conduct.top
    if top.q[a] < fdr and top.share[a] > audit.one_label_share:
        n = int(found.fit.line.counts[a])
        yield Flag(
            FlagCode.ONE_LABEL,
            f"{top.share[a]:.0%} of {n} annotations say {top.name[a]!r}; the others say so on {top.others[a]:.0%} of "
            f"the same {called.many}.",
            float(top.share[a]),
            audit.one_label_share,
            n,
            float(top.p[a]),
            float(top.q[a]),
        )


def _beyond(share: Share, a: int, fdr: float) -> bool:
    return bool(share.q[a] < fdr)


def _pace(shorter: int, timed: int, called: Diction) -> str:
    """Faster than the items allow only where an annotation is shorter than what it is about."""
    if shorter:
        return f"faster than the {called.many} allow ({shorter} of {timed} took less time than the {called.one} lasts)"
    return f"much faster than others on {called.many} of that length" if timed else "much faster than others"


def _share_flag(code: FlagCode, share: Share, a: int, allowed: float, words: str, gist: str = "") -> Flag:
    value, n = float(share.share[a]), int(share.n[a])
    text = words.format(share=f"{value:.0%}", n=n)
    return Flag(code, text, value, allowed, n, float(share.p[a]), float(share.q[a]), gist=gist)


def _order(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    conduct, audit, n = found.conduct, config.audit, int(found.fit.line.counts[a])
    if conduct.run_q[a] < config.triage.fdr and conduct.run_support[a] < audit.run_support:
        runs = conduct.runs
        yield Flag(
            FlagCode.RUN,
            f"{runs.longest[a]} annotations in a row have the same answer; {runs.expected[a]:.1f} would be usual for "
            f"these answers in any order, and the others agree with {conduct.run_support[a]:.0%} of that run.",
            float(runs.longest[a]),
            float(runs.expected[a]),
            n,
            float(runs.p[a]),
            float(conduct.run_q[a]),
        )
    again = conduct.blocks
    if conduct.block_q[a] < config.triage.fdr and conduct.block_support[a] < audit.run_support:
        yield Flag(
            FlagCode.BLOCK,
            f"A block of {again.lag[a]} answers comes again and again: {again.share[a]:.0%} of the answers equal the "
            f"one {again.lag[a]} before, {again.expected[a]:.0%} would be usual for these answers in any order, and "
            f"the others agree with {conduct.block_support[a]:.0%} of them.",
            float(again.share[a]),
            audit.block_share,
            n,
            float(again.p[a]),
            float(conduct.block_q[a]),
        )
    drift = conduct.drift
    over = ", over labels and ratings," if found.data.ratings and not found.data.numeric else ""
    if drift.p[a] < audit.drift_p and drift.drop[a] > 0:
        yield Flag(
            FlagCode.DRIFT,
            f"Agreement with the others{over} fell by {100 * drift.drop[a]:.0f} points after annotation {drift.at[a]} "
            f"of {int((found.fit.usable[_rows(found, a)]).sum())}.",
            float(drift.drop[a]),
            audit.drift_p,
            n,
            p=float(drift.p[a]),
        )
    if conduct.fatigue_p[a] < audit.drift_p and conduct.fatigue[a] < 0:
        yield Flag(
            FlagCode.FATIGUE,
            f"Within a session agreement with the others falls by {-100 * conduct.fatigue[a]:.0f} points an hour; "
            "shorter sessions may help.",
            float(conduct.fatigue[a]),
            audit.drift_p,
            n,
            p=float(conduct.fatigue_p[a]),
        )


def _rows(found: Findings, a: int) -> NDArray[np.int64]:
    line = found.fit.line
    return line.rows[line.offsets[a] : line.offsets[a + 1]]


def _copying(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    alias = str(found.data.primary.aliases[a])
    for pair in found.copying.pairs:
        if alias not in (pair.source, pair.copier) or (pair.ordered and alias == pair.source):
            continue
        other = pair.source if alias == pair.copier else pair.copier
        what = f"{pair.n_shared} shared {found.data.diction.many}"
        note = f" ({found.copying.note})" if found.copying.note else ""
        order = f" and came later on {pair.later_share:.0%} of them" if pair.ordered and pair.later_share else ""
        yield Flag(
            FlagCode.COPYING,
            f"On {pair.same} of {what} the whole answer equals that of {other}{order}; "
            f"{pair.expected:.1f} would be usual{note}. It may be one person with two accounts, or two who sit "
            "together.",
            pair.z,
            config.triage.fdr,
            pair.n_shared,
            q=pair.q,
            other=other,
        )


def _scales(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    key = str(found.data.primary.annotators[a])
    for use in found.ratings:
        if key not in use.keys:
            continue
        at = use.keys.index(key)
        offset, limit = use.offset[at].value, config.audit.offset_range * use.width
        if offset is not None and use.q[at] < config.triage.fdr and abs(offset) >= limit:
            yield Flag(
                FlagCode.OFFSET,
                f"{use.question.capitalize()} is {abs(offset):.1f} {'higher' if offset > 0 else 'lower'} than the "
                f"others' on the same {use.offset[at].n_items} {found.data.diction.many}.",
                offset,
                limit,
                use.offset[at].n_items,
                q=float(use.q[at]),
                question=use.question,
            )
    for rate in found.rates[a]:
        more = "more" if rate.own > rate.others else "less"
        what = (
            f"{rate.label!r} is given {more} often than" if rate.label != SET_SIZE else f"There are {more} labels than"
        )
        yield Flag(
            FlagCode.LABEL_RATE,
            f"{what} by the others on the same {found.data.diction.many}: {rate.own:.2f} to {rate.others:.2f} "
            "per annotation.",
            rate.own - rate.others,
            config.audit.rate_difference,
            rate.difference.n_responses,
            q=rate.q,
            question=found.data.primary.question.name,
        )


def _checks(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    gold, limit = found.skill.gold_accuracy[a], config.audit.gold_accuracy
    if gold.interval is not None and gold.n_items >= FEWEST_CHECKS and gold.interval.high < limit:
        words = f"{gold.value:.0%} of the answers on {gold.n_items} gold {found.data.diction.many} are right."
        yield Flag(FlagCode.GOLD, words, gold.interval.high, limit, gold.n_items)
    again, limit, called = found.skill.retest[a], config.audit.retest, found.data.diction
    if again.interval is not None and again.n_items >= FEWEST_CHECKS and again.interval.high < limit:
        words = (
            f"On {again.n_items} {called.many} {called.seen} twice, {again.value:.0%} of the answers stayed the same."
        )
        yield Flag(FlagCode.RETEST, words, again.interval.high, limit, again.n_items)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _two(value: float) -> str:
    """Two decimals, without a minus before a zero."""
    return f"{round(value, 2) + 0.0:.2f}"
