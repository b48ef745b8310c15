"""Groups of annotators held against one another."""

import pytest

from oe_quality.analysis.reliability.crossed import xrr_of
from tests.analysis.small import choices

GROUPS = {"p": "n", "q": "n", "r": "s", "t": "s"}


def test_groups_that_agree_within_and_not_with_one_another():
    rows = [(f"i{i:02}", who, "xy"[(i + (who in "rt")) % 2]) for i in range(12) for who in "pqrt"]
    (row,) = xrr_of(choices(rows, "xy"), GROUPS)
    assert (row.question, row.first, row.second) == ("mood", "n", "s")
    assert row.xrr.value < -0.5
    assert (row.first_alpha.value, row.second_alpha.value) == (pytest.approx(1.0), pytest.approx(1.0))


def test_who_is_in_no_group_changes_nothing():
    rows = [(f"i{i:02}", who, "xy"[i % 2]) for i in range(8) for who in "pqrt"]
    plain = xrr_of(choices(rows, "xy"), GROUPS)
    beside = xrr_of(choices([*rows, *((f"i{i:02}", "z", "x") for i in range(8))], "xy"), GROUPS)
    assert beside == plain
    assert plain[0].xrr.value == pytest.approx(1.0)


def test_items_of_one_group_alone_make_no_interval_narrower():
    rows = [(f"i{i:02}", who, "xy"[(i + (who == "t") * (i % 3 == 0)) % 2]) for i in range(8) for who in "pqrt"]
    alone = [(f"j{i:02}", who, "xy"[i % 2]) for i in range(20) for who in "pq"]
    assert xrr_of(choices([*rows, *alone], "xy"), GROUPS) == xrr_of(choices(rows, "xy"), GROUPS)


def test_each_pair_of_groups_has_a_row():
    rows = [(f"i{i:02}", who, "xy"[i % 2]) for i in range(4) for who in "pqrt"]
    found = xrr_of(choices(rows, "xy"), {"p": "a", "q": "b", "r": "c", "t": "c"})
    assert [(row.first, row.second) for row in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert xrr_of(choices(rows, "xy"), {"p": "a"}) == ()
