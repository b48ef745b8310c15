"""Groups of annotators on whole panels."""

import json

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.distributions.groups import groups
from oe_quality.errors import UsageError
from oe_quality.kernel.data.chunk import RatingChunk, SetChunk, offsets_of
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel

A, ITEMS, N = 24, 100, 5


def panel_of(question, data):
    names = pl.Series([f"k{a:02}" for a in range(A)])
    unknown = np.full(data.n_responses, -1)
    items = pl.Series([f"clip {i:03}" for i in range(ITEMS)])
    gold = np.full(ITEMS, -1, dtype=np.int32)
    return Panel(question, items, names, names, data, unknown, np.full(data.n_responses, np.nan), gold)


def design(rng):
    chosen = np.sort(np.argsort(rng.random((ITEMS, A)), axis=1)[:, :N], axis=1)
    return np.repeat(np.arange(ITEMS), N), chosen.ravel().astype(np.int32)


def ratings(rng, effect):
    items, annotators = design(rng)
    bias = rng.normal(0, 0.4, A) + effect * (np.arange(A) < 12)
    value = rng.normal(size=ITEMS)[items] + bias[annotators] + rng.normal(size=len(items))
    return panel_of(Question("valence", Scale.INTERVAL), RatingChunk(offsets_of(items, ITEMS), annotators, value))


def sets(rng):
    items, annotators = design(rng)
    chosen = rng.random((len(items), 3)) < np.array([0.5, 0.3, 0.2])
    rows, labels = np.nonzero(chosen)
    data = SetChunk(offsets_of(items, ITEMS), annotators, offsets_of(rows, len(items)), labels.astype(np.int32))
    return panel_of(Question("emotion", Scale.MULTILABEL, ("glad", "sad", "calm")), data)


def attributes(**values):
    rows = [(f"k{a:02}", name, str(value)) for name, column in values.items() for a, value in enumerate(column)]
    return pl.DataFrame(rows, schema=["key", "name", "value"], orient="row")


PAID = ["paid"] * 12 + ["volunteer"] * 12


def test_a_difference_is_found_in_the_ratings_unit(rng):
    found = groups(ratings(rng, 1.2), attributes(status=PAID), permutations=499, with_cohesion=False)
    (row,) = found.differences
    assert (row.group, row.others, row.n_group, row.n_others) == ("paid", ("volunteer",), 12, 12)
    assert row.difference.interval.low < 1.2 < row.difference.interval.high
    assert row.difference.interval.method == "Student's t over annotators"
    assert row.p_value <= 0.01
    assert row.q_value >= row.p_value
    assert 0 < row.detectable < 1.2


def test_small_groups_are_named_and_not_compared(rng):
    language = ["German"] * 10 + ["French"] * 10 + ["Basque"] * 4
    found = groups(ratings(rng, 0), attributes(language=language), permutations=99, with_cohesion=False)
    assert found.too_small == ("language: Basque (4)",)
    (row,) = found.differences
    assert {row.group, *row.others} == {"German", "French"}
    assert row.n_group + row.n_others == 20


def test_an_attribute_with_one_group_left_is_not_compared(rng):
    found = groups(ratings(rng, 0), attributes(status=["paid"] * 21 + ["volunteer"] * 3), permutations=99)
    assert found.differences == ()
    assert found.cohesion == ()
    assert found.frame().is_empty()


def test_every_label_and_group_is_compared_and_controlled_together(rng):
    three = (["a", "b", "c"] * 8)[:A]
    found = groups(sets(rng), attributes(status=PAID, team=three), permutations=99)
    assert len(found.differences) == 3 * (1 + 3)
    assert all(row.q_value >= row.p_value for row in found.differences)
    assert min(row.q_value for row in found.differences) > 0.05
    by_hochberg = groups(sets(rng), attributes(status=PAID), permutations=99, correction="bh", with_cohesion=False)
    assert by_hochberg.correction == "bh"
    assert len(found.cohesion) == 4
    assert found.cohesion_frame()["p_value"].is_between(0, 1).all()


def test_numbers_are_cut_at_their_median(rng):
    found = groups(ratings(rng, 0), attributes(experience=range(A)), permutations=99, with_cohesion=False)
    (row,) = found.differences
    assert {row.group, *row.others} == {"up to 11.5", "above 11.5"}


def test_renaming_groups_and_annotators_changes_nothing_else(rng):
    panel = ratings(rng, 0.5)
    one = groups(panel, attributes(status=PAID), permutations=99, with_cohesion=False).differences[0]
    flipped = attributes(status=["z" if value == "paid" else "a" for value in PAID])
    two = groups(panel, flipped, permutations=99, with_cohesion=False).differences[0]
    assert two.difference.value == pytest.approx(-one.difference.value)


def test_an_unknown_attribute_is_named(rng):
    with pytest.raises(UsageError, match="'pay'"):
        groups(ratings(rng, 0), attributes(status=PAID), only=["pay"])


def test_the_json_form_holds_no_nan(rng):
    found = groups(sets(rng), attributes(status=PAID), permutations=99)
    document = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert document["schema"] == "oeq.groups/1"
    assert len(document["differences"]) == found.frame().height == 3
