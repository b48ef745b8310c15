"""Ratings by bias, scale and precision of each annotator.

    x_ir = b_r + s_r mu_i + eps_ir,  eps_ir ~ N(0, 1 / lambda_r),
    mu_i ~ N(m, v),  b_r ~ N(0, t_b),  s_r ~ N(1, t_s),  lambda_r ~ Gamma(a, c):

a one-factor model of raters as in Raykar et al. (2010, JMLR 11, section 4) with annotators' offsets and
scales, partially pooled. Fitted by variational Bayes (items, annotators' lines and precisions apart);
m, v, t_b, t_s, a, c maximise the same lower bound, so an annotator with few answers is drawn to what
annotators are like. The unit of mu is not determined by the data. It is fixed afterwards: annotators' mean
offset is 0 and their mean scale 1, weighted by what their answers tell. Standard errors include by how
much another crew would have set another unit.

A step is a sum over items: `expect` needs the annotators' parameters and whole items alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, gammaln, zeta

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import ChunkSource, RatingChunk
from oe_quality.kernel.ratings.parts import Raters, RatingFit, RatingMethod, counts, sums
from oe_quality.progress import Progress, silent

SHAPES = (0.5, 1000.0)
"""Bounds of the Gamma shape a: how much annotators' precisions may differ, from very much to not at all."""
LEAST_NOISE = 0.1
"""Standard deviation that every answer's noise has at least, in standard deviations of all answers: sliders move in
steps, and who always answers the same must not count as infinitely precise."""
FEWEST = 200
TINY = 1e-6
"""Least variance of any of the population's distributions, relative to that of the answers."""


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """What is believed about annotators and the population; values are centred and scaled answers.

    Attributes:
        b, s: (A,) posterior means of offset and scale; vbb, vbs, vss: (A,) their covariance.
        shape, rate: (A,) Gamma posterior of the precision.
        m, v: mean and variance of items' values; tb, ts: variances of offsets and scales; a, c: Gamma prior.
    """

    b: Floats
    s: Floats
    vbb: Floats
    vbs: Floats
    vss: Floats
    shape: Floats
    rate: Floats
    m: float
    v: float
    tb: float
    ts: float
    a: float
    c: float

    @property
    def precision(self) -> Floats:
        """(A,) E[lambda]."""
        return self.shape / self.rate


@dataclass(frozen=True, slots=True)
class Unit:
    """Answers are fitted as (x - centre) / spread."""

    centre: float
    spread: float


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """What no step changes: the unit, and per annotator the number and the sums of x and x^2 (A,) in it."""

    unit: Unit
    n: Floats
    x: Floats
    x2: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sufficient statistics of a step.

    Attributes:
        mu, mu2, xmu: (A,) sums of E[mu], E[mu^2] and x E[mu] over each annotator's answers.
        items: number of items; item_mu, item_mu2: sums of E[mu_i] and E[mu_i^2]; log_variance: of log Var[mu_i].
    """

    mu: Floats
    mu2: Floats
    xmu: Floats
    items: float
    item_mu: float
    item_mu2: float
    log_variance: float

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def fit(
    source: ChunkSource[RatingChunk], *, max_steps: int = 500, tol: float = 1e-6, progress: Progress = silent
) -> RatingFit:
    """Fit the model; an item without answers has the population's mean and standard deviation.

    Args:
        source: numeric answers.
        max_steps: limit of steps.
        tol: converged when a step gains less than this per answer, in nats (of `FEWEST` answers at least).
    """
    totals = _totals(source)
    unit, params = totals.unit, _start(source.n_annotators)
    history: list[float] = []
    converged = False
    for step in range(max_steps):
        stats = _sweep(params, source, unit)
        history.append(objective(params, totals, stats))
        if len(history) > 1 and history[-1] - history[-2] < tol * max(totals.n.sum(), FEWEST):
            converged = True
            break
        params = maximise(params, totals, stats)
        progress("ratings", step + 1, max_steps)
    progress("ratings", max_steps, max_steps)
    params, anchor = _fix_unit(params, totals.n)
    pieces = [posterior(params, anchor, chunk, unit) for chunk in source]
    mu, variance = (np.concatenate(piece) for piece in zip(*pieces, strict=True))
    raters = _raters(params, unit)
    return RatingFit(
        RatingMethod.BIAS_SCALE_PRECISION,
        unit.centre + unit.spread * mu,
        unit.spread * np.sqrt(variance),
        raters.weight,
        raters,
        tuple(history),
        converged,
    )


def items_of(params: Parameters, chunk: RatingChunk, unit: Unit) -> tuple[Floats, Floats]:
    """(I,) mean and variance of mu_i given the annotators' parameters."""
    item, who, n = chunk.items(), chunk.annotator, chunk.n_items
    x = (chunk.value - unit.centre) / unit.spread
    worth = params.precision
    tells = worth * (params.s**2 + params.vss)
    moves, rests = worth * params.s, worth * (params.b * params.s + params.vbs)
    information = 1.0 / params.v + sums(item, tells[who], n)
    pull = params.m / params.v + sums(item, moves[who] * x - rests[who], n)
    return pull / information, 1.0 / information


