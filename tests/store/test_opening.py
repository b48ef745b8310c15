"""Opening: what is no store, is held, is older or newer, is said with a remedy."""

import re
import subprocess
import sys

import duckdb
import pytest

from oe_quality import resources
from oe_quality.errors import StoreError
from oe_quality.store import database, open_store

HOLDER = """
import sys
from oe_quality.store import open_store
with open_store(sys.argv[1], read_only=False):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_new_store_is_made_and_found_again(tmp_path, small):
    path = tmp_path / "sub" / "quality.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(small)
    with open_store(path) as store:
        assert store.info().n_items == 3
    assert [file.name for file in path.parent.iterdir()] == ["quality.duckdb"]


def test_creating_a_store_that_is_there_opens_it(tmp_path, small):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(small)
    with open_store(path, create=True) as store:
        assert store.info().n_items == 3


def test_a_missing_store_is_said_so(tmp_path):
    with pytest.raises(StoreError, match=r"there is no store at [^$]*oeq load"):
        open_store(tmp_path / "none.duckdb")


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(StoreError, match="is a folder"):
        open_store(tmp_path, create=True)


@pytest.mark.parametrize("content", [b"", b"item,annotator\n", b"\0" * 10_000], ids=["empty", "text", "zeros"])
@pytest.mark.parametrize("create", [False, True])
def test_a_file_of_another_kind_is_left_alone(tmp_path, content, create):
    path = tmp_path / "q.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="no DuckDB file"):
        open_store(path, create=create)
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["s.csv", "s.json", "s.parquet"])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_table_that_the_database_could_show_is_no_store(tmp_path, name, read_only):
    path = tmp_path / name
    path.write_text("item,annotator\na,b\n")
    with pytest.raises(StoreError, match="no DuckDB file"):
        open_store(path, read_only=read_only)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("create", [False, True])
def test_another_programs_database_is_left_alone(tmp_path, create):
    path = tmp_path / "q.duckdb"
    with duckdb.connect(str(path)) as foreign:
        foreign.execute("CREATE TABLE meta (application VARCHAR, schema_version INTEGER)")
        foreign.execute("INSERT INTO meta VALUES ('ledger', 3)")
    with pytest.raises(StoreError, match="not a store of oe-quality"):
        open_store(path, create=create)
    with duckdb.connect(str(path)) as foreign:
        assert foreign.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(1,)]


@pytest.mark.parametrize("read_only", [True, False])
def test_a_store_that_another_process_holds_says_who_and_what_to_do(tmp_path, read_only, monkeypatch):
    monkeypatch.setattr(database, "WAIT", 0.2)
    path = tmp_path / "q.duckdb"
    open_store(path, create=True).close()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"held by the process {holder.pid}\n  Wait"):
            open_store(path, read_only=read_only)
        holder.communicate("\n")
    open_store(path, read_only=read_only).close()


def test_a_store_that_this_process_holds_in_another_mode_is_said_so(tmp_path):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True), pytest.raises(StoreError, match="already open in this process"):
        open_store(path)


def test_a_newer_store_is_refused(tmp_path):
    path = tmp_path / "q.duckdb"
    open_store(path, create=True).close()
    with duckdb.connect(str(path)) as raw:
        raw.execute("UPDATE meta SET schema_version = 999")
    with pytest.raises(StoreError, match=r"schema version 999[^$]*pip install --upgrade oe-quality"):
        open_store(path)


def test_a_folder_that_cannot_be_written_to_is_said_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot make a store"):
        open_store(tmp_path / "file" / "q.duckdb", create=True)


def test_every_table_view_and_column_is_described(store):
    assert store.query("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL").is_empty()
    assert store.query("SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL").is_empty()
    undescribed = """
        SELECT table_name, column_name FROM duckdb_columns()
        WHERE table_name IN (SELECT table_name FROM duckdb_tables()) AND comment IS NULL
    """
    assert store.query(undescribed).rows() == []


def test_every_statement_has_a_header_and_is_used():
    """Each file outside the schema says its purpose and holds one statement that the code runs by name."""
    package = resources.folder("sql").parent / "oe_quality"
    code = "\n".join(file.read_text() for file in package.rglob("store/*.py"))
    # A name may be put together of what is done and to which table: each {part} stands for a word.
    forms = [re.sub(r"\{\w+\}", r"\\w+", form) for form in re.findall(r'"(\w+/[\w{}]+)"', code)]
    for file in resources.folder("sql").rglob("*.sql"):
        text = file.read_text()
        if file.parent.name == "schema":
            assert text.startswith("-- ")
            continue
        assert text.startswith("-- Purpose: "), file
        assert len(duckdb.connect().extract_statements(text)) == 1, file
        name = f"{file.parent.name}/{file.stem}"
        assert any(re.fullmatch(form, name) for form in forms), f"{name} is not used"


@pytest.mark.parametrize("create", [False, True])
def test_a_name_that_is_no_text_is_no_stores(tmp_path, create):
    with pytest.raises(StoreError, match="not text in UTF-8"):
        open_store(tmp_path / "st\udce9.duckdb", create=create)
    assert list(tmp_path.iterdir()) == []
