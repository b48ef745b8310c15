"""A file as cells."""

import polars as pl
import pytest

from oe_quality.readers.text.sheet import Sheet, cell_of, unique_names


def test_names_differ_and_none_is_empty():
    assert unique_names(["a", " a ", "", "a", ""]) == ("a", "a (2)", "column 3", "a (3)", "column 5")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["joy", 1.0], '["joy", "1"]'), ({"b", "a"}, '["a", "b"]'), ({"k": [1]}, '{"k": [1]}'), (None, ""),
        (True, "true"),
        ([["a"], {"b": 1}], '[["a"], {"b": 1}]'), (1.5, "1.5"),
    ],
)  # fmt: skip
def test_a_value_of_any_kind_is_the_text_of_a_cell(value, text):
    assert cell_of(value).lower() == text.lower()


def test_records_need_not_have_every_field():
    sheet = Sheet.of_records([(1, {"a": "x"}), (3, {"b": "y"}), (4, {})])
    assert sheet.names == ("a", "b")
    assert [sheet.cells(name).to_list() for name in "ab"] == [["x", "", ""], ["", "y", ""]]
    assert sheet.frame["line"].to_list() == [1, 3, 4]


def test_a_column_is_found_by_its_name_whatever_it_is():
    sheet = Sheet.of({"line": pl.Series([1, None]), "0": pl.Series(["p", "q"])}, pl.Series([7, 8]))
    assert sheet.cells("line").to_list() == ["1", ""]
    assert sheet.cells("0").to_list() == ["p", "q"]
    assert sheet.cells(None).to_list() == [None, None]
    with pytest.raises(KeyError):
        sheet.cells("else")
    assert (sheet.height, sheet.head(1).height) == (2, 1)


def test_a_column_whose_cells_were_not_read_is_not_there():
    sheet = Sheet(("a", "b"), pl.DataFrame({"line": [1], "1": ["x"]}))
    assert (sheet.has("a"), sheet.has("b"), sheet.has("c")) == (False, True, False)