def expect(params: Parameters, chunk: RatingChunk, unit: Unit) -> Sums:
    """The sums that `maximise` needs, over the items of a chunk."""
    mu, variance = items_of(params, chunk, unit)
    item, who, A = chunk.items(), chunk.annotator, len(params.b)
    x, square = (chunk.value - unit.centre) / unit.spread, mu**2 + variance
    return Sums(
        sums(who, mu[item], A),
        sums(who, square[item], A),
        sums(who, x * mu[item], A),
        float(chunk.n_items),
        float(mu.sum()),
        float(square.sum()),
        float(np.log(variance).sum()),
    )


def squared_residuals(p: Parameters, t: Totals, s: Sums) -> Floats:
    """(A,) E[sum (x - b - s mu)^2] of each annotator's answers, with the least noise that an answer has."""
    b2, s2, bs = p.b**2 + p.vbb, p.s**2 + p.vss, p.b * p.s + p.vbs
    total = t.x2 - 2.0 * (p.b * t.x + p.s * s.xmu) + t.n * b2 + 2.0 * bs * s.mu + s2 * s.mu2
    return np.maximum(total, 0.0) + LEAST_NOISE**2 * t.n


def maximise(p: Parameters, t: Totals, s: Sums) -> Parameters:
    """Annotators' lines, then their precisions, then the population, each at its best given the rest."""
    worth = p.precision
    pbb, pbs, pss = 1.0 / p.tb + worth * t.n, worth * s.mu, 1.0 / p.ts + worth * s.mu2
    det = pbb * pss - pbs**2
    gb, gs = worth * t.x, 1.0 / p.ts + worth * s.xmu
    p = replace(
        p,
        b=(pss * gb - pbs * gs) / det,
        s=(pbb * gs - pbs * gb) / det,
        vbb=pss / det,
        vbs=-pbs / det,
        vss=pbb / det,
    )
    p = replace(p, shape=p.a + t.n / 2.0, rate=p.c + squared_residuals(p, t, s) / 2.0)
    m = s.item_mu / s.items
    a, c = _gamma(p)
    return replace(
        p,
        m=m,
        v=max(s.item_mu2 / s.items - m**2, TINY),
        tb=max(float((p.b**2 + p.vbb).mean()), TINY),
        ts=max(float(((p.s - 1.0) ** 2 + p.vss).mean()), TINY),
        a=a,
        c=c,
    )


def objective(p: Parameters, t: Totals, s: Sums) -> float:
    """The lower bound of the log evidence, in nats, after `expect` under `p`."""
    log_precision = digamma(p.shape) - np.log(p.rate)
    answers = 0.5 * (t.n * (log_precision - np.log(2 * np.pi)) - p.precision * squared_residuals(p, t, s)).sum()
    scatter = s.item_mu2 - 2.0 * p.m * s.item_mu + s.items * p.m**2
    items = 0.5 * (s.log_variance + s.items * (1.0 - np.log(p.v)) - scatter / p.v)
    log_det = np.log(p.vbb * p.vss - p.vbs**2)
    lines = (
        0.5 * (log_det + 2.0 - np.log(p.tb * p.ts) - (p.b**2 + p.vbb) / p.tb - ((p.s - 1.0) ** 2 + p.vss) / p.ts).sum()
    )
    prior = p.a * np.log(p.c) - gammaln(p.a) + (p.a - 1.0) * log_precision - p.c * p.precision
    entropy = p.shape - np.log(p.rate) + gammaln(p.shape) + (1.0 - p.shape) * digamma(p.shape)
    return float(answers + items + lines + (prior + entropy).sum())


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far this crew's mean offset and mean scale may lie from those of all who might be asked: variances."""

    shift: float
    stretch: float


