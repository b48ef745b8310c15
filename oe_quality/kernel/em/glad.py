"""GLAD: annotators have abilities, items have difficulties.

Whitehill, Ruvolo, Wu, Bergsma and Movellan (2009), "Whose vote should count more", NIPS 22: an
answer is right with probability sigma(alpha_a exp(beta_i)) (eq. 1), wrong answers fall evenly on the
other labels, and labels are equally likely beforehand. Priors alpha, beta ~ N(1, 1), as in the
authors' code.

The paper's M step climbs by gradients. Here each logistic term is replaced by its tangent parabola
(Jaakkola and Jordan 2000, Statistics and Computing 10, eq. 9; the Polya-Gamma form of Polson, Scott
and Windle 2013), which lies below it. So first every item's beta, then every annotator's alpha, is
set without a step size, in one pass, and the posterior density never falls.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator,call-arg"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import OffsetArray
from oe_quality.kernel.em import confusion
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.contract import Batch, Extent, Findings, Responses
from oe_quality.kernel.em.fixed import to_float

PRIOR_MEAN = 1.0
"""Of alpha and beta, both with variance 1."""

BETA_MOST = 6.0
"""Bound of |beta - PRIOR_MEAN|, six standard deviations of its prior: keeps the sums in range."""

CURVATURE_ROOM = 2.0**20
"""A term of the curvature is below exp(2 (PRIOR_MEAN + BETA_MOST)) / 4, in units of a count."""

NEWTON_STEPS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """Parameters: alpha (A,). The items' beta are the state of the batches, kept as beta - 1."""

    extent: Extent
    alpha: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Sufficient statistics, in fixed point.

    Attributes:
        extent: of the data.
        sums: (A, 3) of exp(beta) (p - 1/2), of exp(2 beta) times the parabola's curvature, and of p,
            the probability that an answer is right; units of CURVATURE_ROOM / count_scale.
        totals: (K + 1,) expected items per label, units of 1 / count_scale; last the log-likelihood
            plus the log prior of beta, units of 1 / log_scale.
    """

    extent: Extent
    sums: OffsetArray
    totals: OffsetArray

    def __add__(self, other: Slopes) -> Slopes:
        return Slopes(self.extent, self.sums + other.sums, self.totals + other.totals)

    @property
    def by_annotator(self) -> Floats:
        """(A, 3) the sums as numbers."""
        return to_float(self.sums, self.extent.count_scale / CURVATURE_ROOM)

    @property
    def items(self) -> Floats:
        """(K,) expected items per label."""
        return to_float(self.totals[:-1], self.extent.count_scale)


@dataclass(frozen=True, slots=True)
class Glad:
    """The algorithm; `Findings.skill` is alpha, `Fit.state` is beta - 1 (log of the inverse difficulty)."""

    passes: int | None = None
    state_size: int = 1
    sequential: bool = False

    def init(self, responses: Responses, rng: np.random.Generator | None) -> Abilities:
        """alpha = 1, or drawn from its prior; beta = 1."""
        A = responses.extent.n_annotators
        return Abilities(responses.extent, np.full(A, PRIOR_MEAN) if rng is None else rng.normal(PRIOR_MEAN, 1.0, A))

    def expect(self, params: Abilities, batches: Iterable[Batch]) -> Slopes:
        """E step, then the items' beta; on a pass that fills posteriors beta stays."""
        extent = params.extent
        A, K = extent.answers.shape
        found = Slopes(extent, np.zeros((A, 3), dtype=np.int64), np.zeros(K + 1, dtype=np.int64))
        nowhere = np.empty((0, K))
        for batch in batches:
            _expect(
                batch.offsets,
                batch.annotator,
                batch.label,
                batch.gold,
                params.alpha,
                batch.state,
                extent.count_scale,
                extent.log_scale,
                found.sums,
                found.totals,
                nowhere if batch.posterior is None else batch.posterior,
            )
        return found

    def maximise(self, _: Abilities, stats: Slopes) -> Abilities:
        slope, curvature, _hits = stats.by_annotator.T
        return Abilities(stats.extent, (slope + PRIOR_MEAN) / (curvature + 1.0))

    def objective(self, params: Abilities, stats: Slopes) -> float:
        prior = -0.5 * float(((params.alpha - PRIOR_MEAN) ** 2).sum())
        return float(stats.totals[-1] / stats.extent.log_scale) + prior

    def findings(self, params: Abilities, stats: Slopes) -> Findings:
        """An annotator's accuracy is the expected share of right ones among the answers given."""
        n = params.extent.n_by_annotator
        hits = stats.by_annotator[:, 2]
        accuracy = np.divide(hits, n, out=np.full(len(n), 1.0 / params.extent.n_labels), where=n > 0)
        return Findings(confusion.shares(stats.items), np.minimum(accuracy, 1.0), skill=params.alpha)


