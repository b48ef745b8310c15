"""What changed for people: each rule with somebody whom it fits and somebody whom it just does not."""

from dataclasses import replace
from datetime import datetime

import pytest

from oe_quality.analysis.annotators.states import PersonState, difference
from oe_quality.analysis.compare.people import Standing, Turn, changes_for_people, standings
from oe_quality.results import Estimate, Interval

NONE = Estimate(None, undefined="none")


def person(who, status="ok", n=40, last=10, rise=NONE, word=""):
    when = datetime(2026, 11, 1) if word else None
    return PersonState(who, f"{who}-alias", status, n, datetime(2026, 11, last), NONE, word, when, rise)


def estimate(value, half):
    return Estimate(value, Interval(value - half, value + half, 0.9), n_responses=40)


def turns(before, after):
    found = changes_for_people(before, [*after, person("busy", n=99, last=14)])
    return [(it.alias.removesuffix("-alias"), it.turn) for it in found]


BUSY = person("busy", last=10)


@pytest.mark.parametrize(
    ("was", "now", "turn"),
    [
        ("ok", "review", Turn.ON_LIST),
        ("watch", "exclude recommended", Turn.ON_LIST),
        ("review", "exclude recommended", None),
        ("review", "ok", Turn.OFF_LIST),
        ("review", "", Turn.LEFT_OUT),
        ("", "ok", Turn.RETURNED),
        ("", "review", Turn.RETURNED),
        ("ok", "watch", None),
    ],
)
def test_lists_are_left_and_joined(was, now, turn):
    found = turns([person("a", was), BUSY], [person("a", now, n=50, last=14)])
    assert found == ([("a", turn)] if turn else [])


def test_who_was_not_there_is_new_and_said_to_be_on_the_list():
    found = changes_for_people([BUSY], [BUSY, person("a", "review", n=30)])
    assert [(it.turn, it.words) for it in found] == [(Turn.NEW, "30 annotations so far; review")]


@pytest.mark.parametrize(("last", "n", "status", "quiet"), [
    (8, 40, "ok", True), (5, 40, "ok", False), (8, 41, "ok", False), (8, 40, "", False),
])  # fmt: skip
def test_who_answered_lately_and_not_since_has_gone_quiet(last, n, status, quiet):
    """The looks are four days apart: lately is from the 6th on."""
    found = turns([person("a", status, last=last), BUSY], [person("a", status, n=n, last=last)])
    assert found == ([("a", Turn.QUIET)] if quiet else [])


@pytest.mark.parametrize(("low", "improved"), [(0.01, True), (-0.01, False)])
def test_improvement_lies_beyond_the_interval(low, improved):
    rise = Estimate(0.3, Interval(low, 0.6, 0.9))
    after = person("a", n=50, last=14, rise=rise, word="coach")
    found = changes_for_people([person("a"), BUSY], [after])
    assert [it.turn for it in found] == ([Turn.IMPROVED] if improved else [])
    if improved:
        assert found[0].words == "kappa rose by 0.30 (0.01 to 0.60) after the letter (coach) on 2026-11-01"


def test_without_times_nothing_is_said_of_quiet():
    side = [replace(person("a"), last_answer=None)]
    assert changes_for_people(side, side) == ()


def test_a_rise_needs_answers_on_both_sides_and_adds_both_doubts():
    low, high = estimate(0.1, 0.3), estimate(0.8, 0.4)
    rise = difference(low, high, 20, 20)
    assert (rise.value, rise.interval.low) == (pytest.approx(0.7), pytest.approx(0.7 - 0.5))
    assert difference(low, high, 9, 20).value is None
    assert difference(low, NONE, 20, 20).undefined == "none"


def test_everybody_of_the_later_side_stands_beside_how_they_stood():
    was, sure = person("b", "review"), Estimate(0.4)
    later = [replace(person("b"), kappa=sure), person("a")]
    assert standings([was, BUSY], later) == (
        Standing("a-alias", None, "ok", None, None),
        Standing("b-alias", "review", "ok", None, 0.4),
    )
    assert standings([was], later)[1].was_on_list
