"""Annotators in the order of their agreement, with how sure that is."""

import polars as pl

from oe_quality.analysis.annotators.places import SCHEMA, places
from oe_quality.results import Estimate, Interval


def told(value, half):
    return Estimate(value, Interval(value - half, value + half, 0.9), 20, 1, 20)


def test_the_sure_come_in_order_and_the_unsure_may_stand_among_several():
    each = [("low", told(0.1, 0.05)), ("high", told(0.8, 0.05)), ("mid", told(0.5, 0.05)), ("new", told(0.9, 0.9))]
    found = places(each, 0.9, 0)
    assert [name for name in found["annotator"] if name != "new"] == ["high", "mid", "low"]
    rows = {row["annotator"]: row for row in found.to_dicts()}
    assert rows["low"]["rank_low"] >= 3
    assert rows["new"]["rank"] > rows["high"]["rank"]  # whose estimate is lower, and far surer
    assert (rows["new"]["rank_low"], rows["new"]["rank_high"]) == (1, 3)
    assert found["reliability"].n_unique() == 1
    assert found.schema == pl.Schema(SCHEMA)


def test_those_without_an_interval_have_no_place():
    found = places([("a", Estimate(0.5, None, 1, 1, 1)), ("b", Estimate(None, None, 0, 0, 0, undefined="why"))], 0.9, 0)
    assert found.height == 0
    assert found.schema == pl.Schema(SCHEMA)
