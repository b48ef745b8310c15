"""Gold answers: read with the texts of their labels, and kept by source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import polars as pl

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.keys import Key
from oe_quality.plaintext import count
from oe_quality.privacy import cleaned, scrub
from oe_quality.readers.rows import GOLD, Export
from oe_quality.store import staging
from oe_quality.store.addresses import address_key, keep_address_key
from oe_quality.store.database import Database
from oe_quality.store.scrubbing import naming
from oe_quality.store.vocabulary import StoredQuestion, Vocabulary

EXPORT = "export"
"""The source of gold answers that came with the data."""

SHOWN = 3
"""Changed gold answers that a sentence shows."""

UNKNOWN_SHOWN = 5
"""Gold labels without an answer that a sentence names."""

MIN_GOLD = 5
"""Gold items from which failing most of them says something of the gold."""


_MISSED = {False: "nobody gave the gold answer", True: "every answer is farther from the gold than from the others"}
"""What happened on a gold item that all failed: of labels, of numbers."""


def fault_sentences(faults: pl.DataFrame) -> list[str]:
    """What to say of gold that nobody answered, or that everybody fails: a fault of the gold rather than of people.

    Args:
        faults: as `Store.gold_faults` gives it.
    """
    said = []
    for row in faults.iter_rows(named=True):
        name, gold, unknown = repr(row["question"]), row["gold"], row["unknown"]
        if unknown:
            shown = ", ".join(map(repr, unknown[:UNKNOWN_SHOWN])) + (", ..." if len(unknown) > UNKNOWN_SHOWN else "")
            said.append(
                f"Gold labels of {name} that nobody ever answered: {shown}, on {row['n_unknown']:,} of {gold:,} gold "
                "items. Are they spelt otherwise (--fold case)?"
            )
        if row["untried"] == gold:
            said.append(f"Nobody answered any of the {gold:,} gold items of {name}: are items named otherwise there?")
        if row["items"] >= MIN_GOLD and row["failed"] > row["items"] / 2:
            missed = _MISSED[row["numeric"]]
            said.append(f"On {row['failed']:,} of {row['items']:,} gold items of {name} {missed}: is the gold right?")
    return said


@dataclass(frozen=True, slots=True)
class Stated:
    """When and under what terms an export states its gold.

    Attributes:
        batch_id: of the export; saved_at: UTC.
        new_gold: whether gold that differs from what is held takes its place.
        together: batches that were given together with the export; their gold is never replaced.
    """

    batch_id: int
    saved_at: datetime
    new_gold: bool
    together: frozenset[int]


def take_in(database: Database, export: Export, vocabulary: Vocabulary, how: Stated) -> list[str]:
    """Keep the gold that came with an export; returns what is to be said of gold that it changes.

    Raises:
        InputError: it differs from gold that the store holds, and may not take its place.
    """
    staged = staging.staged_gold(database, export.gold, vocabulary, export.file)
    with database.given(staged_gold=staged):
        changed = database.frame("ingest/changed_gold", source=EXPORT)
        said = _changes(changed, vocabulary, export.file, how)
        database.run("ingest/drop_gold", source=EXPORT)
        database.run("ingest/add_gold", source=EXPORT, batch_id=how.batch_id, saved_at=how.saved_at)
    return said


def _changes(changed: pl.DataFrame, vocabulary: Vocabulary, file: str, how: Stated) -> list[str]:
    """What to say of gold that differs from what is held.

    Raises:
        InputError: it may not take the place of what is held.
    """
    # Files that are given together have no order, so none of them is the newer.
    contradicting = changed.filter(pl.col("batch_id").is_in(how.together))
    wrong = contradicting if contradicting.height else changed
    if not wrong.height:
        return []
    values = _both_values(wrong, vocabulary)
    if contradicting.height:
        raise InputError(
            f"files that were given together state different gold answers; {values}",
            place=Place(file, wrong["line"][0]),
            remedy="Correct one of the files, or leave it out.",
        )
    if not how.new_gold:
        raise InputError(
            f"gold answers differ from those that the store holds; {values}",
            place=Place(file, wrong["line"][0]),
            remedy="Correct the file; or, if the new answers are the right ones, let them take the place of those held "
            "with --new-gold.",
        )
    return [f"Gold answers took the place of those that the store held; {values}."]


def _both_values(changed: pl.DataFrame, vocabulary: Vocabulary) -> str:
    """`2 items: 'c1' (mood): 'sad' here, 'joy' in a.csv; ...`."""
    by_id = {asked.question_id: asked for asked in vocabulary.by_name.values()}
    shown = []
    for row in changed.head(SHOWN).iter_rows(named=True):
        asked = by_id[row["question_id"]]
        here = _answer(asked, row["labels"], row["value"])
        held = _answer(asked, row["held_labels"], row["held_value"])
        shown.append(f"{row['item']!r} ({asked.question.name}): {here} here, {held} in {row['file'] or 'the store'}")
    n = changed.height
    more = "; ..." if n > SHOWN else ""
    return f"{count(n, 'item')}: {'; '.join(shown)}{more}"


def _answer(asked: StoredQuestion, codes: Sequence[int] | None, value: float | None) -> str:
    if codes is None:
        return f"{value:g}"
    return " + ".join(repr(asked.labels[code]) for code in codes) or "no label"


def gold(database: Database, question: str) -> pl.DataFrame:
    """Gold answers to one question: item, labels (texts), value, source."""
    asked = Vocabulary(database).find(question)
    rows = database.frame("query/gold", question_id=asked.question_id)
    texts = pl.Series(asked.labels, dtype=pl.String)
    codes = rows["labels"]
    named = [None if code is None else texts.gather(code).to_list() for code in codes]
    return rows.with_columns(pl.Series("labels", named, dtype=pl.List(pl.String)))


def save(database: Database, frame: pl.DataFrame, source: str, find_key: Callable[[], Key]) -> int:
    """Keep gold answers of one source; see `Store.save_gold`. The key is asked for where an address names an item."""
    if not source.strip():
        raise UsageError("gold answers need a source", remedy="Say who states them.")
    lacking = {"item", "question"} - set(frame.columns)
    if lacking or not {"labels", "value"} & set(frame.columns):
        raise UsageError("gold answers have the columns item, question, and labels or value")
    missing = [pl.lit(None, GOLD[name]).alias(name) for name in GOLD if name not in frame.columns]
    of_addresses = cache(lambda: address_key(database, find_key))
    rows = frame.with_columns(missing).select([pl.col(name).cast(kind) for name, kind in GOLD.items()])
    rows = rows.with_columns(cleaned(rows["item"], naming(of_addresses)))
    source = scrub(source)
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
        if of_addresses.cache_info().currsize:
            keep_address_key(database, of_addresses())
    return len(staged)
