"""How annotators work: seconds, sliders, runs, sessions, drift, and the rates at which they answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc, ndtr, stdtr

from oe_quality.analysis.annotator_rows import LabelRate
from oe_quality.analysis.audit_data import AuditData
from oe_quality.analysis.primary_fit import PrimaryFit
from oe_quality.config import AuditConfig
from oe_quality.kernel.agreement.sets import distinct_sets
from oe_quality.kernel.audit import sequence, tempo
from oe_quality.kernel.audit.fdr import adjusted
from oe_quality.kernel.audit.intervals import mean_bounds
from oe_quality.kernel.audit.sequence import Drift, Runs
from oe_quality.kernel.chunk import Chunk
from oe_quality.results import Estimate, Interval

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SET_SIZE = "labels per annotation"
SET_SIZE_DIFFERENCE = 0.5
"""Labels per annotation more or fewer than the others' that are worth a word."""
NIGHT = range(6)
"""Hours 0 to 5 UTC."""


@dataclass(frozen=True, slots=True)
class Share:
    """How often something happened, and whether oftener than the allowed share; all (A,).

    Attributes:
        hits, n: annotations with it, and annotations on which it could be seen.
        p: one-sided exact binomial p-value against the allowed share; NaN where n is 0.
        q: p after Benjamini-Hochberg.
    """

    hits: Ints
    n: Ints
    p: Floats
    q: Floats

    @property
    def share(self) -> Floats:
        """(A,) NaN where it could not be seen."""
        return np.asarray(np.divide(self.hits, self.n, out=np.full(len(self.n), np.nan), where=self.n > 0))


@dataclass(frozen=True, slots=True)
class TopLabel:
    """Each annotator's most frequent label, against the others on the same items; all (A,).

    Attributes:
        label: code; share: own share; others: the share that the others' consensus gives it there.
        p, q: one-sided, under independent answers with the others' probabilities.
    """

    label: Ints
    share: Floats
    others: Floats
    p: Floats
    q: Floats


@dataclass(frozen=True, slots=True)
class Sessions:
    """When each annotator works; all (A,), -1 or NaN where times are unknown."""

    count: Ints
    largest: Ints
    busiest_hour: Ints
    night_share: Floats


@dataclass(frozen=True, slots=True)
class Conduct:
    """All findings about how annotators work; arrays (A,) in the order of the primary panel.

    Attributes:
        seconds: median; fast, untouched: see `Share`; usual: what is usual for an item of average length, None
            where there are no durations.
        top: most frequent label; entropy: bits of the own answers.
        runs, run_q, run_support: longest run, its q-value, mean support by the others of the answers in it.
        drift, fatigue, fatigue_p: fall over all annotations; change per hour of a session and its p-value.
        sessions: when they work.
    """

    seconds: Floats
    usual: float | None
    fast: Share
    untouched: Share
    top: TopLabel
    entropy: Floats
    runs: Runs
    run_q: Floats
    run_support: Floats
    drift: Drift
    fatigue: Floats
    fatigue_p: Floats
    sessions: Sessions


def observe(data: AuditData, found: PrimaryFit, config: AuditConfig, seed: int) -> Conduct:
    """Look at how each annotator works."""
    gap = int(config.session_gap_minutes * 60e6)
    times = data.primary.created_at
    usual, fast = _speed(data, config)
    answer = _answer_codes(data)
    runs = sequence.longest_runs(found.line, answer, config.permutations, seed)
    slope, z = sequence.fatigue(found.line, found.residual, found.usable, times, gap)
    return Conduct(
        _median_seconds(data, found),
        usual,
        fast,
        _untouched(data, config),
        _top_label(data, found),
        _entropy(data),
        runs,
        adjusted(runs.p),
        _run_support(found, runs),
        sequence.drift(found.line, found.residual, found.usable, config.drift_p, config.permutations, seed),
        slope,
        ndtr(z),
        _sessions(data, found, gap),
    )


def _speed(data: AuditData, config: AuditConfig) -> tuple[float | None, Share]:
    seconds, who = data.primary.duration_s, data.primary.data.annotator
    length = data.clip_s[data.primary.data.items()]
    found = tempo.fit_tempo(seconds, length)
    if found is None:
        return None, _share(who, np.zeros(len(who), bool), np.zeros(len(who), bool), data.n_annotators, 1.0)
    known = np.isfinite(seconds) & (seconds > 0)
    fast = known & (np.where(known, seconds, np.inf) < config.fast_fraction * found.usual(length, len(seconds)))
    return found.centre, _share(who, fast, known, data.n_annotators, config.fast_share)


