"""Items and annotators that show that agreement is not a value."""

import importlib.util
import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.errors import UsageError
from oe_quality.kernel.agreement.intervals import two_way_interval
from oe_quality.kernel.reliability.power import icc_items, kappa_items

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "coverage_contrast.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("coverage_contrast", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["coverage_contrast"] = module  # where its dataclasses look for it
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def regime(script):
    """Annotators whose accuracies differ; alpha of the population is .36."""
    return script.Regime("pilot", 500, 40, 4, (0.7,), 0.02)


@pytest.fixture(scope="module")
def pilot(script, regime):
    (rows,) = script.answers_of(regime, np.random.default_rng(1))
    columns = dict(zip(("item", "annotator", "label"), rows.astype(int).astype(str).T.tolist(), strict=True))
    with oeq.from_frame(columns, scales="label=nominal") as store:
        yield store


def test_the_planned_study_succeeds_about_as_often_as_planned(script, regime, pilot):
    """80 studies of the planned size: the lower bound of alpha's interval lies above the value tested against."""
    true = script.truth(0.7)
    found = oeq.plan_power(pilot, "label", 0.22, expected=true, power=0.8)
    planned = replace(regime, items=found.items, annotators=found.annotators)
    rng = np.random.default_rng(2)
    made = [two_way_interval(script.statistics_of(planned, rng)[0], 0.95).interval.low > 0.22 for _ in range(80)]
    assert 0.62 < np.mean(made) < 0.95
    assert found.items < 500
    assert found.power_now > 0.8


def test_the_plan_is_where_its_own_power_is_reached(pilot):
    """More power, a nearer value and a narrower level need more; the numbers reach what they are for."""
    one = oeq.plan_power(pilot, "label", 0.22, expected=0.36)
    for words in ({"power": 0.95}, {"expected": 0.3}, {"level": 0.99}):
        assert oeq.plan_power(pilot, "label", 0.22, **({"expected": 0.36} | words)).items > one.items
    below = oeq.plan_power(pilot, "label", 0.5, expected=0.36)
    assert below.items is not None
    assert one.items_alone is None or one.items_alone <= one.items * 40


def test_ratings_and_two_labels_have_the_textbooks_number():
    rng = np.random.default_rng(5)
    item, who = np.repeat(np.arange(40), 2), np.tile([0, 1], 40)
    score = rng.normal(size=40)[item] + rng.normal(size=80) * 0.5
    mood = np.where(score + rng.normal(size=80) * 0.3 > 0, "up", "down")
    columns = {"item": item.astype(str), "annotator": who.astype(str), "score": score, "mood": mood}
    with oeq.from_frame({k: v.tolist() for k, v in columns.items()}, label="mood", value="score") as store:
        icc = oeq.plan_power(store, "score", 0.5, expected=0.75, coefficient="icc")
        kappa = oeq.plan_power(store, "mood", 0.4, expected=0.7, coefficient="fleiss")
    assert (icc.textbook_items, icc.items) == (math.ceil(icc_items(0.75, 0.5, 2)), None)
    share = (mood == "up").mean()
    assert kappa.textbook_items == math.ceil(kappa_items(0.7, 0.4, share))
    assert kappa.textbook == "Donner & Eliasziw 1992"
    assert kappa.annotators == 2
    assert "fewer than five" in kappa.note
    assert json.dumps(kappa.to_dict())


def test_answers_that_tell_nothing_are_said():
    with oeq.from_frame({"item": ["a", "b"], "annotator": ["x", "x"], "label": ["p", "q"]}) as store:
        found = oeq.plan_power(store, "label", 0.5)
    assert (found.value, found.items, found.power_now) == (None, None, None)
    assert "one annotator only" in found.note


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"null": 1.0}, "no test against 1"),
        ({"null": 0.4, "power": 1.0}, "power of 1"),
        ({"null": 0.4, "expected": 0.4}, "nothing shows that 0.4 is not 0.4"),
        ({"null": 0.4, "coefficient": "light"}, "no jackknife"),
        ({"null": 0.4, "coefficient": "icc"}, "no jackknife"),
    ],
)
def test_what_cannot_be_planned_is_said(pilot, words, message):
    with pytest.raises(UsageError, match=message):
        oeq.plan_power(pilot, "label", **words)
