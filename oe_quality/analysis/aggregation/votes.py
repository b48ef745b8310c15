"""What people said of each item, counted: the ground on which every soft label stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.aggregation.results import by_label
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, SetChunk
from oe_quality.kernel.entropy import entropy_bits
from oe_quality.notebook import Shown
from oe_quality.results import Json, document
from oe_quality.store.panel import ChoicePanel, SetPanel


class VoteStatus(StrEnum):
    """How far the annotators of one item agree on its first label."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    TIE = "tie"
    SINGLE = "single"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class Votes(Shown):
    """Counts of answers per item and label.

    Attributes:
        question: its name; items: (I,); labels: (K,).
        counts: (I, K) int64, annotators who chose the label; for a multi-label question an annotator
            may stand in several columns or in none.
        n_annotators: (I,) int64 annotators who answered.
        multilabel: whether one answer is a set.
    """

    question: str
    items: pl.Series
    labels: tuple[str, ...]
    counts: NDArray[np.int64]
    n_annotators: NDArray[np.int64]
    multilabel: bool

    @property
    def status(self) -> list[VoteStatus]:
        """(I,) how far the annotators of each item agree."""
        top = np.sort(self.counts, axis=1)[:, ::-1]
        first = top[:, 0] if top.shape[1] else np.zeros(len(self.items), dtype=np.int64)
        second = top[:, 1] if top.shape[1] > 1 else np.zeros_like(first)
        return [_status(*row) for row in zip(first, second, self.n_annotators, strict=True)]

    @property
    def spread(self) -> Floats:
        """(I,) entropy in bits of the labels given; 0 for an item without any."""
        return entropy_bits(self.counts / np.maximum(self.counts.sum(axis=1, keepdims=True), 1))

    def contested(self, most: int) -> list[int]:
        """Places of the items about which several annotators disagree most, the most spread votes first."""
        order = np.lexsort((np.arange(len(self.items)), -self.n_annotators, -self.spread))
        return [int(i) for i in order if self.n_annotators[i] > 1][:most]

    def frame(self) -> pl.DataFrame:
        """One row per item: item, n_annotators, status, n_<label>."""
        columns = [
            self.items.alias("item"),
            pl.Series("n_annotators", self.n_annotators),
            pl.Series("status", [status.value for status in self.status], dtype=pl.String),
        ]
        columns += by_label("n", self.counts.astype(np.int32), self.labels)
        return pl.DataFrame(columns)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.votes/1`."""
        return document("oeq.votes/1", {"question": self.question, "items": self.frame().to_dicts()})

    def words(self, item: int, most: int = 4) -> str:
        """The votes on one item in words: `sad 3, calm 1`."""
        row = self.counts[item]
        order = sorted(np.flatnonzero(row), key=lambda k: (-row[k], k))
        said = [f"{self.labels[k]} {row[k]}" for k in order[:most]]
        return ", ".join(said + ([f"{len(order) - most} more"] if len(order) > most else [])) or "nothing chosen"


def votes(panel: ChoicePanel | SetPanel) -> Votes:
    """Count the answers of a single-choice or multi-label question."""
    data, n_labels = panel.data, len(panel.labels)
    items = data.items()
    counts = np.zeros((panel.n_items, n_labels), dtype=np.int64)
    if isinstance(data, SetChunk):
        np.add.at(counts, (items[data.responses_of_entries()], data.label), 1)
    else:
        assert isinstance(data, Chunk)
        np.add.at(counts, (items, data.label), 1)
    answered = np.bincount(items, minlength=panel.n_items).astype(np.int64)
    return Votes(panel.question.name, panel.items, panel.labels, counts, answered, isinstance(data, SetChunk))


def _status(first: int, second: int, n: int) -> VoteStatus:
    if n == 0 or first == 0:
        return VoteStatus.NONE
    if n == 1:
        return VoteStatus.SINGLE if first > second else VoteStatus.TIE
    if first == second:
        return VoteStatus.TIE
    return VoteStatus.UNANIMOUS if first == n else VoteStatus.MAJORITY