def _untouched(data: AuditData, config: AuditConfig) -> Share:
    """Annotations whose sliders all stand where they stood before anyone moved them."""
    who = data.primary.data.annotator
    start = [r.question.untouched for r in data.ratings]
    sliders = [d for d, value in enumerate(start) if value is not None]
    if not sliders:
        none = np.zeros(len(who), dtype=np.bool_)
        return _share(who, none, none, data.n_annotators, config.untouched_share)
    values = data.values[:, sliders]
    known = np.asarray(np.isfinite(values).all(axis=1), dtype=np.bool_)
    still = known & (values == np.array([start[d] for d in sliders], dtype=np.float64)).all(axis=1)
    return _share(who, still, known, data.n_annotators, config.untouched_share)


def _share(
    who: NDArray[np.int32], hit: NDArray[np.bool_], known: NDArray[np.bool_], n_annotators: int, allowed: float
) -> Share:
    hits, n = tempo.shares(who, hit, known, n_annotators)
    p = np.where(hits > 0, bdtrc(hits - 1.0, np.maximum(n, 1), allowed), 1.0)
    p = np.where(n > 0, p, np.nan)
    return Share(hits, n, p, adjusted(p))


def _median_seconds(data: AuditData, found: PrimaryFit) -> Floats:
    seconds = data.primary.duration_s[found.line.rows]
    out = np.full(data.n_annotators, np.nan)
    for a in range(data.n_annotators):
        own = seconds[found.line.offsets[a] : found.line.offsets[a + 1]]
        own = own[np.isfinite(own)]
        if len(own):
            out[a] = np.median(own)
    return out


def _answer_codes(data: AuditData) -> Ints:
    """(R,) equal for equal answers."""
    if isinstance(data.primary.data, Chunk):
        return data.primary.data.label.astype(np.int64)
    coded, _ = distinct_sets(data.primary.data, len(data.primary.labels))
    return coded.label.astype(np.int64)


def _top_label(data: AuditData, found: PrimaryFit) -> TopLabel:
    who, A = data.primary.data.annotator, data.n_annotators
    rates = _by_annotator(who, data.chosen.astype(np.float64), A)
    n = np.bincount(who, minlength=A)
    label = rates.argmax(axis=1)
    hits = rates[np.arange(A), label]
    q = found.support[np.arange(len(who)), label[who]]
    expected = np.bincount(who, weights=q, minlength=A)
    variance = np.bincount(who, weights=q * (1 - q), minlength=A)
    z = np.divide(hits - 0.5 - expected, np.sqrt(variance), out=np.full(A, np.nan), where=variance > 1e-12)
    p = np.where(n > 0, ndtr(-z), np.nan)
    safe = np.maximum(n, 1)
    return TopLabel(label, hits / safe, expected / safe, p, adjusted(p))


def _entropy(data: AuditData) -> Floats:
    """(A,) bits of each annotator's label frequencies (sets: over the labels given)."""
    rates = _by_annotator(data.primary.data.annotator, data.chosen.astype(np.float64), data.n_annotators)
    share = rates / np.maximum(rates.sum(axis=1, keepdims=True), 1e-300)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(share > 0, -share * np.log2(share), 0.0)
    return np.asarray(terms.sum(axis=1))


def _by_annotator(who: NDArray[np.int32], values: Floats, n_annotators: int) -> Floats:
    """(A, C) sums of the columns of values (R, C)."""
    return np.stack([np.bincount(who, weights=column, minlength=n_annotators) for column in values.T], axis=1)


def _run_support(found: PrimaryFit, runs: Runs) -> Floats:
    held = np.where(found.usable, found.held, np.nan)[found.line.rows]
    out = np.full(len(runs.start), np.nan)
    for a in np.flatnonzero(runs.start >= 0):
        part = held[runs.start[a] : runs.start[a] + runs.longest[a]]
        part = part[np.isfinite(part)]
        if len(part):
            out[a] = part.mean()
    return out


