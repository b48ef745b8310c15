"""Shares of labels: how far a model's are off, and what people make of them."""

import pytest

from oe_quality.analysis.judges.data import Terms, beside
from oe_quality.analysis.judges.shares import biases, powered, variables
from tests.analysis.small import choices, numbers, sets


def asked(panel):
    """The panel with its model m, which is first of all annotators."""
    it = beside(panel, ["m"], [0])
    return it, it.rows_of(0)


def test_variables_are_labels_or_the_number():
    rows = [("a", "m", "x"), ("a", "p", "y")]
    names, values = variables(asked(choices(rows, "xy"))[0])
    assert (names, values.tolist()) == (("x", "y"), [[1, 0], [0, 1]])
    names, values = variables(asked(sets([("a", "m", "xy"), ("a", "p", "")], "xy"))[0])
    assert values.tolist() == [[1, 1], [0, 0]]
    names, values = variables(asked(numbers([("a", "m", 2.0), ("a", "p", 5.0)]))[0])
    assert (names, values.tolist()) == (("",), [[2.0], [5.0]])


def test_every_item_counts_once_and_the_largest_difference_comes_first():
    # On a two people say y; on b, c, d one person says x. The model says x, x, z, z.
    rows = [("a", "p", "y"), ("a", "q", "y"), *((item, "p", "x") for item in "bcd")]
    rows += zip("abcd", "mmmm", "xxzz", strict=True)
    found = biases(*asked(choices(rows, "xyzw")), 0.95)
    assert [(bias.label, bias.model, bias.people) for bias in found] == [
        ("z", 0.5, 0.0), ("x", 0.5, 0.75), ("y", 0.0, 0.25),
    ]  # fmt: skip
    assert found[0].difference.value == pytest.approx(0.5)


def test_the_first_answer_of_a_model_counts_as_any_other():
    rows = [("a", "m", "x"), ("a", "p", "y"), ("b", "m", "x"), ("b", "p", "x")]
    (first, second) = biases(*asked(choices(rows, "xy")), 0.95)
    assert (first.difference.value, second.difference.value) == (0.5, -0.5)


def test_numbers_are_means_and_may_differ_by_more_than_one():
    rows = [(f"i{i}", who, value + i % 2) for i in range(6) for who, value in (("m", 9.0), ("p", 2.0), ("q", 3.0))]
    (bias,) = biases(*asked(numbers(rows)), 0.95)
    assert (bias.model, bias.people) == (pytest.approx(9.5), pytest.approx(3.0))
    assert bias.difference.value == pytest.approx(6.5)


def test_without_items_of_the_model_alone_nothing_is_gained():
    rows = [(f"i{i}", who, "xy"[i % 2]) for i in range(4) for who in "mp"]
    assert powered(*asked(choices(rows, "xy")), Terms()) == ()


def test_shares_over_all_that_a_good_model_answered():
    rows = [(f"i{i:02}", who, "xy"[i % 4 == 0]) for i in range(20) for who in "mpq"]
    rows += [(f"j{i:02}", "m", "xy"[i % 2]) for i in range(20)]
    found = {one.label: one for one in powered(*asked(choices(rows, "xy")), Terms())}
    # Angelopoulos et al. 2023: people's share, moved by so much of what the model says of the other items.
    assert found["x"].estimate.value == pytest.approx(0.75 + found["x"].weight * (0.5 - 0.75))
    assert found["x"].people.value == pytest.approx(0.75)
    assert found["x"].corrected.value == pytest.approx(0.5, abs=0.13)
    assert found["x"].n_model_only == 20
    assert 0.3 < found["x"].weight <= 0.5
