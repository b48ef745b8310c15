"""The rule behind each flag in words, with its threshold and the settings that move it or switch it off."""

from __future__ import annotations

from typing import Final

from oe_quality.analysis.annotators.results import Flag, FlagCode
from oe_quality.config import Config
from oe_quality.plaintext import percent
from oe_quality.render.page.words import number

RULES: Final[dict[FlagCode, tuple[str, str]]] = {
    FlagCode.LOW_AGREEMENT: ("kappa stays below {two} with {level} confidence", "triage.low_kappa"),
    FlagCode.REVERSED: ("the interval's upper end lies below 0", "triage.kappa_level"),
    FlagCode.INCOHERENT: ("p of a connection is {two} or more", "triage.coherence_p"),
    FlagCode.ONE_LABEL: ("one label on more than {share}, and on more than the others'", "audit.one_label_share"),
    FlagCode.UNTOUCHED: ("all sliders left alone on more than {share}", "audit.untouched_share"),
    FlagCode.SPEED: (
        "more than {share} faster than {fast} of the usual time for the item",
        "audit.fast_share, audit.fast_fraction",
    ),
    FlagCode.RUN: (
        "a run longer than in other orders ({one} usual) that the others support on less than {support}",
        "audit.run_support",
    ),
    FlagCode.BLOCK: (
        "{share} or more of the answers come again in the same order, and the others support less than {support}",
        "audit.block_share, audit.run_support",
    ),
    FlagCode.DRIFT: ("p of a fall below {two}", "audit.drift_p"),
    FlagCode.FATIGUE: ("p of a fall within sessions below {two}", "audit.drift_p"),
    FlagCode.COPYING: (
        "q of the pair below {two}, on {shared} shared items or more",
        "triage.fdr, audit.copy_min_shared",
    ),
    FlagCode.OFFSET: ("{one} points or more from the others'", "audit.offset_range"),
    FlagCode.LABEL_RATE: ("{share} of annotations or more apart from the others'", "audit.rate_difference"),
    FlagCode.GOLD: ("the interval's upper end lies below {share}", "audit.gold_accuracy"),
    FlagCode.RETEST: ("the interval's upper end lies below {share}", "audit.retest"),
}
"""Flag -> what raises it, and the settings with its threshold."""
CONTROLLED: Final = " (q below {fdr})"
"""Added where false discoveries are controlled too."""


def rule(flag: Flag, config: Config) -> str:
    """What raised the flag, with the threshold in force."""
    words, _ = RULES[flag.code]
    if flag.q is not None and flag.code not in (FlagCode.COPYING, FlagCode.LOW_AGREEMENT):
        words += CONTROLLED
    return words.format(
        one=number(flag.threshold, 1),
        two=number(flag.threshold),
        share=percent(flag.threshold),
        level=percent(config.triage.kappa_level),
        fast=percent(config.audit.fast_fraction),
        support=percent(config.audit.run_support),
        shared=config.audit.copy_min_shared,
        fdr=percent(config.triage.fdr),
    )


def settings(code: FlagCode) -> str:
    """The keys of oeq.toml with the threshold, and the one that switches the flag off."""
    return f"{RULES[code][1]}; off: flags.{code.value} = false"
