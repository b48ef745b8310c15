"""The contract that every aggregation algorithm keeps, and the frozen result that all of them give.

A fit is a sum over items: `expect` turns parameters and batches of whole items into sufficient
statistics, statistics add up, `maximise` turns the sum into the next parameters. Who adds up, and
over how many threads, chunks or machines, is the caller's affair (`loop.py`), so the caller also owns
restarts, convergence and progress. Algorithms keep no state between calls.

Notation: I items, A annotators, R responses, K labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, Self, TypeVar, runtime_checkable

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, IntArray, OffsetArray

TIE = 1e-9
"""Posterior probabilities that differ relatively by less are tied."""


class Method(StrEnum):
    """Names of this package's algorithms, for callers in code; `registry.algorithms` has all that can be fitted."""

    MAJORITY = "majority"
    WAWA = "wawa"
    ONE_COIN = "one-coin"
    DAWID_SKENE_ML = "dawid-skene-ml"
    DAWID_SKENE = "dawid-skene"
    HIERARCHICAL = "hierarchical"
    GLAD = "glad"
    MACE = "mace"
    EBCC = "ebcc"
    LA_ONE_PASS = "la-one-pass"  # noqa: S105 - a name, no secret
    LA = "la"


@dataclass(frozen=True, slots=True, eq=False)
class Extent:
    """How much there is, known before a fit starts.

    Attributes:
        n_items, n_annotators, n_labels, n_responses: I, A, K, R.
        answers: (A, K) int64 how often each annotator gave each label.
    """

    n_items: int
    n_annotators: int
    n_labels: int
    n_responses: int
    answers: OffsetArray

    @property
    def n_by_annotator(self) -> OffsetArray:
        """(A,) responses of each annotator."""
        return np.asarray(self.answers.sum(axis=1))

    @property
    def count_scale(self) -> float:
        """Units per expected response in 64-bit sums: the largest power of two that cannot overflow."""
        return float(2.0 ** (62 - (self.n_responses + self.n_items).bit_length()))

    @property
    def log_scale(self) -> float:
        """Units per nat in the 64-bit sum of log-likelihoods; leaves room for 64 nats per response."""
        return self.count_scale / 64.0


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some whole items, as views: what `expect` works on at a time.

    Attributes:
        offsets: (I_b + 1,) int64 into `annotator` and `label`; need not start at 0.
        annotator, label: int32 codes, of the whole chunk that the batch lies in.
        first: number of the batch's first item among all items.
        gold: (I_b,) int32 known label, -1 where unknown.
        posterior: (I_b, K) to be filled; None on passes whose posterior nobody reads.
        state: (I_b, S) the algorithm's per-item parameters, read and overwritten in place, for
            algorithms with `state_size` S > 0. Not to be changed on a pass that fills `posterior`.
    """

    offsets: OffsetArray
    annotator: IntArray
    label: IntArray
    first: int
    gold: IntArray
    posterior: Floats | None
    state: Floats

    @property
    def n_items(self) -> int:
        return len(self.offsets) - 1

    def chunk(self) -> Chunk:
        """The same items as a `Chunk` whose offsets start at 0."""
        low, high = int(self.offsets[0]), int(self.offsets[-1])
        return Chunk(self.offsets - low, self.annotator[low:high], self.label[low:high])


class Addable(Protocol):
    """Sufficient statistics: they add up, in any order, to the same bits."""

    def __add__(self, other: Self, /) -> Self: ...


P = TypeVar("P")
S = TypeVar("S", bound=Addable)


class Responses(Protocol):
    """The data of a fit as an algorithm's `init` sees them."""

    @property
    def extent(self) -> Extent: ...

    def sweep(self, work: Callable[[Iterable[Batch]], S]) -> S:
        """One pass: `work` on every thread's share of the batches, summed."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What an algorithm's parameters mean, in the field's terms.

    Attributes:
        prevalence: (K,) share of each label among items.
        accuracy: (A,) expected share of right answers.
        confusion: (A, K, K) truth x answer, rows sum to 1; None for models without one.
        counts: (A, K, K) expected number of answers, truth x answer, behind `confusion`; None likewise.
        skill: (A,) the model's own parameter: weight (Wawa, LA), ability (GLAD), probability of
            knowing (MACE); None where `accuracy` says it all.
        strategy: (A, K) labels of an annotator who does not know (MACE); None elsewhere.
    """

    prevalence: Floats
    accuracy: Floats
    confusion: Floats | None = None
    counts: Floats | None = None
    skill: Floats | None = None
    strategy: Floats | None = None


