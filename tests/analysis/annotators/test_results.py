"""The forms of an audit's findings."""

from dataclasses import replace
from datetime import datetime

from oe_quality.analysis.annotators.results import LEFT_OUT, FlagCode, SetAside, Status
from oe_quality.results import Estimate, Interval
from tests.render.made_up import PLAIN, Made

NONE = Estimate(None, undefined="nothing since")


def test_the_most_urgent_status_comes_first():
    assert [status.urgency for status in (Status.EXCLUDE_RECOMMENDED, Status.REVIEW, Status.INSUFFICIENT)] == [0, 1, 5]


def test_behaviour_is_how_somebody_works_and_not_what_they_perceive():
    about = {code for code in FlagCode if code.is_behaviour}
    assert {FlagCode.RUN, FlagCode.SPEED, FlagCode.COPYING} < about
    assert not about & {FlagCode.LOW_AGREEMENT, FlagCode.REVERSED, FlagCode.OFFSET, FlagCode.DRIFT, FlagCode.GOLD}


def test_a_row_has_each_estimate_with_its_bounds():
    audit = Made(*PLAIN).audit()
    row, first = audit.frame().row(0, named=True), audit.rows[0]
    assert (row["kappa"], row["kappa_low"], row["kappa_high"]) == first.kappa.bounded
    assert row["gold_accuracy"] is None or row["gold_accuracy"] == first.gold_accuracy.value
    assert row["emotion_offset"] == first.ratings[0].offset.value
    assert row["flags"] == ["run"]
    assert audit.row("A02") is audit.rows[1]
    assert audit.row("A99") is None


def test_who_is_left_out_stands_below_with_what_was_seen_since():
    audit = Made(*PLAIN).audit()
    until, since = (Estimate(value, Interval(value - 0.1, value + 0.1)) for value in (0.2, 0.6))
    aside = SetAside("A77", "left", datetime(2030, 1, 2), 40, 10, until, since)
    rows = replace(audit, set_aside=(aside, replace(aside, kappa_since=NONE))).frame().tail(2).to_dicts()
    assert [row["kappa"] for row in rows] == [0.6, 0.2]
    assert (rows[0]["status"], rows[0]["reason"], rows[0]["excluded"]) == (LEFT_OUT, "since 2030-01-02: left", True)


def test_places_leave_out_those_without_an_interval():
    audit = Made(*PLAIN).audit()
    bare = replace(audit.rows[0], kappa=Estimate(0.9))
    ranked = replace(audit, rows=(bare, *audit.rows[1:])).rank_frame()
    assert "A01" not in ranked["annotator"].to_list()
    assert ranked.height == len(audit.rows) - 1
