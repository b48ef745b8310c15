"""Whether Markov chains have been run long enough (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, Bayesian
Anal. 16:667).

Each chain is split in half, so that a drift within a chain shows as two chains that disagree, and draws are
replaced by normal scores of their ranks over all chains, so that heavy tails hide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from oe_quality.kernel.arrays import Floats

STILL = 1e-12
"""Variance below which a parameter counts as constant, and as mixed."""
TAILS = (0.05, 0.95)
"""Quantiles whose estimates the effective size of the tails is for."""
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class EffectiveSize:
    """Effective numbers of independent draws, all chains together, of the parameter that mixed worst.

    Attributes:
        bulk: for the middle of the posterior, by normal scores; tail: for its 5 % and 95 % quantiles, the lesser.
    """

    bulk: float
    tail: float

    @property
    def least(self) -> float:
        return min(self.bulk, self.tail)


def scale_reduction(draws: Floats) -> float:
    """The largest split R-hat over parameters, by ranks of the draws and of their distance from the median (eq. 14).

    1 where chains agree; above 1.01 they have not been run long enough.

    Args:
        draws: (chains, draws, parameters), 4 draws at least.
    """
    worst = 1.0
    for block in _blocks(draws):
        apart = np.abs(block - np.median(block, axis=(0, 1)))
        worst = max(worst, _r_hat(_scores(block)), _r_hat(_scores(apart)))
    return worst


def effective_size(draws: Floats) -> EffectiveSize:
    """The smallest effective numbers of draws over parameters.

    Args:
        draws: (chains, draws, parameters), 4 draws at least.
    """
    found = []
    for block in _blocks(draws):
        low, high = np.quantile(block, TAILS, axis=(0, 1))
        tails = [_size(np.asarray(block <= bound, dtype=np.float64)) for bound in (low, high)]
        found.append((_size(_scores(block)), min(tails)))
    bulk, tail = np.min(found, axis=0)
    return EffectiveSize(float(bulk), float(tail))


def _blocks(draws: Floats) -> list[Floats]:
    """The chains split in half, (2 chains, draws // 2, parameters), a block of parameters at a time; an odd draw in
    the middle belongs to neither half."""
    n = draws.shape[1] // 2
    halves = np.concatenate([draws[:, :n], draws[:, -n:]])
    step = max(1, CELLS_AT_ONCE // (halves.shape[0] * n))
    return [halves[:, :, start : start + step] for start in range(0, draws.shape[2], step)]


def _scores(draws: Floats) -> Floats:
    """Normal scores of the ranks over all chains (Blom 1958), ties by their mean rank."""
    m, n, parameters = draws.shape
    ranks = _ranks(draws.reshape(m * n, parameters))
    return np.asarray(ndtri((ranks - 0.375) / (m * n + 0.25)).reshape(draws.shape))


def _ranks(values: Floats) -> Floats:
    """(N, P) ranks from 1 within each column, equal values by their mean rank."""
    order = np.argsort(values, axis=0, kind="stable")
    ascending = np.take_along_axis(values, order, axis=0)
    place = np.arange(len(values))[:, None]
    fresh = np.ones(values.shape, dtype=np.bool_)
    fresh[1:] = ascending[1:] != ascending[:-1]
    ends = np.ones(values.shape, dtype=np.bool_)
    ends[:-1] = fresh[1:]
    first = np.maximum.accumulate(np.where(fresh, place, 0), axis=0)
    last = np.minimum.accumulate(np.where(ends, place, len(values))[::-1], axis=0)[::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=0)
    return ranks


def _r_hat(draws: Floats) -> float:
    """The largest R-hat over parameters (Gelman & Rubin 1992)."""
    n = draws.shape[1]
    within = draws.var(axis=1, ddof=1).mean(axis=0)
    between = draws.mean(axis=1).var(axis=0, ddof=1)
    moving = within > STILL
    if (between[~moving] > STILL).any():
        return float("inf")
    if not moving.any():
        return 1.0
    return float(np.sqrt((n - 1) / n + between[moving] / within[moving]).max())


def _size(draws: Floats) -> float:
    """The smallest effective number over parameters.

    Autocorrelations are added up in pairs of lags while a pair's sum is positive, and no sum counts more than the
    one before (Geyer 1992, initial monotone sequence), pooled over chains as in Stan (eq. 10-11).
    """
    m, n, _ = draws.shape
    centred = draws - draws.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 2 * n, axis=1)
    covariance = np.fft.irfft(spectrum * np.conj(spectrum), axis=1)[:, :n].mean(axis=0) / n
    within = covariance[0] * n / (n - 1)
    total = covariance[0] + draws.mean(axis=1).var(axis=0, ddof=1)
    moving = total > STILL
    if not moving.any():
        return float(m * n)
    rho = 1.0 - (within - covariance)[:, moving] / total[moving]
    rho[0] = 1.0
    even = rho[: n - n % 2 : 2]
    pairs = even + rho[1 : n - n % 2 + 1 : 2]
    positive = np.minimum.accumulate(pairs > 0, axis=0)
    falling = np.minimum.accumulate(np.where(positive, pairs, 0.0), axis=0)
    # The even lag after the last positive pair counts once: it lies before the sum turns (as in Stan).
    next_even = np.append(even, np.zeros((1, even.shape[1])), axis=0)[positive.sum(axis=0), np.arange(even.shape[1])]
    time = 2.0 * falling.sum(axis=0) - 1.0 + np.maximum(next_even, 0.0)
    time = np.maximum(time, 1.0 / np.log10(max(m * n, 10)))
    return float((m * n / time).min())
