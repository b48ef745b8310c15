"""The table of annotators for people: every column has a meaning, no number has noise for digits."""

import polars as pl
import pytest

from oe_quality.analysis.annotators.audit import audit
from oe_quality.analysis.annotators.dictionary import COLUMNS, dictionary, rounded
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
    found = dictionary(table)
    assert found["column"].to_list() == table.columns
    for name, meaning, unit in found.rows():
        assert meaning, name
        assert unit or not table.schema[name].is_numeric(), name
    assert set(COLUMNS) <= set(table.columns)


def test_numbers_are_rounded_without_a_minus_before_zero():
    found = rounded(pl.DataFrame({"x": [-2.67e-15, 0.123456, None], "n": [1, 2, 3]}))
    assert [str(value) for value in found["x"]] == ["0.0", "0.1235", "None"]
    assert found["n"].to_list() == [1, 2, 3]


def test_one_count_of_annotations_for_one_thing(table):
    assert dict(table.select("annotator", "n_annotations").rows()) == {"ann": 25, "ben": 25, "cat": 25}
