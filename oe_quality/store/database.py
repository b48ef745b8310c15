"""One connection to one DuckDB file: opened, locked down, and asked by the names of statements."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

import duckdb
import polars as pl
import pyarrow as pa

from oe_quality import resources
from oe_quality.errors import StoreError

MEMORY = ":memory:"
WAIT = 5.0
"""Seconds for which a store that another process holds is waited for."""
DAMAGED = "It is damaged, or another program changed it. Take a copy of it, or load the exports anew."
"""What to do about a store that holds what nobody wrote there."""

# A store reads and writes its own file and nothing else, whatever a statement asks for.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


class Database:
    """A connection that runs the statements of `sql/` by name, such as `query/items`."""

    __slots__ = ("__weakref__", "_afterwards", "_connection", "_written")

    def __init__(self, connection: duckdb.DuckDBPyConnection, written: Path | None = None) -> None:
        self._connection = connection
        self._written = written
        self._afterwards: Callable[[], None] | None = None
        _OPEN.add(self)

    def interrupt(self) -> None:
        """Have the statement that is running end with an error; may be called from another thread."""
        with suppress(duckdb.Error):
            self._connection.interrupt()

    def run(self, statement: str, **parameters: Any) -> None:
        """Run a statement for its effect."""
        with _understood():
            self._connection.execute(_text(statement), parameters or None).fetchall()

    def frame(self, statement: str, **parameters: Any) -> pl.DataFrame:
        """Run a statement for its rows."""
        with _understood():
            return self.ask(_text(statement), parameters)

    def row(self, statement: str, **parameters: Any) -> tuple[Any, ...] | None:
        """Run a statement for its first row."""
        # A result that is not read to its end blocks the connection.
        with _understood():
            rows: list[tuple[Any, ...]] = self._connection.execute(_text(statement), parameters or None).fetchall()
        return rows[0] if rows else None

    def number(self, statement: str, **parameters: Any) -> int:
        """Run a statement for one whole number."""
        row = self.row(statement, **parameters)
        assert row is not None
        return int(row[0])

    def table(self, statement: str, **parameters: Any) -> pa.Table:
        """Run a statement for its rows as one Arrow table."""
        with _understood():
            return self._connection.sql(_text(statement), params=parameters or None).to_arrow_table()

    def script(self, text: str) -> None:
        """Run the statements of a schema file."""
        self._connection.execute(text).fetchall()

    def ask(self, sql: str, parameters: dict[str, Any] | None = None) -> pl.DataFrame:
        """Run a user's statement; `query.ask` has made sure that it is one that only reads."""
        frame: pl.DataFrame = self._connection.sql(sql, params=parameters or None).pl()
        return frame

    def statements(self, sql: str) -> list[duckdb.Statement]:
        """The statements of a text, parsed but not run."""
        return self._connection.extract_statements(sql)

    @contextmanager
    def given(self, **frames: pl.DataFrame) -> Iterator[None]:
        """Let statements read these frames by name."""
        lent = {name: _Lent(frame) for name, frame in frames.items()}
        try:
            for name, one in lent.items():
                self._connection.register(name, one)
            yield
        finally:
            for name, one in lent.items():
                self._connection.unregister(name)
                one.take_back()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: the statements within are committed together, or none is."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        with _understood():
            self._connection.commit()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction in which nothing can be changed."""
        self.run("keep/begin_reading")
        try:
            yield
        finally:
            self._connection.rollback()

    def another(self) -> Database:
        """A second connection to the same open file, with temporary tables of its own."""
        return Database(self._connection.cursor())

    def when_closed(self, do: Callable[[], None]) -> None:
        """Have something done once the file is closed."""
        self._afterwards = do

    def close(self, *, orderly: bool = True) -> None:
        """Close the file, in good order once all that was written stands in the file itself.

        Raises:
            StoreError: there is no room for it; it stands in the write-ahead file.
        """
        try:
            if orderly and self._written is not None:
                self._settle(self._written)
        finally:
            self._connection.close()
            if self._afterwards is not None:
                self._afterwards()
                self._afterwards = None

    def _settle(self, place: Path) -> None:
        """DuckDB does so itself when it closes a file, and says nothing where it fails."""
        try:
            with suppress(duckdb.TransactionException):
                # Another connection is still at it, and the last one to close does this.
                self._connection.execute(_text("keep/checkpoint"))
        except (duckdb.IOException, duckdb.FatalException) as error:
            raise StoreError(
                f"what was written is whole, but could not be put into {place} itself: {_first_line(error)}",
                remedy=f"{_MAKE_ROOM} Until then keep {place.name}.wal beside it, which holds the rest; the next "
                "command that writes puts it in.",
            ) from None


class _Lent:
    """A frame that statements may read until it is taken back.

    Within a transaction DuckDB keeps what was registered until its end and beyond, though it was unregistered since:
    then it keeps this and not the rows.
    """

    __slots__ = ("_frame",)

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)

    def take_back(self) -> None:
        self._frame = self._frame.clear()


_OPEN: WeakSet[Database] = WeakSet()


def interrupt_all() -> None:
    """Have every statement that is running in this process end with an error; called from a thread of its own."""
    for database in list(_OPEN):
        database.interrupt()


@contextmanager
def _understood() -> Iterator[None]:
    """Turn what DuckDB refuses while it runs a statement of ours into what a person can act on.

    What remains, such as a statement that does not fit its tables, is a mistake of ours.
    """
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException as error:
        remedy = "Open the store with a higher memory_limit, or make room on the disk; it holds what it held before."
        raise StoreError(f"the store needs more room than there is: {_first_line(error)}", remedy=remedy) from None
    except duckdb.InvalidInputException as error:
        if "read-only" not in str(error):
            raise
        remedy = "Open it with open_store(path, read_only=False)."
        raise StoreError("the store is open for reading only", remedy=remedy) from None
    except (*_DAMAGE, duckdb.TransactionException) as error:
        if any(words in str(error) for words in _NO_ROOM):
            remedy = f"{_MAKE_ROOM} The store holds what it held before."
            raise StoreError(f"the store could not be written: {_first_line(error)}", remedy=remedy) from None
        if isinstance(error, duckdb.TransactionException):
            raise
        raise StoreError(f"the store cannot be read: {_first_line(error)}", remedy=DAMAGED) from None


_MAKE_ROOM = "Make room: a disk with space, or a higher limit on the size of files (ulimit -f)."
_NO_ROOM = ("No space left", "File too large", "Could not write", "Could not truncate")
_DAMAGE = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.InternalException,
    duckdb.FatalException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
)


def _first_line(error: duckdb.Error) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _text(statement: str) -> str:
    return resources.text(f"sql/{statement}.sql")


def connect(path: Path | None, *, read_only: bool, memory_limit: str | None = None) -> Database:
    """Open a DuckDB file, or a database in memory where `path` is None.

    Raises:
        StoreError: the file is missing, locked, no DuckDB file, or written by a newer DuckDB.
    """
    config: dict[str, Any] = dict(_CLOSED)
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    connection = _connected(path, read_only=read_only, config=config)
    database = Database(connection, None if read_only else path)
    database.run("keep/lock_settings")
    return database


def write_afresh(source: Path, target: Path) -> None:
    """Write what a DuckDB file holds into a new one, which has no trace of what was changed or deleted before.

    A file keeps the bytes of deleted rows in blocks that are free until something else is written there.
    """
    with duckdb.connect(MEMORY) as connection:
        for statement, parameters in (
            ("keep/attach_source", {"path": str(source)}),
            ("keep/attach_target", {"path": str(target)}),
            ("keep/copy_all", None),
            ("keep/checkpoint_target", None),
        ):
            connection.execute(_text(statement), parameters).fetchall()


def _connected(path: Path | None, *, read_only: bool, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """Open, and wait a little for a process that holds the file."""
    until = time.monotonic() + WAIT
    while True:
        try:
            return duckdb.connect(MEMORY if path is None else str(path), read_only=read_only, config=config)
        except duckdb.Error as error:
            if "Could not set lock" not in str(error) or time.monotonic() >= until:
                raise _explained(error, path) from None
        time.sleep(0.1)


def _explained(error: duckdb.Error, path: Path | None) -> StoreError:
    """DuckDB's message as what happened and what to do."""
    text = str(error)
    if "Could not set lock" in text:
        holder = re.search(r"PID (\d+)", text)
        who = f"the process {holder.group(1)}" if holder else "another process"
        remedy = "Wait until it has finished or end it: while one process writes, no other can open the file."
        return StoreError(f"{path} is held by {who}", remedy=remedy)
    if isinstance(error, duckdb.ConnectionException):
        remedy = "Close the other store first; one that is open for writing can also read."
        return StoreError(f"{path} is already open in this process, in another mode", remedy=remedy)
    if "not a valid DuckDB database" in text:
        return StoreError(
            f"{path} is not a store: it is no DuckDB file", remedy="Give the path of an oe-quality store."
        )
    if any(words in text for words in _NO_ROOM):
        return StoreError(f"{path} could not be written: {text.splitlines()[0]}", remedy=_MAKE_ROOM)
    if ".wal" in text or "WAL" in text:
        remedy = f"Move {path}.wal away: it was left by another store that stood here, or is damaged."
        return StoreError(f"{path} cannot be read together with its write-ahead file", remedy=remedy)
    if "version" in text.lower():
        remedy = "Install the duckdb that wrote it, or a later one."
        return StoreError(f"{path} cannot be read by this version of DuckDB ({duckdb.__version__})", remedy=remedy)
    return StoreError(f"{path} cannot be opened: {text.splitlines()[0]}", remedy="Check the path and its permissions.")
