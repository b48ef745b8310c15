"""Several states of one answer: which counts is judged by what they are, and not by the order of loading.

Of timed states the latest counts. Where states differ and no time tells which is later, none counts and all are kept,
unless it was said at a load that what is loaded later (or was first) counts.
"""

from __future__ import annotations

from oe_quality.store.database import Database

_TABLES = ("response", "superseded", "seen_again")


def settle_incoming(database: Database, batch_id: int, repeats: str) -> None:
    """Judge anew what the temporary table `incoming` leaves open, and note in it what became of it."""
    database.run("settle/open_incoming")
    database.run("settle/gather")
    database.run("settle/add_incoming", batch_id=batch_id)
    database.run("settle/judge", batch_id=batch_id, repeats=repeats)
    database.run("settle/mark_incoming", batch_id=batch_id)
    _write(database)


def open_withdrawn(database: Database, batch_id: int) -> None:
    """Note which answers are to be judged anew once a reading is gone; call it before that, and `settle_open` after."""
    database.run("settle/open_withdrawn", batch_id=batch_id)


def settle_open(database: Database) -> None:
    """Judge anew what `open_withdrawn` noted."""
    database.run("settle/gather")
    database.run("settle/judge", batch_id=0, repeats="")
    _write(database)


def _write(database: Database) -> None:
    for table in _TABLES:
        database.run(f"settle/drop_{table}")
    for table in _TABLES:
        database.run(f"settle/add_{table}")
    for table in ("judged", "state", "unsettled"):
        database.run(f"settle/drop_{table}")
