"""Label by label: each a yes/no question of its own, and what stands in place of what."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.agreement.by_label import _co_votes
from oe_quality.analysis.agreement.comparable import prepare
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.scales import Question, Scale

VOTES = {"i1": "sad sad glad", "i2": "sad sad sad", "i3": "glad glad sad", "i4": "calm glad glad"}
SETS = {"i1": [["a", "b"], ["a"]], "i2": [["b"], ["b", "c"]], "i3": [["a"], ["c"]], "i4": [["c"], ["c"]]}


def of(store):
    with store:
        return oeq.agreement(store)["mood"]


@pytest.fixture(scope="module")
def found(stored):
    return of(stored(VOTES))


def test_labels_come_by_how_often_they_were_given(found):
    assert [(row.label, row.n_chosen, row.prevalence) for row in found.labels] == [
        ("sad", 6, 6 / 12),
        ("glad", 5, 5 / 12),
        ("calm", 1, 1 / 12),
    ]
    assert found.prevalence == (("sad", 0.5), ("glad", 5 / 12), ("calm", 1 / 12))


def test_each_is_a_question_of_given_or_not(stored, found):
    yes_no = of(stored({item: answers.replace("glad", "no").replace("calm", "no") for item, answers in VOTES.items()}))
    assert found.labels[0].alpha.estimate.value == pytest.approx(yes_no.headline.estimate.value)


def test_how_often_a_second_annotator_gives_it_too(found):
    """Of the 8 ordered pairs that begin with "sad" on i1 to i3 the second says it too in 2 + 6 of 4 + 6 + 2."""
    assert found.labels[0].specific.estimate.value == pytest.approx(8 / 12)


def test_rare_labels_are_said_to_be(found):
    assert [row.note for row in found.labels] == [f"given only {n} times: too rare to judge" for n in (6, 5, 1)]


def test_one_label_is_judged_alone_only_among_sets(stored):
    assert of(stored({"i1": "sad sad", "i2": "sad sad"})).labels == ()
    alone = of(stored({"i1": [["a"], ["a"]], "i2": [["a"], []]}, "multilabel"))
    assert [row.label for row in alone.labels] == ["a"]


def test_numbers_have_no_labels(stored):
    numbers = of(stored({"i1": "1 2", "i2": "3 4", "i3": "9 9"}, "interval"))
    assert (numbers.labels, numbers.confusions, numbers.prevalence) == ((), (), ())


def test_of_sets_a_label_counts_once_an_answer(stored):
    found = of(stored(SETS, "multilabel"))
    assert {row.label: row.n_chosen for row in found.labels} == {"a": 3, "b": 3, "c": 4}
    assert dict(found.prevalence)["c"] == pytest.approx(4 / 8)


def test_confusions_are_pairs_that_differ(stored):
    found = of(stored({"i1": "sad glad", "i2": "sad glad", "i3": "calm sad", "i4": "sad sad"}))
    first, second = found.confusions
    assert (first.label, first.other, first.n_pairs) == ("glad", "sad", 2)
    assert first.share == pytest.approx(2 * 2 / (2 + 5))
    assert (second.label, second.other, second.n_pairs) == ("calm", "sad", 1)
    assert first.lift == pytest.approx(2 / (2 * 5 / 7))


def test_of_sets_what_one_gave_and_the_other_left_out_in_both_directions(stored):
    found = of(stored({"i1": [["a"], ["b"]], "i2": [["a", "b"], ["a"]], "i3": [["c"], ["c"]]}, "multilabel"))
    assert [(row.label, row.other, row.n_pairs) for row in found.confusions] == [("a", "b", 1.0)]


def test_no_label_is_given_in_place_of_itself():
    chunk = chunk_of(np.repeat(np.arange(4), 2), np.tile([0, 1], 4), np.array([0, 0, 0, 1, 1, 1, 2, 0]), 4)
    votes = _co_votes(prepare(Question("mood", Scale.NOMINAL, ("a", "b", "c")), chunk, 2))
    assert votes.instead.diagonal().tolist() == [0.0, 0.0, 0.0]
    assert votes.instead[0, 1] == votes.instead[1, 0] > 0
