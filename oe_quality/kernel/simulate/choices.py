"""Single-choice answers with known truth, confusion matrices and prevalence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.errors import UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, InMemory, IntArray
from oe_quality.kernel.simulate.design import Answers, Design, design
from oe_quality.kernel.simulate.kinds import Crew, Kind


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceWorld:
    """A single-choice question, its answers and what is true about them.

    Attributes:
        chunk: the answers.
        truth: (I,) int32 the true label.
        confusion: (A, K, K) truth x answer, of responses that are neither copied nor careless, and of
            those who always answer at random.
        prevalence: (K,) from which `truth` was drawn.
        difficulty: (I,) probability that anyone's answer to the item is a guess.
        kind: (A,); copies: (A,) int32 whom a copier copies, or -1.
        plan: times, durations, and which responses are copied or careless.
    """

    chunk: Chunk
    truth: IntArray
    confusion: Floats
    prevalence: Floats
    difficulty: Floats
    kind: tuple[Kind, ...]
    copies: IntArray
    plan: Design

    @property
    def source(self) -> InMemory[Chunk]:
        """The answers, as fits read them."""
        return InMemory((self.chunk,), self.n_annotators, self.n_labels)

    @property
    def n_annotators(self) -> int:
        return len(self.kind)

    @property
    def n_labels(self) -> int:
        return len(self.prevalence)


def choices(
    seed: int | np.random.Generator,
    n_items: int,
    crew: Crew,
    n_labels: int,
    answers: Answers = 5,
    *,
    prevalence: Floats | None = None,
    difficulty: float = 0.0,
    heavy_tail: bool = False,
    missing: float = 0.0,
) -> ChoiceWorld:
    """Draw a single-choice study from the model of Dawid and Skene (1979).

    Args:
        seed: or a generator, which is then advanced.
        n_items, crew, answers, heavy_tail, missing: as in `design`.
        n_labels: K.
        prevalence: (K,); drawn from Dirichlet(5) if not given.
        difficulty: mean probability that an answer to an item is a uniform guess; varies over items.
    """
    rng = np.random.default_rng(seed)
    if n_labels < 1:
        raise UsageError(f"{n_labels} labels", remedy="Give at least one label.")
    share = rng.dirichlet(np.full(n_labels, 5.0)) if prevalence is None else np.asarray(prevalence, dtype=np.float64)
    plan = design(rng, n_items, crew, answers, heavy_tail=heavy_tail, missing=missing)
    truth = rng.choice(n_labels, size=n_items, p=share).astype(np.int32)
    confusion = confusions(rng, crew, share)
    hardness = _difficulty(rng, n_items, difficulty)
    guessed = (rng.random(plan.n_responses) < hardness[plan.items()]) | (
        plan.careless & crew.has(Kind.DRIFT, Kind.SPEEDER)[plan.annotator]
    )
    label = draw_rows(rng, confusion, plan.annotator, truth[plan.items()])
    label[guessed] = rng.integers(n_labels, size=int(guessed.sum()))
    label[plan.careless & crew.has(Kind.CONSTANT)[plan.annotator]] = int(np.argmax(share))
    plan.repeat_copied(label)
    chunk = Chunk(plan.offsets, plan.annotator, label)
    return ChoiceWorld(chunk, truth, confusion, share, hardness, crew.kind, crew.copies, plan)


def confusions(rng: np.random.Generator, crew: Crew, prevalence: Floats) -> Floats:
    """(A, K, K) confusion matrices: skill differs by annotator and by class, errors prefer some labels.

    A label's accuracy lies about the annotator's skill (on the scale where 0 is chance); errors go
    to other labels by Dirichlet(1) weights. Biased annotators answer one label of their own 35 % of the
    time, dissenters permute the answers.
    """
    K = len(prevalence)
    theta = np.empty((crew.n_annotators, K, K))
    for a, (kind, skill) in enumerate(zip(crew.kind, crew.skill, strict=True)):
        strength = 25.0 if skill > 0 else 1.0
        by_class = rng.beta(strength * max(skill, 0.01), strength * (1 - skill) + 0.01, K)
        errors = rng.dirichlet(np.ones(K), size=K)
        np.fill_diagonal(errors, 0.0)
        errors = errors / errors.sum(axis=1, keepdims=True) if K > 1 else np.ones((1, 1))
        right = 1.0 / K + (1.0 - 1.0 / K) * by_class
        sincere = errors * (1.0 - right)[:, None]
        sincere[np.arange(K), np.arange(K)] = right if K > 1 else 1.0
        leaning = int(rng.integers(K))
        shuffle = derangement(rng, K)
        theta[a] = _behaviour(kind, sincere, prevalence, leaning, shuffle)
    return theta


def derangement(rng: np.random.Generator, n: int) -> NDArray[np.int64]:
    """(n,) a random cyclic permutation: for n > 1 no element stays in its place."""
    cycle = rng.permutation(n)
    image = np.empty(n, dtype=np.int64)
    image[cycle] = np.roll(cycle, -1)
    return image


def draw_rows(rng: np.random.Generator, table: Floats, first: IntArray, second: IntArray) -> IntArray:
    """(R,) int32: one draw from the distribution `table[first, second]` (K,) of each response."""
    cumulative = np.cumsum(table, axis=-1)
    u = rng.random(len(first))
    label = np.zeros(len(first), dtype=np.int32)
    for k in range(table.shape[-1] - 1):
        label += u > cumulative[first, second, k]
    return label


def _behaviour(kind: Kind, sincere: Floats, prevalence: Floats, leaning: int, shuffle: NDArray[np.int64]) -> Floats:
    """(K, K) the confusion matrix of one kind, given the one of a sincere annotator."""
    K = len(prevalence)
    if kind is Kind.SPAMMER:
        return np.full((K, K), 1.0 / K)
    if kind is Kind.MARGINAL:
        return np.tile(prevalence, (K, 1))
    if kind is Kind.CONSTANT:
        return np.tile(np.eye(K)[int(np.argmax(prevalence))], (K, 1))
    if kind is Kind.BIASED:
        return np.asarray(0.65 * sincere + 0.35 * np.eye(K)[leaning], dtype=np.float64)
    if kind is Kind.DISSENTER:
        return np.asarray(sincere[:, shuffle], dtype=np.float64)
    return sincere


def _difficulty(rng: np.random.Generator, n_items: int, mean: float) -> Floats:
    if mean <= 0:
        return np.zeros(n_items)
    if mean >= 1:
        return np.ones(n_items)
    return rng.beta(4.0 * mean, 4.0 * (1.0 - mean), n_items)
