"""Which answers annotators give: their most frequent one, their variety, and labels given more or less often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from oe_quality.analysis.annotators.consensus import PrimaryFit
from oe_quality.analysis.annotators.data import AuditData
from oe_quality.analysis.annotators.results import LabelRate
from oe_quality.config import AuditConfig
from oe_quality.kernel.agreement.counts import coded_ratings
from oe_quality.kernel.agreement.sets import distinct_sets
from oe_quality.kernel.arrays import Floats, Ints, sums_by
from oe_quality.kernel.audit.intervals import mean_bounds, mean_p, within
from oe_quality.kernel.audit.rating_agreement import others_mean
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.entropy import entropy_bits
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.kernel.uncertainty.population import NEW_ITEMS
from oe_quality.kernel.uncertainty.rounding import ROUNDING
from oe_quality.results import Estimate, Interval

SET_SIZE = "labels per annotation"
SET_SIZE_DIFFERENCE = 0.5
"""Labels per annotation more or fewer than the others' that are worth a word."""


@dataclass(frozen=True, slots=True, eq=False)
class TopLabel:
    """Each annotator's most frequent answer, against the others on the same items; all (A,).

    Attributes:
        name: the answer (sets: the label); share: own share; others: the share that the others give it there, by
            their consensus where the answers are labels.
        p, q: one-sided, under independent answers with the others' probabilities.
    """

    name: tuple[str, ...]
    share: Floats
    others: Floats
    p: Floats
    q: Floats


def answer_codes(data: AuditData) -> Ints:
    """(R,) equal for equal answers."""
    chunk = data.primary.data
    if data.numeric:
        chunk, _ = coded_ratings(chunk)
    elif not isinstance(chunk, Chunk):
        chunk, _ = distinct_sets(chunk, len(data.primary.labels))
    return np.asarray(chunk.label, dtype=np.int64)


def top_label(data: AuditData, found: PrimaryFit) -> TopLabel:
    """Each annotator's most frequent label or number, tested against how often the others give it there."""
    who, A = data.primary.data.annotator, data.n_annotators
    n = np.bincount(who, minlength=A)
    name, hits, q = _top_number(data) if data.numeric else _top_of_labels(data, found)
    expected = np.bincount(who, weights=q, minlength=A)
    variance = np.bincount(who, weights=q * (1 - q), minlength=A)
    z = np.divide(hits - 0.5 - expected, np.sqrt(variance), out=np.full(A, np.nan), where=variance > ROUNDING)
    p = np.where(n > 0, ndtr(-z), np.nan)
    safe = np.maximum(n, 1)
    return TopLabel(name, hits / safe, expected / safe, p, adjusted(p))


def _top_of_labels(data: AuditData, found: PrimaryFit) -> tuple[tuple[str, ...], Floats, Floats]:
    """(A,) names and counts of the most frequent labels, (R,) the consensus' belief in that of the annotator."""
    who = data.primary.data.annotator
    rates = sums_by(who, data.chosen.astype(np.float64), data.n_annotators)
    top = rates.argmax(axis=1)
    names = tuple(data.primary.labels[k] for k in top)
    return names, rates.max(axis=1, initial=0.0), found.support[np.arange(len(who)), top[who]]


def _top_number(data: AuditData) -> tuple[tuple[str, ...], Floats, Floats]:
    """The same for numbers; the others' share of a number on an item is drawn to its share everywhere by one answer."""
    chunk, A = data.primary.data, data.n_annotators
    who, item, code = chunk.annotator, chunk.items(), answer_codes(data)
    values, overall = np.unique(chunk.value, return_counts=True)
    top, hits = _most_frequent(who, code, A)
    given, counts = np.unique(item.astype(np.int64) * len(values) + code, return_counts=True)
    wanted = item.astype(np.int64) * len(values) + top[who]
    at = np.minimum(np.searchsorted(given, wanted), len(given) - 1)
    times = np.where(given[at] == wanted, counts[at], 0) - (code == top[who])
    others = np.bincount(item, minlength=chunk.n_items)[item] - 1
    share = (times + overall[top[who]] / len(code)) / (others + 1)
    return tuple(f"{values[k]:g}" for k in top), hits, share


