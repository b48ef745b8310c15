"""Opening a store: made beside its place and moved there whole, recognised, brought up to date."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import duckdb

from oe_quality.errors import StoreError
from oe_quality.keys import Key, find_key
from oe_quality.store import schema
from oe_quality.store.database import MEMORY, Database, connect
from oe_quality.store.store import Store


def open_store(
    path: str | Path,
    *,
    read_only: bool | None = None,
    create: bool = False,
    memory_limit: str | None = None,
    key: Key | None = None,
    own_ids: bool = False,
) -> Store:
    """Open a store; use it in a `with` statement, or close it.

    A store of an older version is brought up to date first, in one transaction.

    Args:
        path: the DuckDB file, or ":memory:" for a store that is gone when closed.
        read_only: whether nothing may be changed. By default so, unless `create` is set or the store is in memory.
        create: whether a missing file is made. The store is then open for writing.
        memory_limit: the most that DuckDB may hold in memory, such as "2GB"; the rest goes to a temporary folder.
        key: of the pseudonyms; by default the one that `keys.find_key` finds, when somebody new is to be called.
        own_ids: whether people are called by their own ids, in a store that holds nobody yet.

    Raises:
        StoreError: the file is missing, held by another process, not a store, or of a newer version.
    """
    if str(path) == MEMORY:
        database = connect(None, read_only=False, memory_limit=memory_limit)
        schema.create(database)
        return Store(database, schema.newest(), key, own_ids=own_ids)
    place = Path(path)
    if create and not place.exists():
        _make(place)
    _refuse_what_is_no_file(place)
    for_reading = (not create) if read_only is None else read_only
    database = connect(place, read_only=for_reading, memory_limit=memory_limit)
    try:
        found = schema.version(database, str(place))
        if found < schema.newest():
            database = _up_to_date(database, place, found, key, read_only=for_reading, memory_limit=memory_limit)
    except BaseException:
        database.close()
        raise
    return Store(database, schema.newest(), key, own_ids=own_ids)


def _refuse_what_is_no_file(place: Path) -> None:
    if place.is_dir():
        raise StoreError(f"{place} is a folder", remedy="Give the path of the store itself, such as quality.duckdb.")
    if not place.exists():
        raise StoreError(f"there is no store at {place}", remedy=f"Make one with: oeq load {place} EXPORT")


def _make(place: Path) -> None:
    """Make an empty store beside its place and move it there, so that a kill leaves a whole store or none."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{place.name[:40]}.", dir=place.parent) as folder:
            fresh = Path(folder) / "store.duckdb"
            database = connect(fresh, read_only=False)
            schema.create(database)
            database.close()
            # A link fails where the name is taken meanwhile; a rename would destroy what took it.
            with suppress(FileExistsError):
                os.link(fresh, place)
    except OSError as error:
        remedy = "Choose a folder that can be written to."
        raise StoreError(f"cannot make a store at {place}: {error.strerror}", remedy=remedy) from None


def _up_to_date(
    database: Database, place: Path, found: int, key: Key | None, *, read_only: bool, memory_limit: str | None
) -> Database:
    """Migrate; a store that was opened to read is opened to write for just that."""
    if read_only:
        database.close()
        database = connect(place, read_only=False)
    try:
        schema.migrate(database, found, key or find_key())
    except duckdb.Error as error:
        database.close()
        raise StoreError(
            f"{place} has schema version {found} and could not be brought to {schema.newest()}: {error}",
            remedy="It is as it was. Please report this.",
        ) from None
    if not read_only:
        return database
    database.close()
    return connect(place, read_only=True, memory_limit=memory_limit)
