"""The pooled consensus: several models of annotators weighed by how well each predicts answers set aside.

No one model of annotators is right everywhere, and where they differ their mean is less wrong than any of them is
sure. Each member m is fitted to all answers and tempered by the exponent b_m under which answers set aside are
most probable, at a loss of l_m nats per answer:

    P = sum_m w_m norm(T_m^b_m),    w_m ~ exp(-(l_m - min l) / 0.1).

A floor (see `floor`) is then put under P. In small or sparse data the hierarchical member is the frequency of each
label among draws of its Gibbs sampler, which knows how little is known; it fades out as answers come in.
Averaging several aggregators' posteriors was found to give the best uncertainty independently (PLOS ONE 2025, 0323064).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.data.chunk import Chunk, ChunkSource, FloatArray
from oe_quality.kernel.em import Fit, Method, fit, winners
from oe_quality.kernel.evaluation.calibration import tempered
from oe_quality.kernel.evaluation.choose import HeldOut, held_out
from oe_quality.kernel.evaluation.heldout import TOLERANCE, splits
from oe_quality.progress import Progress, silent

MEMBERS = (Method.ONE_COIN, Method.DAWID_SKENE, Method.HIERARCHICAL, Method.WAWA)
EVEN_HANDED = frozenset({Method.ONE_COIN.value, Method.WAWA.value})
"""Members that take all labels as equally likely beforehand."""
WITHOUT_MATRICES = (Method.ONE_COIN, Method.WAWA)
"""Members where confusion matrices of so many labels would cost minutes and learn nothing."""
MOST_CELLS = 20_000_000
"""Cells of all confusion matrices, annotators x labels squared, up to which they are fitted without being asked for."""
SOFTNESS = 0.1
"""Nats per answer: a member that predicts so much worse than the best weighs 1 / e of it."""
FEW_ANSWERS = 250
FEW_PER_ANNOTATOR = 10
"""Answers, and median answers of an annotator, below which the sampler alone stands for the hierarchical member."""
EVEN = 10.0
"""Items' worth of each label that draw prevalences towards an even share."""
RARE, LEAST = 0.2, 0.1
"""A label is rare below this part of an even share, and is weighed down to no less than the second."""
TIE = 1e-6
"""Relative difference below which two labels tie in the fits."""
FADE = 2.0
"""At so many times either bound the sampler no longer counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The members' fits and how well each predicts: all that the pool is computed from.

    Attributes:
        fits: one per member, on all answers and without gold.
        held_out: how each predicts answers set aside, in the same order; empty where none can be.
        majority: (I, K) shares of plain votes, for `dependence`.
    """

    fits: tuple[Fit, ...]
    held_out: tuple[HeldOut, ...]
    majority: FloatArray

    def fit_of(self, method: str) -> Fit | None:
        """The fit of one member, None if it is none."""
        return next((found for found in self.fits if found.method == method), None)

    @property
    def lead(self) -> Fit:
        """The member that says most about annotators: the hierarchical fit, or the first where there is none."""
        return self.fit_of(Method.HIERARCHICAL) or self.fits[0]

    @property
    def place(self) -> int:
        """The lead's place among the fits."""
        return next(m for m, found in enumerate(self.fits) if found is self.lead)

    @property
    def dependence(self) -> float:
        """D: the share of items whose winner depends on the algorithm.

        The mean over the other members but Dawid-Skene, and plain majority, of the share of items on which they
        name another label than the lead.
        """
        lead = self.lead
        others = [f.posterior for f in self.fits if f is not lead and f.method != Method.DAWID_SKENE]
        mine = winners(lead.posterior)
        return float(np.mean([(winners(p) != mine).mean() for p in (*others, self.majority)]))


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """The members' belief as one, before the floor.

    Attributes:
        posterior: (I, K) rows sum to 1.
        prevalence: (K,) of the labels, see `prevalence`.
        weight, exponent: (M,) of each member; the sampler's draws are not tempered.
        sampled: share 0..1 of the hierarchical member that its draws make up.
    """

    posterior: FloatArray
    prevalence: FloatArray
    weight: FloatArray
    exponent: FloatArray
    sampled: float


def members_for(n_annotators: int, n_labels: int) -> tuple[Method, ...]:
    """Which algorithms make up the pool for data of this size.

    >>> [str(method) for method in members_for(50, 5_000)]
    ['one-coin', 'wawa']
    """
    return MEMBERS if n_annotators * n_labels**2 <= MOST_CELLS else WITHOUT_MATRICES


