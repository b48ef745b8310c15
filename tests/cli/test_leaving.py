"""Tables that leave: what their columns mean lies beside them or is printed, and no writer forgets a column."""

import csv
import io

import polars as pl
import pytest

from oe_quality.cli.leaving import csv_text, write_table
from oe_quality.errors import UsageError


@pytest.fixture
def study(tmp_path, oeq):
    """Six people, forty items, an emotion and a rating, three repeats, gold, a model and a group."""
    rows = [
        (f"i{i}", who, "abc"[(i + (k == 5) * (i % 3)) % 3], 1 + (i * 7 + k) % 5, when, "fm"[k % 2], "human")
        for i in range(40)
        for k, who in enumerate(("ann", "ben", "cat", "dan", "eve", "fay"))
        for when in (("2026-01-02", "2026-02-03") if i < 8 and k < 3 else ("2026-01-02",))
    ]
    rows += [(f"i{i}", "gpt", "abc"[i % 3], 3, "2026-01-02", "f", "model") for i in range(40)]
    names = ["item", "annotator", "mood", "arousal", "created_at", "sex", "source"]
    pl.DataFrame(rows, schema=names, orient="row").write_csv(tmp_path / "e.csv")
    gold = pl.DataFrame(
        {"item": [f"i{i}" for i in range(20)], "question": "mood", "gold": ["abc"[i % 3] for i in range(20)]}
    )
    gold.write_csv(tmp_path / "gold.csv")
    told = (
        "--label",
        "mood",
        "--value",
        "arousal",
        "--source",
        "source",
        "--annotator-attribute",
        "sex",
        "--repeats",
        "occasions",
    )
    assert oeq("load", tmp_path / "s.duckdb", tmp_path / "e.csv", *told, "--gold", tmp_path / "gold.csv").status == 0
    return tmp_path / "s.duckdb"


COMMANDS = (
    "info DB", "info DB --files", "annotators DB", "annotators DB WHO", "agreement DB", "agreement DB --pairs",
    "agreement DB --labels", "agreement DB --by sex", "agreement DB --retest", "agreement DB --xrr sex",
    "distributions DB --question mood", "distributions DB --question mood --items",
    "annotators DB --severity --question arousal",
    "agreement DB --question mood --versus arousal", "agreement DB --question mood --equal sex --smallest 2",
    "agreement DB --question arousal --limits", "plan DB", "plan DB --question mood --width 0.2",
    "plan DB --question mood --against 0.2 --expected 0.5", "relabel DB",
    "aggregate DB --no-save", "gold DB list", "gold DB contested", "gold DB choose", "gold DB split", "judges DB",
    "messages DB", "messages DB --texts", "messages DB --journal", "compare DB DB", "compare DB DB --flips",
    "check DB --min-alpha mood=-1",
)  # fmt: skip


def test_every_command_says_what_each_column_of_its_csv_means(oeq, study):
    who = next(csv.DictReader(io.StringIO(oeq("annotators", study, "--format", "csv", "-q").out)))["annotator"]
    wrong = {}
    for command in COMMANDS:
        words = [{"DB": study, "WHO": who}.get(word, word) for word in command.split()]
        outcome = oeq(*words, "-q", "--format", "columns")
        rows = list(csv.DictReader(io.StringIO(outcome.out)))
        missing = [row["column"] for row in rows if not row["meaning"]]
        if outcome.status or missing or not rows:
            wrong[command] = missing or outcome.err
    assert not wrong


def test_a_table_and_what_its_columns_mean_come_together_or_not_at_all(tmp_path):
    table = pl.DataFrame({"item": ["a"], "kappa": [-2.67e-15]})
    write_table(table, tmp_path / "x.csv", force=False)
    assert (tmp_path / "x.csv").read_text() == 'item,kappa\n"a",0.0\n'
    assert "kappa" in (tmp_path / "x.columns.csv").read_text()
    write_table(table, tmp_path / "x.parquet", force=False)
    (tmp_path / "x.csv").unlink()
    (tmp_path / "x.columns.csv").write_text("somebody's own\n")
    with pytest.raises(UsageError):
        write_table(table, tmp_path / "x.csv", force=False)
    assert not (tmp_path / "x.csv").exists()


