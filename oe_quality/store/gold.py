"""Gold answers: read with the texts of their labels, and kept by source."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.readers.rows import GOLD
from oe_quality.store import staging
from oe_quality.store.database import Database
from oe_quality.store.vocabulary import Vocabulary


def gold(database: Database, question: str) -> pl.DataFrame:
    """Gold answers to one question: item, labels (texts), value, source."""
    asked = Vocabulary(database).find(question)
    rows = database.frame("query/gold", question_id=asked.question_id)
    texts = pl.Series(asked.labels, dtype=pl.String)
    codes = rows["labels"]
    named = [None if code is None else texts.gather(code).to_list() for code in codes]
    return rows.with_columns(pl.Series("labels", named, dtype=pl.List(pl.String)))


def save(database: Database, frame: pl.DataFrame, source: str) -> int:
    """Keep gold answers of one source; see `Store.save_gold`."""
    if not source.strip():
        raise UsageError("gold answers need a source", remedy="Say who states them.")
    lacking = {"item", "question"} - set(frame.columns)
    if lacking or not {"labels", "value"} & set(frame.columns):
        raise UsageError("gold answers have the columns item, question, and labels or value")
    missing = [pl.lit(None, GOLD[name]).alias(name) for name in GOLD if name not in frame.columns]
    rows = frame.with_columns(missing).select([pl.col(name).cast(kind) for name, kind in GOLD.items()])
    vocabulary = Vocabulary(database)
    for name in rows["question"].unique():
        vocabulary.find(name)
    now = datetime.now(UTC).replace(tzinfo=None)
    with database.transaction():
        staged = staging.staged_gold(database, rows, vocabulary, source)
        with database.given(incoming_item=rows.select(name="item").unique(), staged_gold=staged):
            database.run("ingest/add_items")
            database.run("ingest/drop_gold", source=source)
            database.run("ingest/add_gold", source=source, batch_id=None, saved_at=now)
    return len(staged)
