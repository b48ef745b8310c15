"""A few of the walks over every bound that any door gives; all of them: `python -m tests.attack.intervals`."""

import pytest

from oe_quality.kernel.uncertainty.population import NEW_BOTH
from oe_quality.results import Estimate, Interval
from tests.attack.intervals import DOORS, Found, walk, walked

SOME = {door: DOORS[door] for door in ("agreement", "agreement, both", "aggregate", "study")}


@pytest.mark.parametrize(
    ("edge", "scale"),
    [
        ("two people", "nominal"),
        ("nobody agrees", "ordinal"),
        ("one label but for one answer", "multilabel"),
        ("two items", "interval"),
    ],
)
def test_every_bound_is_finite_in_order_and_possible(edge, scale):
    found = walked(edge, scale, SOME)
    assert found.bounds >= 10
    assert not found.faults, "\n".join(found.faults)


def test_the_bounds_of_models_too():
    found = walked("three people and a model", "nominal", {"judges": DOORS["judges"]})
    assert found.bounds >= 4
    assert not found.faults, "\n".join(found.faults)


@pytest.mark.parametrize(
    ("edge", "scale"),
    [
        ("answered twice, the same", "nominal"),
        ("answered twice, some otherwise", "interval"),
        ("two people, always opposite", "ordinal"),
    ],
)
def test_no_bounds_without_width_of_retests_limits_and_ranks(edge, scale):
    doors = ("agreement", "retest", "limits") if scale != "nominal" else ("retest",)
    found = walked(edge, scale, {door: DOORS[door] for door in doors})
    assert not found.faults, "\n".join(found.faults)


def test_the_walk_sees_what_it_is_there_for():
    found = Found()
    walk({"a": Estimate(0.5), "b": Estimate(0.5, Interval(0.6, 0.7)), "c": Estimate(0.5, note="too few")}, "x", found)
    few = Estimate(0.5, Interval(0.4, 0.6, population=NEW_BOTH), n_annotators=3)
    walk([few], "y", found)
    assert len(found.faults) == 3
    assert found.bounds == 2
