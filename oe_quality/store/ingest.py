"""Loading an export: one transaction from the first question to the last reject."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache

import polars as pl

from oe_quality.errors import InputError, Place
from oe_quality.keys import Key
from oe_quality.privacy import scrub
from oe_quality.readers.rows import Export
from oe_quality.store import staging, withdraw
from oe_quality.store.addresses import address_key, keep_address_key
from oe_quality.store.catalogue import batches
from oe_quality.store.database import Database
from oe_quality.store.naming import name_newcomers
from oe_quality.store.records import Batch
from oe_quality.store.rescale import give_scale
from oe_quality.store.scrubbing import scrubbed
from oe_quality.store.vocabulary import Vocabulary

EXPORT = "export"
"""The source of gold answers that came with the data."""


@dataclass(frozen=True, slots=True)
class Taking:
    """How an export is taken in.

    Attributes:
        moving: questions of the store whose scale gives way to the export's.
        mapping: how the file was read, to be kept; "" where it needed none.
        own_ids: whether a store that holds nobody yet calls people by their ids.
    """

    moving: frozenset[str] = frozenset()
    mapping: str = ""
    own_ids: bool = False


def ingest(database: Database, export: Export, find_key: Callable[[], Key], how: Taking | None = None) -> Batch:
    """Take in an export, whole or not at all; see `Store.ingest`.

    Args:
        database: of the store; export: what a reader made of a file.
        find_key: gives the key of pseudonyms, asked only where somebody is new or an address stands in a name.
        how: what else decides.
    """
    how = how or Taking()
    of_addresses = cache(lambda: address_key(database, find_key))
    export = scrubbed(export, of_addresses)
    frames = staging.in_form(export)
    with database.given(
        incoming_response=frames["responses"],
        incoming_gold=frames["gold"],
        incoming_item=staging.items_of(frames),
        incoming_annotator=staging.annotators_of(frames, export.annotator_names),
        incoming_item_attribute=frames["items"],
        incoming_annotator_attribute=frames["annotators"],
        incoming_reject=frames["rejects"],
    ):
        content = _content(database, export)
        known = database.row("ingest/find_batch", sha256=export.sha256, content=content)
        if known is not None:
            return replace(_batch(database, known[0]), unchanged=True)
        with database.transaction(), database.given(newcomer=name_newcomers(database, find_key, how.own_ids)):
            number = _load(database, export, frames, content, how)
            if of_addresses.cache_info().currsize:
                keep_address_key(database, of_addresses())
    return _batch(database, number)


def _batch(database: Database, number: int) -> Batch:
    return next(batch for batch in batches(database) if batch.batch_id == number)


def _content(database: Database, export: Export) -> str:
    """A digest of what the reader made of the file: questions, answers, gold, attributes.

    Of a question only what decides how an answer is read counts: bounds and labels may have come
    to it meanwhile from other files.
    """
    row = database.row("ingest/content")
    assert row is not None
    questions = sorted(repr((q.name, q.scale.value, q.codes)) for q in export.questions)
    return hashlib.sha256("\n".join([row[0], *questions]).encode()).hexdigest()


def _load(database: Database, export: Export, frames: dict[str, pl.DataFrame], content: str, how: Taking) -> int:
    """Everything that a load writes; returns the batch's number."""
    number = database.number("ingest/next_batch")
    now = datetime.now(UTC).replace(tzinfo=None)
    former = withdraw.former(database, export)
    for batch_id in former:
        withdraw.withdraw(database, batch_id, number)
    _move_scales(database, export, how)
    vocabulary = Vocabulary(database)
    vocabulary.merge(database, export.questions, export.file)
    database.run("ingest/add_items")
    database.run("ingest/add_annotators")
    database.run("ingest/update_names")
    _load_responses(database, export.file, frames["responses"], vocabulary, number)
    _add_batch(database, export, content, number, now)
    database.run("ingest/drop_incoming")
    for kind in ("item", "annotator"):
        database.run(f"ingest/drop_{kind}_attributes")
        database.run(f"ingest/add_{kind}_attributes", batch_id=number)
    gold = staging.staged_gold(database, frames["gold"], vocabulary, export.file)
    with database.given(staged_gold=gold):
        database.run("ingest/drop_gold", source=EXPORT)
        database.run("ingest/add_gold", source=EXPORT, batch_id=number, saved_at=now)
    database.run("ingest/add_rejects", batch_id=number)
    database.run("ingest/add_diction", batch_id=number, **asdict(export.diction))
    if how.mapping and not names_somebody(how.mapping):
        database.run("withdraw/add_reading", batch_id=number, mapping=how.mapping)
    if former:
        database.run("withdraw/drop_nobodies")
    return number


def names_somebody(mapping: str) -> bool:
    """Whether a mapping holds an address, as where columns are called by the people's; then it is not kept.

    >>> names_somebody('annotator = ["rater"]'), names_somebody('columns = ["ann@example.org"]')
    (False, True)
    """
    # The digest of the column names is no digest of a password.
    return any(scrub(line) != line for line in mapping.splitlines() if not line.startswith("header ="))


def _move_scales(database: Database, export: Export, how: Taking) -> None:
    """Give questions the export's scale where theirs was a guess that moves."""
    held = Vocabulary(database).by_name
    for question in export.questions:
        known = held.get(question.name)
        if known is not None and question.name in how.moving and known.question.scale is not question.scale:
            give_scale(database, question)


def _load_responses(
    database: Database, file: str, responses: pl.DataFrame, vocabulary: Vocabulary, number: int
) -> None:
    """Stage the responses, tell new from known ones, and keep what the known ones replace."""
    with database.given(staged=staging.staged(database, responses, vocabulary, file)):
        database.run("ingest/stage")
    repeated = database.row("ingest/find_repeated")
    if repeated is not None:
        raise InputError(
            f"one annotator answers {repeated[1]!r} twice about the same item on the same occasion",
            place=Place(file, repeated[0]),
            remedy="Name the column that tells occasions apart (--occasion), or say which answer counts (--repeats).",
        )
    counts = database.row("ingest/count_verdicts")
    assert counts is not None
    if counts[0]:
        database.run("ingest/keep_replaced", batch_id=number)
        database.run("ingest/drop_replaced")
    if counts[1]:
        database.run("ingest/keep_outdated", batch_id=number)
    database.run("ingest/add_responses", batch_id=number)
    database.run("ingest/add_confidence", batch_id=number)
    if counts[2]:
        database.run("withdraw/add_seen_again", batch_id=number)


def _add_batch(database: Database, export: Export, content: str, number: int, now: datetime) -> None:
    counts = export.counts
    database.run(
        "ingest/add_batch",
        batch_id=number,
        file=export.file,
        sha256=export.sha256,
        content=content,
        format=export.format,
        read=counts.read,
        accepted=counts.accepted,
        superseded=counts.superseded,
        skipped=counts.skipped,
        rejected=counts.rejected,
        remarks=list(export.remarks),
        loaded_at=now,
    )
