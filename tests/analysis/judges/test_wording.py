"""What is said of models: short where there are many, and each thing once."""

import re
from dataclasses import replace

import pytest

from oe_quality.analysis.judges.measure import judges
from oe_quality.analysis.judges.wording import beside_the_table, decision, decisions, sentences
from oe_quality.store import open_store
from oe_quality.store.database import MEMORY
from tests.analysis.judges.test_measure import export, study


@pytest.fixture(scope="module")
def found():
    with open_store(MEMORY) as store:
        store.ingest(export(study()))
        yield judges(store, "mood")


def test_of_many_models_only_those_that_pass_have_numbers_and_all_are_named(found):
    (text,) = decisions(found)
    passed, others = text.split(" may replace one of your annotators; ")
    assert passed.startswith("mood: ")
    assert passed.count("as near as an annotator with probability") == 1
    assert not re.search(r"0\.\d", others)
    for judge in found.questions[0].judges:
        assert judge.model in text


def test_of_the_only_model_that_is_not_shown_to_pass_the_number_is_said(found):
    (question,) = found.questions
    (poor,) = (judge for judge in question.judges if judge.model == "llm-4")
    alone = decision(replace(question, judges=(poor,)))
    assert alone.startswith("mood: it is not shown that llm-4 (as near as an annotator with probability 0.")


def test_how_often_chance_says_it_is_said_once_and_not_without_cause(found):
    (question,) = found.questions
    assert sum("In simulations" in text for text in sentences(found)) == 1
    apart = replace(found, questions=(replace(question, pairs=()),))
    assert not any("In simulations" in text for text in sentences(apart))


def test_beside_a_table_the_test_is_not_told_again_for_each_model(found):
    texts = beside_the_table(found)
    assert sum("alternative annotator test, epsilon 0.1" in text for text in texts) == 1
    assert not any("may stand in" in text for text in texts)
    assert sum("err alike:" in text for text in texts) == 3