class Algorithm(Protocol[P, S]):
    """One way to infer the labels.

    Attributes:
        passes: how many passes the method is defined by (1 for majority vote); None: until converged.
        state_size: parameters that it keeps per item, 0 for none.
        sequential: whether batches must come in item order to one worker.
    """

    @property
    def passes(self) -> int | None: ...

    @property
    def state_size(self) -> int: ...

    @property
    def sequential(self) -> bool: ...

    def init(self, responses: Responses, rng: np.random.Generator | None) -> P:
        """The start: from the vote shares where `rng` is None, else a random one."""
        ...

    def expect(self, params: P, batches: Iterable[Batch]) -> S:
        """Sum the statistics over batches and fill their posteriors where asked for."""
        ...

    def maximise(self, params: P, stats: S, /) -> P:
        """The parameters that the statistics call for."""
        ...

    def objective(self, params: P, stats: S) -> float | None:
        """What the fit climbs, in nats, at `params`, from the statistics expected under them.

        Log-likelihood plus log prior, or a lower bound of the evidence; None for methods without one.
        """
        ...

    def findings(self, params: P, stats: S) -> Findings:
        """What was learned, from the last parameters and the statistics expected under them."""
        ...


@runtime_checkable
class Accelerated(Protocol):
    """An algorithm that can leap ahead of its steps."""

    def leap(self, trail: Sequence[tuple[Any, Any]], /) -> Any:
        """Parameters ahead of three successive steps, each its parameters and the statistics expected under them.

        Varadhan and Roland (2008), "Simple and globally convergent methods for accelerating the convergence of any
        EM algorithm", Scand. J. Stat. 35:335, scheme S3. The loop takes a leap back that lands lower.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The outcome of a fit.

    Attributes:
        method: which algorithm.
        posterior: (I, K) rows sum to 1; an item without answers or gold has the prevalence.
        prevalence, accuracy, confusion, counts, skill, strategy: see `Findings`.
        n_responses: (A,) answers of each annotator that the fit saw.
        state: (I, S) per-item parameters, see the algorithm (GLAD: its beta); S may be 0.
        history: objective in nats per step, of the best start; empty for methods without one.
        converged: False when the step limit ended the best start's fit.
        steps: passes of the best start that computed posteriors.
        seed, restarts: how many starts were made; the first is from vote shares, others are random.
        modes: distinct objectives among the starts.
        mode_gap: best minus second-best distinct objective in nats; None with a single mode.
    """

    method: str
    posterior: Floats
    prevalence: Floats
    accuracy: Floats
    confusion: Floats | None
    counts: Floats | None
    skill: Floats | None
    strategy: Floats | None
    n_responses: OffsetArray
    state: Floats
    history: tuple[float, ...]
    converged: bool
    steps: int
    seed: int
    restarts: int
    modes: int
    mode_gap: float | None

    @property
    def winner(self) -> IntArray:
        """(I,) the most probable label, or -1 on a tie."""
        return winners(self.posterior)


def winners(posterior: Floats) -> IntArray:
    """(I,) int32 argmax of (I, K), or -1 where the highest two tie.

    >>> winners(np.array([[0.2, 0.8], [0.5, 0.5]])).tolist()
    [1, -1]
    """
    top = posterior.max(axis=1, keepdims=True)
    tied = (posterior >= top * (1.0 - TIE)).sum(axis=1) > 1
    return np.where(tied, -1, posterior.argmax(axis=1)).astype(np.int32)
