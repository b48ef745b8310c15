"""Two coefficients that share items and annotators: questions, stores, coefficients."""

import pytest

import oe_quality as oeq
from oe_quality.errors import UsageError
from tests.analysis.contrast.conftest import rows, stored


def test_two_questions(store):
    """What is said of each is what agreement says; their difference is surer than if they shared nothing."""
    found = oeq.agreement_difference(store, "easy", "hard")
    alone = {q.question: q.headline for q in oeq.agreement(store).questions}
    assert found.first.estimate == alone["easy"].estimate
    assert found.difference.value == pytest.approx(alone["easy"].estimate.value - alone["hard"].estimate.value)
    assert found.difference.interval.low > 0
    assert found.p_value < 0.001
    assert (found.shared_items, found.shared_annotators) == (60, 12)


def test_turning_it_round_turns_the_sign(store):
    one, other = (oeq.agreement_difference(store, *names) for names in (("easy", "hard"), ("hard", "easy")))
    assert other.difference.value == pytest.approx(-one.difference.value)
    assert other.difference.interval.low == pytest.approx(-one.difference.interval.high)
    assert other.p_value == pytest.approx(one.p_value)


def test_a_store_against_itself_and_against_another(store):
    """The same answers differ by nothing, and nothing can make them differ; other answers of the same people can."""
    same = oeq.agreement_difference(store, "easy", other=store)
    assert same.difference.value == 0
    assert same.p_value is None
    assert "cannot be told" in same.difference.note
    kept = {name: column for name, column in rows(seed=9, noise=(0.5, 0.5)).items() if name != "yes"}
    with stored(kept) as later:
        found = oeq.agreement_difference(store, "easy", other=later)
    assert found.p_value < 0.01
    assert (found.first.name, found.second.name) == ("easy, first store", "easy, second store")


def test_items_are_matched_by_name(store, frame):
    """A store that holds half of the items, in which codes are others: they are the same items."""
    kept = [i for i, item in enumerate(frame["item"]) if item >= "i30"]
    half = {name: [column[i] for i in kept] for name, column in frame.items() if name != "yes"}
    with stored(half) as later:
        found = oeq.agreement_difference(store, "easy", "hard", other=later)
    assert (found.shared_items, found.shared_annotators) == (30, 12)


def test_two_coefficients_of_the_same_answers(store):
    found = oeq.agreement_difference(store, "hard", coefficient=("ac1", "fleiss"))
    assert (found.first.name, found.second.name) == ("hard, ac1", "hard, fleiss")
    width = found.difference.interval.high - found.difference.interval.low
    assert width < 0.2 * (found.first.estimate.interval.high - found.first.estimate.interval.low)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"question": "easy"}, "compared with itself"),
        ({"question": "easy", "versus": "hard", "coefficient": "light"}, "no item can be left out"),
        ({"question": "easy", "versus": "hard", "coefficient": "icc"}, "defined on interval, ordinal, ratio questions"),
        ({"question": "easy", "versus": "heard"}, "heard"),
    ],
)
def test_what_cannot_be_compared_is_said(store, words, message):
    with pytest.raises(UsageError, match=message):
        oeq.agreement_difference(store, **words)


def test_one_that_is_undefined_says_which(frame):
    """Everybody said the same of one question."""
    kept = {name: column for name, column in frame.items() if name != "yes"} | {"hard": ["a"] * len(frame["item"])}
    with stored(kept) as flat:
        found = oeq.agreement_difference(flat, "easy", "hard")
    assert found.difference.value is None
    assert found.difference.undefined.startswith("hard: all 300 answers")
    assert found.frame()["undefined"][2] == found.difference.undefined
