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
from oe_quality.store import gold as golds
from oe_quality.store import settling, staging, withdraw
from oe_quality.store.addresses import address_key, keep_address_key
from oe_quality.store.catalogue import batches
from oe_quality.store.database import Database
from oe_quality.store.naming import name_newcomers
from oe_quality.store.records import Batch, Reading
from oe_quality.store.rescale import give_scale
from oe_quality.store.scrubbing import scrubbed
from oe_quality.store.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Taking:
    """How an export is taken in.

    Attributes:
        moving: questions of the store whose scale gives way to the export's.
        reading: how the file was read, to be kept.
        own_ids: whether a store that holds nobody yet calls people by their ids.
        new_gold: whether gold that differs from what is held takes its place.
        together: batches that were given together with the export; their gold is never replaced.
    """

    moving: frozenset[str] = frozenset()
    reading: Reading | None = None
    own_ids: bool = False
    new_gold: bool = False
    together: frozenset[int] = frozenset()


def ingest(database: Database, export: Export, find_key: Callable[[], Key], how: Taking | None = None) -> Batch:
    """Take in an export, whole or not at all; see `Store.ingest`.

    Args:
        database: of the store; export: what a reader made of a file.
        find_key: gives the key of pseudonyms, asked only where somebody is new or an address stands in a name.
        how: what else decides.
    """
    how = how or Taking()
    of_addresses = cache(lambda: address_key(database, find_key))
    export = staging.in_form(scrubbed(export, of_addresses))
    with database.given(
        incoming_gold=export.gold,
        incoming_item_attribute=export.items,
        incoming_annotator_attribute=export.annotators,
        incoming_item_row=export.item_rows,
        incoming_reject=export.rejects,
    ):
        try:
            arrived = _look_through(database, export)
            with database.given(incoming_annotator=staging.annotators_of(arrived.people, export.annotator_names)):
                known = database.row("ingest/find_batch", sha256=export.sha256, content=arrived.content)
                if known is not None:
                    return replace(_batch(database, known[0]), unchanged=True)
                with database.transaction(), database.given(newcomer=name_newcomers(database, find_key, how.own_ids)):
                    number = _load(database, export, arrived.content, how)
                    if of_addresses.cache_info().currsize:
                        keep_address_key(database, of_addresses())
        finally:
            database.run("ingest/drop_items")
    return _batch(database, number)


@dataclass(frozen=True, slots=True, eq=False)
class _Arrived:
    """What a first pass over an export tells: the digest of what a reader made of it, and the keys of its people."""

    content: str
    people: pl.Series


def _look_through(database: Database, export: Export) -> _Arrived:
    """The first pass, which also notes the items in the temporary table `incoming_item`."""
    database.run("ingest/begin_items")
    database.run("ingest/note_other_items")
    digest, people = 0, export.annotators["key"].unique()
    for part in export.all_parts():
        with database.given(incoming_response=part):
            digest ^= database.number("ingest/digest_responses")
            database.run("ingest/note_items")
        people = pl.concat([people, part["annotator"]]).unique()
    return _Arrived(_content(database, export, digest), people)


def _batch(database: Database, number: int) -> Batch:
    return next(batch for batch in batches(database) if batch.batch_id == number)


def _content(database: Database, export: Export, responses: int) -> str:
    """A digest of what the reader made of the file: questions, answers, gold, attributes.

    Of a question only what decides how an answer is read counts: bounds and labels may have come
    to it meanwhile from other files.
    """
    row = database.row("ingest/content", responses=str(responses))
    assert row is not None
    questions = sorted(repr((q.name, q.scale.value, q.codes)) for q in export.questions)
    return hashlib.sha256("\n".join([row[0], *questions, export.repeats]).encode()).hexdigest()


def _load(database: Database, export: Export, content: str, how: Taking) -> int:
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
    verdicts = _load_responses(database, export, vocabulary, number)
    stated = golds.Stated(number, now, how.new_gold, how.together)
    export = replace(export, remarks=(*export.remarks, *golds.take_in(database, export, vocabulary, stated)))
    _add_batch(database, export, content, number, now, verdicts)
    ruling = {"repeats": str(export.repeats), "contested": verdicts.contested}
    database.run("settle/add_ruling", batch_id=number, **ruling)
    for kind in ("item", "annotator"):
        database.run(f"ingest/drop_{kind}_attributes")
        database.run(f"ingest/add_{kind}_attributes", batch_id=number)
    database.run("ingest/add_item_rows", batch_id=number)
    database.run("ingest/add_rejects", batch_id=number)
    database.run("ingest/add_diction", batch_id=number, **asdict(export.diction))
    if how.reading is not None:
        _keep_reading(database, number, how.reading)
    if former:
        database.run("withdraw/drop_nobodies")
    return number


