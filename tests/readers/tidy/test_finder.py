"""Columns by their names."""

import pytest

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.readers.tidy.finder import Finder, there_are

PLACE = Place("f.csv")


def finder(*names, sparse=()):
    return Finder(names, PLACE, sparse)


def test_a_column_is_named_exactly_or_as_it_is_commonly_spelt():
    assert finder("item", "x").given("item") == "item"
    assert finder("Worker ID", "x").given("worker_id") == "Worker ID"
    with pytest.raises(UsageError, match="no column 'wroker'") as refused:
        finder("worker", "x").given("wroker")
    assert "'worker'" in refused.value.remedy


@pytest.mark.parametrize("twin", ["mood (2)", "Mood"])
def test_two_columns_of_one_name_are_refused(twin):
    with pytest.raises(InputError, match="2 columns are called 'mood'"):
        finder("mood", twin).given("mood")


def test_a_star_stands_for_all_that_begin_so():
    it = finder("cue_a", "cue_b", "x", "y")
    assert it.group(["cue_*", "y", "cue_a"]) == ("cue_a", "cue_b", "y")
    assert it.free == ["x"]


def test_what_was_taken_is_not_guessed_again_and_the_likeliest_name_comes_first():
    it = finder("task", "id", "item")
    assert it.candidates("item") == ["item", "task", "id"]
    it.take("item")
    assert it.common("item") == "task"
    assert it.common("gold") is None


def test_columns_that_are_mostly_empty_come_last_and_are_never_the_question():
    assert finder("item", "task", sparse=["item"]).candidates("item") == ["task", "item"]
    assert finder("question", sparse=["question"]).candidates("question") == []


def test_addresses_among_the_names_are_not_repeated():
    said = there_are(["a", "ann@example.org", *(f"c{i}" for i in range(40))])
    assert said.startswith("The columns are 'a', (an e-mail address), 'c0'")
    assert said.endswith("'c27', ....")
    assert "what is known" not in str(finder("a").absent("the item", "Name it."))
