"""Answers of people and models to the same items, made ready to be compared."""

import numpy as np
import pytest

from oe_quality.analysis.judges.data import Terms, beside
from oe_quality.errors import UsageError
from tests.analysis.small import choices

ROWS = [("a", "p", "x"), ("a", "q", "y"), ("a", "m", "x"), ("b", "p", "x"), ("c", "m", "y")]


@pytest.mark.parametrize(
    ("terms", "said"),
    [({"epsilon": 1.0}, "an epsilon of 1.0"), ({"epsilon": -0.1}, "an epsilon"), ({"q": 0.0}, "a false discovery rate"),
     ({"q": 1.0}, "a false discovery rate"), ({"level": 0.49}, "a level"), ({"level": 1.0}, "a level")],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused(terms, said):
    with pytest.raises(UsageError, match=said):
        Terms(**terms)
    assert Terms(epsilon=0.0, level=0.5).level == 0.5


def test_only_items_that_a_model_and_a_person_answered_are_compared():
    panel = choices(ROWS, "xy")
    it = beside(panel, ["m"], [0])
    assert it.is_model.tolist() == [True, False, False]
    assert it.human.tolist() == [False, True, True, True, False]
    assert it.rows_of(0).tolist() == [0, -1, 4]
    pairs = {(int(a), int(b)) for a, b in zip(it.pairs.first, it.pairs.second, strict=True)}
    assert {frozenset(pair) for pair in pairs} == {frozenset(pair) for pair in ((0, 1), (0, 2), (1, 2))}
    assert np.array_equal(it.items, panel.data.items())


def test_without_a_common_item_there_is_nothing_to_compare():
    assert beside(choices([("a", "p", "x"), ("b", "m", "x")], "xy"), ["m"], [0]) is None
