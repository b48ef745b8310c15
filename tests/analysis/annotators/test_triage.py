"""The rule of the triage, line by line."""

import pytest

from oe_quality.analysis.annotators.results import Flag, FlagCode, Status
from oe_quality.analysis.annotators.triage import KIND, triage
from oe_quality.analysis.annotators.wording import GISTS
from oe_quality.config import FlagsConfig, TriageConfig
from oe_quality.results import Estimate, Interval

RULE = TriageConfig()


def flags(*codes):
    return tuple(Flag(FlagCode(code), code, 1.0, 0.0, 40) for code in codes)


def status(n=60, kappa=0.6, half=0.1, coherence_p=None, codes=()):
    interval = Interval(kappa - half, kappa + half, 0.9)
    found = (*codes, *(("low_agreement",) if kappa + half < RULE.low_kappa else ()))
    return triage(n, Estimate(kappa, interval), coherence_p, flags(*found), RULE).status


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, Status.OK),
        ({"n": 19}, Status.INSUFFICIENT),
        ({"half": 0.26}, Status.INSUFFICIENT),
        ({"kappa": 0.39, "half": 0.1}, Status.WATCH),
        ({"codes": ("drift",)}, Status.WATCH),
        ({"codes": ("offset", "label_rate")}, Status.WATCH),
        ({"codes": ("drift", "speed")}, Status.REVIEW),
        ({"codes": ("untouched", "one_label")}, Status.WATCH),
        ({"codes": ("copying",)}, Status.REVIEW),
        ({"codes": ("copying",), "half": 0.3}, Status.REVIEW),
        ({"kappa": 0.3, "codes": ("speed",)}, Status.REVIEW),
        ({"kappa": 0.3, "codes": ("drift",)}, Status.WATCH),
        ({"kappa": 0.05}, Status.REVIEW),
        ({"kappa": -0.2, "half": 0.3, "n": 40}, Status.REVIEW),
        ({"kappa": -0.2, "half": 0.3, "n": 39}, Status.INSUFFICIENT),
        ({"kappa": 0.05, "codes": ("incoherent",)}, Status.EXCLUDE_RECOMMENDED),
        ({"kappa": 0.05, "codes": ("speed",)}, Status.EXCLUDE_RECOMMENDED),
        ({"kappa": 0.05, "codes": ("speed",), "n": 39}, Status.REVIEW),
        ({"kappa": 0.05, "codes": ("speed",), "n": 19}, Status.INSUFFICIENT),
        ({"kappa": 0.05, "codes": ("drift",)}, Status.REVIEW),
        ({"kappa": 0.05, "coherence_p": 0.01}, Status.DISSENTING),
        ({"kappa": 0.05, "coherence_p": 0.06}, Status.REVIEW),
        ({"kappa": 0.05, "coherence_p": 0.01, "codes": ("speed",)}, Status.EXCLUDE_RECOMMENDED),
    ],
)
def test_the_rule(case, expected):
    assert status(**case) is expected


def test_an_undefined_kappa_is_insufficient_with_its_reason():
    verdict = triage(50, Estimate(None, undefined="nobody else answered these items"), None, (), RULE)
    assert verdict.status is Status.INSUFFICIENT
    assert verdict.reason == "nobody else answered these items"


def test_nobody_is_judged_on_fewer_than_the_least_annotations():
    everything = flags(*(code.value for code in FlagCode))
    for n in range(RULE.min_annotations):
        verdict = triage(n, Estimate(-0.5, Interval(-0.6, -0.4)), 0.9, everything, RULE)
        assert verdict.status is Status.INSUFFICIENT


def test_every_status_but_ok_has_a_reason_in_words():
    for codes in (("speed",), ("copying",), ("drift", "gold")):
        assert triage(50, Estimate(0.6, Interval(0.5, 0.7)), None, flags(*codes), RULE).reason


def test_every_flag_has_words_a_switch_and_a_kind_unless_it_is_about_scales():
    for code in FlagCode:
        assert code.value in GISTS
        assert hasattr(FlagsConfig(), code.value)
        assert (code in KIND) != (code in (FlagCode.OFFSET, FlagCode.LABEL_RATE))


def test_a_recommendation_names_the_flags_there_are_and_no_others():
    said = triage(60, Estimate(0.05, Interval(-0.05, 0.15)), None, flags("low_agreement", "speed"), RULE).reason
    assert GISTS["low_agreement"] in said
    assert GISTS["speed"] in said
    assert GISTS["reversed"] not in said
