"""No cell of a CSV runs as a formula, and numbers stay numbers."""

import csv
import io

import polars as pl
import pytest

from oe_quality.spreadsheets import spreadsheet_csv


def cells(frame):
    return list(csv.reader(io.StringIO(spreadsheet_csv(frame))))


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@SUM(A1)", "-x", "\t=1"])
def test_what_begins_like_a_formula_gets_a_quote(text):
    assert cells(pl.DataFrame({"a": [text]}))[1][0].startswith("'")


def test_numbers_as_text_and_as_numbers_are_left_alone():
    assert cells(pl.DataFrame({"a": ["-1.5"], "b": [-2]})) == [["a", "b"], ["-1.5", "-2"]]


def test_lists_are_joined_missing_is_empty_and_nothing_steers():
    frame = pl.DataFrame({"=head": [["x", "y"], None], "b": ["p\x1b[2J", None]})
    assert cells(frame) == [["'=head", "b"], ["x; y", "p\ufffd[2J"], ["", ""]]