def posterior(params: Parameters, anchor: Anchor, chunk: RatingChunk, unit: Unit) -> tuple[Floats, Floats]:
    """(I,) mean and variance of mu_i, with what is unsure about annotators' lines and the unit added (delta method)."""
    mu, variance = items_of(params, chunk, unit)
    item, who = chunk.items(), chunk.annotator
    lever = (params.precision * params.s)[who] * variance[item]
    at = mu[item]
    line = params.vbb[who] + 2.0 * params.vbs[who] * at + params.vss[who] * at**2
    own = variance + sums(item, lever**2 * line, chunk.n_items)
    return mu, own + anchor.shift + anchor.stretch * (mu - params.m) ** 2


def _gamma(p: Parameters) -> tuple[float, float]:
    """Shape and rate of the Gamma distribution of precisions that maximise the bound (Minka 2002)."""
    mean = float(p.precision.mean())
    gap = float(np.log(mean) - (digamma(p.shape) - np.log(p.rate)).mean())
    a = min(max(p.a, SHAPES[0]), SHAPES[1])
    for _ in range(20):
        before = a
        # The trigamma function is zeta(2, a). A Newton step on log a.
        step = (math.log(a) - float(digamma(a)) - gap) / (1.0 - a * float(zeta(2.0, a)))
        a = min(max(a * math.exp(-step), SHAPES[0]), SHAPES[1])
        if abs(a - before) <= 1e-12 * a:
            break
    return a, a / mean


def _totals(source: ChunkSource[RatingChunk]) -> Totals:
    A = source.n_annotators
    n = np.sum([counts(chunk.annotator, A) for chunk in source], axis=0)
    centre = sum(float(chunk.value.sum()) for chunk in source) / max(float(n.sum()), 1.0)
    x = np.sum([sums(chunk.annotator, chunk.value - centre, A) for chunk in source], axis=0)
    x2 = np.sum([sums(chunk.annotator, (chunk.value - centre) ** 2, A) for chunk in source], axis=0)
    spread = float(np.sqrt(x2.sum() / max(float(n.sum()), 1.0))) or 1.0
    return Totals(Unit(centre, spread), n, x / spread, x2 / spread**2)


def _start(n_annotators: int) -> Parameters:
    zero, one = np.zeros(n_annotators), np.ones(n_annotators)
    return Parameters(zero, one, 0.1 * one, zero, 0.1 * one, 2.0 * one, one, 0.0, 1.0, 0.1, 0.1, 2.0, 1.0)


def _sweep(params: Parameters, source: ChunkSource[RatingChunk], unit: Unit) -> Sums:
    stats: Sums | None = None
    for chunk in source:
        part = expect(params, chunk, unit)
        stats = part if stats is None else stats + part
    assert stats is not None, "a source has at least one chunk"
    return stats


def _fix_unit(p: Parameters, n: Floats) -> tuple[Parameters, Anchor]:
    """The same model with mu measured so that annotators' mean offset is 0 and mean scale 1; and how sure that is."""
    # What an annotator tells about items: one whose answers do not move with them says nothing about the unit.
    information = n * p.precision * p.s**2
    # The best linear estimate of a population's mean, whose variance is t, seen with variance 1 / information.
    by_offset = _normal(information / (1.0 + p.tb * information))
    by_scale = _normal(information / (1.0 + p.ts * information))
    shift, scale = float(by_offset @ p.b), float(by_scale @ p.s)
    if scale <= 0.05:
        return p, Anchor(0.0, 0.0)
    anchor = Anchor(p.tb * float((by_offset**2).sum()), p.ts / scale**2 * float((by_scale**2).sum()))
    # mu' = shift + scale * mu, so b + s mu = (b - s shift / scale) + (s / scale) mu'.
    k = shift / scale
    moved = replace(
        p,
        b=p.b - k * p.s,
        s=p.s / scale,
        vbb=p.vbb - 2.0 * k * p.vbs + k**2 * p.vss,
        vbs=(p.vbs - k * p.vss) / scale,
        vss=p.vss / scale**2,
        m=shift + scale * p.m,
        v=scale**2 * p.v,
    )
    return moved, anchor


def _normal(weight: Floats) -> Floats:
    """Weights scaled to sum to 1; equal ones where all are 0."""
    total = float(weight.sum())
    return weight / total if total > 0 else np.full(len(weight), 1.0 / len(weight))


def _raters(p: Parameters, unit: Unit) -> Raters:
    """Annotators in the question's unit, offsets at the middle of all answers."""
    # x = centre + spread (b + s (mu - centre) / spread): the offset is how far an annotator's line
    # lies above the truth where items are average.
    return Raters(
        unit.spread * p.b,
        unit.spread * np.sqrt(np.maximum(p.vbb, 0.0)),
        p.s,
        p.precision / unit.spread**2,
        p.precision * p.s,
    )
