"""What a store holds: its batches, its questions, its totals, its fingerprint."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from oe_quality.readers.rows import Counts
from oe_quality.scales import Question, Scale
from oe_quality.store.database import Database
from oe_quality.store.records import Batch, QuestionInfo, StoreInfo, Totals
from oe_quality.store.vocabulary import Vocabulary


def batches(database: Database) -> tuple[Batch, ...]:
    """Every export that was loaded, in the order of loading."""
    return tuple(
        Batch(
            batch_id=row["batch_id"],
            file=row["file"],
            sha256=row["sha256"],
            format=row["format"],
            counts=Counts(
                row["rows_read"],
                row["rows_accepted"],
                row["rows_superseded"],
                row["rows_skipped"],
                row["rows_rejected"],
            ),
            added=row["responses_added"],
            updated=row["responses_updated"],
            same=row["responses_same"],
            outdated=row["responses_outdated"],
            contested=row["responses_contested"],
            unchanged=False,
            remarks=tuple(row["remarks"]),
            loaded_at=row["loaded_at"],
        )
        for row in database.frame("query/batches").iter_rows(named=True)
    )


def info(database: Database, version: int) -> StoreInfo:
    """What a store holds."""
    answered = {row[0]: row[1:] for row in database.frame("query/question_counts").iter_rows()}
    gold = dict(database.frame("query/gold_count").iter_rows())
    questions = []
    for stored in Vocabulary(database).by_name.values():
        n_items, n_annotators, n_responses = answered.get(stored.question_id, (0, 0, 0))
        n_gold = gold.get(stored.question_id, 0)
        questions.append(QuestionInfo(_without_texts(stored.shown()), n_items, n_annotators, n_responses, n_gold))
    row = database.row("query/totals")
    assert row is not None
    totals = Totals(*row)
    people = database.frame("query/people")
    excluded = tuple(people.filter(people["excluded"])["alias"].sort())
    sizes = (totals.n_items, totals.n_annotators, totals.n_annotations)
    return StoreInfo(version, batches(database), tuple(questions), *sizes, excluded, totals)


def _without_texts(question: Question) -> Question:
    """A question whose answers are free text has no labels: what people wrote is no part of what a store is."""
    return replace(question, labels=()) if question.scale is Scale.TEXT else question


def fingerprint(database: Database) -> str:
    """SHA-256 over questions and the digests of all that analyses see."""
    digest = hashlib.sha256()
    vocabulary = Vocabulary(database)
    for name in sorted(vocabulary.by_name):
        digest.update(repr(vocabulary.by_name[name].shown()).encode())
    for part, text in database.frame("query/fingerprint").iter_rows():
        digest.update(f"\n{part} {text}".encode())
    return digest.hexdigest()
