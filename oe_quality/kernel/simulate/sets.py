"""Multi-label answers with the known share of people who perceive each label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import IntArray, SetChunk
from oe_quality.kernel.simulate.choices import derangement
from oe_quality.kernel.simulate.design import Answers, Design, design
from oe_quality.kernel.simulate.kinds import Crew, Kind

GENEROSITY_SD = 0.5
"""Standard deviation, in logits, of how readily an annotator chooses labels."""
BLOCK = 200_000
"""Responses drawn at a time, which bounds the memory of the (R, K) probabilities."""


@dataclass(frozen=True, slots=True, eq=False)
class SetWorld:
    """A multi-label question, its answers and what is true about them.

    Attributes:
        chunk: the answers.
        share: (I, K) the share of sincere people who choose the label for the item.
        primary: (I,) int32 the label that most people perceive.
        secondary: (I,) int32 a second one that is present, or -1.
        skill: (A,) probability that a response is about the item and not a random one.
        generosity: (A,) logits added to an annotator's probability of choosing any label.
        mapping: (A, K) the label whose share an annotator perceives as label k; the identity but for dissenters.
        kind: (A,); copies: (A,) int32 or -1; plan: times, durations, copied and careless responses.
    """

    chunk: SetChunk
    share: Floats
    primary: IntArray
    secondary: IntArray
    skill: Floats
    generosity: Floats
    mapping: NDArray[np.int64]
    kind: tuple[Kind, ...]
    copies: IntArray
    plan: Design

    @property
    def n_annotators(self) -> int:
        return len(self.kind)

    @property
    def n_labels(self) -> int:
        return int(self.share.shape[1])


def sets(
    seed: int | np.random.Generator,
    n_items: int,
    crew: Crew,
    n_labels: int,
    answers: Answers = 3,
    *,
    forced: bool = True,
    heavy_tail: bool = False,
    missing: float = 0.0,
) -> SetWorld:
    """Draw a multi-label study.

    Each item has a primary label that most people perceive, in half of the items a secondary one
    that many do, and a little of everything else. A sincere annotator chooses each label on its own
    with the item's probability, shifted by the annotator's generosity; a random response draws from
    the labels' overall rates (marginal) or evenly (others).

    Args:
        seed, n_items, crew, answers, heavy_tail, missing: as in `choices`.
        n_labels: K, at least 2.
        forced: whether the form wants at least one label; `share` accounts for it.
    """
    rng = np.random.default_rng(seed)
    plan = design(rng, n_items, crew, answers, heavy_tail=heavy_tail, missing=missing)
    primary, secondary, inclination = inclinations(rng, n_items, n_labels)
    share = population_share(inclination, forced=forced)
    skill = np.where(crew.skill > 0, np.clip(rng.normal(0.1 + crew.skill, 0.04), 0.05, 0.99), 0.0)
    generosity = rng.normal(0.0, GENEROSITY_SD, crew.n_annotators)
    mapping = mappings(rng, crew, n_labels)
    sincere = ~plan.careless & (rng.random(plan.n_responses) < skill[plan.annotator])
    chosen = draw_sets(rng, plan, crew, inclination, mapping, generosity, sincere, share.mean(axis=0), forced=forced)
    return SetWorld(
        set_chunk(plan, chosen), share, primary, secondary, skill, generosity, mapping, crew.kind, crew.copies, plan
    )


def inclinations(rng: np.random.Generator, n_items: int, n_labels: int) -> tuple[IntArray, IntArray, Floats]:
    """(I,) primary, (I,) secondary or -1, (I, K) a typical annotator's probability of choosing each label."""
    prevalence = rng.dirichlet(np.full(n_labels, 2.0))
    primary = rng.choice(n_labels, size=n_items, p=prevalence)
    # Which label goes with which is a trait of the labels, as joy goes with surprise.
    companions = np.array([rng.permutation(np.delete(np.arange(n_labels), k))[:3] for k in range(n_labels)])
    second = companions[primary, rng.integers(companions.shape[1], size=n_items)]
    present = rng.random(n_items) < 0.5
    rows = np.arange(n_items)
    p = rng.beta(0.6, 20.0, (n_items, n_labels))
    p[rows, primary] = rng.beta(7.0, 3.0, n_items)
    p[rows[present], second[present]] = rng.beta(4.0, 6.0, int(present.sum()))
    return primary.astype(np.int32), np.where(present, second, -1).astype(np.int32), np.clip(p, 1e-4, 1 - 1e-4)


