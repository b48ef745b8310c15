"""How long annotations take: what is usual for an item, and which were faster than anyone can work.

Seconds are log-normal for people at work, with a heavy right tail of pages left open and, where some
hurry, a second hill on the left. A mixture of three normals on the log scale finds the centre of the
work itself, which neither tail then moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats

STEPS = 200
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Tempo:
    """The usual time for an item.

    Attributes:
        centre: usual seconds for an item of average length; slope: of log seconds on log length, 0
            where lengths are unknown or play no part; log_length: mean of log length.
        weight, mean, sd: (3,) of the mixture on log seconds beyond the usual: hurried, at work, left open.
    """

    centre: float
    slope: float
    log_length: float
    weight: Floats
    mean: Floats
    sd: Floats

    def usual(self, length: Floats | None, n: int) -> Floats:
        """(n,) usual seconds for items of the given lengths; the centre where a length is NaN or not given."""
        if length is None or self.slope == 0.0:
            return np.full(n, self.centre)
        with np.errstate(invalid="ignore", divide="ignore"):
            shift = self.slope * (np.log(length) - self.log_length)
        return np.asarray(self.centre * np.exp(np.where(np.isfinite(shift), shift, 0.0)))


def fit_tempo(seconds: Floats, length: Floats | None = None) -> Tempo | None:
    """Learn the usual time from all annotations; None with fewer than 20 positive durations.

    Args:
        seconds: (R,) per annotation; NaN and values not above 0 are left out.
        length: (R,) seconds that the item lasts, NaN where unknown.
    """
    known = np.isfinite(seconds) & (seconds > 0)
    if known.sum() < 20:
        return None
    y = np.log(seconds[known])
    slope, log_length = 0.0, 0.0
    if length is not None:
        lasts = length[known]
        timed = np.isfinite(lasts) & (lasts > 0)
        if timed.sum() >= 100:
            x = np.log(lasts[timed])
            log_length = float(x.mean())
            slope = float(np.clip(_incomplete_theil(x, y[timed]), 0.0, 1.0))
            y[timed] -= slope * (x - log_length)
    weight, mean, sd = _three_normals(y)
    centre = float(mean[1])
    return Tempo(float(np.exp(centre)), slope, log_length, weight, mean - centre, sd)


def _incomplete_theil(x: Floats, y: Floats) -> float:
    """Median slope over pairs half the sample apart in x (Theil 1950, the incomplete method); 0 if x does not vary."""
    order = np.argsort(x, kind="stable")
    half = len(x) // 2
    low, high = order[:half], order[-half:]
    run = x[high] - x[low]
    steep = run > 1e-9
    return float(np.median((y[high] - y[low])[steep] / run[steep])) if steep.any() else 0.0


def _three_normals(y: Floats) -> tuple[Floats, Floats, Floats]:
    """EM for hurried < at work < left open; the middle starts as the bulk, the others in its tails.

    Values are binned first, so that the cost does not grow with their number.
    """
    count, edges = np.histogram(y, bins=512)
    x, count = (edges[:-1] + edges[1:]) / 2, count.astype(np.float64)
    middle = float(np.median(y))
    spread = max(float(np.median(np.abs(y - middle))) * 1.4826, 0.05)
    weight = np.array([0.05, 0.9, 0.05])
    mean = middle + spread * np.array([-4.0, 0.0, 3.0])
    sd = spread * np.array([1.5, 1.0, 1.5])
    for _ in range(STEPS):
        density = weight * np.exp(-0.5 * ((x[:, None] - mean) / sd) ** 2) / sd
        share = density / np.maximum(density.sum(axis=1, keepdims=True), 1e-300)
        mass = (share * count[:, None]).sum(axis=0) + 1e-9
        new_mean = (share * (count * x)[:, None]).sum(axis=0) / mass
        sd = np.sqrt(np.maximum((share * count[:, None] * (x[:, None] - new_mean) ** 2).sum(axis=0) / mass, 0.01))
        weight = mass / mass.sum()
        moved = float(np.abs(new_mean - mean).max())
        mean = new_mean
        if moved < TOLERANCE:
            break
    if weight[1] < weight.max():
        # The hills changed places: the largest is people at work, whatever it was called at the start.
        order = np.roll(np.arange(3), 1 - int(np.argmax(weight)))
        weight, mean, sd = weight[order], mean[order], sd[order]
    return weight, mean, sd


def shares(
    annotator: NDArray[np.int32], hit: NDArray[np.bool_], known: NDArray[np.bool_], n_annotators: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(A,) how often `hit` holds among the `known` responses, and how many those are."""
    n = np.bincount(annotator[known], minlength=n_annotators)
    return np.bincount(annotator[known & hit], minlength=n_annotators), n
