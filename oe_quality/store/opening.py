"""Opening a store: made if it is to be, recognised, brought up to date."""

from __future__ import annotations

import os
from pathlib import Path

from oe_quality.errors import StoreError
from oe_quality.keys import Key
from oe_quality.store import schema
from oe_quality.store.database import MEMORY, connect
from oe_quality.store.making import make
from oe_quality.store.store import Store
from oe_quality.store.upgrading import bring_up_to_date, copy_to_read
from oe_quality.workshop import is_store, require_room

_GROWTH = 4 << 20
"""Bytes by which the least that is written can make a store grow."""


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

    A store of an older version is read through a copy in the newest form, and left alone; opened for writing, it is
    brought up to date in one transaction, after a copy.

    Args:
        path: the DuckDB file, or ":memory:" for a store that is gone when closed.
        read_only: whether nothing may be changed. By default so, unless `create` is set or the store is in memory.
        create: whether a missing file is made. The store is then open for writing.
        memory_limit: the most that DuckDB may hold in memory, such as "2GB"; the rest goes to a temporary folder.
        key: of the pseudonyms; by default the one that `keys.find_key` finds, when somebody new is to be called.
        own_ids: whether people are called by their own ids, in a store that holds nobody yet.

    Returns:
        The store, open until it is closed or its `with` statement ends.

    Raises:
        StoreError: the file is missing, held by another process, not a store, damaged, or of a newer version.

    >>> with open_store(":memory:") as store:
    ...     store.info().n_annotators
    0
    """
    if str(path) == MEMORY:
        database = connect(None, read_only=False, memory_limit=memory_limit)
        schema.create(database)
        return Store(database, schema.newest(), key, own_ids=own_ids)
    place = Path(path).expanduser()
    _refuse_undecodable(place)
    if create and not place.exists():
        make(place)
    _refuse_what_is_no_file(place)
    for_reading = (not create) if read_only is None else read_only
    if not for_reading:
        # Before any work, and not when its outcome is to be kept.
        require_room(place.parent, beyond=place.stat().st_size, least=_GROWTH)
    database = connect(place, read_only=for_reading, memory_limit=memory_limit)
    try:
        found = schema.version(database, str(place))
        schema.require_tables(database, str(place), found)
    except BaseException:
        database.close(orderly=False)
        raise
    if found < schema.newest():
        database.close()
        if for_reading:
            database = copy_to_read(place, found, key, memory_limit)
        else:
            bring_up_to_date(place, found, key)
            database = connect(place, read_only=False, memory_limit=memory_limit)
    return Store(database, schema.newest(), key, own_ids=own_ids)


def _refuse_undecodable(place: Path) -> None:
    try:
        str(place).encode()
    except UnicodeEncodeError:
        shown = os.fsencode(place).decode("utf-8", "replace")
        remedy = "Call the file and its folders otherwise."
        raise StoreError(f"a store cannot lie at {shown}, which is not text in UTF-8", remedy=remedy) from None


def _refuse_what_is_no_file(place: Path) -> None:
    if place.is_dir():
        raise StoreError(f"{place} is a folder", remedy="Give the path of the store itself, such as quality.duckdb.")
    if not place.exists():
        raise StoreError(f"there is no store at {place}", remedy=f"Make one with: oeq load {place} EXPORT")
    # DuckDB would open a table or a JSON file too, as a view on it. What cannot be read, it explains itself.
    if os.access(place, os.R_OK) and not is_store(place):
        raise StoreError(
            f"{place} is not a store: it is no DuckDB file", remedy="Give the path of an oe-quality store."
        )
