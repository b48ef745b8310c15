"""A question's answers, and what an analysis does not speak of."""

from datetime import datetime

import numpy as np
import pytest

from oe_quality.store.panel import Decision, LeftOut, Voice
from tests.analysis.small import choices, numbers, sets


def test_a_decision_says_whom_since_when_and_why():
    assert (
        Decision("otter-307", "left early", datetime(2026, 11, 2, 9)).words == "otter-307 since 2026-11-02 (left early)"
    )


@pytest.mark.parametrize(("n", "said"), [(0, ""), (1, "1 earlier one is not"), (2_000, "2,000 earlier ones are not")])
def test_earlier_answers_are_counted_in_words(n, said):
    words = LeftOut(repeats=n).repeats_words
    assert said in words
    assert bool(words) == bool(n)


def test_models_are_named_as_the_voices_that_they_are():
    assert LeftOut().heard_words == ""
    one = Voice("m", ("m",))
    both = Voice("k", ("k", "l"), 1.25, "they err alike")
    assert LeftOut(heard=(one,)).heard_words == "Models are in it, as 1 voice beside people: m."
    assert LeftOut(heard=(both, one)).heard_words == (
        "Models are in it, as 2 voices beside people: k, l as one (they err alike, worth 1.2 independent ones); m."
    )


def test_answers_are_said_as_people_read_them():
    assert choices([("a", "p", "x")], "xy").said(0) == "x"
    assert sets([("a", "p", "yx"), ("a", "q", "")], "xy").said(0) == "x, y"
    assert sets([("a", "p", "yx"), ("a", "q", "")], "xy").said(1) == "nothing chosen"
    assert numbers([("a", "p", 2.50)]).said(0) == "2.5"


def test_voices_are_those_that_were_let_in():
    panel = choices([("a", "m", "x"), ("a", "p", "x")], "xy")
    assert panel.is_voice.tolist() == [False, False]
    object.__setattr__(panel, "left_out", LeftOut(heard=(Voice("m", ("m",)),)))
    assert panel.is_voice.tolist() == [True, False]


def test_data_cut_into_chunks_are_the_same_data():
    panel = choices([(item, "p", "x") for item in "abcde"], "xy")
    chunks = list(panel.source(2))
    assert [chunk.n_items for chunk in chunks] == [2, 2, 1]
    assert np.concatenate([chunk.label for chunk in chunks]).tolist() == panel.data.label.tolist()
    assert (panel.source().n_annotators, panel.source().n_labels, len(panel.source().chunks)) == (1, 2, 1)
