"""Results as values: what they compare and hash like, and their JSON form."""

import copy
import dataclasses
import math

import numpy as np
import polars as pl
import pytest

from oe_quality.results import Estimate, Interval, document, to_json
from tests.render.made_up import Made

MADE = (
    *("audit", "scan", "timelines", "pair_table", "distributions", "emotion_map", "compared", "consensus", "plans"),
    *("queue", "comparison", "provenance", "gold_answers"),
)


def parts(value):
    """A result and every frozen dataclass in it."""
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from parts(part)


@pytest.mark.parametrize("name", MADE)
def test_results_compare_and_hash(name):
    made = Made("mood", ["calm", "sad"], ["i1", "i2"], ["German", "French"])
    for part in parts(getattr(made, name)()):
        assert isinstance(hash(part), int)
        assert part == part
        assert (part == copy.deepcopy(part)) in (True, False)
        assert part != "something else"


def test_estimates_are_values():
    interval = Interval(0.1, 0.5, 0.95, "m", "p")
    one, same = Estimate(0.3, interval, 4, 3, 12), Estimate(0.3, Interval(0.1, 0.5, 0.95, "m", "p"), 4, 3, 12)
    assert one == same
    assert hash(one) == hash(same)
    assert one != dataclasses.replace(one, value=0.31)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_an_estimate_is_a_number_or_a_reason(value):
    with pytest.raises(ValueError, match="finite"):
        Estimate(value)
    with pytest.raises(ValueError, match="either"):
        Estimate(None)
    with pytest.raises(ValueError, match="either"):
        Estimate(0.5, undefined="why")


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.4), (math.nan, 1.0), (0.0, math.inf)])
def test_an_interval_has_finite_bounds_in_order(low, high):
    with pytest.raises(ValueError, match="no interval"):
        Interval(low, high)
    assert Interval(0.4, 0.4).low == 0.4


def test_the_json_form_keeps_names_and_refuses_what_has_none():
    assert to_json(Estimate(0.5, Interval(0, 1))) == {
        "value": 0.5,
        "interval": {"low": 0, "high": 1, "level": 0.95, "method": "", "population": ""},
        "n_items": 0,
        "n_annotators": 0,
        "n_responses": 0,
        "undefined": "",
        "note": "",
    }
    assert to_json({1: (np.float64(0.5), np.arange(2))}) == {"1": [0.5, [0, 1]]}
    assert document("oeq.x/1", {"a": 1}) == {"schema": "oeq.x/1", "a": 1}
    with pytest.raises(ValueError, match="cannot stand"):
        to_json([math.nan])
    with pytest.raises(TypeError, match="no JSON form"):
        to_json(pl.DataFrame)
