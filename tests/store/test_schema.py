"""The schema of a store, and what is missing from one."""

import pytest

from oe_quality.errors import StoreError
from oe_quality.store import schema
from oe_quality.store.opening import open_store


@pytest.fixture
def database():
    with open_store(":memory:") as store:
        yield store._database


def test_steps_are_numbered_and_none_stands_twice():
    found = list(schema.steps())
    assert found == sorted(set(found))
    assert schema.newest() == found[-1] >= schema.NAMED


def test_a_new_store_is_of_the_newest_version_and_whole(database):
    assert schema.version(database, "q.duckdb") == schema.newest()
    schema.require_tables(database, "q.duckdb", schema.newest())


def test_another_program_s_file_and_a_newer_store_are_refused(database):
    database.script(f"UPDATE meta SET schema_version = {schema.newest() + 1}")
    with pytest.raises(StoreError, match=f"schema version {schema.newest() + 1}; this oe-quality knows"):
        schema.version(database, "q.duckdb")
    database.script("DROP TABLE meta")
    with pytest.raises(StoreError, match="is a DuckDB file, but not a store"):
        schema.version(database, "q.duckdb")


def test_what_a_damaged_store_lacks_is_named(database):
    database.script("DROP TABLE reject")
    with pytest.raises(StoreError, match=r"q.duckdb lacks parts of a store: reject\.\w+, reject\.\w+, reject") as said:
        schema.require_tables(database, "q.duckdb", schema.newest())
    assert said.value.remedy
