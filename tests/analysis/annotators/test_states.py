"""How somebody stands, before and after a word with them."""

import pytest

from oe_quality.analysis.annotators.states import FEWEST, PersonState, difference
from oe_quality.results import Estimate, Interval


def around(value, half=0.1):
    return Estimate(value, Interval(value - half, value + half, 0.9, "t", "new items"))


def test_the_squares_of_both_half_widths_add():
    found = difference(around(0.2, 0.3), around(0.7, 0.4), FEWEST, FEWEST)
    assert found.value == pytest.approx(0.5)
    assert found.interval.high - found.value == pytest.approx(0.5)
    assert found.n_responses == 2 * FEWEST


@pytest.mark.parametrize(("before", "after"), [(FEWEST - 1, 50), (50, FEWEST - 1)])
def test_few_answers_on_either_side_tell_nothing(before, after):
    assert "fewer than 10 answers" in difference(around(0.2), around(0.7), before, after).undefined


def test_what_is_not_known_of_one_side_is_why():
    none = Estimate(None, undefined="nobody else answered")
    assert difference(none, around(0.5), 20, 20).undefined == "nobody else answered"
    assert difference(around(0.5), none, 20, 20).undefined == "nobody else answered"
    assert difference(Estimate(0.5), around(0.5), 20, 20).undefined == "agreement has no interval"


@pytest.mark.parametrize(
    ("status", "on"), [("review", True), ("exclude recommended", True), ("watch", False), ("", False)]
)
def test_who_is_on_the_list(status, on):
    none = Estimate(None, undefined="x")
    assert PersonState("p", "A", status, 3, None, none, "", None, none).on_list is on
