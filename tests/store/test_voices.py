"""Answers of people, joined by those of models that count as so many voices."""

import numpy as np
import pytest

from oe_quality.store.panel import LeftOut, Voice
from oe_quality.store.voices import joined
from tests.analysis.small import choices, numbers, sets

ONE = (Voice("v", ("k", "l", "m")),)


def spelled(panel):
    items, people = panel.items.to_list(), panel.annotators.to_list()
    pairs = zip(panel.data.items(), panel.data.annotator, strict=True)
    return [(items[i], people[a], panel.said(row)) for row, (i, a) in enumerate(pairs)]


def test_a_voice_says_what_more_of_its_models_say_than_anything_else():
    people = choices([("b", "p", "x"), ("b", "q", "y")], "xyz")
    said = [("a", "k", "x"), ("a", "l", "x"), ("a", "m", "y"), ("b", "k", "x"), ("b", "l", "z"), ("c", "k", "z")]
    found = joined(people, choices(said, "xyz"), ONE)
    assert spelled(found) == [("a", "v", "x"), ("b", "p", "x"), ("b", "q", "y"), ("c", "v", "z")]
    assert found.left_out.heard == ONE
    assert found.created_at.tolist() == [-1] * 4


def test_of_sets_it_says_what_more_than_half_say_and_nothing_where_half_do():
    people = sets([("a", "p", "x")], "xy")
    said = [("a", "k", "xy"), ("a", "l", "x"), ("a", "m", ""), ("b", "k", "x"), ("b", "l", "")]
    assert spelled(joined(people, sets(said, "xy"), ONE)) == [("a", "p", "x"), ("a", "v", "x")]


def test_of_numbers_it_says_the_mean():
    found = joined(numbers([("a", "p", 1.0)]), numbers([("a", "k", 2.0), ("a", "l", 4.0)]), ONE)
    assert found.data.value.tolist() == [1.0, 3.0]


def test_voices_stand_after_people_and_gold_of_people_goes_before():
    people, models = choices([("a", "p", "x")], "xy"), choices([("a", "k", "y"), ("a", "l", "x")], "xy")
    people.gold[:], models.gold[:] = 1, 0
    voices = (Voice("k", ("k",)), Voice("l", ("l",)))
    found = joined(people, models, voices)
    assert spelled(found) == [("a", "p", "x"), ("a", "k", "y"), ("a", "l", "x")]
    assert found.gold.tolist() == [1]
    assert found.is_voice.tolist() == [False, True, True]


def test_gold_sets_of_both_are_kept():
    people, models = sets([("a", "p", "x")], "xy"), sets([("a", "k", "xy"), ("b", "k", "y")], "xy")
    assert joined(people, models, (Voice("k", ("k",)),)).gold_sets is None
    object.__setattr__(models, "gold_sets", np.array([[0, 1], [1, 1]], dtype=np.int8))
    object.__setattr__(people, "gold_sets", np.array([[1, 0]], dtype=np.int8))
    assert joined(people, models, (Voice("k", ("k",)),)).gold_sets.tolist() == [[1, 0], [1, 1]]


def test_models_that_were_let_in_are_left_out_no_more():
    people, models = choices([("a", "p", "x")], "xy"), choices([("a", "k", "y")], "xy")
    object.__setattr__(people, "left_out", LeftOut(models=5))
    assert joined(people, models, (Voice("k", ("k",)),)).left_out.models == 4


@pytest.mark.parametrize("weight", [None, 2.0])
def test_weights_stay_beside_their_labels(weight):
    people, models = sets([("a", "p", "xy")], "xy"), sets([("a", "k", "y")], "xy")
    if weight is not None:
        object.__setattr__(people.data, "weight", np.array([weight, 3.0]))
    data = joined(people, models, (Voice("k", ("k",)),)).data
    assert data.label.tolist() == [0, 1, 1]
    assert (data.weight is None) if weight is None else data.weight.tolist() == [2.0, 3.0, 1.0]
