"""Answers as columns of numbers, and as codes under a distance."""

import numpy as np
import pytest

from oe_quality.analysis.distributions.variables import FEWEST, MOST_LABELS, comparable, labels_given, variables_of
from oe_quality.errors import UsageError
from oe_quality.scales import Scale
from tests.analysis.small import choices, numbers, sets


def given(times):
    """Each label as often as `times` has it, by one person to items of their own."""
    said = [label for label, n in times.items() for _ in range(n)]
    return choices([(f"i{i:03}", "p", label) for i, label in enumerate(said)], sorted(times))


def test_a_label_has_a_column_from_so_many_answers_on():
    found = variables_of(given({"x": FEWEST, "y": FEWEST - 1, "z": FEWEST + 1}))
    assert found.names == ("z", "x")
    assert found.chosen == (FEWEST + 1, FEWEST)
    assert found.values.sum(axis=0).tolist() == [FEWEST + 1, FEWEST]
    assert found.warnings[0].startswith("1 labels are not looked at one by one")
    assert variables_of(given({"x": FEWEST})).warnings == ()


def test_only_the_most_frequent_labels_have_columns():
    found = variables_of(given({f"l{i:02}": FEWEST + i for i in range(MOST_LABELS + 2)}))
    assert found.names == tuple(f"l{i:02}" for i in range(MOST_LABELS + 1, 1, -1))


def test_numbers_and_places_on_a_scale_are_one_column():
    level = variables_of(numbers([("a", "p", 1.5), ("a", "q", 2.5)]))
    assert (level.values.tolist(), level.are_labels, level.names) == ([[1.5], [2.5]], False, ("level",))
    order = variables_of(choices([("a", "p", "low"), ("a", "q", "high")], ("low", "mid", "high"), Scale.ORDINAL))
    assert (order.values.tolist(), order.chosen) == ([[0.0], [2.0]], (2,))


def test_each_scale_has_its_distance():
    rows = [("a", "p", "low"), ("a", "q", "high")]
    first, second = np.array([0, 0, 0]), np.array([0, 1, 2])
    _, nominal, n = comparable(choices(rows, ("low", "mid", "high")))
    assert (nominal.between(first, second).tolist(), n) == ([0, 1, 1], 3)
    _, ordinal, _ = comparable(choices(rows, ("low", "mid", "high"), Scale.ORDINAL))
    assert ordinal.between(first, second).tolist() == [0, 0.25, 1]  # squares, of the largest
    chunk, numeric, n = comparable(numbers([("a", "p", 1.0), ("a", "q", 2.0), ("a", "r", 5.0)]))
    assert (numeric.between(chunk.label[[0, 0]], chunk.label[1:]).tolist(), n) == ([1 / 16, 1.0], 3)
    chunk, masi, _ = comparable(sets([("a", "p", "xy"), ("a", "q", "x")], "xy"))
    assert masi.between(chunk.label[:1], chunk.label[1:]) == pytest.approx([1 - 1 / 2 * 2 / 3])


def test_labels_given_are_those_of_the_last_answers():
    found = labels_given(choices([("a", "p", "x"), ("a", "p", "y"), ("b", "q", "x")], "xy"))
    assert (found.item.tolist(), found.annotator.tolist(), found.label.tolist()) == ([0, 1], [0, 1], [1, 0])
    both = labels_given(sets([("a", "p", "xy"), ("b", "q", "")], "xy"))
    assert (both.item.tolist(), both.label.tolist()) == ([0, 0], [0, 1])
    with pytest.raises(UsageError, match="level has numbers") as refused:
        labels_given(numbers([("a", "p", 1.0)]))
    assert "--severity" in refused.value.remedy
