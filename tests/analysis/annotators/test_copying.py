"""Pairs that share more answers than their items explain: when they are looked for, and who came later."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.annotators import copying
from oe_quality.analysis.annotators.data import assemble
from oe_quality.config import Config
from oe_quality.kernel.audit.copying import Pairs
from tests.analysis.small import choices, numbers

FIT = SimpleNamespace(confusion=np.zeros((1, 2, 2, 2)), prevalence=np.zeros((1, 2)))


def shared(n, times=None, answers=None):
    """p and q on the same n items, and their pairs."""
    rows = [(f"i{i:02}", who, (answers or "x" * n)[i]) for i in range(n) for who in "pq"]
    data = assemble(choices(rows, "xy", times=times), "asked")
    first, second = np.arange(0, 2 * n, 2), np.arange(1, 2 * n, 2)
    return data, Pairs(np.array([0]), np.array([1]), np.array([0, n]), first, second)


def sharing(same, questions=1):
    return SimpleNamespace(same=np.array(same, dtype=float), questions=questions, expected=np.full(len(same), 0.25))


def test_what_cannot_be_compared_says_why():
    twice = assemble(choices([("a", "p", "x"), ("a", "p", "y"), ("a", "q", "x")], "xy"), "asked")
    assert copying.scan(twice, FIT, Config()).undefined == "items are answered twice by the same annotator"
    few = copying.scan(shared(3)[0], FIT, Config()).undefined
    assert few == "no two annotators share 10 items or more"


def test_work_and_memory_are_bounded(monkeypatch):
    data, _ = shared(3)
    monkeypatch.setattr(copying, "MOST_COMPARED", 3)
    assert copying.too_much(data, FIT) == ""
    monkeypatch.setattr(copying, "MOST_COMPARED", 2)
    assert "3 pairs of answers to one item are too many to compare (at most 2)" in copying.too_much(data, FIT)
    monkeypatch.setattr(copying, "MOST_COMPARED", 3)
    monkeypatch.setattr(copying, "MOST_WORK", 11)
    assert copying.too_much(data, FIT) == "3 pairs of answers with 2 labels are too many to compare"


def test_fine_scales_are_compared_in_even_steps():
    few = np.array([0.0, 0.3, 7.0])
    assert copying._stepped(few) is few
    stepped = copying._stepped(np.linspace(0.0, 20.0, 500))
    assert sorted(set(stepped.tolist())) == pytest.approx(list(range(21)))
    level = numbers([(f"i{i}", "p", i / 7) for i in range(copying.MOST_STEPS + 1)])
    assert "the same of 21 steps" in copying._note(assemble(level, "asked"))


@pytest.mark.parametrize(("alike", "enough"), [(2, False), (3, True)])
def test_few_equal_answers_are_told_to_nobody(alike, enough):
    _, pairs = shared(5)
    assert copying._whole_answers(pairs, sharing([1.0] * alike + [0.0] * (5 - alike))).tolist() == [enough]


def test_how_many_would_be_alike_without_copying_is_modelled_for_one_question_and_counted_for_several():
    _, pairs = shared(5)
    same = [2.0, 2.0, 1.0, 0.0, 1.0]
    assert copying._expected_alike(pairs, sharing(same, 1), 0) == pytest.approx(5 * 0.25)
    assert copying._expected_alike(pairs, sharing(same, 2), 0) == pytest.approx(2.0)


def test_two_who_always_say_the_same_share_it_without_knowing():
    data, pairs = shared(4)
    assert copying._varied(data, pairs).tolist() == [False]
    data, pairs = shared(4, answers="xxxy")
    assert copying._varied(data, pairs).tolist() == [True]


def told(times, same, z=4.0):
    data, pairs = shared(len(same), times)
    return copying._pair(data, pairs, sharing(same), np.array([z]), np.array([0.001]), 0)


def test_who_came_later_on_most_shared_items_is_the_copier():
    n = 12
    later = [t for i in range(n) for t in (10 * i, 10 * i + 5)]
    one = told(later, [1.0] * n)
    assert (one.source, one.copier, one.later_share, one.ordered, one.same) == ("A-p", "A-q", 1.0, True, n)
    other = told([t for i in range(n) for t in (10 * i + 5, 10 * i)], [1.0] * n)
    assert (other.source, other.copier, other.later_share) == ("A-q", "A-p", 1.0)


def test_half_of_the_items_later_is_no_order():
    times = [t for i in range(12) for t in ((10 * i, 10 * i + 5) if i % 2 else (10 * i + 5, 10 * i))]
    one = told(times, [1.0] * 12)
    assert (one.source, one.copier, one.later_share, one.ordered) == ("A-p", "A-q", 0.5, False)
    unknown = told(None, [1.0] * 12)
    assert (unknown.later_share, unknown.ordered) == (None, False)


def test_only_items_answered_alike_tell_who_was_first():
    # q is later on the three that are alike, and earlier on all others.
    times = [t for i in range(12) for t in ((10 * i, 10 * i + 5) if i < 3 else (10 * i + 5, 10 * i))]
    assert told(times, [1.0] * 3 + [0.0] * 9).copier == "A-q"


def test_what_would_be_found_is_told_for_overlaps_that_occur_at_most_one():
    pairs = SimpleNamespace(n_shared=np.array([8, 10, 12, 100, 100]))
    result = SimpleNamespace(detectable=np.array([0.4, 0.5, 1.7, 0.1, np.inf]))
    assert copying._detectable(pairs, result, None) == ((10, 0.5),)
    wide = SimpleNamespace(spread=3.0)
    assert copying._detectable(pairs, result, wide) == ((10, 1.0),)