def _sessions(data: AuditData, found: PrimaryFit, gap: int) -> Sessions:
    A, line = data.n_annotators, found.line
    who = np.repeat(np.arange(A), line.counts)
    timed = line.timed[who]
    begins = sequence.session_starts(line, data.primary.created_at, gap)
    count = np.where(line.timed, np.bincount(who[begins], minlength=A), -1)
    session = np.cumsum(begins) - 1
    size = np.bincount(session)
    largest = np.full(A, -1, dtype=np.int64)
    np.maximum.at(largest, who[timed], size[session[timed]])
    hour = (data.primary.created_at[line.rows] // 3_600_000_000) % 24
    table = np.bincount(who[timed] * 24 + hour[timed], minlength=24 * A).reshape(A, 24)
    total = table.sum(axis=1)
    night = np.divide(table[:, list(NIGHT)].sum(axis=1), total, out=np.full(A, np.nan), where=total > 0)
    return Sessions(count, largest, np.where(line.timed, table.argmax(axis=1), -1), night)


def label_rates(data: AuditData, config: AuditConfig) -> tuple[tuple[LabelRate, ...], ...]:
    """For each annotator, the labels given noticeably oftener or less often than by the others on the same items.

    The others' rate is their plain share, not a consensus, which would make everybody look lenient.
    """
    chunk, A = data.primary.data, data.n_annotators
    item, who = chunk.items(), chunk.annotator
    answers = np.bincount(item, minlength=chunk.n_items)[item]
    shared = answers > 1
    columns = data.chosen.astype(np.float64)
    if not data.exclusive:
        columns = np.concatenate([columns, columns.sum(axis=1, keepdims=True)], axis=1)
    names = (*data.primary.labels, *(() if data.exclusive else (SET_SIZE,)))
    own, others, low, high, p, n = _rate_tests(columns, item, who, shared, answers, chunk.n_items, A)
    q = adjusted(p.ravel()).reshape(p.shape)
    limit = np.array([SET_SIZE_DIFFERENCE if name == SET_SIZE else config.rate_difference for name in names])
    noticeable = (q < 0.05) & (np.abs(own - others) >= limit)
    out: list[tuple[LabelRate, ...]] = []
    for a in range(A):
        found = []
        for k in np.flatnonzero(noticeable[a]).tolist():
            interval = Interval(float(low[a, k]), float(high[a, k]), 0.95, "t over items", "new items")
            difference = Estimate(float(own[a, k] - others[a, k]), interval, n_responses=int(n[a]))
            found.append(LabelRate(names[k], float(own[a, k]), float(others[a, k]), difference, float(q[a, k])))
        out.append(tuple(found))
    return tuple(out)


def _rate_tests(
    columns: Floats,
    item: NDArray[np.int32],
    who: NDArray[np.int32],
    shared: NDArray[np.bool_],
    answers: Ints,
    n_items: int,
    n_annotators: int,
) -> tuple[Floats, Floats, Floats, Floats, Floats, Ints]:
    """(A, C) own rate, others' rate, bounds of the difference and t-test p-values; (A,) items compared."""
    A = n_annotators
    n = np.bincount(who[shared], minlength=A)
    shape = (A, columns.shape[1])
    own, others, low, high, p = (np.full(shape, np.nan) for _ in range(5))
    for k, column in enumerate(columns.T):
        total = np.bincount(item, weights=column, minlength=n_items)[item]
        rest = np.divide(total - column, answers - 1, out=np.zeros_like(column), where=shared)
        mean, low[:, k], high[:, k] = mean_bounds(who[shared], (column - rest)[shared], A, 0.95)
        own[:, k] = _mean(who[shared], column[shared], A)
        others[:, k] = own[:, k] - mean
        error = (high[:, k] - low[:, k]) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            from_half = np.abs(mean) / error
        p[:, k] = _p_from_half_widths(from_half, n)
    return own, others, low, high, p, n


def _p_from_half_widths(ratio: Floats, n: Ints) -> Floats:
    """Two-sided t p-values of |mean| given in half-widths of its 95 % interval; NaN below 3 items."""
    from scipy.special import stdtrit

    freedom = np.maximum(n - 1, 1)
    t = ratio * stdtrit(freedom, 0.975)
    p = 2 * stdtr(freedom, -t)
    return np.where((n > 2) & np.isfinite(ratio), p, np.nan)


def _mean(who: NDArray[np.int32], values: Floats, n_annotators: int) -> Floats:
    n = np.bincount(who, minlength=n_annotators)
    total = np.bincount(who, weights=values, minlength=n_annotators)
    return np.asarray(np.divide(total, n, out=np.full(n_annotators, np.nan), where=n > 0))
