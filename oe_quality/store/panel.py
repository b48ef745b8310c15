"""The responses to one question: coded data, and the names that the codes stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.kernel.data.chunk import AnyChunk, C_co, Chunk, ChunkSource, InMemory, RatingChunk, SetChunk
from oe_quality.scales import Question

D = TypeVar("D", bound=AnyChunk)


@dataclass(frozen=True, slots=True)
class Decision:
    """That a maintainer left somebody out.

    Attributes:
        alias: whom; reason: why, in the maintainer's words; decided_at: when, UTC.
    """

    alias: str
    reason: str
    decided_at: datetime

    @property
    def words(self) -> str:
        """`otter-307 since 2026-11-02 (left early)`."""
        return f"{self.alias} since {self.decided_at:%Y-%m-%d} ({self.reason})"


@dataclass(frozen=True, slots=True)
class Voice:
    """One or several models that were let in among the annotators, and count as one of them.

    Attributes:
        alias: what it is called; models: their keys, ascending.
        effective: as how many independent models they would count (Kish 1965: k / (1 + (k - 1) rho)); None where that
            is not known.
        why: why several count as one; empty for one.
    """

    alias: str
    models: tuple[str, ...]
    effective: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who and what an analysis does not speak of, and why; and who speaks in it beside people.

    Attributes:
        annotators: aliases of annotators whom a maintainer excluded; decisions: the same with reason and time.
        repeats: responses of an annotator to an item beyond the last occasion, where only one counts.
        not_answered: responses that were skipped, rejected or flagged in the tool.
        models: responses given by a model.
        heard: models that were let in; empty where only people speak.
    """

    annotators: tuple[str, ...] = ()
    repeats: int = 0
    not_answered: int = 0
    models: int = 0
    decisions: tuple[Decision, ...] = ()
    heard: tuple[Voice, ...] = ()

    @property
    def repeats_words(self) -> str:
        """That earlier answers of the same person to the same item do not count; empty where there are none."""
        if not self.repeats:
            return ""
        number = "1 earlier one is" if self.repeats == 1 else f"{self.repeats:,} earlier ones are"
        return f"Of each annotator the latest answer to an item counts; {number} not among these."

    @property
    def heard_words(self) -> str:
        """That models are in it, and as how many voices they count; empty where only people speak."""
        if not self.heard:
            return ""
        named = "; ".join(_heard(voice) for voice in self.heard)
        n = len(self.heard)
        return f"Models are in it, as {n} {'voice' if n == 1 else 'voices'} beside people: {named}."


def _heard(voice: Voice) -> str:
    if len(voice.models) == 1:
        return voice.models[0]
    worth = f", worth {voice.effective:.1f} independent ones" if voice.effective is not None else ""
    return f"{', '.join(voice.models)} as one ({voice.why}{worth})"


class Answered(Protocol[C_co]):
    """One question and its answers, in memory (`Panel`) or read chunk by chunk (`store.stream.Stream`).

    Attributes are those of `Panel`.
    """

    @property
    def question(self) -> Question: ...

    @property
    def items(self) -> pl.Series: ...

    @property
    def aliases(self) -> pl.Series: ...

    @property
    def gold(self) -> NDArray[np.int32]: ...

    @property
    def gold_sets(self) -> NDArray[np.int8] | None: ...

    @property
    def left_out(self) -> LeftOut: ...

    @property
    def n_responses(self) -> int: ...

    @property
    def labels(self) -> tuple[str, ...]: ...

    def source(self) -> ChunkSource[C_co]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Panel(Generic[D]):
    """All responses to one question.

    Attributes:
        question: its `labels` (K,) name the label codes.
        items: (I,) item names, ascending; position is the code.
        annotators: (A,) annotator keys, ascending; position is the code.
        aliases: (A,) the pseudonym of each annotator, such as "otter-307".
        data: the coded responses.
        created_at: (R,) int64 microseconds since 1970 UTC, or -1 where unknown.
        duration_s: (R,) float64 seconds, NaN where unknown.
        gold: (I,) int32 label code of the gold answer, -1 where none; for single choice.
        left_out: who and what is not in `data`.
        gold_sets: (I, K) int8, of a multi-label question: 1 where gold says that a label applies, 0 where it says that
            it does not, -1 for items without gold; None where no item has any.
    """

    question: Question
    items: pl.Series
    annotators: pl.Series
    aliases: pl.Series
    data: D
    created_at: NDArray[np.int64]
    duration_s: NDArray[np.float64]
    gold: NDArray[np.int32]
    left_out: LeftOut = LeftOut()
    gold_sets: NDArray[np.int8] | None = None

    @property
    def n_items(self) -> int:
        return len(self.items)

    @property
    def n_annotators(self) -> int:
        return len(self.annotators)

    @property
    def n_responses(self) -> int:
        return self.data.n_responses

    @property
    def is_voice(self) -> NDArray[np.bool_]:
        """(A,) which annotators are models that were let in."""
        heard = {voice.alias for voice in self.left_out.heard}
        return np.array([alias in heard for alias in self.annotators.to_list()], dtype=np.bool_)

    @property
    def labels(self) -> tuple[str, ...]:
        return self.question.labels

    def said(self, row: int) -> str:
        """A response as people read it: its label, its labels, or its number."""
        data = self.data
        if isinstance(data, SetChunk):
            low, high = data.label_offsets[row : row + 2]
            return ", ".join(self.labels[k] for k in data.label[low:high]) or "nothing chosen"
        return f"{data.value[row]:g}" if isinstance(data, RatingChunk) else self.labels[data.label[row]]

    def source(self, items_per_chunk: int | None = None) -> InMemory[D]:
        """The data as a `ChunkSource`, cut into chunks if asked to."""
        whole = InMemory((self.data,), self.n_annotators, len(self.labels))
        return whole if items_per_chunk is None else whole.split(items_per_chunk)


ChoicePanel = Panel[Chunk]
Labelled = Answered[Chunk] | Answered[SetChunk]
"""A question whose answers are labels."""
RatingPanel = Panel[RatingChunk]
SetPanel = Panel[SetChunk]
