"""Answers made ready: what they rest on, and why nothing can be said of them."""

import numpy as np
import pytest

from oe_quality.analysis.agreement.comparable import categories, prepare
from oe_quality.errors import NotComputableError
from oe_quality.kernel.data.chunk import RatingChunk, SetChunk, chunk_of
from oe_quality.scales import Question, Scale

MOOD = Question("mood", Scale.NOMINAL, ("calm", "sad"))


def choices(rows, n_items, n_annotators=2):
    items, people, labels = (np.array(column) for column in zip(*rows, strict=True))
    return prepare(MOOD, chunk_of(items, people, labels, n_items), n_annotators)


def test_what_agreement_rests_on():
    answers = choices([(0, 0, 0), (0, 1, 1), (1, 0, 1), (2, 2, 0)], 3, 4)
    basis = answers.basis()
    assert (basis.n_items, basis.n_single, basis.n_responses, basis.n_pairable) == (3, 2, 4, 2)
    assert (basis.n_annotators, basis.n_comparable, basis.complete) == (3, 2, False)
    assert choices([(0, 0, 0), (0, 1, 1)], 1).basis().complete


def test_of_repeats_the_last_counts():
    answers = choices([(0, 0, 0), (0, 0, 1), (0, 1, 1)], 1)
    assert answers.n_repeats == 1
    assert answers.table.n_responses == 2


@pytest.mark.parametrize(
    ("rows", "n_items", "why"),
    [
        ([(0, 0, 0), (1, 0, 1)], 2, "one annotator only"),
        ([(0, 0, 0), (1, 1, 1)], 2, "no item was answered by two"),
        ([(0, 0, 1), (0, 1, 1), (1, 0, 0)], 2, "all 2 answers that can be compared are 'sad'"),
    ],
)
def test_why_nothing_can_be_told(rows, n_items, why):
    assert why in choices(rows, n_items).why_undefined()


def test_a_number_and_a_set_have_a_name():
    two = np.array([0, 2], dtype=np.int64)
    people = np.array([0, 1], dtype=np.int32)
    numbers = prepare(Question("age", Scale.RATIO), RatingChunk(two, people, np.array([2.5, 2.5])), 2)
    assert "are '2.5'" in numbers.why_undefined()
    sets = SetChunk(two, people, np.array([0, 2, 4], dtype=np.int64), np.array([0, 1, 0, 1], dtype=np.int32))
    named = prepare(Question("moods", Scale.MULTILABEL, ("calm", "sad")), sets, 2)
    assert "are 'calm, sad'" in named.why_undefined()


def test_free_text_cannot_be_compared():
    with pytest.raises(NotComputableError, match="free text"):
        prepare(Question("remark", Scale.TEXT), chunk_of(*(np.array([0]) for _ in range(3)), 1), 1)


def test_words_belong_to_their_category():
    assert categories(("sad/blue", "glad", "sad/low")).tolist() == [0, 1, 0]


def test_answers_are_called_by_their_labels_and_numbers_by_themselves():
    order = Question("size", Scale.ORDINAL, ("small", "large"))
    assert prepare(order, chunk_of(np.array([0, 0]), np.array([0, 1]), np.array([0, 1]), 1), 2).value_name(1) == "large"
    level = RatingChunk(np.array([0, 2]), np.array([0, 1], dtype=np.int32), np.array([1.5, 4.0]))
    assert prepare(Question("level", Scale.INTERVAL), level, 2).value_name(1) == "4"
