"""Tables of plans."""

from dataclasses import replace

import pytest

from oe_quality.analysis.planning.results import AtK, Plans
from oe_quality.results import Estimate, Interval
from tests.render.made_up import PLAIN, Made


def test_a_summary_steps_up_from_one_answer_by_spearman_and_brown():
    (plan,) = Made(*PLAIN).plans().plans
    one = AtK(1, Estimate(0.5, Interval(0.4, 0.6)), Estimate(0.5), 0.1)
    plan = replace(plan, answers_now=3.0, parts=(replace(plan.parts[0], curve=(one,)),))
    (row,) = plan.summary().to_dicts()
    assert row["as now"] == pytest.approx(0.75)
    assert (row["one answer"], row["low"], row["high"]) == (0.5, 0.4, 0.6)
    assert (row["needed"], row["from"], row["to"], row["more answers"]) == (7, 5, 12, 90)


def test_without_a_curve_only_the_needed_is_left():
    (plan,) = Made(*PLAIN).plans().plans
    plan = replace(plan, parts=(replace(plan.parts[0], curve=()),))
    (row,) = plan.summary().to_dicts()
    assert (row["one answer"], row["as now"], row["needed"]) == (None, None, 7)
    assert plan.frame().is_empty()


def test_plans_are_put_below_one_another_and_none_has_the_same_columns():
    plans = Made(*PLAIN).plans()
    assert Plans(plans.plans * 2).frame().height == 2 * plans.frame().height
    assert Plans(()).frame().columns == plans.frame().columns
    assert Plans(()).summary().columns == plans.summary().columns
    assert plans.to_dict()["plans"][0]["schema"] == "oeq.plan/1"
