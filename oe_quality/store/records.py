"""What the store says about itself: frozen records."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

import polars as pl

from oe_quality.diction import Diction
from oe_quality.plaintext import count
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
        contested: responses that another export gives otherwise, or another row of this one, where no time tells which
            is later; none of them counts, all are kept.
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
class Reading:
    """How an export was read.

    Attributes:
        mapping: what its columns mean, as TOML; "" where it needed none.
        said: what was said of how it is to be read, as `recall.write_said` writes it; "" where nothing was.
    """

    mapping: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class QuestionInfo:
    """A question and how much it was answered (by humans, whoever is excluded)."""

    question: Question
    n_items: int
    n_annotators: int
    n_responses: int
    n_gold: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How many annotations there are, and how many of them count.

    An annotation is what one person answered about one item on one occasion, to one question or several. Of each person
    and item the latest counts, unless the person is left out: n_annotations = n_counted + n_left_out + n_earlier.

    Attributes:
        n_items, n_annotators, n_annotations: all that people gave, whoever is left out.
        n_left_out: annotations by who is left out; n_people_left_out: how many people those are.
        n_earlier: annotations of others that a later one by the same person on the same item follows; they show how far
            people agree with themselves.
        n_set_aside: beside all these, what was skipped, rejected or flagged in the tool; n_by_models: what models gave.
    """

    n_items: int
    n_annotators: int
    n_annotations: int
    n_left_out: int = 0
    n_people_left_out: int = 0
    n_earlier: int = 0
    n_set_aside: int = 0
    n_by_models: int = 0

    @property
    def n_counted(self) -> int:
        """Annotations on which labels and agreement rest: of each person and item one."""
        return self.n_annotations - self.n_left_out - self.n_earlier

    @property
    def nobody_twice(self) -> bool:
        """Whether nobody is known to have annotated twice, as where votes name nobody: then nothing tells of people."""
        return self.n_annotations == self.n_annotators > 1

    def words(self, diction: Diction) -> str:
        """All of it, in parts that sum.

        >>> from oe_quality.diction import CLIPS
        >>> Totals(9, 4, 36, n_left_out=9, n_people_left_out=1).words(CLIPS)
        '36 annotations of 9 clips by 4 annotators: 27 count and 9 are by 1 annotator left out'

        Args:
            diction: what the items are called.
        """
        given = f"{count(self.n_annotations, 'annotation')} of {diction.count(self.n_items)}"
        unknown = ", no two of them known to be by one person"
        head = given + (unknown if self.nobody_twice else f" by {count(self.n_annotators, 'annotator')}")
        out, earlier = self.n_left_out, self.n_earlier
        people = f"{count(self.n_people_left_out, 'annotator')} left out"
        parts = [f"{self.n_counted:,} count"]
        parts += [f"{out:,} {'is' if out == 1 else 'are'} by {people}"] if out else []
        was = "was" if earlier == 1 else "were"
        again = f"{earlier:,} {was} followed by a later one of the same annotator on the same {diction.one}"
        parts += [again] if earlier else []
        told = f"{head}: {', '.join(parts[:-1])}{',' if len(parts) > 2 else ''} and {parts[-1]}" if parts[1:] else head
        aside = [f"{self.n_set_aside:,} skipped, rejected or flagged in the tool"] if self.n_set_aside else []
        aside += [f"{self.n_by_models:,} by models"] if self.n_by_models else []
        return f"{told}; beside them {' and '.join(aside)}" if aside else told


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
        totals: how many of the annotations count, and where the others are.
    """

    version: int
    batches: tuple[Batch, ...]
    questions: tuple[QuestionInfo, ...]
    n_items: int
    n_annotators: int
    n_annotations: int
    excluded: tuple[str, ...]
    totals: Totals

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
