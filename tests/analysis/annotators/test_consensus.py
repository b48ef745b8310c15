"""The consensus behind an audit: who is held against whom."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.annotators import consensus
from oe_quality.analysis.annotators.data import assemble
from oe_quality.kernel.audit.support import others_count
from tests.analysis.small import choices, sets

ROWS = [("a", "p", "x"), ("a", "q", "y"), ("b", "p", "y"), ("b", "q", "y"), ("b", "r", "y"), ("c", "s", "x")]


def test_who_shares_every_item_with_one_other_is_held_against_that_one():
    panel = choices(ROWS[:2] + ROWS[5:] + [("d", "q", "x"), ("d", "t", "x")], "xy")
    found = consensus.only_one_other(panel.data, others_count(panel.data.offsets, panel.data.annotator), 4)
    assert found.tolist() == [True, True, False, True]  # s shares no item
    mixed = choices(ROWS, "xy").data
    assert not consensus.only_one_other(mixed, others_count(mixed.offsets, mixed.annotator), 4).any()


def test_the_plain_answer_of_the_one_other_takes_the_place_of_the_support():
    data = assemble(choices([("a", "p", "x"), ("a", "q", "y"), ("b", "p", "y"), ("b", "q", "x")], "xy"), "asked")
    support = np.full((4, 2), 0.5)
    found = consensus.with_plain_answers(data, support, np.array([True, False]))
    assert found.tolist() == [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0], [0.5, 0.5]]
    assert consensus.with_plain_answers(data, support, np.zeros(2, dtype=bool)) is support


def test_with_the_own_answer_belief_is_bayes_rule():
    data = assemble(choices([("a", "p", "x"), ("a", "q", "y")], "xy"), "asked")
    found = SimpleNamespace(
        support=np.array([[0.4, 0.6], [0.5, 0.5]]),
        confusion=np.array([[[[0.9, 0.1], [0.2, 0.8]], [[0.7, 0.3], [0.3, 0.7]]]]),
    )
    belief = consensus.with_own_answer(data, found)
    assert belief[0] == pytest.approx([0.4 * 0.9 / (0.4 * 0.9 + 0.6 * 0.2), 0.6 * 0.2 / (0.4 * 0.9 + 0.6 * 0.2)])
    assert belief[1] == pytest.approx([0.3, 0.7])


def test_with_the_own_answer_each_label_of_a_set_stands_for_itself():
    data = assemble(sets([("a", "p", "x")], "xy"), "asked")
    confusion = np.array([[[[0.8, 0.2], [0.4, 0.6]]], [[[0.9, 0.1], [0.5, 0.5]]]])
    found = SimpleNamespace(support=np.array([[0.3, 0.3]]), confusion=confusion)
    given = 0.3 * 0.6 / (0.3 * 0.6 + 0.7 * 0.2)
    withheld = 0.3 * 0.5 / (0.3 * 0.5 + 0.7 * 0.9)
    assert consensus.with_own_answer(data, found) == pytest.approx(np.array([[given, withheld]]))
