"""Stores of older versions: read through a copy in the newest form, and brought to it by the first write."""

from __future__ import annotations

import logging
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import duckdb

from oe_quality.errors import StoreError
from oe_quality.keys import Key, find_key
from oe_quality.store import schema
from oe_quality.store.database import Database, connect, write_afresh
from oe_quality.workshop import flush, workshop

LOG = logging.getLogger("oe_quality")
_DIGESTS = (
    ". That copy holds ids that were e-mail addresses in a form by which anybody who has it can check a guess: "
    "delete it once you have seen that all is well"
)
"""Said of a copy in which version 0.1 left digests without a key."""


def copy_to_read(place: Path, found: int, key: Key | None, memory_limit: str | None) -> Database:
    """A copy of the store in the newest schema, open for reading and gone when closed; the store is not touched.

    Raises:
        StoreError: it cannot be brought up to date.
    """
    with ExitStack() as stack:
        room = stack.enter_context(workshop(Path(tempfile.gettempdir())))
        copy = room / place.name
        _copy(place, copy)
        _migrate_file(copy, place, found, key)
        database = connect(copy, read_only=True, memory_limit=memory_limit)
        database.when_closed(stack.pop_all().close)
        return database


def bring_up_to_date(place: Path, found: int, key: Key | None) -> None:
    """Give the store the newest schema, once a copy of it as it was lies beside it; the copy's name is said.

    The store is written afresh and takes its place in one step, so that nothing of its former form is left in it.

    Raises:
        StoreError: it cannot be brought up to date; it is as it was.
    """
    kept = _free_name(place, found)
    # What a killed process left in the log enters the file.
    connect(place, read_only=False).close()
    holder = connect(place, read_only=True)
    try:
        with workshop(place.parent) as room:
            copy, work, fresh = (room / name for name in ("copy.duckdb", "work.duckdb", "fresh.duckdb"))
            for one in (copy, work):
                shutil.copyfile(place, one)
            _migrate_file(work, place, found, key)
            write_afresh(work, fresh)
            for one, final in ((copy, kept), (fresh, place)):
                flush(one)
                one.replace(final)
    finally:
        holder.close()
    LOG.warning(
        "%s was brought from schema %s to %s; as it was, it is kept in %s%s",
        place, found, schema.newest(), kept.name, _DIGESTS if found < schema.NAMED else "",
    )  # fmt: skip


def _migrate_file(work: Path, place: Path, found: int, key: Key | None) -> None:
    database = connect(work, read_only=False)
    try:
        _migrate(database, place, found, key)
    except BaseException:
        database.close(orderly=False)
        raise
    database.close()


def _migrate(database: Database, place: Path, found: int, key: Key | None) -> None:
    try:
        schema.migrate(database, found, key or find_key())
    except (duckdb.Error, StoreError) as error:
        raise StoreError(
            f"{place} has schema version {found} and could not be brought to {schema.newest()}: {error}",
            remedy="It is as it was. Please report this.",
        ) from None


def _copy(place: Path, copy: Path) -> None:
    """Copy the file, and its write-ahead log where a killed process left one."""
    shutil.copyfile(place, copy)
    log = place.with_name(f"{place.name}.wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(f"{copy.name}.wal"))


def _free_name(place: Path, found: int) -> Path:
    number = 1
    while True:
        again = f"-{number}" if number > 1 else ""
        kept = place.with_name(f"{place.stem}.schema{found}{again}{place.suffix}")
        if not kept.exists():
            return kept
        number += 1
