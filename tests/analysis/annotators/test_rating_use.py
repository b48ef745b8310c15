"""How annotators use scales: offsets, and whether labels fit ratings."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.annotators import rating_use
from oe_quality.analysis.annotators.data import assemble
from tests.analysis.small import choices, numbers


def test_an_offset_is_found_in_the_question_s_unit():
    rng = np.random.default_rng(2)
    truth = rng.uniform(2, 8, 40)
    rows = [
        (f"i{i:02}", who, truth[i] + shift + rng.normal(0, 0.3))
        for i in range(40)
        for who, shift in (("p", 1.5), ("q", 0.0), ("r", 0.0))
    ]
    found = rating_use.rating_use(numbers([*rows, ("alone", "z", 3.0)], low=0.0, high=12.0))
    assert (found.question, found.width, found.place["z"]) == ("level", 12.0, 3)
    first = found.offset[0]
    assert first.value == pytest.approx(1.0, abs=0.25)  # severity is told from the mean of the three
    assert first.interval.low < first.value < first.interval.high
    assert found.q[0] < 0.001
    assert found.offset[3].undefined == found.scale[3].undefined == "nobody else rated these items"
    assert found.scale[1].value == pytest.approx(1.0, abs=0.2)


def test_why_labels_cannot_be_held_against_ratings():
    found = SimpleNamespace(
        value=np.array([0.5, np.nan, np.nan, np.nan]), p=np.array([0.01, 1, 1, 1]), n=np.array([9, 9, 4, 9]),
        still=np.array([False, True, False, False]),
    )  # fmt: skip
    (told, p), *others = rating_use.coherence_estimates(found, 4)
    assert (told.value, p, told.n_responses) == (0.5, 0.01, 9)
    assert [one.undefined for one, _ in others] == [
        "the ratings never vary", "too few annotations with labels and ratings", "the labels never vary",
    ]  # fmt: skip
    assert rating_use.coherence_estimates(None, 2)[1][0].undefined == "labels and ratings do not stand side by side"


def test_without_labels_or_ratings_there_is_nothing_to_hold():
    asked = assemble(choices([("a", "p", "x")], "xy"), "asked")
    assert rating_use.measure_coherence(asked, None, 9, 0) is None
    assert rating_use.measure_coherence(assemble(numbers([("a", "p", 1.0)]), "asked"), None, 9, 0) is None