def population_share(inclination: Floats, *, forced: bool) -> Floats:
    """(I, K) the share of sincere people who choose each label: generosity integrated out (5-point Gauss-Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(5)
    logit = np.log(inclination) - np.log1p(-inclination)
    total = np.zeros_like(inclination)
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        p = 1.0 / (1.0 + np.exp(-(logit + GENEROSITY_SD * node)))
        if forced:
            p = p + np.prod(1.0 - p, axis=1, keepdims=True) * p / p.sum(axis=1, keepdims=True)
        total += weight * p
    return total


def mappings(rng: np.random.Generator, crew: Crew, n_labels: int) -> NDArray[np.int64]:
    """(A, K) whose share each annotator takes for label k; all dissenters of a crew share one mapping."""
    mapping = np.tile(np.arange(n_labels), (crew.n_annotators, 1))
    mapping[crew.has(Kind.DISSENTER)] = derangement(rng, n_labels)
    return mapping


def draw_sets(
    rng: np.random.Generator,
    plan: Design,
    crew: Crew,
    inclination: Floats,
    mapping: NDArray[np.int64],
    generosity: Floats,
    sincere: NDArray[np.bool_],
    rates: Floats,
    *,
    forced: bool,
) -> NDArray[np.bool_]:
    """(R, K) which labels each response chooses; `rates` (K,) are the labels' overall shares."""
    K = inclination.shape[1]
    favourite = np.where(crew.has(Kind.CONSTANT), int(np.argmax(rates)), rng.integers(K, size=crew.n_annotators))
    chosen = np.empty((plan.n_responses, K), dtype=np.bool_)
    items = plan.items()
    for low in range(0, plan.n_responses, BLOCK):
        part = slice(low, low + BLOCK)
        who = plan.annotator[part]
        p = inclination[items[part][:, None], mapping[who]]
        p = 1.0 / (1.0 + (1.0 - p) / p * np.exp(-generosity[who])[:, None])
        at_random = np.where(crew.has(Kind.MARGINAL)[who][:, None], rates, rates.sum() / K)
        p = np.where(sincere[part][:, None], p, at_random)
        chosen[part] = rng.random(p.shape) < p
        if forced:
            empty = np.flatnonzero(~chosen[part].any(axis=1))
            chosen[low + empty, _pick(rng, p[empty])] = True
    _lean(rng, plan, crew, favourite, chosen)
    plan.repeat_copied(chosen)
    return chosen


def set_chunk(plan: Design, chosen: NDArray[np.bool_]) -> SetChunk:
    """Code a (R, K) choice matrix as a `SetChunk`."""
    label_offsets = np.concatenate(([0], np.cumsum(chosen.sum(axis=1)))).astype(np.int64)
    return SetChunk(plan.offsets, plan.annotator, label_offsets, np.nonzero(chosen)[1].astype(np.int32))


def _pick(rng: np.random.Generator, p: Floats) -> NDArray[np.int64]:
    """(N,) one label per row of (N, K), with probability proportional to the row."""
    cumulative = np.cumsum(p, axis=1)
    return np.asarray((rng.random(len(p))[:, None] * cumulative[:, -1:] > cumulative).sum(axis=1), dtype=np.int64)


def _lean(
    rng: np.random.Generator, plan: Design, crew: Crew, favourite: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> None:
    """Constant annotators give their favourite alone; biased ones add theirs 35 % of the time."""
    who = plan.annotator
    constant = np.flatnonzero(crew.has(Kind.CONSTANT)[who])
    chosen[constant] = False
    chosen[constant, favourite[who[constant]]] = True
    biased = np.flatnonzero(crew.has(Kind.BIASED)[who] & (rng.random(plan.n_responses) < 0.35))
    chosen[biased, favourite[who[biased]]] = True