def fit_members(
    source: ChunkSource[Chunk],
    methods: tuple[str, ...] = MEMBERS,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Members:
    """Fit every member to all answers, and to the answers not set aside.

    Args:
        source: all answers to a single choice.
        methods: the members.
        seed: of the splits and fits.
        progress: told of each step.

    Raises:
        NotComputableError: nobody answered.
    """
    parts = splits(source, seed)
    fits, predictions = [], []
    for done, method in enumerate(methods):
        progress("fitting the pool", done, len(methods))
        fits.append(fit(method, source, seed=seed, tol=TOLERANCE))
        predictions += [held_out(method, parts, seed)] if parts else []
    votes = fit(Method.MAJORITY, source, seed=seed)
    progress("fitting the pool", len(methods), len(methods))
    return Members(tuple(fits), tuple(predictions), votes.posterior)


def pooled(members: Members, drawn: FloatArray | None = None, sampled: float = 0.0) -> Pooled:
    """Weigh the members; where nothing could be set aside they weigh alike, untempered.

    Args:
        members: from `fit_members`.
        drawn: (I, K) frequency of each label among draws of the hierarchical model; needed where `sampled` > 0.
        sampled: see `draws_needed`.
    """
    weight, exponent = _weights(members), _exponents(members)
    beliefs = [tempered(found.posterior, float(b)) for found, b in zip(members.fits, exponent, strict=True)]
    fitted = _at_prevalence(members, beliefs)
    if drawn is None or sampled == 0.0:
        return Pooled(_mean(fitted, weight), prevalence(fitted[members.place]), weight, exponent, 0.0)
    beliefs[members.place] = sampled * drawn + (1.0 - sampled) * beliefs[members.place]
    both = _at_prevalence(members, beliefs)
    posterior = _tied_as(_mean(fitted, weight), _mean(both, weight))
    return Pooled(posterior, prevalence(both[members.place]), weight, exponent, sampled)


def prevalence(belief: FloatArray) -> FloatArray:
    """(K,) share of each label among items under a belief (I, K), drawn towards an even share.

    >>> prevalence(np.array([[1.0, 0.0]] * 980)).round(3).tolist()
    [0.99, 0.01]
    """
    n, K = belief.shape
    return np.asarray((belief.sum(axis=0) + EVEN) / (n + EVEN * K))


def rarity(shares: FloatArray) -> FloatArray:
    """(K,) 1 for usual labels; below, for those rarer than a fifth of an even share, by how much rarer they are.

    >>> rarity(np.array([0.5, 0.48, 0.02])).round(2).tolist()
    [1.0, 1.0, 0.3]
    """
    return np.asarray(np.clip(shares * len(shares) / RARE, LEAST, 1.0))


def _at_prevalence(members: Members, beliefs: list[FloatArray]) -> list[FloatArray]:
    """The beliefs, with rare labels weighed down in those that take all labels as equally likely beforehand."""
    rare = rarity(prevalence(beliefs[members.place]))
    found = []
    for fitted, belief in zip(members.fits, beliefs, strict=True):
        even = fitted.method in EVEN_HANDED and fitted is not members.lead
        p = belief * rare if even else belief
        found.append(p / p.sum(axis=1, keepdims=True))
    return found


def _mean(beliefs: list[FloatArray], weight: FloatArray) -> FloatArray:
    """(I, K) weighted mean of distributions, rows summing to 1 again."""
    total = np.zeros_like(beliefs[0])
    for belief, w in zip(beliefs, weight, strict=True):
        total += w * belief
    return np.asarray(total / total.sum(axis=1, keepdims=True))


def _tied_as(fitted: FloatArray, p: FloatArray) -> FloatArray:
    """p (I, K), but the foremost labels that tie in the fits tie in it: draws would settle that by chance."""
    foremost = fitted >= fitted.max(axis=1, keepdims=True) * (1.0 - TIE)
    several = foremost & (foremost.sum(axis=1, keepdims=True) > 1)
    level = np.where(several, p, 0.0).sum(axis=1) / np.maximum(several.sum(axis=1), 1)
    return np.where(several, level[:, None], p)


def draws_needed(n_responses: int, per_annotator: float) -> float:
    """How much of the hierarchical member its draws should make up: 1 in small or sparse data, 0 in others.

    Between the bounds and `FADE` times the bounds it falls evenly with the logarithm, so that no single answer
    moves any probability far.

    >>> draws_needed(90, 30), draws_needed(5_000, 9), draws_needed(5_000, 40)
    (1.0, 1.0, 0.0)
    >>> round(draws_needed(250 * 2**0.5, 40), 2)
    0.5
    """
    fewest = min(n_responses / FEW_ANSWERS, per_annotator / FEW_PER_ANNOTATOR)
    return 1.0 - min(max(math.log(max(fewest, TINY)) / math.log(FADE), 0.0), 1.0)


TINY = 1e-12


def _weights(members: Members) -> FloatArray:
    if not members.held_out:
        return np.full(len(members.fits), 1.0 / len(members.fits))
    loss = np.array([row.log_loss for row in members.held_out]) * math.log(2.0)
    weight = np.exp(-(loss - loss.min()) / SOFTNESS)
    return np.asarray(weight / weight.sum())


def _exponents(members: Members) -> FloatArray:
    if not members.held_out:
        return np.ones(len(members.fits))
    return np.array([row.exponent for row in members.held_out])
