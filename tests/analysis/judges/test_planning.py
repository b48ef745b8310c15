"""How many people and items a test of a model needs, by simulation from what the store holds."""

import random

import pytest

import oe_quality as oeq
from oe_quality.analysis.judges import planning
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


@pytest.fixture(autouse=True)
def coarser(monkeypatch):
    """Fewer studies and designs than a user's."""
    monkeypatch.setattr(planning, "STUDIES", 25)
    monkeypatch.setattr(planning, "ITEMS", (30, 60, 120))
    monkeypatch.setattr(planning, "PEOPLE", (3, 5))


def a_study(**more):
    """The answers as labels and, a question of its own, as numbers."""
    rows = answers(1)
    rows["level"] = [float("abc".index(label)) for label in rows["label"]]
    return oeq.from_frame(rows, label="label", value="level", **more)


@pytest.fixture(scope="module")
def store():
    with a_study() as opened:
        yield opened


def test_a_plan_says_how_many_people_and_items_on_every_question(store):
    found = judge_plan(store)
    assert set(found.frame()["question"]) == {"label", "level"}
    assert found.frame()["enough"].sum() == 4
    labels, level = found.words
    assert "right on 9" in labels
    assert "on average off a person's answer" in level
    for words in (labels, level):
        assert "items with 3 people" in words
    again = judge_plan(store, "level")
    assert again.rows == tuple(row for row in found.rows if row.question == "level")


@pytest.mark.parametrize(
    ("scale", "words"), [("ordinal:a<b<c", "steps off a person's answer"), ("multilabel", "of their labels with a")]
)
def test_ordered_labels_and_sets_are_planned_in_their_own_terms(scale, words):
    with a_study(scales=f"label={scale}") as store:
        found = judge_plan(store, "label", target=0.5)
    assert words in found.words[0]
    assert found.frame()["enough"].any()


def test_what_cannot_be_planned_is_said(store):
    with pytest.raises(UsageError, match="a power of 2 is none"):
        judge_plan(store, target=2)
    rows = {name: column[:40] for name, column in answers(2).items()}
    with oeq.from_frame(rows, scales="label=ordinal:a<b<c") as few:
        words = judge_plan(few).words
    assert "label: nothing can be planned for m: fewer than 10 items" in words[0]


def test_free_text_is_refused_and_so_is_a_store_in_which_nothing_is_shared():
    with oeq.from_frame(answers(2), scales="label=text") as store:
        with pytest.raises(UsageError, match="free text is not compared"):
            judge_plan(store, "label")
        with pytest.raises(NotComputableError, match="no model answered a question"):
            judge_plan(store)
