"""Another reading of a file that the store holds already: what the former one gave goes, all else stays."""

from __future__ import annotations

import polars as pl

from oe_quality.readers.rows import Export
from oe_quality.store import settling
from oe_quality.store.database import Database
from oe_quality.store.vocabulary import NEW_LABEL, Vocabulary

_GIVEN = (
    "response",
    "superseded",
    "gold",
    "item_attribute",
    "annotator_attribute",
    "item_row",
    "reject",
    "seen_again",
    "confidence",
)


def former(database: Database, export: Export) -> list[int]:
    """Earlier readings of the same file that still count."""
    found = database.frame("withdraw/former", sha256=export.sha256, file=export.file, format=export.format)
    return found["batch_id"].to_list()


def withdraw(database: Database, batch_id: int, replaced_by: int) -> None:
    """Take back all that a reading gave; what it had replaced is current again, and what others hold too stays.

    Questions and labels that are left without any answer go with it. Exclusions, gold of others and the batch's own
    entry stay.
    """
    touched = database.frame("withdraw/questions_of", batch_id=batch_id)["question_id"].to_list()
    settling.open_withdrawn(database, batch_id)
    database.run("withdraw/keep_seen_again", batch_id=batch_id)
    for table in _GIVEN:
        database.run(f"withdraw/drop_{table}", batch_id=batch_id)
    settling.settle_open(database)
    database.run("withdraw/add_withdrawn", batch_id=batch_id, replaced_by=replaced_by)
    for question_id in database.frame("withdraw/unused_questions")["question_id"]:
        database.run("scale/drop_labels", question_id=question_id)
        database.run("withdraw/drop_question", question_id=question_id)
    _drop_unused_labels(database, touched)


def _drop_unused_labels(database: Database, touched: list[int]) -> None:
    """Open lists lose the labels that no answer holds; codes stay dense and in their order."""
    for asked in Vocabulary(database).by_name.values():
        if asked.question_id not in touched or not asked.question.open_vocabulary:
            continue
        used = set(database.frame("withdraw/used_labels", question_id=asked.question_id)["code"])
        kept = [code for code in range(len(asked.labels)) if code in used]
        if len(kept) == len(asked.labels):
            continue
        fresh = [kept.index(code) if code in used else 0 for code in range(len(asked.labels))]
        recoded = pl.DataFrame({"fresh": [fresh]}, schema={"fresh": pl.List(pl.Int32)})
        with database.given(recoded=recoded):
            for table in ("response", "superseded", "gold"):
                database.run(f"withdraw/recode_{table}", question_id=asked.question_id)
        database.run("scale/drop_labels", question_id=asked.question_id)
        rows = [(asked.question_id, place, asked.labels[code]) for place, code in enumerate(kept)]
        with database.given(new_label=pl.DataFrame(rows, schema=NEW_LABEL, orient="row")):
            database.run("ingest/add_labels")
