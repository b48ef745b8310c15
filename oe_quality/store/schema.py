"""The schema of a store: made whole, brought up to date whole, and recognised.

A file of `sql/schema` is a step, and its number a version: a store of version n gets the steps
after n, in one transaction. A step that has been released is never edited; a change is a new step.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath

import duckdb
import polars as pl

from oe_quality import resources
from oe_quality._version import __version__
from oe_quality.errors import StoreError
from oe_quality.keys import Key
from oe_quality.store.addresses import keep_address_key
from oe_quality.store.database import DAMAGED, Database
from oe_quality.store.naming import name_anew
from oe_quality.store.scrubbing import rekeyed

APPLICATION = "oe-quality"
_COLUMN = re.compile(r"^COMMENT ON COLUMN (\w+)\.(\w+) ", re.MULTILINE)
"""Every column of the schema is described."""
NAMED = 21
"""The version from which on people are called by keyed pseudonyms; before it they were numbered."""


def steps() -> dict[int, str]:
    """Version -> resource of the step that leads to it, ascending."""
    return {int(PurePosixPath(name).name[:3]): name for name in resources.names("sql/schema", ".sql")}


def newest() -> int:
    """The version that this installation works with."""
    return max(steps())


def create(database: Database) -> None:
    """Make the schema in an empty database."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with database.transaction():
        for name in steps().values():
            database.script(resources.text(name))
        database.run("keep/add_meta", version=newest(), created_at=now, created_by=__version__)


def version(database: Database, what: str) -> int:
    """The version of the store that is open.

    Raises:
        StoreError: it is another program's DuckDB file, or a newer oe-quality made it.
    """
    try:
        row = database.row("query/meta")
    except duckdb.Error:
        row = None
    if row is None or row[0] != APPLICATION:
        remedy = "Give the path of a store, or another name for a new one."
        raise StoreError(f"{what} is a DuckDB file, but not a store of oe-quality", remedy=remedy)
    found = int(row[1])
    if found > newest():
        remedy = "Install the current oe-quality (pip install --upgrade oe-quality)."
        raise StoreError(f"{what} has schema version {found}; this oe-quality knows {newest()}", remedy=remedy)
    return found


def require_tables(database: Database, what: str, found: int) -> None:
    """Make sure that the store has the tables and columns of its version.

    Raises:
        StoreError: some are missing: it is damaged, or another program has changed it.
    """
    texts = [resources.text(name) for number, name in steps().items() if number <= found]
    needed = {pair for text in texts for pair in _COLUMN.findall(text)}
    missing = sorted(needed - set(database.frame("query/columns").iter_rows()))
    if missing:
        named = ", ".join(".".join(pair) for pair in missing[:3]) + (" ..." if len(missing) > 3 else "")
        raise StoreError(
            f"{what} lacks parts of a store: {named}",
            remedy=DAMAGED,
        )


def migrate(database: Database, found: int, key: Key) -> None:
    """Apply the steps after version `found`, all or none; who was numbered is called by a pseudonym of the key."""
    with database.transaction():
        for number, name in steps().items():
            if number > found:
                database.script(resources.text(name))
        if found < NAMED:
            _rekey(database, key)
            name_anew(database, key)
            keep_address_key(database, key)
        database.run("keep/update_meta", version=newest())


def _rekey(database: Database, key: Key) -> None:
    """Put digests under the key where an older version stored some that anyone could compute."""
    people, items = database.frame("query/people")["annotator"], database.frame("query/item_names")["name"]
    for statement, before in (("keep/update_annotator_keys", people), ("keep/update_item_names", items)):
        changes = pl.DataFrame({"before": before, "after": [rekeyed(key, name) for name in before]})
        with database.given(changed=changes.filter(pl.col("before") != pl.col("after"))):
            database.run(statement)
