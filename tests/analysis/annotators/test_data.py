"""What an audit looks at: labels, and the ratings that stand beside them."""

import math

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.annotators.data import assemble, chosen_labels, scale_width
from tests.analysis.small import choices, numbers, sets

ROWS = [("a", "p", "x"), ("a", "q", "y"), ("b", "p", "x")]


def test_chosen_labels_are_one_of_each_answer_or_the_set():
    assert chosen_labels(choices(ROWS, "xy")).tolist() == [[True, False], [False, True], [True, False]]
    assert chosen_labels(sets([("a", "p", "xy"), ("a", "q", "")], "xy")).tolist() == [[True, True], [False, False]]
    assert chosen_labels(numbers([("a", "p", 1.0)])).shape == (1, 0)


def test_ratings_stand_beside_the_answer_of_the_same_person_to_the_same_item():
    beside = numbers([("a", "q", 2.0), ("b", "p", 3.0), ("c", "p", 9.0), ("b", "z", 8.0)])
    data = assemble(choices(ROWS, "xy"), "asked", (beside,))
    assert np.array_equal(data.values[:, 0], [math.nan, 2.0, 3.0], equal_nan=True)
    assert (data.exclusive, data.numeric) == (True, False)


def test_a_numeric_primary_question_is_its_own_first_rating():
    level, other = numbers([("a", "p", 1.0), ("a", "q", 2.0)]), numbers([("a", "p", 5.0)], "other")
    data = assemble(level, "asked", (other, level))
    assert [rating.question.name for rating in data.ratings] == ["level", "other"]
    assert np.array_equal(data.values, [[1.0, 5.0], [2.0, math.nan]], equal_nan=True)
    assert data.numeric


@pytest.mark.parametrize(("low", "high", "width"), [(0.0, 10.0, 10.0), (None, None, 4.0), (None, 10.0, 4.0)])
def test_a_scale_is_as_wide_as_its_ends_or_four_sds(low, high, width):
    assert scale_width(numbers([("a", "p", 1.0), ("a", "q", 3.0)], low=low, high=high)) == width
    assert scale_width(numbers([("a", "p", 2.0), ("a", "q", 2.0)])) == 1.0


def test_how_long_items_last_is_read_from_their_attributes():
    attributes = pl.DataFrame(
        {"key": ["b", "a", "z"], "name": ["clip_s", "other", "clip_s"], "value": ["2.5", "9", "1"]}
    )
    data = assemble(choices(ROWS, "xy"), "asked", (), attributes)
    assert np.array_equal(data.clip_s, [math.nan, 2.5], equal_nan=True)


def test_people_are_counted_over_all_panels_and_items_over_the_first():
    beside = numbers([("a", "q", 2.0), ("c", "z", 9.0)])
    people = assemble(choices(ROWS, "xy"), "asked", (beside,)).people
    assert people.select("annotator", "n_responses", "n_items").rows() == [("p", 2, 2), ("q", 2, 1), ("z", 1, 0)]
