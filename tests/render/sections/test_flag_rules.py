"""The rule behind each flag, with the threshold in force."""

import pytest

from oe_quality.analysis.annotators import results as ann
from oe_quality.config import AuditConfig, Config, TriageConfig
from oe_quality.render.sections import flag_rules


def flag(code, q=0.2):
    return ann.Flag(code, "Words.", 0.4, 0.25, 40, 0.01, q)


def test_false_discoveries_are_named_where_the_rule_does_not_say_so_itself():
    config = Config(triage=TriageConfig(fdr=0.1), audit=AuditConfig(copy_min_shared=7))
    assert flag_rules.rule(flag(ann.FlagCode.DRIFT), config) == "p of a fall below 0.25 (q below 10 %)"
    assert flag_rules.rule(flag(ann.FlagCode.DRIFT, None), config) == "p of a fall below 0.25"
    assert flag_rules.rule(flag(ann.FlagCode.COPYING), config) == "q of the pair below 0.25, on 7 shared items or more"


@pytest.mark.parametrize("code", list(ann.FlagCode))
def test_every_flag_states_its_threshold_and_how_to_set_and_switch_it(code):
    config = Config(triage=TriageConfig(fdr=0.25, kappa_level=0.25))
    words = flag_rules.rule(flag(code), config)
    assert "0.25" in words or "25 %" in words or "0.2" in words or code is ann.FlagCode.REVERSED
    keys = flag_rules.RULES[code][1].split(", ")
    for section, key in (name.split(".") for name in keys):
        assert hasattr(getattr(Config(), section), key)
    assert flag_rules.settings(code).endswith(f"off: flags.{code.value} = false")
    assert hasattr(Config().flags, code.value)