def _keep_reading(database: Database, number: int, reading: Reading) -> None:
    """Keep how an export was read, but where columns are called by people's addresses."""
    if reading.mapping and not names_somebody(reading.mapping):
        database.run("withdraw/add_reading", batch_id=number, mapping=reading.mapping)
    if reading.said and not names_somebody(reading.said):
        database.run("withdraw/add_said", batch_id=number, options=reading.said)


def names_somebody(text: str) -> bool:
    """Whether a text holds an address, as a mapping does where columns are called by the people's.

    >>> names_somebody('annotator = ["rater"]'), names_somebody('columns = ["ann@example.org"]')
    (False, True)
    """
    return any(scrub(line) != line for line in text.splitlines())


def _move_scales(database: Database, export: Export, how: Taking) -> None:
    """Give questions the export's scale where theirs was a guess that moves."""
    held = Vocabulary(database).by_name
    for question in export.questions:
        known = held.get(question.name)
        if known is not None and question.name in how.moving and known.question.scale is not question.scale:
            give_scale(database, question)


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """How an export's responses met what the store held; fields as those of `Batch`."""

    added: int = 0
    updated: int = 0
    same: int = 0
    outdated: int = 0
    contested: int = 0
    open: int = 0


def _load_responses(database: Database, export: Export, vocabulary: Vocabulary, number: int) -> _Verdicts:
    """Stage the responses, tell new from known ones, and judge which state counts where there are several."""
    asked = [vocabulary.by_name[question.name].question_id for question in export.questions]
    added = 0
    database.run("ingest/begin_incoming")
    if export.spool is not None and not database.number("ingest/holds_answers", question_ids=asked):
        # Nothing is held that they could meet, and a reader that reads in parts has settled what repeats.
        _stage(database, export, vocabulary, ("ingest/add_staged", "ingest/add_staged_confidence"), batch_id=number)
        added = export.n_responses
    else:
        _stage(database, export, vocabulary, ("ingest/stage",))
        _refuse_repeated(database, export.file)
    _stage_contested(database, export, vocabulary)
    verdicts = _Verdicts(*(database.row("ingest/count_verdicts") or ()))
    database.run("ingest/add_responses", batch_id=number)
    database.run("ingest/add_confidence", batch_id=number)
    if verdicts.same:
        database.run("withdraw/add_seen_again", batch_id=number)
    if verdicts.open:
        settling.settle_incoming(database, number, str(export.repeats))
        verdicts = _Verdicts(*(database.row("ingest/count_verdicts") or ()))
    database.run("ingest/drop_incoming")
    return replace(verdicts, added=verdicts.added + added)


def _stage(
    database: Database, export: Export, vocabulary: Vocabulary, statements: tuple[str, ...], **given: int
) -> None:
    """Run statements for the responses with labels as codes, part by part."""
    for part in export.parts():
        with database.given(staged=staging.staged(database, part, vocabulary, export.file)):
            for statement in statements:
                database.run(statement, **given)


def _stage_contested(database: Database, export: Export, vocabulary: Vocabulary) -> None:
    """Stage the responses that contradict each other in the export itself; the store judges them with all others."""
    if export.contested.height:
        with database.given(staged=staging.staged(database, export.contested, vocabulary, export.file)):
            database.run("ingest/stage_contested")


def _refuse_repeated(database: Database, file: str) -> None:
    repeated = database.row("ingest/find_repeated")
    if repeated is not None:
        raise InputError(
            f"one annotator answers {repeated[1]!r} twice about the same item on the same occasion",
            place=Place(file, repeated[0]),
            remedy="Name the column that tells occasions apart (--occasion), or say which answer counts (--repeats).",
        )


def _add_batch(
    database: Database, export: Export, content: str, number: int, now: datetime, verdicts: _Verdicts
) -> None:
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
        added=verdicts.added,
        updated=verdicts.updated,
        same=verdicts.same,
        outdated=verdicts.outdated,
        remarks=list(export.remarks),
        loaded_at=now,
    )
