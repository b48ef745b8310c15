"""What is said of a name that is not known."""

import pytest

from oe_quality.suggest import near, one_of


@pytest.mark.parametrize(
    ("word", "said"),
    [("valense", "Did you mean 'valence'? "), ("colour", ""), ("", "")],
    ids=["near", "far", "nothing"],
)
def test_a_near_miss_is_named_and_nothing_else_is(word, said):
    assert near(word, ["emotion", "valence"]) == said


def test_names_of_any_kind_are_listed_in_their_order():
    assert one_of("2", [3, 1], "There are") == "There are: 3, 1."
    assert one_of("x", iter(["b", "a"])) == "Known: b, a."
