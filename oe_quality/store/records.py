"""What the store says about itself: frozen records."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

import polars as pl

from oe_quality.readers.rows import Counts
from oe_quality.results import Json, document, to_json
from oe_quality.scales import Question


@dataclass(frozen=True, slots=True)
class Batch:
    """One export that was loaded.

    Attributes:
        batch_id: counted from 1 in the order of loading.
        file: the file's name without its folder.
        sha256: of the bytes on disk, hexadecimal.
        format: the reader that read it.
        counts: where the file's rows went.
        added: responses that were new to the store.
        updated: responses that replaced an earlier state, which the store keeps.
        same: responses that the store already held as they are.
        outdated: responses older than what the store holds; kept, but not current.
        contested: responses that another export gives otherwise, where no time tells which is later; none of them
            counts, all are kept.
        unchanged: whether this load found the same reading of the same file and left the store as it was;
            the other fields then speak of the load that took it in.
        remarks: how the reader understood the file, in sentences.
        loaded_at: UTC, naive.
    """

    batch_id: int
    file: str
    sha256: str
    format: str
    counts: Counts
    added: int
    updated: int
    same: int
    outdated: int
    contested: int
    unchanged: bool
    remarks: tuple[str, ...]
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionInfo:
    """A question and how much it was answered (by humans, whoever is excluded)."""

    question: Question
    n_items: int
    n_annotators: int
    n_responses: int
    n_gold: int


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What a store holds.

    Attributes:
        version: of the schema.
        batches: the exports, in the order of loading.
        questions: in the order of first appearance.
        n_items, n_annotators: that have at least one answer.
        n_annotations: distinct (item, annotator, occasion) that have at least one answer.
        excluded: aliases of the annotators who are left out of results.
    """

    version: int
    batches: tuple[Batch, ...]
    questions: tuple[QuestionInfo, ...]
    n_items: int
    n_annotators: int
    n_annotations: int
    excluded: tuple[str, ...]

    def frame(self) -> pl.DataFrame:
        """One row per question: question, scale, labels, items, annotators, responses, gold."""
        rows = [
            (q.question.name, q.question.scale.value, len(q.question.labels) or None, *_counts(q))
            for q in self.questions
        ]
        columns = ("question", "scale", "labels", "items", "annotators", "responses", "gold")
        kinds = (pl.String, pl.String, *[pl.Int64] * 5)
        return pl.DataFrame(rows, schema=dict(zip(columns, kinds, strict=True)), orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.info/1`."""
        return document("oeq.info/1", {f.name: to_json(getattr(self, f.name)) for f in fields(self)})


def _counts(info: QuestionInfo) -> tuple[int, int, int, int]:
    return info.n_items, info.n_annotators, info.n_responses, info.n_gold
