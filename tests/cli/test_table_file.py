"""`-o FILE`: what a command prints, whole and as a file, with what its columns mean."""

import polars as pl
import pytest
import python_calamine

HOSTILE = (
    "SELECT '=1+1' AS \"=x\", 'https://example.org' AS url, 0.12345678912 AS x, [1, 2] AS list, {'a': 1} AS record"
)


def sheets(path):
    book = python_calamine.load_workbook(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize(
    "arguments",
    [("info",), ("info", "--files"), ("annotators",), ("distributions", "--question", "label", "--items"),
     ("agreement", "--retest"), ("plan", "--question", "label", "--width", ".5")],
    ids=" ".join,
)  # fmt: skip
def test_what_is_printed_is_a_sheet_whose_columns_are_explained(oeq, db, tmp_path, arguments):
    verb, *rest = arguments
    place = tmp_path / "out.xlsx"
    outcome = oeq(verb, db, *rest, "-o", place)
    assert outcome.status == 0, outcome.err
    table, meanings = sheets(place), sheets(place)["columns"][1:]
    assert {(row[0], row[1]) for row in meanings} == {
        (name, column) for name, rows in table.items() if name != "columns" for column in rows[0]
    }
    assert not [row for row in meanings if not row[2]]


def test_a_csv_holds_what_format_csv_prints(oeq, db, tmp_path):
    out = tmp_path / "people.csv"
    printed = oeq("annotators", db, "--format", "csv", "-o", out)
    assert out.read_text() == printed.out
    assert (tmp_path / "people.columns.csv").exists()
    assert "wrote" in printed.err


def test_a_query_keeps_its_digits_and_nothing_of_it_is_a_formula(oeq, db, tmp_path):
    assert oeq("query", db, HOSTILE, "-o", tmp_path / "q.xlsx").status == 0
    head, row = sheets(tmp_path / "q.xlsx")["q"]
    assert head == ["=x", "url", "x", "list", "record"]
    assert row[:4] == ["=1+1", "https://example.org", 0.12345678912, "1; 2"]
    assert oeq("query", db, "SELECT 0.12345678912 AS x", "-o", tmp_path / "q.csv").status == 0
    assert pl.read_csv(tmp_path / "q.csv")["x"].item() == 0.12345678912


def test_a_file_is_refused_before_any_work_and_only_what_was_made_here_is_replaced(oeq, db, tmp_path):
    place = tmp_path / "t.xlsx"
    assert oeq("info", db, "-o", place).status == 0
    assert oeq("info", db, "-o", place).status == 2
    assert oeq("info", db, "-o", place, "--force").status == 0
    assert "ends in none of .csv, .parquet, .xlsx" in oeq("info", db, "-o", tmp_path / "t.txt").err
    place.write_text("mine")
    assert oeq("annotators", db, "-o", place, "--force").status == 2
    assert place.read_text() == "mine"
    assert oeq("info", db, "-o", db, "--force").status == 2


def test_letters_go_to_a_workbook_and_are_noted_from_it(oeq, db, tmp_path):
    out = tmp_path / "letters.xlsx"
    assert oeq("messages", db, "-o", out).status == 0
    assert out.stat().st_mode & 0o777 == 0o600
    noted = oeq("messages", db, "--sent", out)
    assert noted.status == 0, noted.err
    assert "letters went out" in noted.err


def test_a_queue_in_a_workbook_is_filled_in_and_loaded(oeq, db, tmp_path):
    out = tmp_path / "queue.xlsx"
    assert oeq("relabel", db, "-n", "2", "--to", "csv", "-o", out).status == 0
    head, *rows = sheets(out)["queue"]
    assert {"item", "annotator", "label"} <= set(head)
    assert len(rows) == 2
    assert oeq("relabel", db, "-n", "2", "--to", "csv", "-o", out).status == 2


def test_a_study_is_a_workbook_with_a_sheet_per_table(oeq, db, tmp_path):
    place = tmp_path / "study.xlsx"
    outcome = oeq("report", db, "-o", place, "--title", "=Moods")
    assert outcome.status == 0, outcome.err
    found = sheets(place)
    assert {"study", "exports", "agreement", "annotators", "distributions tree", "labels", "columns"} <= set(found)
    assert found["study"][1][:3] == [4, 3, 12]
    assert not [row for row in found["columns"][1:] if not row[2]]
    assert oeq("report", db, "-o", place).status == 2


def test_what_is_said_in_sentences_leaves_its_table_or_says_that_there_is_none(oeq, db, tmp_path):
    assert oeq("annotators", db, "--triage", "-o", tmp_path / "look.csv").status == 0
    assert (tmp_path / "look.columns.csv").exists()
    done = oeq("annotators", db, "p1", "-o", tmp_path / "one.csv")
    assert (done.status == 0) == (tmp_path / "one.csv").exists()
