"""A user's own SQL: one statement that reads, over a store that nothing else can be reached from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl

from oe_quality.errors import UsageError
from oe_quality.store.database import Database

_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
_REMEDY = 'Ask one SELECT; oeq query DB "FROM annotation LIMIT 5" shows responses as people read them.'


def ask(database: Database, sql: str, parameters: Mapping[str, Any] | None) -> pl.DataFrame:
    """Run one reading statement; see `Store.query`."""
    _refuse_undecodable(sql)
    try:
        statements = database.statements(sql)
    except duckdb.Error as error:
        raise _refused(error) from None
    if len(statements) != 1:
        raise UsageError(f"{len(statements)} statements were given", remedy=_REMEDY)
    if statements[0].type not in _READING:
        kind = statements[0].type.name.lower().replace("_", " ")
        raise UsageError(f"a query only reads, and this is a statement of kind {kind!r}", remedy=_REMEDY)
    try:
        with database.reading():
            return database.ask(sql, dict(parameters or {}))
    except duckdb.Error as error:
        raise _refused(error) from None
    except pl.exceptions.PolarsError as error:
        remedy = "Cast the column in question, for example interval_column::VARCHAR."
        raise UsageError(f"the answer has a column of a kind that tables lack: {error}", remedy=remedy) from None


def _refuse_undecodable(sql: str) -> None:
    """Raise where the text came from bytes that are no text in the terminal's encoding."""
    try:
        sql.encode()
    except UnicodeEncodeError:
        raise UsageError("the query is not text in UTF-8", remedy="Set PYTHONUTF8=1 in the environment.") from None


def _refused(error: duckdb.Error) -> UsageError:
    return UsageError(f"the query cannot be answered: {str(error).strip()}", remedy=_REMEDY)
