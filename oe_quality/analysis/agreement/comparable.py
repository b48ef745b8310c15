"""The answers to one question, made ready to be compared: coded, counted, and one per annotator and item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.agreement.results import Basis
from oe_quality.errors import NotComputableError
from oe_quality.kernel.agreement.counts import CountTable, coded_ratings, count
from oe_quality.kernel.agreement.sets import LabelSets, distinct_sets
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import AnyChunk, Chunk, ChunkSource, RatingChunk, SetChunk
from oe_quality.kernel.data.select import keep_responses, last_answers
from oe_quality.scales import PATH_SEPARATOR, Question, Scale


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Comparable answers. V distinct values.

    Attributes:
        question: what was asked.
        data: the answers as they came, the last one of each annotator on each item; None where they are read from the
            store in parts.
        chunk: the same with each distinct value (label, number or set) as one code 0..V-1.
        table: the counts.
        scores: (V,) the number behind each code, for numbers and ranks; None for labels and sets.
        sets: the set behind each code; None unless several labels may be given.
        n_annotators: A; n_repeats: answers dropped because the same annotator answered again.
        weights: (K, K) agreement weights of the user's own; None where none were given.
    """

    question: Question
    data: AnyChunk | None
    chunk: Chunk | None
    table: CountTable
    scores: Floats | None
    sets: LabelSets | None
    n_annotators: int
    n_repeats: int
    weights: Floats | None = None

    @property
    def scale(self) -> Scale:
        return self.question.scale

    @property
    def coded(self) -> Chunk:
        """The answers as codes, where what is asked needs them one by one.

        Raises:
            NotComputableError: they are too many to hold at once.
        """
        if self.chunk is None:
            raise NotComputableError(
                "it needs all answers at once, and they are more than the memory that may be used holds",
                remedy="Say with OEQ_MEMORY, such as OEQ_MEMORY=16GB, or in oeq.toml that more may be used.",
            )
        return self.chunk

    @property
    def n_values(self) -> int:
        return self.table.n_values

    def basis(self) -> Basis:
        """On what agreement rests."""
        table = self.table
        comparable = len(table.annotators_present())
        answering = int((np.diff(table.by_annotator.tocsr().indptr) > 0).sum())
        full = table.n_responses == table.n_items * answering
        return Basis(
            n_items=table.n_items,
            n_single=table.n_single,
            n_annotators=answering,
            n_comparable=comparable,
            n_responses=table.n_responses,
            n_pairable=table.n_pairable,
            n_repeats=self.n_repeats,
            complete=bool(full and table.n_responses),
        )

    def why_undefined(self) -> str:
        """Why agreement beyond chance cannot be told from these answers."""
        basis = self.basis()
        if not basis.n_responses:
            return "nobody answered"
        if basis.n_annotators == 1:
            return "one annotator only: there is nobody to agree with"
        if not basis.n_pairable:
            return "no item was answered by two annotators"
        weight = (self.table.frequency * (self.table.size > 1))[self.table.pattern_of_entry()]
        used = np.unique(self.table.value[weight > 0])
        if len(used) == 1:
            return (
                f"all {basis.n_pairable} answers that can be compared are {self.value_name(int(used[0]))!r}: "
                "with one category only, agreement cannot be told from chance"
            )
        return "expected disagreement is zero, so agreement cannot be told from chance"

    def value_name(self, code: int) -> str:
        """The answer behind a code."""
        labels = self.question.labels
        if self.sets is not None:
            low, high = self.sets.offsets[code : code + 2]
            return ", ".join(labels[k] for k in self.sets.label[low:high]) or "nothing chosen"
        if self.question.scale.is_numeric and self.scores is not None:
            return f"{self.scores[code]:g}"
        return labels[code]


def prepare(question: Question, data: AnyChunk, n_annotators: int) -> Answers:
    """Code and count the answers to a question.

    Raises:
        NotComputableError: the question is free text.
    """
    if question.scale is Scale.TEXT:
        raise NotComputableError(
            f"{question.name} is free text, whose answers cannot be compared",
            remedy=f"Declare its labels when loading, for example --scale {question.name}=nominal.",
        )
    last = last_answers(data)
    repeats = int((~last).sum())
    kept = keep_responses(data, last) if repeats else data
    coded, scores, sets = _coded(question, kept)
    n_values = sets.n_sets if sets is not None else len(question.labels) if scores is None else len(scores)
    table = count(coded, n_values, n_annotators)
    return Answers(question, kept, coded, table, scores, sets, n_annotators, repeats)


def prepare_streamed(question: Question, source: ChunkSource[Chunk]) -> Answers:
    """Count the answers to a single-choice question that are read in parts.

    Args:
        question: what was asked; source: the last answer of each annotator on each item.
    """
    scores = np.arange(len(question.labels), dtype=float) if question.scale is Scale.ORDINAL else None
    table = count(source, len(question.labels), source.n_annotators)
    return Answers(question, None, None, table, scores, None, source.n_annotators, 0)


def _coded(question: Question, data: AnyChunk) -> tuple[Chunk, Floats | None, LabelSets | None]:
    if isinstance(data, SetChunk):
        labels = question.labels
        category = categories(labels) if question.hierarchical else None
        coded, sets = distinct_sets(data, len(labels), category)
        return coded, None, sets
    if isinstance(data, RatingChunk):
        coded, values = coded_ratings(data)
        return coded, values, None
    return data, np.arange(len(question.labels), dtype=float) if question.scale is Scale.ORDINAL else None, None


def categories(labels: tuple[str, ...]) -> NDArray[np.int32]:
    """(K,) the category of each label `category/word`; a label without a word is its own."""
    names = [label.partition(PATH_SEPARATOR)[0] for label in labels]
    code = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([code[name] for name in names], dtype=np.int32)
