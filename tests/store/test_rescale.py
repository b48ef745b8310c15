"""Another scale for answers that are held: all are written anew, or nothing changes."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.scales import Question, Scale, parse_scale
from oe_quality.store import open_store
from oe_quality.store.rescale import is_guess


@pytest.fixture(scope="module")
def kept(make, row):
    """A store whose scales nobody changes."""
    with open_store(":memory:") as store:
        store.ingest(answers(make, row))
        yield store


@pytest.fixture
def held(store, make, row):
    store.ingest(answers(make, row))
    return store


def answers(make, row):
    asked = (Question("mood", Scale.NOMINAL, open_vocabulary=True), Question("level", Scale.INTERVAL))
    rows = [
        row("a", "p", "mood", "1"),
        row("a", "q", "mood", "3"),
        row("a", "p", "level", 2),
        row("b", "p", "level", 0.5),
    ]
    return make(*rows, questions=asked)


def test_answers_are_held_as_text_with_how_often(kept):
    assert kept.answers_held("mood") == {"1": 1, "3": 1}
    assert kept.answers_held("level") == {"2": 1, "0.5": 1}
    (digest,) = kept.batches()["sha256"]
    assert kept.answers_held("mood", but=[digest]) == {}


@pytest.mark.parametrize(
    ("scale", "guess"),
    [("q=interval", True), ("q=interval:0..10", False), ("q=interval:a<b", False), ("q=nominal:a,b", False),
     ("q=ordinal:a<b", False), ("q=multilabel", False)],
)  # fmt: skip
def test_a_guess_says_neither_order_nor_bounds_nor_a_closed_list(scale, guess):
    assert is_guess(parse_scale(scale)) is guess
    assert is_guess(Question("q", Scale.NOMINAL, open_vocabulary=True))


def test_labels_become_the_numbers_that_they_write_and_back(held):
    held.set_scale(parse_scale("mood=interval:0..5"))
    assert held.panel("mood").data.value.tolist() == [1.0, 3.0]
    held.set_scale(parse_scale("level=ordinal:0.5<1<2"))
    panel = held.panel("level")
    assert panel.labels == ("0.5", "1", "2")
    assert [panel.said(row) for row in range(2)] == ["2", "0.5"]


def test_labels_stand_in_the_order_that_is_declared(held):
    held.set_scale(parse_scale("mood=ordinal:3<1"))
    panel = held.panel("mood")
    assert (panel.labels, [panel.said(row) for row in range(2)]) == (("3", "1"), ["1", "3"])


@pytest.mark.parametrize(
    ("scale", "why"),
    [("mood=interval:0..2", "the answer '3' is outside its bounds"),
     ("mood=ordinal:1<2", "the answer '3' is none of its labels"),
     ("level=nominal:2", "is none of its labels"), ("mood=interval:one<two", "the answer '1' is no number")],
)  # fmt: skip
def test_what_does_not_fit_changes_nothing(kept, scale, why):
    before = kept.fingerprint()
    with pytest.raises(UsageError, match=why):
        kept.set_scale(parse_scale(scale))
    assert kept.fingerprint() == before


def test_sets_of_several_labels_are_no_single_choice(store, make, row):
    store.ingest(make(row("a", "p", "tags", ["loud", "low"])))
    with pytest.raises(UsageError, match="some answers are sets of several labels"):
        store.set_scale(parse_scale("tags=nominal"))
