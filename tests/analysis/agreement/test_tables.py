"""Tables of labels, pairs and slices, for reading."""

import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.agreement import tables

VOTES = {f"i{i:02}": ("a a b" if i % 3 else "b b b") for i in range(70)}


@pytest.fixture(scope="module")
def found(stored):
    rows = [
        (item, f"p{a}", mood, i % 2) for i, (item, m) in enumerate(VOTES.items()) for a, mood in enumerate(m.split())
    ]
    columns = dict(zip(("item", "who", "mood", "half"), map(list, zip(*rows, strict=True)), strict=True))
    with oeq.from_frame(columns, annotator="who", label="mood", item_attributes="half") as store:
        return oeq.agreement(store, pairs=True, by="half")


def test_a_value_and_its_bounds_stand_in_one_cell(found):
    frame = tables.compact(tables.label_table(found))
    assert not [name for name in frame.columns if name.endswith(("_low", "_high"))]
    first = found["mood"].labels[0].alpha.estimate
    assert frame["alpha"][0] == f"{first.value:.3f} [{first.interval.low:.3f}, {first.interval.high:.3f}]"


def test_pairs_have_no_bounds_and_stay_numbers(found):
    frame = tables.compact(tables.pair_table(found))
    assert frame.height == 3
    assert frame["kappa"].dtype == pl.Float64


def test_slices_say_how_they_differ_from_the_rest(found):
    frame = tables.slice_table(found).frame()
    assert set(frame["slice"]) == {"0", "1"}
    assert frame["difference"][0] == pytest.approx(-frame["difference"][1], abs=1e-12)
    assert frame["n_items"].to_list() == [35, 35]


def test_slices_that_are_too_small_are_counted(found, stored):
    assert tables.folded(found) == []
    rows = [(f"i{i}", f"p{a}", "ab"[(i + a) % 2], "few" if i < 2 else None) for i in range(9) for a in range(2)]
    columns = dict(zip(("item", "who", "mood", "kind"), map(list, zip(*rows, strict=True)), strict=True))
    with oeq.from_frame(columns, annotator="who", label="mood", item_attributes="kind") as store:
        few = oeq.agreement(store, by="kind")
    (said,) = tables.folded(few)
    assert tables.slice_table(few).frame().columns == tables.slice_table(found).frame().columns
    assert said.startswith("mood: 1 slice with fewer than")
    assert said.endswith("comparable items folded away (4 answers); 14 answers without kind")


def test_the_json_form_is_the_whole_study_s(found):
    assert tables.pair_table(found).to_dict() == found.to_dict()
