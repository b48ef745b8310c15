"""How many people and items a test of a model needs, by simulation from what the store holds."""

import random

import pytest

import oe_quality as oeq
from oe_quality.analysis.judges.planning import judge_plan
from oe_quality.errors import UsageError


def answers(seed):
    """150 items, four people who are right on .8 and a model that is right on .95."""
    rng = random.Random(seed)
    rows = []
    for i in range(150):
        for who, right, kind in [*((f"p{a}", 0.8, "human") for a in range(4)), ("m", 0.95, "model")]:
            label = i % 3 if rng.random() < right else (i % 3 + rng.randrange(1, 3)) % 3
            rows.append((f"i{i:03}", who, "abc"[label], kind))
    return dict(zip(("item", "annotator", "label", "source"), map(list, zip(*rows, strict=True)), strict=True))


def test_a_plan_says_how_many_people_and_items():
    with oeq.from_frame(answers(1)) as store:
        found = judge_plan(store)
        with pytest.raises(UsageError, match="a power of 2 is none"):
            judge_plan(store, target=2)
    assert found.frame()["enough"].sum() == 3
    assert "items with 3 people" in found.words[0]
