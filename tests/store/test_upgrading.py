"""Stores of older versions: reading leaves them alone, the first write brings them up to date after a copy."""

import gzip
import hashlib
import logging
import tempfile
import textwrap
from pathlib import Path

import duckdb
import pytest

from oe_quality import resources
from oe_quality.errors import StoreError
from oe_quality.keys import Key
from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.store import open_store, schema

HERE = Path(__file__).parent
KEY = Key(b"the key of this test file")
RELEASED = {"0.1.0": 19}
"""Version -> schema of every release; `stores/VERSION.duckdb.gz` is a store that it wrote."""


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=RELEASED)
def released(request, tmp_path):
    """A store of a released version, with an exclusion, kept labels and somebody named by an address."""
    path = tmp_path / "q.duckdb"
    path.write_bytes(gzip.decompress((HERE / "stores" / f"{request.param}.duckdb.gz").read_bytes()))
    return path


def test_what_an_older_version_wrote_is_read_and_left_alone(released, monkeypatch, tmp_path_factory):
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before = digest(released)
    with open_store(released, key=KEY) as store:
        assert (store.info().n_items, store.info().n_annotators) == (4, 3)
        assert store.annotators()["excluded"].to_list().count(True) == 1
        assert store.panel("mood", include_excluded=True).n_responses == 12
        assert store.info().version == schema.newest()
        with pytest.raises(StoreError, match="for reading only"):
            store.exclude("chloe", "left early")
    assert digest(released) == before
    assert names(released.parent) == ["q.duckdb"]
    assert names(scratch) == []


def test_the_first_write_brings_it_up_to_date_after_a_copy_and_says_so(released, caplog):
    before = digest(released)
    with caplog.at_level(logging.WARNING), open_store(released, read_only=False, key=KEY) as store:
        store.exclude("chloe", "left early")
    kept = released.with_name("q.schema19.duckdb")
    assert kept.name in caplog.text
    assert digest(kept) == before
    assert oct(kept.stat().st_mode)[-3:] == "600"
    caplog.clear()
    with open_store(released, read_only=False, key=KEY) as store:
        assert store.exclusions().height == 2
        # What people were called before finds them still.
        assert store.person("A03").annotator == "chloe"
    assert caplog.text == ""
    assert names(released.parent) == ["q.duckdb", "q.schema19.duckdb"]


def test_an_earlier_copy_is_not_written_over(released):
    released.with_name("q.schema19.duckdb").write_text("mine")
    open_store(released, read_only=False, key=KEY).close()
    assert names(released.parent) == ["q.duckdb", "q.schema19-2.duckdb", "q.schema19.duckdb"]
    assert released.with_name("q.schema19.duckdb").read_text() == "mine"


def test_addresses_that_anyone_could_look_up_are_keyed_and_still_the_same_people(released, tmp_path, caplog):
    raw = "mail-" + hashlib.sha256(b"anna@mail.example").hexdigest()[:12]
    with duckdb.connect(str(released), read_only=True) as old:
        assert raw in [key for (key,) in old.execute("SELECT key FROM annotator").fetchall()]
    export = tmp_path / "again.csv"
    export.write_text("item,annotator,mood\nclip9,Anna@mail.example,sad\n")
    load(released, export, options=ReadOptions(label=("mood",)), key=KEY)
    with open_store(released) as store:
        people = store.annotators()["annotator"].to_list()
    assert len(people) == 3
    assert raw not in people
    # Nor do free blocks of the file hold it; the copy does, and that is said.
    assert raw.encode() not in released.read_bytes()
    assert raw.encode() in released.with_name("q.schema19.duckdb").read_bytes()
    assert "delete it" in caplog.text


def later_schema(monkeypatch, *statements):
    """Pretend that the next versions of the schema apply these statements."""
    steps = dict(schema.steps())
    texts = {}
    for statement in statements:
        number = max(steps) + 1
        steps[number] = f"{number}"
        texts[steps[number]] = textwrap.dedent(statement)
    monkeypatch.setattr(schema, "steps", lambda: steps)
    shipped = resources.text
    monkeypatch.setattr(resources, "text", lambda name: texts.get(name) or shipped(name))


def test_a_later_schema_is_applied_to_what_the_store_holds(tmp_path, small, monkeypatch):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(small)
        before = store.fingerprint()
        old = store.info().version
    later_schema(monkeypatch, "ALTER TABLE item ADD COLUMN a INTEGER", "CREATE TABLE b (c INTEGER)")
    for read_only in (True, False):
        with open_store(path, read_only=read_only) as store:
            assert store.info().version == old + 2
            assert store.query("SELECT a FROM item").height == 3
            assert store.query("FROM b").is_empty()
            assert store.fingerprint() == before


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path, small, monkeypatch):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(small)
        old = store.info().version
    with monkeypatch.context() as patch:
        later_schema(patch, "CREATE TABLE b (c INTEGER)", "CREATE TABLE item (again INTEGER)")
        for read_only in (True, False):
            with pytest.raises(StoreError, match="could not be brought"):
                open_store(path, read_only=read_only)
    assert names(tmp_path) == ["q.duckdb"]
    with open_store(path) as store:
        assert store.info().version == old
        assert store.query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'b'").item() == 0