def _most_frequent(who: NDArray[np.int32], code: Ints, n_annotators: int) -> tuple[Ints, Floats]:
    """(A,) the code that each annotator gives most often (of several the lowest), and how often; 0 and 0 for none."""
    V = int(code.max(initial=0)) + 1
    pairs, counts = np.unique(who * np.int64(V) + code, return_counts=True)
    order = np.lexsort((pairs, -counts, pairs // V))
    owners, first = np.unique(pairs[order] // V, return_index=True)
    top, hits = np.zeros((2, n_annotators), dtype=np.int64)
    top[owners], hits[owners] = pairs[order][first] % V, counts[order][first]
    return top, hits.astype(np.float64)


def entropy(data: AuditData) -> Floats:
    """(A,) bits of each annotator's own answers; for sets of the labels given."""
    who, A = data.primary.data.annotator, data.n_annotators
    if data.numeric:
        code = answer_codes(data)
        V = int(code.max(initial=0)) + 1
        pairs, counts = np.unique(who * np.int64(V) + code, return_counts=True)
        owner = pairs // V
        share = counts / np.bincount(who, minlength=A)[owner]
        return np.asarray(np.bincount(owner, weights=-share * np.log2(share), minlength=A), dtype=np.float64)
    rates = sums_by(who, data.chosen.astype(np.float64), A)
    share = rates / np.maximum(rates.sum(axis=1, keepdims=True), 1e-300)
    return entropy_bits(share)


def label_rates(data: AuditData, config: AuditConfig) -> tuple[tuple[LabelRate, ...], ...]:
    """For each annotator, the labels given noticeably oftener or less often than by the others on the same items.

    The others' rate is their plain share, not a consensus, which would make everybody look lenient.
    """
    chunk, A = data.primary.data, data.n_annotators
    if data.numeric:
        return ((),) * A
    item, who = chunk.items(), chunk.annotator
    shared = np.bincount(item, minlength=chunk.n_items)[item] > 1
    columns = data.chosen.astype(np.float64)
    if not data.exclusive:
        columns = np.concatenate([columns, columns.sum(axis=1, keepdims=True)], axis=1)
    names = (*data.primary.labels, *(() if data.exclusive else (SET_SIZE,)))
    own, others, low, high, p, n = _rate_tests(columns, item, who, shared, chunk.n_items, A)
    q = adjusted(p.ravel()).reshape(p.shape)
    limit = np.array([SET_SIZE_DIFFERENCE if name == SET_SIZE else config.rate_difference for name in names])
    noticeable = (q < 0.05) & (np.abs(own - others) >= limit)
    out: list[tuple[LabelRate, ...]] = []
    for a in range(A):
        found = []
        for k in np.flatnonzero(noticeable[a]).tolist():
            interval = Interval(float(low[a, k]), float(high[a, k]), 0.95, "t over items", NEW_ITEMS)
            difference = Estimate(float(own[a, k] - others[a, k]), interval, n_responses=int(n[a]))
            found.append(LabelRate(names[k], float(own[a, k]), float(others[a, k]), difference, float(q[a, k])))
        out.append(tuple(found))
    return tuple(out)


def _rate_tests(
    columns: Floats,
    item: NDArray[np.int32],
    who: NDArray[np.int32],
    shared: NDArray[np.bool_],
    n_items: int,
    n_annotators: int,
) -> tuple[Floats, Floats, Floats, Floats, Floats, Ints]:
    """(A, C) own rate, others' rate, bounds of the difference and t-test p-values; (A,) items compared."""
    A = n_annotators
    n = np.bincount(who[shared], minlength=A)
    shape = (A, columns.shape[1])
    own, others, low, high, p = (np.full(shape, np.nan) for _ in range(5))
    for k, column in enumerate(columns.T):
        rest, _ = others_mean(item, column, n_items)
        mean, lower, upper = mean_bounds(who[shared], (column - rest)[shared], A, 0.95)
        own[:, k] = _mean(who[shared], column[shared], A)
        others[:, k] = own[:, k] - mean
        p[:, k] = mean_p(mean, upper - mean, n, 0.95)
        most = float(column.max(initial=0.0))
        _, low[:, k], high[:, k] = within((mean, lower, upper), -most, most)
    return own, others, low, high, p, n


def _mean(who: NDArray[np.int32], values: Floats, n_annotators: int) -> Floats:
    n = np.bincount(who, minlength=n_annotators)
    total = np.bincount(who, weights=values, minlength=n_annotators)
    return np.asarray(np.divide(total, n, out=np.full(n_annotators, np.nan), where=n > 0))
