"""Whether Markov chains have been run long enough."""

from __future__ import annotations

import numpy as np

from oe_quality.kernel.arrays import Floats

STILL = 1e-12
"""Variance below which a parameter counts as constant, and as mixed."""


def scale_reduction(draws: Floats) -> float:
    """The largest R-hat over parameters (Gelman and Rubin 1992); 1 where chains agree.

    Args:
        draws: (chains, draws, parameters), two chains at least.
    """
    n = draws.shape[1]
    within = draws.var(axis=1, ddof=1).mean(axis=0)
    between = draws.mean(axis=1).var(axis=0, ddof=1)
    moving = within > STILL
    if not moving.any():
        return 1.0
    return float(np.sqrt((n - 1) / n + between[moving] / within[moving]).max())


def effective_size(draws: Floats) -> float:
    """The smallest effective number of independent draws over parameters, all chains together.

    Autocorrelations are added up in pairs of lags while a pair's sum is positive (Geyer 1992, initial
    positive sequence), pooled over chains as in Stan (Vehtari et al. 2021, eq. 10-11).

    Args:
        draws: (chains, draws, parameters).
    """
    m, n, _ = draws.shape
    centred = draws - draws.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 2 * n, axis=1)
    covariance = np.fft.irfft(spectrum * np.conj(spectrum), axis=1)[:, :n].mean(axis=0) / n
    within = covariance[0] * n / (n - 1)
    between = draws.mean(axis=1).var(axis=0, ddof=1) if m > 1 else np.zeros_like(within)
    total = covariance[0] + between
    moving = total > STILL
    if not moving.any():
        return float(m * n)
    rho = 1.0 - (within - covariance)[:, moving] / total[moving]
    rho[0] = 1.0
    pairs = rho[: n - n % 2].reshape(n // 2, 2, -1).sum(axis=1)
    ended = np.minimum.accumulate(pairs > 0, axis=0)
    time = np.maximum(2.0 * np.where(ended, pairs, 0.0).sum(axis=0) - 1.0, 1.0 / np.log10(max(m * n, 10)))
    return float((m * n / time).min())
