"""From evidence to a status, by a rule that can be read out: who needs a word, and who must be left alone.

Nothing is deleted here or anywhere: a maintainer decides (`oeq exclude`). The thresholds are those of
`TriageConfig`; in the rule's order:

- insufficient: fewer than `min_annotations`; or an interval of kappa wider than `max_kappa_width` with
  nothing else that would call for a review.
- exclude recommended: the one-sided upper bound of kappa below `low_kappa`, at least `exclude_min_annotations`, and
  labels without connection to the own ratings or a flag about conduct whose false discoveries are controlled.
- dissenting but coherent: that low a kappa, but the labels fit the own ratings and nothing in the
  conduct is odd. Such answers are kept: they are another view, not noise.
- review: that low a kappa alone, if its interval is narrow enough or `exclude_min_annotations` are reached; flags
  of two independent kinds; a flag about conduct beside a kappa below `watch_kappa`; or copying.
- watch: kappa below `watch_kappa`, or any flag.
- ok: none of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from oe_quality.analysis.annotators.results import Flag, FlagCode, Status
from oe_quality.analysis.annotators.wording import GISTS, about
from oe_quality.config import TriageConfig
from oe_quality.plaintext import count
from oe_quality.results import Estimate

KIND: dict[FlagCode, str] = {
    FlagCode.LOW_AGREEMENT: "agreement",
    FlagCode.REVERSED: "agreement",
    FlagCode.GOLD: "agreement",
    FlagCode.INCOHERENT: "coherence",
    FlagCode.ONE_LABEL: "monotony",
    FlagCode.UNTOUCHED: "monotony",
    FlagCode.RUN: "monotony",
    FlagCode.BLOCK: "monotony",
    FlagCode.SPEED: "speed",
    FlagCode.DRIFT: "change",
    FlagCode.FATIGUE: "change",
    FlagCode.RETEST: "consistency",
    FlagCode.COPYING: "copying",
}
"""Kinds of evidence; two flags of one kind are one piece of evidence. Offsets and label rates are of no
kind: they call for a word about the scale and never for a review."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and why, in words."""

    status: Status
    reason: str


def triage(
    n_annotations: int, kappa: Estimate, coherence_p: float | None, flags: tuple[Flag, ...], rule: TriageConfig
) -> Verdict:
    """The status of one annotator; see the module for the rule."""
    if n_annotations < rule.min_annotations:
        return Verdict(
            Status.INSUFFICIENT, about("too_few", given=count(n_annotations, "annotation"), least=rule.min_annotations)
        )
    codes = {flag.code for flag in flags}
    kinds = {KIND[code] for code in codes if code in KIND}
    gists = _gists(flags)
    low = FlagCode.LOW_AGREEMENT in codes or (FlagCode.REVERSED in codes and runs_against(kappa, rule))
    lowish = kappa.value is not None and kappa.value < rule.watch_kappa
    wide = kappa.value is None or kappa.interval is None or _width(kappa) > rule.max_kappa_width
    conduct = sorted(code.value for code in codes if code.is_behaviour)
    enough = n_annotations >= rule.exclude_min_annotations
    if low and not wide and enough and (conduct or FlagCode.INCOHERENT in codes):
        why = _listed(conduct, gists) if conduct else gists[FlagCode.INCOHERENT.value]
        agreement = _listed(sorted(code.value for code in codes & AGREEMENT), gists)
        return Verdict(Status.EXCLUDE_RECOMMENDED, about("and_why", agreement=agreement, why=why))
    if low and not conduct and coherence_p is not None and coherence_p < rule.coherence_p:
        return Verdict(Status.DISSENTING, about("another_view"))
    if FlagCode.COPYING in codes:
        return Verdict(Status.REVIEW, _listed(sorted(code.value for code in codes if code in KIND), gists))
    both = lowish and not wide and bool(conduct)
    if len(kinds) >= 2 or both or (low and (enough or not wide)):
        noticed = _listed(sorted(code.value for code in codes if code in KIND), gists)
        if low or not both:
            return Verdict(Status.REVIEW, noticed)
        return Verdict(Status.REVIEW, about("low_side_too", flags=noticed, kappa=f"{kappa.value:.2f}"))
    if wide:
        why = kappa.undefined or about("too_wide", n=n_annotations)
        return Verdict(Status.INSUFFICIENT, why)
    if codes:
        return Verdict(Status.WATCH, _listed(sorted(code.value for code in codes), gists))
    if lowish:
        return Verdict(Status.WATCH, about("low_side", kappa=f"{kappa.value:.2f}"))
    return Verdict(Status.OK, "")


def runs_against(kappa: Estimate, rule: TriageConfig) -> bool:
    """Whether answers say something the other way round: kappa as far below 0 as is too low above it, and surely."""
    return (
        kappa.value is not None
        and kappa.interval is not None
        and kappa.value <= -rule.low_kappa
        and kappa.interval.high < 0
    )


def _width(kappa: Estimate) -> float:
    assert kappa.interval is not None
    return kappa.interval.high - kappa.interval.low


AGREEMENT = frozenset({FlagCode.LOW_AGREEMENT, FlagCode.REVERSED})
"""Flags that say that the answers are not the others'."""


def _gists(flags: tuple[Flag, ...]) -> dict[str, str]:
    """Code -> a few words, those of the flag itself where it has some."""
    return GISTS | {flag.code.value: flag.gist for flag in flags if flag.gist}


def _listed(codes: list[str], gists: dict[str, str]) -> str:
    return ", ".join(gists[code] for code in codes)
