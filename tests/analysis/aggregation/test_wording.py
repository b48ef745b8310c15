"""What soft labels say, in words and in a short table."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.aggregation import wording


@pytest.fixture(scope="module")
def found():
    """One question of each kind, answered by four people about sixteen items."""
    rng = np.random.default_rng(5)
    columns = {"item": [], "who": [], "mood": [], "tags": [], "score": []}
    for i in range(16):
        for a in range(4):
            sure = rng.random() < 0.8
            columns["item"].append(f"i{i:02}")
            columns["who"].append(f"p{a}")
            columns["mood"].append("ab"[i % 2] if sure else "ab"[rng.integers(2)])
            columns["tags"].append(["x"] if sure else ["x", "y"])
            columns["score"].append(float(i) + rng.normal())
    with oeq.from_frame(columns, annotator="who", label=["mood", "tags"], value="score") as store:
        yield oeq.aggregate(store)


def kinds(found):
    return {(result.question, wording.kind(result)): result for result in found}


def test_each_result_says_which_soft_label_it_is(found):
    pairs = {("mood", "consensus"), ("tags", "consensus"), ("tags", "perception"), ("score", "ratings")}
    assert set(kinds(found)) >= pairs
    assert {kind for _, kind in kinds(found)} <= wording.MEANING.keys()


def test_the_summary_has_a_row_per_soft_label(found):
    frame = wording.summary(found)
    assert frame.height == len(list(found))
    assert frame["soft label"].to_list() == [wording.MEANING[wording.kind(result)] for result in found]
    assert frame["items"].unique().to_list() == [16]
    said = dict(zip(frame["soft label"], frame["median over items"], strict=True))
    assert said["value with standard error"].startswith("standard error ")
    assert said["belief about one truth"].startswith("highest probability ")


def test_a_consensus_says_what_it_is_and_is_not(found):
    words = wording.explanation(kinds(found)["mood", "consensus"])
    assert words.startswith("mood, consensus: how probable it is that a label is true, if exactly one label of an item")
    assert "not calibrated" in words
    assert words.endswith("may well be false here with near certainty.")
    assert "each label applies or does not" in wording.explanation(kinds(found)["tags", "consensus"])


def test_perception_speaks_for_people_and_names_the_other_kind(found):
    words = wording.explanation(kinds(found)["tags", "perception"])
    assert "shares need not sum to 1" in words
    assert words.endswith("It does not say which label is right: that is the consensus.")


def test_a_rating_names_its_method_and_what_else_was_tried(found):
    result = kinds(found)["score", "ratings"]
    words = wording.explanation(result)
    assert words.startswith(f"score, rating by {result.method}: one number per item in the question's unit.")
    assert ("Held-out answers" in words) == bool(result.cross_validation)


def test_a_named_algorithm_has_its_source(found):
    with oeq.from_frame({"item": ["i", "i"], "who": ["x", "y"], "mood": ["a", "a"]}, annotator="who") as store:
        (result, *_) = oeq.aggregate(store, method="wawa")
    words = wording.explanation(result)
    assert "Made by " in words
    assert "The pool is" not in words
    assert wording.how_made(result).startswith("wawa, ")


@pytest.mark.parametrize(
    ("probability", "floor", "said"),
    [(0.96, 0.04, "0.96"), (0.961, 0.04, "> 0.96"), (0.99, 0.0, "0.99"), (1.0, 0.0, "> 0.99")],
)
def test_no_probability_is_said_to_be_above_what_the_floor_lets_through(probability, floor, said):
    assert wording.surely(probability, floor) == said
