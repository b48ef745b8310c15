"""First answers held against second ones."""

import math

import numpy as np
import pytest

from oe_quality.analysis.reliability import retest
from oe_quality.analysis.reliability.results import EVERYBODY, ICC, KAPPA
from tests.analysis.small import choices, numbers, sets


def twice(pairs):
    """Each pair of answers of p to an item of its own."""
    return [(f"i{i:02}", "p", said) for i, pair in enumerate(pairs) for said in pair]


def test_kappa_of_a_table_by_hand():
    # 3 of 4 equal; first x in half of them, second x in a quarter: chance is (1/2)(1/4) + (1/2)(3/4).
    first, second = np.array([0.0, 0, 1, 1]), np.array([0.0, 1, 1, 1])
    assert retest._kappa(first, second) == pytest.approx((0.75 - 0.5) / 0.5)
    assert math.isnan(retest._kappa(np.zeros(3), np.zeros(3)))
    assert math.isnan(retest._kappa(np.zeros(0), np.zeros(0)))


def test_agreement_of_numbers_falls_with_a_shift():
    first = np.array([1.0, 2.0, 3.0, 4.0])
    assert retest._icc(first, first) == pytest.approx(1.0)
    # McGraw and Wong 1996, ICC(A,1): mean squares 10/3 of items, 2 of occasions, 0 left: 10/3 / (10/3 + 2/4 * 2).
    assert retest._icc(first, first + 1) == pytest.approx((10 / 3) / (10 / 3 + 2 / 4 * 2))
    assert math.isnan(retest._icc(first[:1], first[:1]))


@pytest.mark.parametrize(("panel", "measure"), [(choices, KAPPA), (numbers, ICC)])
def test_all_together_stand_first_then_each(panel, measure):
    pairs = ["xx", "xy", "yy", "yy", "xx", "yx"]
    said = pairs if panel is choices else [tuple(float(label == "y") for label in pair) for pair in pairs]
    found = retest.retest_of(panel(twice(said), "xy") if panel is choices else panel(twice(said)))
    assert [row.annotator for row in found] == [EVERYBODY, "A-p"]
    assert {row.measure for row in found} == {measure}
    assert found[1].same.value == pytest.approx(4 / 6)
    assert found[1].again.n_responses == 12
    assert found[1].again.interval.low < found[1].again.value < found[1].again.interval.high


def test_of_sets_and_of_equal_answers_no_kappa_is_told():
    (_, own) = retest.retest_of(sets(twice(["xy", "x", "y"]) and [("a", "p", "xy"), ("a", "p", "x")], "xy"))
    assert own.again.undefined == retest.SETS_HAVE_NONE
    (_, own) = retest.retest_of(choices(twice(["xx", "xx"]), "xy"))
    assert own.again.undefined == "all repeated answers are equal, or too few"
