"""Choosing by how well answers set aside are predicted."""

import random

import pytest

import oe_quality as oeq
from oe_quality.analysis.aggregation.choose import choose, choose_for_set, compared
from oe_quality.errors import NotComputableError

BOTH = ("majority", "dawid-skene")


def stored(seed=4, sets=False):
    """Sixty items; six people who are nearly always right and three who always say the same."""
    rng = random.Random(seed)
    rows = []
    for i in range(60):
        truth = rng.choice("ab")
        for p in rng.sample(range(9), 6):
            answer = "a" if p > 5 else truth if rng.random() < 0.95 else rng.choice("ab")
            rows.append((f"i{i}", f"p{p}", [answer] if sets else answer))
    columns = dict(zip(("item", "who", "mood"), map(list, zip(*rows, strict=True)), strict=True))
    return oeq.from_frame(columns, annotator="who", label="mood")


@pytest.fixture(scope="module")
def panel():
    with stored() as store:
        yield store.panel("mood")


def test_who_learns_the_annotators_predicts_better_where_they_differ(panel):
    found = choose(panel, candidates=BOTH)
    assert found.chosen == "dawid-skene"
    losses = [row[1] for row in found.rows]
    assert losses == sorted(losses)
    assert found.n > 50


def test_the_same_seed_sets_the_same_answers_aside(panel):
    one, again, other = (choose(panel, candidates=("majority",), seed=seed) for seed in (1, 1, 2))
    assert one.rows == again.rows != other.rows


def test_of_sets_the_labels_are_averaged():
    with stored(sets=True) as store:
        found = choose_for_set(store.panel("mood"), candidates=BOTH)
    assert {row[0] for row in found.rows} == set(BOTH)
    assert found.rows[0][0] == found.chosen
    assert all(row[2] > 0 for row in found.rows)


def test_nothing_can_be_predicted_from_single_answers():
    with oeq.from_frame({"item": ["i1", "i2"], "who": ["x", "y"], "mood": ["a", "b"]}, annotator="who") as store:
        panel = store.panel("mood")
    with pytest.raises(NotComputableError, match="no item of mood has two answers"):
        choose(panel, candidates=("majority",))


def test_only_algorithms_whose_predictions_are_defined_are_compared():
    assert set(BOTH) <= set(compared())
    assert not {"ebcc", "la-one-pass", "dawid-skene-ml"} & set(compared())
