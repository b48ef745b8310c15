"""Single items on which a model says something else: which come first, and what is counted."""

import random

import pytest

import oe_quality as oeq
from oe_quality.analysis.judges import items
from oe_quality.analysis.judges.data import beside
from oe_quality.analysis.judges.items import changed_winners, differing


def compared(rows, scale):
    """(item, annotator, answer) rows, those of "m" a model's."""
    columns = dict(zip(("item", "annotator", "label"), map(list, zip(*rows, strict=True)), strict=True))
    with oeq.from_frame(columns, scales=f"label={scale}", models=("m",)) as store:
        panel = store.panel("label", models=True)
        code = panel.annotators.to_list().index("m")
        it = beside(panel, ["m"], [code])
        return it, it.rows_of(code)


ROWS = [("two", "x", "a"), ("two", "y", "a"), ("two", "m", "c"), ("far", "x", "a"), ("far", "m", "c"),
        ("near", "x", "a"), ("near", "m", "b"), ("same", "x", "b"), ("same", "m", "b"), ("split", "x", "a"),
        ("split", "y", "b"), ("split", "m", "c"), ("alike", "x", "c"), ("alike", "y", "c"), ("alike", "m", "c"),
        ("alone", "x", "a"), ("silent", "m", "a")]  # fmt: skip


def test_most_people_come_first_then_those_furthest_apart_and_single_people_are_counted_apart():
    found = differing(*compared(ROWS, "ordinal:a<b<c"))
    assert [(one.item, one.people, one.model, one.n_people) for one in found.items] == [
        ("two", "a", "c", 2),
        ("far", "a", "c", 1),
        ("near", "a", "b", 1),
    ]
    assert (found.n_unanimous, found.n_differing, found.n_single, found.n_single_differing) == (2, 1, 3, 2)


def test_all_are_counted_where_not_all_are_listed(monkeypatch):
    monkeypatch.setattr(items, "MOST_SHOWN", 5)
    rng = random.Random(2)
    rows = [(f"i{i}", who, "b" if who == "m" else "a") for i in range(20) for who in ("x", "y", "m")]
    rng.shuffle(rows)
    found = differing(*compared(rows, "nominal"))
    assert (len(found.items), found.n_unanimous, found.n_differing) == (5, 20, 20)


@pytest.mark.parametrize(("scale", "changed"), [("nominal", 2), ("multilabel", None)])
def test_a_further_vote_changes_winners_of_single_choice(scale, changed):
    """Ties are made of far and near; split stays one. Sets have no winner."""
    found, both = changed_winners(*compared(ROWS, scale))
    assert both == 6
    assert found == changed