def test_numbers_that_a_user_asked_for_are_left_as_they_are():
    table = pl.DataFrame({"x": [1e-9]})
    assert csv_text(table, exact=True) == "x\n1e-9\n"
    assert csv_text(table) == "x\n0.0\n"


@pytest.mark.parametrize(
    "arguments", [("aggregate", "-o"), ("messages", "-o"), ("relabel", "--question", "label", "--to", "csv", "-o")]
)
def test_a_file_that_a_command_writes_has_its_dictionary_beside_it(oeq, db, tmp_path, arguments):
    verb, *rest = arguments
    assert oeq(verb, db, *rest, tmp_path / "out.csv").status == 0
    header = next(csv.reader(io.StringIO((tmp_path / "out.csv").read_text())))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.columns.csv").read_text())))
    assert [row["column"] for row in rows] == header
    assert all(row["meaning"] for row in rows)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_force_replaces_a_table_that_was_made_and_no_other(tmp_path, suffix):
    table, path = pl.DataFrame({"item": ["=a"], "n_answers": [1]}), tmp_path / f"x{suffix}"
    write_table(table, path, force=False)
    write_table(table, path, force=True)
    # Corrected by hand, with the same columns.
    pl.DataFrame({"item": ["=a"], "n_answers": [2]}).pipe(
        pl.DataFrame.write_csv if suffix == ".csv" else pl.DataFrame.write_parquet, path
    )
    before = path.read_bytes()
    with pytest.raises(UsageError, match="was changed since"):
        write_table(table, path, force=True)
    assert path.read_bytes() == before


def test_what_columns_mean_is_not_replaced_where_notes_were_added(tmp_path):
    table, notes = pl.DataFrame({"item": ["a"]}), tmp_path / "x.columns.csv"
    write_table(table, tmp_path / "x.csv", force=False)
    notes.write_text(notes.read_text() + '"note","mine",""\n')
    for path, force in ((tmp_path / "x.csv", True), (tmp_path / "x.parquet", False)):
        with pytest.raises(UsageError, match=r"x\.columns\.csv"):
            write_table(table, path, force=force)
    assert "mine" in notes.read_text()


def test_an_export_is_never_replaced_by_labels(oeq, db, crowd):
    before = crowd.read_bytes()
    done = oeq("aggregate", db, "-o", crowd, "--force", "-q")
    assert (done.status, crowd.read_bytes()) == (2, before)
    assert "was not made by this command" in done.err


@pytest.mark.parametrize(("words", "name"), [("messages", "mine.json"), ("relabel", "mine.csv"), ("inspect", "m.toml")])
def test_nor_is_anything_else_by_what_leaves(oeq, db, crowd, tmp_path, words, name):
    place = tmp_path / name
    place.write_text("mine = 1\n")
    first = crowd if words == "inspect" else db
    more = ["--to", "csv"] if words == "relabel" else []
    assert oeq(words, first, *more, "-o", place, "--force").status == 2
    assert place.read_text() == "mine = 1\n"


def test_nor_are_answers_by_a_simulation(oeq, tmp_path):
    mine = tmp_path / "annotations.csv"
    mine.write_text("item,annotator,label\n")
    assert oeq("simulate", "-o", tmp_path, "--items", 5, "--force").status == 2
    assert mine.read_text() == "item,annotator,label\n"


def test_a_workbook_says_on_a_sheet_what_its_columns_mean(oeq, db, tmp_path):
    import python_calamine

    place = tmp_path / "out.xlsx"
    assert oeq("aggregate", db, "-o", place, "-q").status == 0
    book = python_calamine.load_workbook(str(place))
    assert book.sheet_names == ["out", "columns"]
    header, rows = book.get_sheet_by_name("out").to_python()[0], book.get_sheet_by_name("columns").to_python()[1:]
    assert [row[1] for row in rows] == header
    assert all(row[2] for row in rows)
