"""Limits of agreement of every pair, where some ratings were given again."""

import json
from pathlib import Path

import pytest

import oe_quality as oeq
from oe_quality.errors import UsageError

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "limits.json").read_text())


@pytest.fixture(scope="module")
def cardiac():
    """Two methods as annotators, repeated measurements as occasions."""
    columns = {"item": [], "annotator": [], "score": [], "occasion": []}
    for occasion, (subject, *pair) in enumerate(GOLDEN["subject_rv_ic"]):
        for who, value in zip(("a-rv", "b-ic"), pair, strict=True):
            for name, cell in zip(columns, (f"s{subject:02.0f}", who, value, occasion), strict=True):
                columns[name].append(cell)
    with oeq.from_frame(columns, value="score", occasion="occasion") as store:
        yield store


def test_all_ratings_count(cardiac):
    """Second less first: impedance cardiography less ventriculography is the article's, turned round."""
    (row,) = oeq.limits(cardiac, "score").rows
    assert (row.first, row.second) == ("a-rv", "b-ic")
    assert (-row.upper.value, -row.lower.value) == pytest.approx(GOLDEN["limits"], abs=5e-4)
    assert (row.bias.n_items, row.bias.n_responses) == (12, 120)
    assert row.ccc.n_responses == 24


def test_without_repeats_the_last_ones_are_all():
    columns = {"item": [*"aabbcc"], "annotator": [*"xy"] * 3, "score": [1.0, 1.5, 2.0, 2.0, 3.0, 4.0]}
    with oeq.from_frame(columns, value="score") as store:
        (row,) = oeq.limits(store).rows
    assert row.bias.value == pytest.approx(0.5)
    assert row.bias.n_responses == 6


def test_labels_have_no_limits():
    with (
        oeq.from_frame({"item": ["a", "a"], "annotator": ["x", "y"], "label": ["p", "q"]}) as store,
        pytest.raises(UsageError, match="limits of agreement are of numbers"),
    ):
        oeq.limits(store, "label")
