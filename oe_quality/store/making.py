"""A new store: made beside its place and moved there whole, readable by its owner alone."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from oe_quality.errors import StoreError, UsageError
from oe_quality.store import schema
from oe_quality.store.database import connect
from oe_quality.workshop import flush, workshop

LOG = logging.getLogger("oe_quality")
_EMPTY = 8 << 20
"""Bytes that a store takes before much is in it."""


def make(place: Path) -> None:
    """Make an empty store at a place that is free; a kill leaves a whole store or none.

    Raises:
        StoreError: nothing can be written there.
        InputError: there is no room.
    """
    try:
        with workshop(place.parent, least=_EMPTY) as room:
            fresh = room / "store.duckdb"
            database = connect(fresh, read_only=False)
            schema.create(database)
            database.close()
            flush(fresh)
            set_aside_log(place)
            _take_place(fresh, place)
    except (OSError, UsageError) as error:
        why = error.strerror if isinstance(error, OSError) else error.what
        remedy = "Choose a folder that can be written to."
        raise StoreError(f"cannot make a store at {place}: {why}", remedy=remedy) from None


def set_aside_log(place: Path) -> None:
    """Give another name to a write-ahead file whose store is gone; beside a new store it would be taken for its own."""
    log = place.with_name(f"{place.name}.wal")
    if place.exists() or not log.exists():
        return
    number = 1
    while (aside := place.with_name(f"{place.name}.wal.old{number}")).exists():
        number += 1
    log.rename(aside)
    LOG.warning("%s belonged to a store that is gone and is called %s now", log, aside.name)


def _take_place(fresh: Path, place: Path) -> None:
    """Move the store to its place unless that is taken meanwhile."""
    try:
        # A link fails where the name is taken; a rename would destroy what took it.
        os.link(fresh, place)
    except FileExistsError:
        return
    except OSError:
        # File systems without links, such as exFAT.
        if not place.exists():
            fresh.rename(place)
