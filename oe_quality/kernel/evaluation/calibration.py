"""Probabilities that mean what they say: tempering, and how far a posterior is from the truth.

Models of annotators take answers as independent given the truth; they seldom are, so posteriors are
too sure. Tempering raises a posterior to a power below 1 and normalises it (Guo, Pleiss, Sun and
Weinberger 2017, there on logits). The winner never changes. It is done after the fit, not inside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, IntArray
from oe_quality.kernel.em import fit
from oe_quality.kernel.evaluation.heldout import POOL_TOLERANCE, Split, given_aside, predictive, splits

EXPONENTS = np.round(np.arange(0.05, 1.0001, 0.05), 2)
"""Tried without gold: answers of people can show that a posterior is too sure, hardly the reverse."""
USUAL, SPREAD = 0.9, 0.35
"""Prior of an exponent: its logarithm is normal about that of `USUAL`."""
TINY = 1e-300
SURE = 1e-12
"""No probability of the truth counts as smaller, so that one item cannot be infinitely wrong."""


@dataclass(frozen=True, slots=True)
class Bin:
    """One point of a reliability diagram: n items of mean confidence, of which `accuracy` are right."""

    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How a posterior does against gold (ties count as their share of being right).

    Attributes:
        n: gold items; accuracy: share right.
        nll: mean negative log-likelihood of the gold label, nats.
        brier: mean squared distance to the gold label (Brier 1950), 0..2.
        ece: expected calibration error over bins of equal mass (Naeini, Cooper and Hauskrecht 2015).
        bins: the reliability diagram behind it.
    """

    n: int
    accuracy: float
    nll: float
    brier: float
    ece: float
    bins: tuple[Bin, ...]


def tempered(posterior: Floats, exponent: float) -> Floats:
    """(I, K) the posterior raised to a power, rows normalised; zeros stay zero, ties stay ties.

    >>> tempered(np.array([[0.9, 0.1]]), 0.5).round(3).tolist()
    [[0.75, 0.25]]
    """
    if exponent == 1.0:
        return posterior
    top = posterior.max(axis=1, keepdims=True)
    raised = (posterior / np.maximum(top, TINY)) ** exponent
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def best_exponent(belief: Floats, given: Floats) -> float:
    """The exponent under which answers set aside are most probable, given the prior of exponents.

    Args:
        belief: (T, K) posterior of each answer's item, from the other answers.
        given: (T, K) probability of the answer under every truth.

    >>> best_exponent(np.empty((0, 2)), np.empty((0, 2)))
    0.9
    """
    scores = [loglik + log_prior(b) for loglik, b in zip(_held_out(belief, given), EXPONENTS, strict=True)]
    return float(EXPONENTS[_last_best(scores)])


def _held_out(belief: Floats, given: Floats) -> Iterator[float]:
    """Log-likelihood of the answers set aside under every one of `EXPONENTS`.

    These are multiples of the first, so that each power is the former one times the first: raising to a power is
    what costs.
    """
    top = belief.max(axis=1, keepdims=True)
    step = (belief / np.maximum(top, TINY)) ** EXPONENTS[0]
    raised = np.ones_like(step)
    for _ in EXPONENTS:
        raised *= step
        yield float(np.log(predictive(raised, given, raised.sum(axis=1))).sum())


def log_prior(exponent: float) -> float:
    """Log density of an exponent before any data, up to a constant: where little is known it stays near 0.9.

    >>> abs(log_prior(0.9)), round(log_prior(0.3), 2)
    (0.0, -4.93)
    """
    return -((math.log(exponent) - math.log(USUAL)) ** 2) / (2.0 * SPREAD**2)


def exponent_without_gold(source: ChunkSource[Chunk], method: str, seed: int = 0) -> float:
    """The tempering of a method on these data, learned from answers set aside; 1 where none can be."""
    parts = splits(source, seed)
    if not parts:
        return 1.0
    guess = predicted(method, parts, seed)
    return best_exponent(guess.belief, guess.given)


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """What one method says of answers set aside.

    Attributes:
        item: (T,) of each answer; belief, given: (T, K) as for `best_exponent`.
    """

    item: IntArray
    belief: Floats
    given: Floats


def predicted(method: str, parts: Sequence[Split], seed: int = 0) -> Predicted:
    """Fit a method to the rest of every split, and predict the answers that each sets aside."""
    items, beliefs, givens = [], [], []
    for part in parts:
        found = fit(method, part.train, seed=seed, tol=POOL_TOLERANCE)
        items.append(part.item)
        beliefs.append(found.posterior[part.item])
        givens.append(given_aside(found, part))
    return Predicted(np.concatenate(items), np.concatenate(beliefs), np.concatenate(givens))


def quality(posterior: Floats, gold: IntArray, n_bins: int = 10) -> Quality:
    """Hold a posterior (I, K) against gold labels (I,); items with -1 have none and do not count.

    Raises:
        ValueError: no item has gold.
    """
    known = gold >= 0
    if not known.any():
        raise ValueError("no item has a gold label")
    p, truth = posterior[known], gold[known]
    own = p[np.arange(len(p)), truth]
    top = p.max(axis=1)
    tied = p >= top[:, None] * (1 - 1e-9)
    right = tied[np.arange(len(p)), truth] / tied.sum(axis=1)
    brier = float(((p**2).sum(axis=1) - 2 * own + 1).mean())
    bins = _equal_mass(top, right, n_bins)
    ece = sum(b.n * abs(b.confidence - b.accuracy) for b in bins) / len(p)
    nll = float(-np.log(np.maximum(own, SURE)).mean())
    return Quality(len(p), float(right.mean()), nll, brier, float(ece), bins)


def _equal_mass(confidence: Floats, right: Floats, n_bins: int) -> tuple[Bin, ...]:
    order: NDArray[np.int64] = np.argsort(confidence, kind="stable")
    parts = [part for part in np.array_split(order, min(n_bins, len(order))) if len(part)]
    return tuple(Bin(len(part), float(confidence[part].mean()), float(right[part].mean())) for part in parts)


def _last_best(scores: list[float]) -> int:
    """The last of the best: among equal scores the one that changes least, nearest 1 from below."""
    best = max(scores)
    return max(i for i, score in enumerate(scores) if score >= best - 1e-9 * abs(best))
