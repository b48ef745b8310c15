"""How many people and items a test of a model needs, by simulation from what the store holds."""

import random

import pytest

import oe_quality as oeq
from oe_quality.analysis.judges.planning import judge_plan
from oe_quality.errors import NotComputableError, UsageError


def answers(seed):
    """150 items, four people who are right on .8 and a model that is right on .95."""
    rng = random.Random(seed)
    rows = []
    for i in range(150):
        for who, right, kind in [*((f"p{a}", 0.8, "human") for a in range(4)), ("m", 0.95, "model")]:
            label = i % 3 if rng.random() < right else (i % 3 + rng.randrange(1, 3)) % 3
            rows.append((f"i{i:03}", who, "abc"[label], kind))
    return dict(zip(("item", "annotator", "label", "source"), map(list, zip(*rows, strict=True)), strict=True))


@pytest.fixture(scope="module")
def store():
    """The answers as labels and, a question of its own, as numbers."""
    rows = answers(1)
    rows["level"] = [float("abc".index(label)) for label in rows["label"]]
    with oeq.from_frame(rows, label="label", value="level") as opened:
        yield opened


def test_a_plan_says_how_many_people_and_items_and_for_which_questions_there_is_none(store):
    found = judge_plan(store)
    assert found.frame()["enough"].sum() == 3
    assert set(found.frame()["question"]) == {"label"}
    assert "items with 3 people" in found.words[0]
    assert found.words[1].startswith("level: no plan is made, for its answers are numbers")


def test_what_cannot_be_planned_is_refused_by_name(store):
    with pytest.raises(UsageError, match="a power of 2 is none"):
        judge_plan(store, target=2)
    with pytest.raises(UsageError, match="no plan can be made for 'level': its answers are numbers") as refused:
        judge_plan(store, "level")
    assert "`oeq judges` tests the answers at hand" in refused.value.remedy


@pytest.mark.parametrize(("scale", "why"), [("ordinal", "an order"), ("multilabel", "sets")])
def test_a_store_without_a_question_to_plan_says_so(scale, why):
    with oeq.from_frame(answers(2), scales=f"label={scale}" + (":a<b<c" if scale == "ordinal" else "")) as store:
        with pytest.raises(UsageError, match=why):
            judge_plan(store, "label")
        with pytest.raises(NotComputableError, match="unordered labels"):
            judge_plan(store)