@njit(cache=True, nogil=True, error_model="numpy")
def _curvature(x):
    """tanh(x / 2) / (2 x): of the parabola that touches the logistic log-likelihood at x."""
    size = abs(x)
    if size < 1e-4:
        return 0.25 - size * size / 48.0
    e = math.exp(-size)
    return (1.0 - e) / (1.0 + e) / (2.0 * size)


@njit(cache=True, nogil=True, error_model="numpy")
def _posterior(p, annotator, label, gold, alpha, ease):
    """Fill p (K,) for one item; returns the log-likelihood of its answers."""
    K = p.size
    spread = math.log(K - 1.0) if K > 1 else 0.0
    p[:] = 0.0
    log_wrong = 0.0
    for r in range(label.size):
        x = alpha[annotator[r]] * ease
        p[label[r]] += x + spread
        log_wrong -= max(x, 0.0) + math.log1p(math.exp(-abs(x))) + spread
    if K == 1:
        p[:] = 1.0
        return 0.0
    if gold >= 0:
        evidence = p[gold] + log_wrong - math.log(K)
        p[:] = 0.0
        p[gold] = 1.0
        return evidence
    top = p.max()
    for k in range(K):
        p[k] = math.exp(p[k] - top)
    total = p.sum()
    p /= total
    return math.log(total) + top + log_wrong - math.log(K)


@njit(cache=True, nogil=True, error_model="numpy")
def _height(shift, slope, curvature):
    """What beta = PRIOR_MEAN + shift gains: the parabola in exp(beta), and the prior."""
    ease = math.exp(PRIOR_MEAN + shift)
    return slope * ease - 0.5 * curvature * ease * ease - 0.5 * shift * shift


@njit(cache=True, nogil=True, error_model="numpy")
def _climb(shift, slope, curvature):
    """Newton steps on `_height`, each halved until it does not fall."""
    height = _height(shift, slope, curvature)
    for _ in range(NEWTON_STEPS):
        ease = math.exp(PRIOR_MEAN + shift)
        gradient = slope * ease - curvature * ease * ease - shift
        bend = slope * ease - 2.0 * curvature * ease * ease - 1.0
        step = max(-1.0, min(1.0, -gradient / min(bend, -1.0)))
        for _ in range(8):
            there = max(-BETA_MOST, min(BETA_MOST, shift + step))
            gained = _height(there, slope, curvature)
            if gained >= height:
                shift, height = there, gained
                break
            step *= 0.5
    return shift


@njit(cache=True, nogil=True, error_model="numpy")
def _ease_item(p, annotator, label, alpha, shift):
    """The item's new beta - 1, given p (K,) and the annotators' alpha."""
    ease = math.exp(PRIOR_MEAN + shift)
    slope = curvature = 0.0
    for r in range(label.size):
        a = alpha[annotator[r]]
        slope += a * (p[label[r]] - 0.5)
        curvature += a * a * _curvature(a * ease)
    return _climb(shift, slope, curvature)


@njit(cache=True, nogil=True, error_model="numpy")
def _expect(offsets, annotator, label, gold, alpha, state, count_scale, log_scale, sums, totals, posterior):
    """Arguments as in `fused.expect`; alpha is (A,), state (I_b, 1), sums (A, 3)."""
    K = totals.size - 1
    p = np.empty(K)
    scale = count_scale / CURVATURE_ROOM
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        whose, what = annotator[low:high], label[low:high]
        shift = state[i, 0]
        evidence = _posterior(p, whose, what, gold[i], alpha, math.exp(PRIOR_MEAN + shift)) - 0.5 * shift * shift
        if posterior.shape[0] > 0:
            for k in range(K):
                posterior[i, k] = p[k]
        if low == high and gold[i] < 0:
            continue
        totals[K] += np.int64(math.floor(evidence * log_scale + 0.5))
        for k in range(K):
            totals[k] += np.int64(p[k] * count_scale + 0.5)
        if posterior.shape[0] == 0:
            shift = _ease_item(p, whose, what, alpha, shift)
            state[i, 0] = shift
        ease = math.exp(PRIOR_MEAN + shift)
        for r in range(low, high):
            a = annotator[r]
            hit = p[label[r]]
            sums[a, 0] += np.int64(math.floor(ease * (hit - 0.5) * scale + 0.5))
            sums[a, 1] += np.int64(ease * ease * _curvature(alpha[a] * ease) * scale + 0.5)
            sums[a, 2] += np.int64(hit * scale + 0.5)


CARD = Card(
    name="glad",
    title="GLAD",
    sentence="weighs annotators by their ability, and lets items differ in difficulty",
    source="Whitehill et al. 2009",
    make=Glad,
)
