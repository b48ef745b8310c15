"""New stores: whole, private, and beside nothing that would make them unreadable."""

import os
import shutil

import duckdb
import pytest

from oe_quality.errors import StoreError
from oe_quality.store import open_store
from oe_quality.store.making import make


def test_a_store_is_its_owners_alone(tmp_path):
    make(tmp_path / "q.duckdb")
    assert oct((tmp_path / "q.duckdb").stat().st_mode)[-3:] == "600"
    assert [path.name for path in tmp_path.iterdir()] == ["q.duckdb"]


@pytest.mark.parametrize("taken", [False, True])
def test_file_systems_without_links_hold_stores_too(tmp_path, monkeypatch, taken):
    place = tmp_path / "q.duckdb"

    def refuse(*_):
        if taken:
            place.write_text("mine")
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    make(place)
    if taken:
        assert place.read_text() == "mine"
    else:
        open_store(place).close()


def test_what_a_store_that_is_gone_left_makes_the_next_one_not_unreadable(tmp_path, caplog):
    (tmp_path / "q.duckdb.wal").write_bytes(b"of another store")
    (tmp_path / "q.duckdb.wal.old1").write_bytes(b"of yet another")
    open_store(tmp_path / "q.duckdb", create=True).close()
    open_store(tmp_path / "q.duckdb").close()
    assert (tmp_path / "q.duckdb.wal.old2").read_bytes() == b"of another store"
    assert "q.duckdb.wal.old2" in caplog.text


def test_a_log_that_does_not_belong_to_the_store_is_said_so(tmp_path):
    place = tmp_path / "q.duckdb"
    make(place)
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("CREATE TABLE a (b INTEGER)")
        other.execute("CHECKPOINT")
        other.execute("INSERT INTO a VALUES (1)")
        shutil.copy(tmp_path / "other.duckdb.wal", tmp_path / "q.duckdb.wal")
    with pytest.raises(StoreError, match=r"write-ahead file\n  Move .*q.duckdb.wal away"):
        open_store(place)


def test_the_users_home_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    open_store("~/q.duckdb", create=True).close()
    assert (tmp_path / "q.duckdb").exists()
