"""How annotators work: seconds, sliders, runs, sessions, drift."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc, ndtr

from oe_quality.analysis.annotators.consensus import PrimaryFit
from oe_quality.analysis.annotators.data import AuditData
from oe_quality.analysis.annotators.habits import TopLabel, answer_codes, entropy, top_label
from oe_quality.config import AuditConfig
from oe_quality.kernel.arrays import Bools, Floats, Ints
from oe_quality.kernel.audit import sequence, tempo
from oe_quality.kernel.audit.blocks import Blocks, blocks
from oe_quality.kernel.audit.kappa import blind_scores
from oe_quality.kernel.audit.rating_agreement import deviations
from oe_quality.kernel.audit.sequence import Drift, Runs
from oe_quality.kernel.audit.trend import beside_the_others, beyond_the_item
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.kernel.uncertainty.rounding import ROUNDING

NIGHT = range(6)
"""Hours 0 to 5 UTC."""


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """How often something happened, and whether oftener than the allowed share; all (A,).

    Attributes:
        hits, n: annotations with it, and annotations on which it could be seen.
        p: one-sided exact binomial p-value against the allowed share; NaN where n is 0.
        q: p after Benjamini-Hochberg.
        share: hits / n, NaN where it could not be seen.
    """

    hits: Ints
    n: Ints
    p: Floats
    q: Floats
    share: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Divide once: whoever asks annotator by annotator asks thousands of times."""
        share = np.divide(self.hits, self.n, out=np.full(len(self.n), np.nan), where=self.n > 0)
        object.__setattr__(self, "share", share)


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """When each annotator works; all (A,), -1 or NaN where times are unknown."""

    count: Ints
    largest: Ints
    busiest_hour: Ints
    night_share: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Conduct:
    """All findings about how annotators work; arrays (A,) in the order of the primary panel.

    Attributes:
        seconds: median; fast, untouched: see `Share`; usual: what is usual for an item of average length, None
            where there are no durations.
        top: most frequent label; entropy: bits of the own answers.
        runs, run_q, run_support: longest run, its q-value, mean support by the others of the answers in it.
        shorter, timed: annotations that took less time than their item lasts, of those of which both are known.
        blocks, block_q, block_support: blocks of answers that come again, their q-value, mean support of all answers.
        drift, drift_q: fall over all annotations and its q-value.
        fatigue, fatigue_p, fatigue_q: change per hour of a session, its p-value and its q-value.
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
    shorter: Ints
    timed: Ints
    blocks: Blocks
    block_q: Floats
    block_support: Floats
    drift: Drift
    drift_q: Floats
    fatigue: Floats
    fatigue_p: Floats
    fatigue_q: Floats
    sessions: Sessions


def observe(data: AuditData, found: PrimaryFit, config: AuditConfig, seed: int) -> Conduct:
    """Look at how each annotator works."""
    gap = int(config.session_gap_minutes * 60e6)
    times = data.primary.created_at
    usual, fast = _speed(data, config)
    answer = answer_codes(data)
    runs = sequence.longest_runs(found.line, answer, config.permutations, seed)
    repeated = blocks(found.line, answer, config.block_share, max(config.permutations, 40 * data.n_annotators), seed)
    residual = overall_residual(data, found)
    drift = sequence.drift(found.line, residual, found.usable, config.drift_p, config.permutations, seed)
    slope, z = sequence.fatigue(found.line, residual, found.usable, times, gap)
    fatigue_p = ndtr(z)
    return Conduct(
        _median_seconds(data, found),
        usual,
        fast,
        _untouched(data, config),
        top_label(data, found),
        entropy(data),
        runs,
        adjusted(runs.p),
        _run_support(found, runs),
        *_shorter_than_the_item(data),
        repeated,
        adjusted(repeated.p),
        _support(data, found),
        drift,
        adjusted(drift.p),
        slope,
        fatigue_p,
        adjusted(fatigue_p),
        _sessions(data, found, gap),
    )


def overall_residual(data: AuditData, found: PrimaryFit) -> Floats:
    """(R,) how well each annotation fits the others', over the primary question and the ratings beside it.

    The mean of their standardised residuals, in points of the primary question's agreement: a fall by so many
    standard deviations of each shows as that many of the primary one's. A rating's residual is minus its
    distance from the others' mean. Together they show a fall earlier than any of them does. What items are like, and
    what all other annotators did at the same time, is taken away.
    """
    chunk, use = data.primary.data, found.usable
    primary = _of_labels(data, found) if not data.numeric else _over_time(data, found, found.residual)
    parts = [_standardised(primary, use)]
    for column in data.values.T[1 if data.numeric else 0 :]:
        apart = deviations(chunk.items(), chunk.annotator, column, chunk.n_items, data.n_annotators)
        known = use & apart.usable
        parts.append(_standardised(_over_time(data, found, -np.abs(apart.own), known), known))
    known = np.isfinite(parts)
    mean = np.where(known, parts, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.asarray(mean * primary[use].std() if use.any() else mean)


def _of_labels(data: AuditData, found: PrimaryFit) -> Floats:
    """(R,) agreement of labels beyond what is usual for the annotator on such items at that time."""
    annotator, A = data.primary.data.annotator, data.n_annotators
    chance = blind_scores(data.chosen, found.support, found.usable, annotator, A, exclusive=data.exclusive)
    gain, reach = found.score - chance, found.expected - chance
    return beyond_the_item(gain, reach, found.usable, annotator, data.primary.created_at, A)


def _over_time(data: AuditData, found: PrimaryFit, residual: Floats, known: Bools | None = None) -> Floats:
    """(R,) residuals of numbers less what all other annotators' did at the same time."""
    panel, use = data.primary, found.usable if known is None else known
    return beside_the_others(residual, use, panel.data.annotator, panel.created_at, found.kappa.value)


