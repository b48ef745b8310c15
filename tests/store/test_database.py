"""The connection: what was written stands in the file when it is closed, or its keeper is told where it stands."""

import gc
import resource
from contextlib import contextmanager

import polars as pl
import pytest

from oe_quality.errors import InputError, StoreError
from oe_quality.store import open_store
from oe_quality.store.database import _Lent, connect


@contextmanager
def no_file_beyond(size):
    """Within, no file can be written beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def place(tmp_path):
    path = tmp_path / "q.duckdb"
    open_store(path, create=True).close()
    return path


def test_a_store_that_cannot_grow_is_refused_before_it_is_written(place):
    before = place.read_bytes()
    with no_file_beyond(place.stat().st_size), pytest.raises(InputError, match="ulimit -f"):
        open_store(place, read_only=False)
    assert place.read_bytes() == before
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_what_stands_beside_the_file_for_want_of_room_is_said_and_comes_in_later(place):
    database = connect(place, read_only=False)
    database.script("CREATE TABLE note AS SELECT range AS one FROM range(3)")
    with no_file_beyond(place.stat().st_size), pytest.raises(StoreError, match=r"q\.duckdb\.wal beside it"):
        database.close()
    log = place.with_name("q.duckdb.wal")
    assert log.exists()
    again = connect(place, read_only=False)
    assert again.ask("FROM note")["one"].to_list() == [0, 1, 2]
    again.close()
    assert not log.exists()


def test_a_statement_that_finds_no_room_leaves_the_store_as_it_was(place):
    database = connect(place, read_only=False)
    with no_file_beyond(place.stat().st_size):
        with pytest.raises(StoreError, match="holds what it held before"), database.transaction():
            database.script("CREATE TABLE note AS SELECT range AS one, random() AS two FROM range(200000)")
        database.close(orderly=False)
    with open_store(place) as store, pytest.raises(Exception, match="note"):
        store.query("FROM note")


def test_what_goes_wrong_within_is_told_and_not_what_follows_from_it(place):
    def unlucky():
        with open_store(place, read_only=False) as store:
            store._database.script("CREATE TABLE note AS SELECT range AS one FROM range(3)")
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, resource.RLIM_INFINITY))
            raise KeyError("one's own")

    with no_file_beyond(1 << 30), pytest.raises(KeyError):
        unlucky()


def test_a_transaction_keeps_no_rows_that_were_lent_to_it():
    database = connect(None, read_only=False)
    lent = []
    database.script("CREATE TABLE taken (number BIGINT)")
    with database.transaction():
        for _ in range(2):
            with database.given(numbers=pl.DataFrame({"number": [1, 2, 3]})):
                database.script("INSERT INTO taken FROM numbers")
                lent += [one for one in gc.get_referrers(_Lent) if isinstance(one, _Lent)]
    assert [one._frame.height for one in lent] == [0] * len(lent) != []
    assert database.ask("SELECT sum(number)::INTEGER AS total FROM taken")["total"].to_list() == [12]
    database.close()
