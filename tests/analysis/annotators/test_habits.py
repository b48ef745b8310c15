"""Which answers annotators give, on answers that can be counted by hand."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.annotators import habits
from oe_quality.analysis.annotators.data import assemble
from oe_quality.config import AuditConfig
from tests.analysis.small import choices, numbers, sets


def test_equal_answers_have_equal_codes():
    asked = assemble(sets([("a", "p", "xy"), ("a", "q", "yx"), ("b", "p", "x")], "xy"), "asked")
    code = habits.answer_codes(asked)
    assert code[0] == code[1] != code[2]
    assert len(set(habits.answer_codes(assemble(numbers([("a", "p", 1.0), ("a", "q", 1.5)]), "asked")))) == 2


def test_variety_is_bits_of_the_own_answers():
    rows = [("a", "p", "x"), ("b", "p", "y"), ("a", "q", "x"), ("b", "q", "x")]
    assert habits.entropy(assemble(choices(rows, "xyz"), "asked")).tolist() == [1.0, 0.0]
    values = [(item, who, float(label == "y")) for item, who, label in rows]
    assert habits.entropy(assemble(numbers(values), "asked")) == pytest.approx([1.0, 0.0])


def test_the_most_frequent_label_is_held_against_the_others_belief():
    rows = [(f"i{i}", who, "x" if who == "p" else "xy"[i % 2]) for i in range(4) for who in "pq"]
    data = assemble(choices(rows, "xy"), "asked")
    found = habits.top_label(data, SimpleNamespace(support=np.full((8, 2), 0.5)))
    assert found.name == ("x", "x")
    assert found.share.tolist() == [1.0, 0.5]
    assert found.others.tolist() == [0.5, 0.5]
    # 4 of 4 where 2 are expected, with a variance of 4 quarters and half a step off for whole numbers.
    assert found.p[0] == pytest.approx(0.5 * math.erfc(1.5 / math.sqrt(2)))


def test_the_others_share_of_a_number_is_drawn_to_its_share_everywhere():
    rows = [("a", "p", 1.0), ("a", "q", 1.0), ("a", "r", 2.0), ("b", "p", 1.0), ("b", "q", 2.0)]
    found = habits.top_label(assemble(numbers(rows), "asked"), None)
    assert found.name == ("1", "1", "2")  # of two that are as frequent the lower
    assert found.share.tolist() == [1.0, 0.5, 1.0]
    assert found.others[0] == pytest.approx(((1 + 3 / 5) / 3 + (0 + 3 / 5) / 2) / 2)


def test_labels_given_oftener_than_by_the_others_are_named_with_an_interval():
    rng = np.random.default_rng(1)
    rows = [(f"i{i:02}", who, "xyz"[int(rng.integers(3))]) for i in range(60) for who in "pqrs"]
    rows = [(item, who, "x" if who == "p" and rng.random() < 0.8 else label) for item, who, label in rows]
    data = assemble(choices(rows, "xyz"), "asked")
    found = habits.label_rates(data, AuditConfig())
    rate = next(one for one in found[0] if one.label == "x")
    assert rate.own - rate.others == pytest.approx(rate.difference.value)
    assert rate.difference.interval.low > 0
    assert (rate.difference.interval.level, rate.difference.n_responses) == (0.95, 60)
    limit = AuditConfig(rate_difference=rate.difference.value + 1e-9)
    assert "x" not in [one.label for one in habits.label_rates(data, limit)[0]]
    limit = AuditConfig(rate_difference=rate.difference.value)
    assert "x" in [one.label for one in habits.label_rates(data, limit)[0]]


def test_sets_are_compared_by_their_size_too_and_numbers_not_at_all():
    rows = [(f"i{i:02}", who, "xy" if who == "p" and i else "xy"[i % 2]) for i in range(30) for who in "pqr"]
    found = habits.label_rates(assemble(sets(rows, "xy"), "asked"), AuditConfig())
    assert habits.SET_SIZE in [one.label for one in found[0]]
    assert habits.label_rates(assemble(numbers([("a", "p", 1.0), ("a", "q", 2.0)]), "asked"), AuditConfig()) == ((), ())
