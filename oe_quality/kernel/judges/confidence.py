"""Is a judge as often right as it says?

Items are put into bins of like confidence; in each the share of right answers stands beside the mean confidence. The
expected calibration error is the mean distance of the two (Naeini, Cooper & Hauskrecht 2015); as a mean of absolute
values it is too large in few items, so the bins are taken as normal about a common distance (Rubin 1981) and the error
is what its posterior says; its lower end is 0 where a chi-squared test does not rule calibration out. The Brier score
(1950) is the mean squared distance of confidence and outcome.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.kernel.arrays import Floats

FEWEST = 30
"""Items below which nothing is said."""
BINS = 10
PER_BIN = 20
"""Items that a bin holds at least, ties of confidence aside."""
DRAWS = 2000
GRID = 50
"""Values that the spread between bins may take."""


@dataclass(frozen=True, slots=True)
class Bin:
    """n items with confidence from low to high: the mean of it, and the share of right answers with its bounds."""

    low: float
    high: float
    n: int
    confidence: float
    right: float
    right_low: float
    right_high: float


@dataclass(frozen=True, slots=True)
class Value:
    """A number and its bounds."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stated:
    """How a judge's stated confidence does.

    Attributes:
        n_items: with a confidence and an outcome; bins: by confidence, ascending.
        error: expected calibration error, 0..1; gap: mean confidence less share of right answers, above 0 where the
            judge is too sure; brier: 0..1, less is better.
    """

    n_items: int
    bins: tuple[Bin, ...]
    error: Value
    gap: Value
    brier: Value


def stated_confidence(
    confidence: Floats, right: NDArray[np.bool_], *, level: float = 0.95, seed: int = 0
) -> Stated | None:
    """Hold confidence (N,) against outcomes (N,); None with too few items.

    >>> found = stated_confidence(np.tile([0.9, 0.6], 100), np.tile([True, True, True, False], 50))
    >>> [(one.n, round(one.confidence, 2), one.right) for one in found.bins], abs(round(found.gap.value, 2))
    ([(100, 0.6, 0.5), (100, 0.9, 1.0)], 0.0)
    """
    n = len(confidence)
    if n < FEWEST:
        return None
    y = right.astype(np.float64)
    place = _places(confidence)
    bins = tuple(_bin(confidence[place == b], y[place == b], level) for b in range(int(place.max()) + 1))
    return Stated(
        n,
        bins,
        _error(confidence, y, place, level, seed),
        _mean(confidence - y, level, -1.0),
        _mean((confidence - y) ** 2, level, 0.0),
    )


def _places(confidence: Floats) -> NDArray[np.int64]:
    """(N,) the bin of each: so many that each holds enough; equal confidences share one."""
    count = max(min(BINS, len(confidence) // PER_BIN), 1)
    edges = np.unique(np.quantile(confidence, np.arange(1, count) / count, method="inverted_cdf"))
    found = np.searchsorted(edges, confidence, side="left")
    return np.asarray(np.unique(found, return_inverse=True)[1], dtype=np.int64)


def _bin(confidence: Floats, y: Floats, level: float) -> Bin:
    n, k = len(y), float(y.sum())
    tail = 0.5 - level / 2
    low, high = special.betaincinv(k + 0.5, n - k + 0.5, [tail, 1 - tail])
    return Bin(
        float(confidence.min()),
        float(confidence.max()),
        n,
        float(confidence.mean()),
        k / n,
        0.0 if k == 0 else float(low),
        1.0 if k == n else float(high),
    )


def _mean(values: Floats, level: float, least: float) -> Value:
    n, mean = len(values), float(values.mean())
    half = float(special.stdtrit(n - 1, 0.5 + level / 2)) * float(values.std(ddof=1)) / math.sqrt(n)
    return Value(mean, max(mean - half, least), min(mean + half, 1.0))


def _error(confidence: Floats, y: Floats, place: NDArray[np.int64], level: float, seed: int) -> Value:
    """The error's posterior median and bounds."""
    distance = confidence - y
    n = np.bincount(place)
    mean = np.bincount(place, weights=distance) / n
    # One answer more of each kind keeps bins where all are right from having no spread at all.
    square = np.bincount(place, weights=(distance - mean[place]) ** 2) + 0.25
    spread = np.sqrt(square / np.maximum(n - 1, 1) / n)
    share = n / n.sum()
    drawn = np.abs(_posterior(mean, spread, np.random.default_rng(seed))) @ share
    tail = 0.5 - level / 2
    low, value, high = (float(end) for end in np.quantile(drawn, [tail, 0.5, 1 - tail]))
    # Were it calibrated, an outcome would vary by c (1 - c) about its confidence (Hosmer & Lemeshow 1980).
    expected = np.bincount(place, weights=confidence * (1 - confidence))
    chi = float(np.where(mean != 0, (n * mean) ** 2 / np.maximum(expected, 1e-12), 0.0).sum())
    exact = float(special.gammaincc(len(n) / 2, chi / 2))
    return Value(min(value, 1.0), 0.0 if exact > 1 - level else low, min(high, 1.0))


def _posterior(mean: Floats, spread: Floats, rng: np.random.Generator) -> Floats:
    """(DRAWS, B) what the distances of B bins may be: normal about a common one, with a spread of their own.

    The spread between bins is drawn from its posterior on a grid, under a flat prior.
    """
    grid = np.linspace(0.0, 2.0 * max(float(mean.std()), float(spread.mean())), GRID)
    precision = 1.0 / (grid[:, None] ** 2 + spread**2)
    common = (precision * mean).sum(axis=1) / precision.sum(axis=1)
    log = 0.5 * np.log(precision).sum(axis=1) - 0.5 * np.log(precision.sum(axis=1))
    log -= 0.5 * (precision * (mean - common[:, None]) ** 2).sum(axis=1)
    weight = np.exp(log - log.max())
    at = rng.choice(GRID, DRAWS, p=weight / weight.sum())
    centre = common[at] + rng.normal(size=DRAWS) / np.sqrt(precision.sum(axis=1)[at])
    own = (grid[at] ** 2)[:, None]
    pull = own / (own + spread**2)
    middle = pull * mean + (1 - pull) * centre[:, None]
    return np.asarray(middle + np.sqrt(pull) * spread * rng.normal(size=middle.shape))
