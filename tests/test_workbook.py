"""Excel workbooks: what was in a table is in its sheet, whatever it was, and our own reader reads it back."""

import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
import python_calamine

import oe_quality as oeq
from oe_quality import workbook
from oe_quality.errors import UsageError
from oe_quality.workbook import sheet_names, write_excel, write_sheets

HOSTILE = [
    "=HYPERLINK(\"http://x\")", "+1", "@SUM(A1)", "-2+3", "{=1}", "https://example.org", "mailto:a@b.c",
    "internal:Sheet!A1", "<r><t>markup</t></r>", "</t></si><x>", "_x0041_", "007", "1e5", "a&b\"'", " blank ", "",
    "two\nlines", "żółć 😀", "TRUE", "#REF!",
]  # fmt: skip


def cells(path, sheet):
    book = python_calamine.load_workbook(str(path))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


@pytest.fixture(scope="module")
def store():
    answers = {
        "item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "label": [*"ppqqpqqq"],
    }  # fmt: skip
    with oeq.from_frame(answers) as opened:
        yield opened


def test_text_comes_back_as_it_was_and_is_never_a_formula_or_a_link(tmp_path):
    path = write_excel({"t": pl.DataFrame({"=1+1": HOSTILE})}, tmp_path / "x.xlsx")
    assert [row[0] for row in cells(path, "t")] == ["=1+1", *HOSTILE]
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert not [name for name in parts if "_rels/sheet" in name]


def test_what_steers_or_cannot_stand_in_a_workbook_is_replaced(tmp_path):
    path = write_excel(pl.DataFrame({"a\x1b[1m": ["b\x00", "c\u202e", "d\uffff", "e\x0b"]}), tmp_path / "x.xlsx")
    assert [row[0] for row in cells(path, "results")] == ["a\ufffd[1m", "b\ufffd", "c\ufffd", "d\ufffd", "e\ufffd"]


def test_values_keep_their_kind_and_a_missing_one_is_an_empty_cell(tmp_path):
    frame = pl.DataFrame(
        {
            "n": [3, None],
            "x": [0.1234567890123, float("nan")],
            "big": [2**60, 1],
            "exact": [Decimal("1.5"), None],
            "long": [Decimal("1.2345678901234567890"), None],
            "yes": [True, None],
            "day": [date(2024, 2, 29), None],
            "at": [datetime(2024, 2, 29, 1, 2, 3), datetime(1850, 1, 1)],
            "list": [["a", "b"], []],
        }
    )
    _, first, second = cells(write_excel({"t": frame}, tmp_path / "x.xlsx"), "t")
    assert first[:6] == [3, 0.1234567890123, str(2**60), 1.5, "1.2345678901234567890", True]
    assert str(first[6])[:10] == "2024-02-29"
    assert first[7:] == [datetime(2024, 2, 29, 1, 2, 3), "a; b"]
    assert [second[k] for k in (0, 1, 3, 4, 5, 6, 8)] == [""] * 7
    assert second[7].startswith("1850-01-01")


def test_every_table_of_a_result_has_a_sheet_and_every_column_a_meaning(store, tmp_path):
    found, (labels,) = oeq.agreement(store, pairs=True), oeq.aggregate(store, method="majority")
    path = write_excel({"agreement": found, "labels": labels}, tmp_path / "x.xlsx")
    names = python_calamine.load_workbook(str(path)).sheet_names
    assert names == ["agreement", "agreement label", "agreement pair", "labels", "columns"]
    head, *rows = cells(path, "columns")
    assert head == ["sheet", "column", "meaning", "unit"]
    assert {(row[0], row[1]) for row in rows} == {(n, c) for n in names[:-1] for c in cells(path, n)[0]}
    assert not [row for row in rows if not row[2]]
    alpha = next(row for row in cells(path, "agreement")[1:] if row[2] == "alpha-nominal")
    assert alpha[4] == pytest.approx(found.frame().filter(coefficient="alpha-nominal")["value"][0], abs=1e-12)


