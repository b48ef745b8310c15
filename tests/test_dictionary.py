"""Tables that leave: every column has a meaning, every number a unit, and no number has noise for digits."""

import importlib
import pkgutil

import polars as pl
import pytest
from polars.datatypes import DataTypeClass

import oe_quality.analysis
from oe_quality.analysis.annotators.audit import audit
from oe_quality.dictionary import COLUMNS, OWN, beside, dictionary, rounded
from oe_quality.loading import from_frame
from oe_quality.readers import ReadOptions


@pytest.fixture(scope="module")
def table():
    """An audit's table with a label and a rating, and somebody who is left out."""
    rows = [(f"i{item}", who, "ab"[item % 2], float(item % 7)) for item in range(25) for who in ("ann", "ben", "cat")]
    frame = pl.DataFrame(rows, schema=["item", "annotator", "mood", "arousal"], orient="row")
    with from_frame(frame, ReadOptions(label="mood", value="arousal")) as store:
        store.exclude("cat", "x")
        return audit(store).frame()


def test_every_column_has_a_meaning_and_every_number_a_unit(table):
    found = dictionary(table, "annotators")
    assert found["column"].to_list() == table.columns
    for name, meaning, unit in found.rows():
        assert meaning, name
        assert unit or not table.schema[name].is_numeric(), name
    assert set(OWN["annotators"]) <= set(table.columns)


def test_numbers_are_rounded_without_a_minus_before_zero():
    found = rounded(pl.DataFrame({"x": [-2.67e-15, 0.123456, None], "n": [1, 2, 3]}))
    assert [str(value) for value in found["x"]] == ["0.0", "0.1235", "None"]
    assert found["n"].to_list() == [1, 2, 3]


def test_one_count_of_annotations_for_one_thing(table):
    assert dict(table.select("annotator", "n_annotations").rows()) == {"ann": 25, "ben": 25, "cat": 25}


FOR_PEOPLE = {"answers", "one answer", "as now", "from", "to", "more answers"}
"""Headings of a summary that is only printed."""


def schemas():
    """Every frame's schema that stands in a module of the analysis."""
    for info in pkgutil.walk_packages(oe_quality.analysis.__path__, "oe_quality.analysis."):
        for name, value in vars(importlib.import_module(info.name)).items():
            if isinstance(value, dict) and value and all(_is_type(it) for it in value.values()):
                yield info.name, name, value


def _is_type(it):
    return isinstance(it, (pl.DataType, DataTypeClass))


def test_every_column_that_an_analysis_declares_has_a_meaning_and_numbers_a_unit():
    found = list(schemas())
    assert len(found) > 8
    for module, schema, columns in found:
        said = dictionary(pl.DataFrame(schema=columns), "texts" if "messages" in module else "")
        for name, meaning, unit in said.rows():
            if name in FOR_PEOPLE:
                continue
            assert meaning, (module, schema, name)
            assert unit or not pl.DataFrame(schema=columns).schema[name].is_numeric(), (module, name)


def test_labels_have_columns_of_their_own_and_an_unknown_one_has_no_meaning():
    said = dict(
        dictionary(pl.DataFrame(schema=["p_glad", "high_glad", "colour", "colour_low"]))["column", "meaning"].rows()
    )
    assert said["p_glad"] == "probability that glad is true"
    assert said["high_glad"].endswith("who perceive glad")
    assert said["colour"] == said["colour_low"] == ""


def test_every_entry_says_something():
    for name, (meaning, _) in COLUMNS.items():
        assert meaning, name


def test_a_dictionary_lies_beside_its_table(tmp_path):
    assert beside(tmp_path / "labels.csv") == tmp_path / "labels.columns.csv"
