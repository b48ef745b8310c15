"""What was noticed about one annotator: when a flag is raised, and the numbers that its sentence holds.

The sentences stand in `wording`; they can be read out to the volunteer whom they name.
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
from oe_quality.analysis.annotators.wording import GISTS, about
from oe_quality.config import Config, TriageConfig
from oe_quality.kernel.audit.coherence import Coherence
from oe_quality.plaintext import percent
from oe_quality.results import Estimate

FEWEST_CHECKS = 5
"""Gold items, or items answered twice, below which nothing is said about them."""
FEWEST_ANSWERS = 5
"""Answers below which always giving one is no habit: a single answer is all of its kind."""


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
        _time,
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
        gist, sentence = low_agreement_words(kappa)
        numbers = {"kappa": _two(kappa.value), "upper": _two(upper), "level": percent(rule.kappa_level)}
        yield Flag(
            FlagCode.LOW_AGREEMENT,
            _say(found, sentence, n=n, **numbers),
            upper,
            rule.low_kappa,
            n,
            q=_number(found.low.q[a]),
            question=found.data.primary.question.name,
            gist=gist,
        )
    yield from _reversed(a, found, rule)


def low_agreement_words(kappa: Estimate) -> tuple[str, str]:
    """In a few words, and the name of the sentence: no better than chance only where the interval covers 0."""
    if kappa.interval is not None and kappa.interval.low > 0:
        return GISTS["above_chance"], "low_agreement_above_chance"
    return GISTS["at_chance"], "low_agreement_at_chance"


def _reversed(a: int, found: Findings, rule: TriageConfig) -> Iterator[Flag]:
    """Answers that follow the items the wrong way round: by kappa, and by the spammer score."""
    kappa, n, question = found.skill.kappa[a], int(found.fit.kappa.n[a]), found.data.primary.question.name
    if kappa.interval is not None and runs_against(kappa, rule):
        high = kappa.interval.high
        what, how = ("ratings", "the scale is") if found.data.numeric else ("answers", "the labels are")
        which = " " + _say(found, "either_of_two") if found.data.n_annotators == 2 else ""
        bounds = {"kappa": _two(kappa.value or 0.0), "high": _two(high)}
        yield Flag(
            FlagCode.REVERSED,
            _say(found, "runs_against", what=what, how=how, **bounds) + which,
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
            _say(found, "labels_swapped", score=f"{score.value:.2f}", high=f"{score.interval.high:.2f}"),
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
            _say(found, "no_connection", value=f"{result.value[a]:.2f}", n=result.n[a], p=f"{result.p[a]:.2f}"),
            float(result.value[a]),
            config.triage.coherence_p,
            int(result.n[a]),
            p=float(result.p[a]),
        )


def _conduct(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    conduct, audit, fdr = found.conduct, config.audit, config.triage.fdr
    if _beyond(conduct.fast, a, fdr):
        usual, gist = conduct.usual or 0.0, _pace(found, int(conduct.shorter[a]), int(conduct.timed[a]))
        seconds = {"usual": f"{usual:.0f}", "median": f"{conduct.seconds[a]:.0f}"}
        fraction = percent(audit.fast_fraction)
        words = _say(found, "fast", fraction=fraction, gist=gist, **_of(conduct.fast, a), **seconds)
        yield _share_flag(FlagCode.SPEED, conduct.fast, a, audit.fast_share, words, gist)
    if _beyond(conduct.untouched, a, fdr):
        words = _say(found, "sliders_untouched", **_of(conduct.untouched, a))
        yield _share_flag(FlagCode.UNTOUCHED, conduct.untouched, a, audit.untouched_share, words)
    top, n = conduct.top, int(found.fit.line.counts[a])
    if n >= FEWEST_ANSWERS and top.q[a] < fdr and top.share[a] > audit.one_label_share:
        shares = {"share": percent(top.share[a]), "others": percent(top.others[a])}
        yield Flag(
            FlagCode.ONE_LABEL,
            _say(found, "one_answer", n=n, label=repr(top.name[a]), **shares),
            float(top.share[a]),
            audit.one_label_share,
            n,
            float(top.p[a]),
            float(top.q[a]),
        )


def _beyond(share: Share, a: int, fdr: float) -> bool:
    return bool(share.q[a] < fdr)


def _pace(found: Findings, shorter: int, timed: int) -> str:
    """Faster than the items allow only where an annotation is shorter than what it is about."""
    if shorter:
        return _say(found, "shorter_than_item", shorter=shorter, timed=timed)
    return _say(found, "fast_for_length" if timed else FlagCode.SPEED.value)


def _of(share: Share, a: int) -> dict[str, object]:
    """What a sentence says of a share: it, and of how many."""
    return {"share": percent(float(share.share[a])), "n": int(share.n[a])}


def _share_flag(code: FlagCode, share: Share, a: int, allowed: float, words: str, gist: str = "") -> Flag:
    p, q = float(share.p[a]), float(share.q[a])
    return Flag(code, words, float(share.share[a]), allowed, int(share.n[a]), p, q, gist=gist)


def _order(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    conduct, audit, n = found.conduct, config.audit, int(found.fit.line.counts[a])
    if conduct.run_q[a] < config.triage.fdr and conduct.run_support[a] < audit.run_support:
        runs = conduct.runs
        yield Flag(
            FlagCode.RUN,
            _say(
                found,
                "long_run",
                longest=runs.longest[a],
                expected=f"{runs.expected[a]:.1f}",
                support=percent(conduct.run_support[a]),
            ),
            float(runs.longest[a]),
            float(runs.expected[a]),
            n,
            float(runs.p[a]),
            float(conduct.run_q[a]),
        )
    again = conduct.blocks
    if conduct.block_q[a] < config.triage.fdr and conduct.block_support[a] < audit.run_support:
        shares = {"share": percent(again.share[a]), "expected": percent(again.expected[a])}
        yield Flag(
            FlagCode.BLOCK,
            _say(found, "blocks_again", lag=again.lag[a], support=percent(conduct.block_support[a]), **shares),
            float(again.share[a]),
            audit.block_share,
            n,
            float(again.p[a]),
            float(conduct.block_q[a]),
        )


def _time(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    """Agreement that falls, over all annotations or within sessions."""
    conduct, audit, n = found.conduct, config.audit, int(found.fit.line.counts[a])
    drift = conduct.drift
    over = ", over labels and ratings," if found.data.ratings and not found.data.numeric else ""
    if drift.p[a] < audit.drift_p and drift.drop[a] > 0:
        used = int(found.fit.usable[_rows(found, a)].sum())
        yield Flag(
            FlagCode.DRIFT,
            _say(found, "fell", over=over, points=f"{100 * drift.drop[a]:.0f}", at=drift.at[a], n=used),
            float(drift.drop[a]),
            audit.drift_p,
            n,
            p=float(drift.p[a]),
            q=float(conduct.drift_q[a]),
        )
    if conduct.fatigue_p[a] < audit.drift_p and conduct.fatigue[a] < 0:
        yield Flag(
            FlagCode.FATIGUE,
            _say(found, "tires", points=f"{-100 * conduct.fatigue[a]:.0f}"),
            float(conduct.fatigue[a]),
            audit.drift_p,
            n,
            p=float(conduct.fatigue_p[a]),
            q=float(conduct.fatigue_q[a]),
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
        note = f" ({found.copying.note})" if found.copying.note else ""
        order = f" and came later on {percent(pair.later_share)} of them" if pair.ordered and pair.later_share else ""
        counts = {"same": pair.same, "n": pair.n_shared, "expected": f"{pair.expected:.1f}"}
        yield Flag(
            FlagCode.COPYING,
            _say(found, "whole_answer_shared", other=other, order=order, note=note, **counts),
            pair.z,
            config.triage.fdr,
            pair.n_shared,
            q=pair.q,
            other=other,
        )


def _scales(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    key = str(found.data.primary.annotators[a])
    for use in found.ratings:
        at = use.place.get(key)
        if at is None:
            continue
        offset, limit = use.offset[at].value, config.audit.offset_range * use.width
        if offset is not None and use.q[at] < config.triage.fdr and abs(offset) >= limit:
            how = {"distance": f"{abs(offset):.1f}", "direction": "higher" if offset > 0 else "lower"}
            yield Flag(
                FlagCode.OFFSET,
                _say(found, "scale_offset", question=use.question.capitalize(), n=use.offset[at].n_items, **how),
                offset,
                limit,
                use.offset[at].n_items,
                q=float(use.q[at]),
                question=use.question,
            )
    for rate in found.rates[a]:
        yield Flag(
            FlagCode.LABEL_RATE,
            _rate_words(found, rate),
            rate.own - rate.others,
            config.audit.rate_difference,
            rate.difference.n_responses,
            q=rate.q,
            question=found.data.primary.question.name,
            label="" if rate.label == SET_SIZE else rate.label,
        )


def _rate_words(found: Findings, rate: LabelRate) -> str:
    rates = {"own": f"{rate.own:.2f}", "others": f"{rate.others:.2f}"}
    if rate.label == SET_SIZE:
        return _say(found, "set_size_differs", more="more" if rate.own > rate.others else "fewer", **rates)
    more = "more" if rate.own > rate.others else "less"
    return _say(found, "label_rate_differs", label=repr(rate.label), more=more, **rates)


def _checks(a: int, found: Findings, config: Config) -> Iterator[Flag]:
    """Shares of checks, each with the least that is asked for: raised where even the interval's upper end is lower."""
    checks = (
        (FlagCode.GOLD, "gold_share", found.skill.gold_accuracy[a], config.audit.gold_accuracy),
        (FlagCode.RETEST, "retest_share", found.skill.retest[a], config.audit.retest),
    )
    for code, sentence, share, limit in checks:
        if share.value is None or share.interval is None or share.n_items < FEWEST_CHECKS:
            continue
        if share.interval.high < limit:
            words = _say(found, sentence, share=percent(share.value), n=share.n_items)
            yield Flag(code, words, share.interval.high, limit, share.n_items)


def _say(found: Findings, name: str, **values: object) -> str:
    """A sentence of `wording.ABOUT`, with what the study's items are called."""
    return about(name, **found.data.diction.holes(), **values)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _two(value: float) -> str:
    """Two decimals, without a minus before a zero."""
    return f"{round(value, 2) + 0.0:.2f}"