def _standardised(values: Floats, use: NDArray[np.bool_]) -> Floats:
    """Mean 0 and SD 1 over the used ones; NaN for the others and where nothing varies."""
    used = values[use]
    if not len(used) or used.std() < ROUNDING:
        return np.full(len(values), np.nan)
    return np.where(use, (values - used.mean()) / used.std(), np.nan)


def _speed(data: AuditData, config: AuditConfig) -> tuple[float | None, Share]:
    seconds, who = data.primary.duration_s, data.primary.data.annotator
    length = data.clip_s[data.primary.data.items()]
    found = tempo.fit_tempo(seconds, length)
    if found is None:
        return None, _share(who, np.zeros(len(who), bool), np.zeros(len(who), bool), data.n_annotators, 1.0)
    known = np.isfinite(seconds) & (seconds > 0)
    fast = known & (np.where(known, seconds, np.inf) < config.fast_fraction * found.usual(length, len(seconds)))
    return found.centre, _share(who, fast, known, data.n_annotators, config.fast_share)


def _shorter_than_the_item(data: AuditData) -> tuple[Ints, Ints]:
    """(A,) annotations that took less time than their item lasts, and (A,) those of which both are known."""
    seconds, length = data.primary.duration_s, data.clip_s[data.primary.data.items()]
    known = np.isfinite(seconds) & (seconds > 0) & np.isfinite(length)
    hit = known & (np.where(known, seconds, np.inf) < np.where(known, length, 0.0))
    return tempo.shares(data.primary.data.annotator, hit, known, data.n_annotators)


def _support(data: AuditData, found: PrimaryFit) -> Floats:
    """(A,) mean support by the others of an annotator's answers; NaN where nobody else answered."""
    who, use = data.primary.data.annotator, found.usable
    n = np.bincount(who[use], minlength=data.n_annotators)
    total = np.bincount(who[use], weights=found.held[use], minlength=data.n_annotators)
    return np.asarray(np.divide(total, n, out=np.full(data.n_annotators, np.nan), where=n > 0))


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
