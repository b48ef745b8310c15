"""Models let in among people: who is one voice, what results say of it, and what stays people's alone."""

from dataclasses import replace

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.judges.voices import groups, with_models
from oe_quality.errors import UsageError
from oe_quality.store import open_store
from oe_quality.store.panel import Voice
from tests.analysis.judges.test_measure import MEMORY, export, study

TOGETHER = ("llm-0", "llm-1", "llm-2")


@pytest.fixture(scope="module")
def store():
    made = export(study())
    with open_store(MEMORY) as opened:
        opened.ingest(replace(made, questions=made.questions[:1], responses=made.responses.filter(question="mood")))
        yield opened


def test_models_that_err_alike_are_one_voice_and_results_say_so(store):
    with with_models(store, ["all"]):
        found = oeq.agreement(store, "mood").questions[0]
    heard = found.left_out.heard
    assert [voice.models for voice in heard] == [TOGETHER, ("llm-3",), ("llm-4",), ("llm-5",)]
    assert 1 < heard[0].effective < 2
    assert found.basis.n_annotators == 10 + 4
    assert "as 4 voices beside people: llm-0, llm-1, llm-2 as one (they err alike" in found.left_out.heard_words


def test_asked_otherwise_each_is_a_voice_and_the_checks_find_those_that_err_alike(store):
    with with_models(store, ["all"], each=True):
        labels = oeq.aggregate(store, "mood", method="dawid-skene")
        audit = oeq.annotators(store, "mood")
    assert any("agree with one another more than the model expects" in text for text in labels.warnings)
    found = {frozenset((pair.source.split()[0], pair.copier.split()[0])) for pair in audit.copying.of_models}
    assert {frozenset(pair) for pair in (TOGETHER[:2], TOGETHER[1:], TOGETHER[::2])} <= found


def test_one_voice_has_the_weight_of_one(store):
    """On an item where three models say one thing and people another, three votes win that one does not."""
    with with_models(store, ["all"], each=True):
        each = store.panel("mood")
    with with_models(store, ["all"]):
        one = store.panel("mood")
    votes = [np.bincount(panel.data.items(), minlength=panel.n_items) for panel in (each, one)]
    assert (votes[0] == votes[1] + 2).mean() > 0.9


def test_nobody_is_accused_and_nobody_is_ranked_because_of_models(store):
    alone = oeq.annotators(store, "mood")
    with with_models(store, ["all"], each=True):
        beside = oeq.annotators(store, "mood")
        n_annotators = store.info().n_annotators
    assert beside.copying.pairs == alone.copying.pairs
    people = {row.alias for row in alone.rows}
    assert {row.alias for row in beside.rows} == people
    assert n_annotators == len(people)


def test_models_may_be_chosen_and_it_ends_with_the_block(store):
    before = oeq.agreement(store, "mood").to_dict()
    with with_models(store, ["llm-3"]):
        assert store.panel("mood").n_annotators == 11
    assert oeq.agreement(store, "mood").to_dict() == before
    with pytest.raises(UsageError, match="llm-9"), with_models(store, ["llm-9"]):
        pass


@pytest.mark.parametrize("question", ["tags", "level"])
def test_sets_and_numbers_of_one_voice(question):
    """Of two models: numbers are averaged; where half of them give a label the voice says nothing."""
    made = export(study())
    voice = Voice("both", ("llm-3", "llm-4"))
    with open_store(MEMORY) as opened:
        opened.ingest(made)
        with opened.hearing({question: (voice,)}):
            panel = opened.panel(question)
        people = opened.panel(question)
    heard = panel.data.annotator == int(np.flatnonzero(panel.is_voice)[0])
    theirs = {panel.items[int(panel.data.items()[row])]: int(row) for row in np.flatnonzero(heard)}
    answers = made.responses.filter(question=question)
    for item in panel.items:
        two = answers.filter(answers["item"].eq(item) & answers["annotator"].is_in(voice.models))
        if question == "level":
            assert panel.data.value[theirs[item]] == pytest.approx(two["value"].mean())
            continue
        first, second = (set(labels) for labels in two["labels"])
        assert (item in theirs) == (first == second)
        if item in theirs:
            assert set(panel.said(theirs[item]).split(", ")) == first
    ours = np.flatnonzero(~heard)
    assert [people.said(row) for row in range(people.n_responses)] == [panel.said(int(row)) for row in ours]


def test_links_make_groups():
    class Pair:
        def __init__(self, first, second):
            self.first, self.second = first, second

    assert groups("abcd", [Pair("a", "b"), Pair("b", "d")]) == [("a", "b", "d"), ("c",)]
