"""What the order of answers tells: runs of one answer, drift, fatigue.

Permutation p-values are sequential (Besag & Clifford 1991, Biometrika 78:301): resampling stops once
20 permutations have reached the observed value, so only the suspicious cost the full number.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.order import Timeline
from oe_quality.kernel.data.chunk import OffsetArray

ENOUGH_EXCEEDANCES = 20
BRIDGE_SD = 0.5
"""Standard deviation of a Brownian bridge at its middle."""
Z_POWER_80 = 0.8416


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """The longest run of equal answers of each annotator.

    Attributes:
        longest, start: (A,) int64 length, and position in the timeline's `rows` at which it begins; 0 and -1
            where there is no timed answer.
        expected: (A,) mean of the longest run over permutations of the annotator's own answers.
        p: (A,) NaN where undefined: fewer than 3 answers, or order unknown.
    """

    longest: NDArray[np.int64]
    start: NDArray[np.int64]
    expected: Floats
    p: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """The most likely fall of agreement over each annotator's own annotations.

    Attributes:
        drop: (A,) mean residual before the change minus after it; NaN where undefined.
        at: (A,) int64 annotations before the change.
        p: (A,) permutation p-value of the cumulative sum, one-sided for a fall.
        detectable: (A,) smallest fall half-way that is found four times in five at the given level.
    """

    drop: Floats
    at: NDArray[np.int64]
    p: Floats
    detectable: Floats


def longest_runs(line: Timeline, answer: NDArray[np.int64], permutations: int, seed: int) -> Runs:
    """Longest run of equal answers against that of the same answers in random order.

    Args:
        line: responses by annotator and time.
        answer: (R,) any code that is equal for equal answers.
        permutations, seed: of the test.
    """
    A = line.n_annotators
    longest, start = np.zeros(A, dtype=np.int64), np.full(A, -1, dtype=np.int64)
    expected, p = np.full(A, np.nan), np.full(A, np.nan)
    _runs(line.offsets, answer[line.rows], line.timed, permutations, seed, longest, start, expected, p)
    return Runs(longest, start, expected, p)


def drift(line: Timeline, residual: Floats, usable: NDArray[np.bool_], level: float, draws: int, seed: int) -> Drift:
    """Cumulative sum of the centred residuals: its maximum marks a fall (Page 1954), permutation tells chance.

    Args:
        line: responses by annotator and time.
        residual: (R,) agreement with the others minus what the item would let anyone reach.
        usable: (R,) whether somebody else answered the item.
        level: at which a fall is to be called; enters `detectable` alone.
        draws, seed: of the permutation test.
    """
    A = line.n_annotators
    drop, p, detectable = np.full(A, np.nan), np.full(A, np.nan), np.full(A, np.nan)
    at = np.zeros(A, dtype=np.int64)
    sequence, kept = residual[line.rows], usable[line.rows]
    _drift(line.offsets, sequence, kept, line.timed, draws, seed, drop, at, p, detectable)
    return Drift(drop, at, p, detectable * fall_factor(level))


def fall_factor(level: float) -> float:
    """The smallest detectable fall, in units of (residual SD) / sqrt(n).

    A fall of D half-way lifts the bridge's middle by D sqrt(n) / (4 SD). It is found when it passes the
    critical value sqrt(-ln(level) / 2) of the one-sided Brownian-bridge maximum (Smirnov 1939), and four
    times in five when it exceeds that by .84 of the middle's SD.
    """
    return float(4.0 * (np.sqrt(-np.log(level) / 2.0) + Z_POWER_80 * BRIDGE_SD))


def session_starts(line: Timeline, created_at: NDArray[np.int64], gap_us: int) -> NDArray[np.bool_]:
    """(R,) in timeline order: whether a response begins a new session of its annotator."""
    times = created_at[line.rows]
    begins = np.ones(len(times), dtype=np.bool_)
    begins[1:] = np.diff(times) > gap_us
    begins[line.offsets[:-1][line.counts > 0]] = True
    return begins


def fatigue(
    line: Timeline, residual: Floats, usable: NDArray[np.bool_], created_at: NDArray[np.int64], gap_us: int
) -> tuple[Floats, Floats]:
    """Slope of the residual on hours since the session began, sessions centred, and its z under permutation.

    The z uses the exact permutation variance within sessions, sum_s Sxx Syy / (n_s - 1) (Pitman 1937).

    Returns:
        (A,) slope per hour and (A,) z; NaN where no session has two usable responses apart in time.
    """
    begins = session_starts(line, created_at, gap_us)
    session = np.cumsum(begins) - 1
    who = np.repeat(np.arange(line.n_annotators), line.counts)
    keep = usable[line.rows] & line.timed[who]
    if not keep.any():
        empty = np.full(line.n_annotators, np.nan)
        return empty, empty.copy()
    first = created_at[line.rows][begins][session]
    hours = (created_at[line.rows] - first) / 3.6e9
    S = int(session[-1]) + 1
    session, who, x, y = session[keep], who[keep], hours[keep], residual[line.rows][keep]
    n = np.bincount(session, minlength=S)
    safe = np.maximum(n, 1)
    x = x - (np.bincount(session, weights=x, minlength=S) / safe)[session]
    y = y - (np.bincount(session, weights=y, minlength=S) / safe)[session]
    by_session = np.bincount(session, weights=x * x, minlength=S) * np.bincount(session, weights=y * y, minlength=S)
    owner = np.zeros(S, dtype=np.int64)
    owner[session] = who
    A = line.n_annotators
    variance = np.bincount(owner, weights=by_session / np.maximum(n - 1, 1), minlength=A)
    cross = np.bincount(who, weights=x * y, minlength=A)
    spread = np.bincount(who, weights=x * x, minlength=A)
    slope = np.divide(cross, spread, out=np.full(A, np.nan), where=spread > 1e-12)
    z = np.divide(cross, np.sqrt(variance), out=np.full(A, np.nan), where=variance > 1e-12)
    return slope, z


@nb.njit(cache=True, parallel=True)
def _runs(
    offsets: OffsetArray,
    answer: NDArray[np.int64],
    timed: NDArray[np.bool_],
    permutations: int,
    seed: int,
    longest: NDArray[np.int64],
    start: NDArray[np.int64],
    expected: Floats,
    p: Floats,
) -> None:
    for a in nb.prange(len(offsets) - 1):
        if not timed[a]:
            continue
        own = answer[offsets[a] : offsets[a + 1]].copy()
        longest[a], begin = _longest_run(own)
        start[a] = offsets[a] + begin
        if len(own) < 3:
            continue
        np.random.seed(seed + a)
        reached, done, total = 0, 0, 0
        while done < permutations and reached < ENOUGH_EXCEEDANCES:
            np.random.shuffle(own)
            run, _ = _longest_run(own)
            total += run
            done += 1
            reached += run >= longest[a]
        expected[a] = total / done
        p[a] = sequential_p(reached, done)


@nb.njit(cache=True)
def sequential_p(reached: int, done: int) -> float:
    if reached >= ENOUGH_EXCEEDANCES:
        return reached / done
    return (reached + 1) / (done + 1)


@nb.njit(cache=True)
def _longest_run(answer: NDArray[np.int64]) -> tuple[int, int]:
    """Length of the longest run of equal codes, and where it begins."""
    best, begin, run = 0, 0, 0
    for j in range(len(answer)):
        run = run + 1 if j > 0 and answer[j] == answer[j - 1] else 1
        if run > best:
            best, begin = run, j - run + 1
    return best, begin


@nb.njit(cache=True, parallel=True)
def _drift(
    offsets: OffsetArray,
    sequence: Floats,
    kept: NDArray[np.bool_],
    timed: NDArray[np.bool_],
    draws: int,
    seed: int,
    drop: Floats,
    at: NDArray[np.int64],
    p: Floats,
    detectable: Floats,
) -> None:
    for a in nb.prange(len(offsets) - 1):
        part = sequence[offsets[a] : offsets[a + 1]]
        own = part[kept[offsets[a] : offsets[a + 1]]].copy()
        n = len(own)
        if not timed[a] or n < 6:
            continue
        spread = _centre(own)
        if spread < 1e-9:
            continue
        peak, where = _peak(own)
        at[a] = where
        drop[a] = own[:where].mean() - own[where:].mean()
        detectable[a] = spread / np.sqrt(n)
        np.random.seed(seed + a)
        reached, done = 0, 0
        while done < draws and reached < ENOUGH_EXCEEDANCES:
            np.random.shuffle(own)
            value, _ = _peak(own)
            done += 1
            reached += value >= peak - 1e-12
        p[a] = sequential_p(reached, done)


@nb.njit(cache=True)
def _centre(values: Floats) -> float:
    """Take the mean away, in place; the standard deviation of what is left."""
    total, squares = 0.0, 0.0
    for j in range(len(values)):
        total += values[j]
    for j in range(len(values)):
        values[j] -= total / len(values)
        squares += values[j] ** 2
    return np.sqrt(squares / (len(values) - 1))  # type: ignore[no-any-return]  # compiled: a double


@nb.njit(cache=True)
def _peak(centred: Floats) -> tuple[float, int]:
    """Maximum of the cumulative sum of centred values, and how many values it sums (1..n-1)."""
    best, where, total = -np.inf, 1, 0.0
    for j in range(len(centred) - 1):
        total += centred[j]
        if total > best:
            best, where = total, j + 1
    return best, where
