"""What columns are commonly called."""

import pytest

from oe_quality.readers.tidy.names import COMMON, is_nobody, is_person, plain


@pytest.mark.parametrize(
    ("name", "spelt"),
    [("Worker ID", "worker_id"), (" item__id ", "item_id"), ("\ufeffitem", "item"), ("a-b.c", "a_b_c")],
)
def test_names_are_compared_in_one_spelling(name, spelt):
    assert plain(name) == spelt


def test_common_names_are_in_that_spelling():
    assert [word for words in COMMON.values() for word in words if plain(word) != word] == []


@pytest.mark.parametrize(
    "name", ["Rater 1", "coder_A", "annotator1_label", "label.rater.2", "ann@example.org", "Expert-12"]
)
def test_names_of_people(name):
    assert is_person(name)
    assert not is_nobody(name)


@pytest.mark.parametrize("name", ["std", "gold", "Session 2", "mean", "majority_label", "trial 3"])
def test_names_of_nobody(name):
    assert is_nobody(name)
    assert not is_person(name)


@pytest.mark.parametrize("name", ["rater", "rater 1234", "raters 1", "mood", "rater 1 comment"])
def test_what_only_looks_like_a_person(name):
    assert not is_person(name)