def test_a_study_names_its_tables_and_several_stand_apart(store, tmp_path):
    class Both:
        def tables(self):
            return {"study": pl.DataFrame({"items": [1]}), "exports": pl.DataFrame({"file": ["a.csv"]})}

    one = write_excel(Both(), tmp_path / "one.xlsx")
    assert python_calamine.load_workbook(str(one)).sheet_names == ["study", "exports", "columns"]
    two = write_excel({"north": Both(), "south": Both()}, tmp_path / "two.xlsx")
    names = python_calamine.load_workbook(str(two)).sheet_names
    assert names == ["north study", "north exports", "south study", "south exports", "columns"]


def test_our_own_reader_reads_it_back(tmp_path):
    answers = pl.DataFrame(
        {"item": [*"aabbcc"], "annotator": ["=x", "y", "=x", "y", "=x", "y"], "label": ["p", "p", "q", "q", "p", "q"]}
    )
    path = write_excel({"answers": answers}, tmp_path / "answers.xlsx")
    with oeq.from_frame(answers) as before:
        wanted = oeq.agreement(before).frame()
    (batch,) = oeq.load(tmp_path / "s.duckdb", path)
    assert batch.counts.accepted == 6
    with oeq.open_store(tmp_path / "s.duckdb") as after:
        assert oeq.agreement(after).frame().equals(wanted)


def test_the_same_tables_give_the_same_bytes(tmp_path, monkeypatch):
    frame = pl.DataFrame({"item": ["a"], "kappa": [0.5]})
    first = write_excel(frame, tmp_path / "a.xlsx").read_bytes()
    monkeypatch.setattr("time.time", lambda: 4e9)
    assert write_excel(frame, tmp_path / "b.xlsx").read_bytes() == first


def test_names_of_sheets_are_such_as_excel_takes():
    wanted = ["a" * 40, "A" * 40, "a" * 31, "[x]:*?/\\", "'quoted'", "", " ", "History", "columns", "\x1b"]
    made = sheet_names(wanted)
    assert len({name.lower() for name in made}) == len(wanted)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in made)
    assert not [name for name in made if name.startswith("'") or name.endswith("'") or name.lower() == "history"]


def test_a_table_named_columns_keeps_its_sheet(tmp_path):
    path = write_excel({"columns": pl.DataFrame({"item": ["a"]})}, tmp_path / "x.xlsx")
    assert python_calamine.load_workbook(str(path)).sheet_names == ["columns", "columns 2"]


def test_only_a_workbook_that_was_made_here_is_replaced(tmp_path):
    path, frame = tmp_path / "x.xlsx", pl.DataFrame({"item": ["a"]})
    write_excel(frame, path)
    with pytest.raises(UsageError, match="exists"):
        write_excel(frame, path)
    write_excel(frame, path, force=True)
    path.write_bytes(b"mine")
    with pytest.raises(UsageError, match="not made by this command"):
        write_excel(frame, path, force=True)
    assert path.read_bytes() == b"mine"


def test_what_a_sheet_cannot_hold_is_refused_and_nothing_is_written(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match=r"column text: 40,000 characters"):
        write_excel({"t": pl.DataFrame({"text": ["a" * 40_000]})}, tmp_path / "x.xlsx")
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    with pytest.raises(UsageError, match="2 rows are more than the 1"):
        write_sheets({"t": pl.DataFrame({"a": [1, 2]})}, tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


def test_another_ending_and_what_is_no_table_are_refused(tmp_path):
    with pytest.raises(UsageError, match="does not end in"):
        write_excel(pl.DataFrame(), tmp_path / "x.csv")
    with pytest.raises(UsageError, match="neither a result nor a polars frame"):
        write_excel({"x": 3}, tmp_path / "x.xlsx")


def test_without_the_package_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match="needs the package xlsxwriter") as told:
        write_excel(pl.DataFrame({"a": [1]}), tmp_path / "x.xlsx")
    assert "oe-quality[excel]" in str(told.value)


def test_an_empty_table_has_its_header(tmp_path):
    path = write_excel({"t": pl.DataFrame(schema={"item": pl.String, "kappa": pl.Float64})}, tmp_path / "x.xlsx")
    assert cells(path, "t") == [["item", "kappa"]]
