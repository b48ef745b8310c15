"""How well each annotator answers: every estimate with its interval and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from oe_quality.analysis.annotators.consensus import PrimaryFit, with_own_answer
from oe_quality.analysis.annotators.data import AuditData
from oe_quality.analysis.annotators.results import Counterfactual
from oe_quality.config import TriageConfig
from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.agreement.sets import SetMetric, distinct_sets, set_distance
from oe_quality.kernel.agreement.statistic import PatternStatistic
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.intervals import (
    beta_bounds,
    mean_bounds,
    observed_information,
    posterior_skill,
    ratio_of_sums,
    too_many_to_draw,
    within,
)
from oe_quality.kernel.audit.kappa import LooKappa
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.em.contract import TIE
from oe_quality.kernel.uncertainty.population import NEW_ITEMS
from oe_quality.results import Estimate, Interval
from oe_quality.store.panel import Panel

LEVEL = 0.95
MOST_CONFUSIONS = 16
"""Labels up to which whole confusion matrices stand in the rows."""
MOST_CELLS = 100_000
"""Cells of all annotators together beyond which they do not: nobody reads them, and they would fill the result."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One estimate per annotator of the primary panel, in its order."""

    kappa: tuple[Estimate, ...]
    accuracy: tuple[Estimate, ...]
    bits: tuple[Estimate, ...]
    spammer_score: tuple[Estimate, ...]
    gold_accuracy: tuple[Estimate, ...]
    retest: tuple[Estimate, ...]
    confusion: tuple[tuple[tuple[Estimate, ...], ...], ...]
    counterfactual: tuple[Counterfactual, ...]


def measure_skill(
    data: AuditData,
    found: PrimaryFit,
    rule: TriageConfig,
    gold: pl.DataFrame | None,
    repeats: Panel[Chunk] | None,
    seed: int,
) -> Skill:
    """All estimates of skill.

    Args:
        data, found: the answers and the consensus.
        rule: of the triage, which reads kappa's interval; those whom it does not judge may go without drawn bounds.
        gold: item, labels; None where there is none.
        repeats: the primary panel with every occasion; None where nobody answered an item twice.
        seed: of the posterior draws.
    """
    n = found.line.counts
    told = _information(data, found) if data.exclusive else None
    drawn = posterior_skill(found.counts, found.confusion, found.prevalence, LEVEL, seed, told, rule.min_annotations)
    accuracy = drawn.accuracy if data.exclusive else _set_accuracy(data, found)
    credible = "posterior draws"
    method = "observed information" if data.exclusive else "delta method over annotations"
    return Skill(
        kappa_estimates(found.kappa, rule.kappa_level),
        _told_apart(_estimates(*accuracy, n, method), found),
        _told_apart(_estimates(*drawn.bits, n, credible), found),
        _told_apart(_estimates(*drawn.spammer, n, credible), found),
        gold_accuracy(data, gold),
        retest(repeats, data) if repeats is not None else undefined(data.n_annotators, "no item was answered twice"),
        tuple(() if one else rows for rows, one in zip(_confusions(found, data), found.by_one, strict=True)),
        counterfactuals(data, found),
    )


def _information(data: AuditData, found: PrimaryFit) -> Floats:
    """(A, K) of each probability of a right answer; the truth of the items is not taken for known."""
    chunk = data.primary.data
    return observed_information(with_own_answer(data, found), chunk.label, chunk.annotator, found.confusion[0])


def without_bounds(found: PrimaryFit, rule: TriageConfig) -> int:
    """How many annotators have no bounds of information and score, since draws for everybody would cost minutes."""
    if not too_many_to_draw(found.counts.size):
        return 0
    n = found.counts.sum(axis=(2, 3))[0]
    return int(((n > 0) & (n < rule.min_annotations)).sum())


FEW_OR_ALIKE = "too few answers, or all alike"
ONE_OTHER = "one other answer per item does not tell whose is right: accuracies cannot be told apart"


def _told_apart(estimates: tuple[Estimate, ...], found: PrimaryFit) -> tuple[Estimate, ...]:
    """The estimates of those whose items have two other answers somewhere; of the others none."""
    return tuple(
        Estimate(None, undefined=ONE_OTHER, n_responses=it.n_responses) if alone and it.value is not None else it
        for it, alone in zip(estimates, found.by_one.tolist(), strict=True)
    )


def kappa_estimates(kappa: LooKappa, level: float) -> tuple[Estimate, ...]:
    """Kappa with its jackknife t interval, which lies between what no agreement at all would give and 1."""
    out = []
    each = zip(kappa.value, kappa.standard_error, kappa.lowest, kappa.n.tolist(), strict=True)
    for value, error, lowest, n in each:
        if not np.isfinite(value):
            why = "nobody else answered these items" if not n else "the own and the others' answers never vary"
            out.append(Estimate(None, undefined=why, n_responses=n))
            continue
        interval = None
        if np.isfinite(error):
            half = float(stdtrit(n - 1, 0.5 + level / 2)) * float(error)
            low, high = max(value - half, lowest), min(value + half, 1.0)
            bounds = float(min(low, value)), float(max(high, value))
            interval = Interval(*bounds, level, "jackknife over annotations, t", NEW_ITEMS)
        note = "" if interval else f"no interval: {FEW_OR_ALIKE}"
        out.append(Estimate(float(value), interval, n_items=n, n_annotators=1, n_responses=n, note=note))
    return tuple(out)


def _set_accuracy(data: AuditData, found: PrimaryFit) -> tuple[Floats, Floats, Floats]:
    """Expected F1 of the label sets under the others' consensus: 2 TP / (chosen + true)."""
    who = data.primary.data.annotator
    hit = (data.chosen * found.support).sum(axis=1) * 2
    size = data.chosen.sum(axis=1) + found.support.sum(axis=1)
    use = found.usable
    return ratio_of_sums(who[use], hit[use], size[use], data.n_annotators, LEVEL)


def gold_accuracy(data: AuditData, gold: pl.DataFrame | None) -> tuple[Estimate, ...]:
    """Share of right answers on items with a gold answer; for sets the mean F1 against the gold set.

    Items that two people or more answered and where all of them miss the gold label (all of its labels) are left out:
    they speak of the gold, and of nobody.
    """
    A = data.n_annotators
    truth = _gold_matrix(data, gold)
    known = np.asarray(truth.any(axis=1))[data.primary.data.items()]
    if not known.any():
        return undefined(A, "no gold answers")
    item = data.primary.data.items()[known]
    wanted, given, who = truth[item], data.chosen[known], data.primary.data.annotator[known]
    overlap = 2 * (given & wanted).sum(axis=1) / np.maximum(given.sum(axis=1) + wanted.sum(axis=1), 1)
    fair = ~_failed_by_all(item, overlap)[item]
    if not fair.any():
        return undefined(A, "everybody misses the gold answers")
    overlap, who = overlap[fair], who[fair]
    n = np.bincount(who, minlength=A)
    if data.exclusive:
        right = _sums(who, overlap, A)
        return _estimates(*beta_bounds(right, n, LEVEL), n, "Jeffreys", "answered no gold item")
    bounds = within(mean_bounds(who, overlap, A, LEVEL), 0.0, 1.0)
    return _estimates(*bounds, n, "t over gold items", "answered no gold item")


def _failed_by_all(item: NDArray[np.integer], overlap: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(I,) whether two answers or more (R,) are to an item and none overlaps with its gold."""
    missed = np.bincount(item, weights=overlap) == 0
    return np.asarray((np.bincount(item) >= 2) & missed, dtype=np.bool_)


def _gold_matrix(data: AuditData, gold: pl.DataFrame | None) -> NDArray[np.bool_]:
    """(I, K) gold labels; all False where there is no gold answer."""
    panel = data.primary
    truth = np.zeros((panel.n_items, len(panel.labels)), dtype=np.bool_)
    if data.exclusive:
        known = panel.gold >= 0
        truth[known, panel.gold[known]] = True
        return truth
    if gold is None or gold.is_empty():
        return truth
    pairs = gold.select("item", label="labels").explode("label").drop_nulls()
    codes = pl.DataFrame({"label": panel.labels, "k": np.arange(len(panel.labels))})
    items = pl.DataFrame({"item": panel.items, "i": np.arange(panel.n_items)})
    hit = pairs.join(codes, on="label").join(items, on="item")
    truth[hit["i"].to_numpy(), hit["k"].to_numpy()] = True
    return truth


def retest(repeats: Panel[Chunk], data: AuditData) -> tuple[Estimate, ...]:
    """Agreement of each annotator with the own previous answer to the same item (sets: F1)."""
    chunk = repeats.data
    item, who = chunk.items(), chunk.annotator
    again = np.flatnonzero((item[1:] == item[:-1]) & (who[1:] == who[:-1])) + 1
    if data.exclusive:
        same = (chunk.label[again] == chunk.label[again - 1]).astype(np.float64)
    else:
        chosen = chunk.matrix(len(repeats.labels))  # type: ignore[attr-defined]  # a SetChunk in this branch
        one, two = chosen[again], chosen[again - 1]
        total = one.sum(axis=1) + two.sum(axis=1)
        same = np.where(total > 0, 2 * (one & two).sum(axis=1) / np.maximum(total, 1), 1.0)
    A = data.n_annotators
    code = {key: at for at, key in enumerate(data.primary.annotators)}
    own = np.array([code.get(key, -1) for key in repeats.annotators])[who[again]]
    kept = own >= 0
    n = np.bincount(own[kept], minlength=A)
    if data.exclusive:
        bounds = beta_bounds(_sums(own[kept], same[kept], A), n, LEVEL)
    else:
        bounds = within(mean_bounds(own[kept], same[kept], A, LEVEL), 0.0, 1.0)
    return _estimates(*bounds, n, "Jeffreys" if data.exclusive else "t over items", "answered no item twice")


def counterfactuals(data: AuditData, found: PrimaryFit) -> tuple[Counterfactual, ...]:
    """What would change without each annotator: alpha, and the items' most probable answers."""
    A, panel = data.n_annotators, data.primary
    with_them, without = with_own_answer(data, found), found.support
    if data.exclusive:
        changed = _winner(with_them) != _winner(without)
    else:
        changed = ((with_them > 0.5) != (without > 0.5)).any(axis=1)
    who = panel.data.annotator
    n_changed = np.bincount(who[changed & found.usable], minlength=A)
    alone = np.bincount(who[~found.usable], minlength=A)
    alphas = alpha_changes(_alpha(data), panel.n_items)
    return tuple(
        Counterfactual(alphas[a], int(n_changed[a]), float(n_changed[a] / panel.n_items), int(alone[a]))
        for a in range(A)
    )


def _winner(p: Floats) -> NDArray[np.int64]:
    """(R,) most probable label, -1 where the highest two tie."""
    top = p.max(axis=1, keepdims=True)
    return np.where((p >= top * (1 - TIE)).sum(axis=1) > 1, -1, p.argmax(axis=1))


def _alpha(data: AuditData) -> PatternStatistic:
    """Krippendorff's alpha of the primary question; for sets with the MASI distance."""
    panel, K, A = data.primary, len(data.primary.labels), data.n_annotators
    if isinstance(panel.data, Chunk):
        return alpha(count(panel.data, K, A), nominal(K))
    chunk, sets = distinct_sets(panel.data, K)
    return alpha(count(chunk, sets.n_sets, A), set_distance(sets, SetMetric.MASI))


def alpha_changes(statistic: PatternStatistic, n_items: int) -> tuple[Estimate, ...]:
    """Alpha without each annotator, minus with everybody."""
    without = statistic.without_annotators()
    with_all = statistic.value  # computed anew each time it is read
    out = []
    for value, times in zip(without.values, without.times, strict=True):
        if times and np.isfinite(value) and np.isfinite(with_all):
            out.append(Estimate(float(value - with_all), n_items=n_items, note="of these answers alone: no interval"))
        else:
            out.append(Estimate(None, undefined="alpha does not rest on this annotator, or is undefined without"))
    return tuple(out)


def _confusions(found: PrimaryFit, data: AuditData) -> tuple[tuple[tuple[Estimate, ...], ...], ...]:
    """Confusion matrices with marginal credible bounds; empty for sets and for many labels."""
    K = len(data.primary.labels)
    if not data.exclusive or K > MOST_CONFUSIONS or K * K * data.n_annotators > MOST_CELLS:
        return ((),) * data.n_annotators
    counts, mean = found.counts[0], found.confusion[0]
    total = counts.sum(axis=2, keepdims=True)
    _, low, high = beta_bounds(counts, total, LEVEL, prior=mean)
    out = []
    for a in range(data.n_annotators):
        rows = []
        for t in range(K):
            cells = []
            for k in range(K):
                bounds = min(low[a, t, k], mean[a, t, k]), max(high[a, t, k], mean[a, t, k])
                interval = Interval(float(bounds[0]), float(bounds[1]), LEVEL, "marginal Beta posterior")
                cells.append(Estimate(float(mean[a, t, k]), interval, n_responses=round(float(total[a, t, 0]))))
            rows.append(tuple(cells))
        out.append(tuple(rows))
    return tuple(out)


def _estimates(
    value: Floats, low: Floats, high: Floats, n: NDArray[np.int64], method: str, why: str = "no usable annotation"
) -> tuple[Estimate, ...]:
    """Arrays (A,) as estimates; NaN values become undefined ones."""
    out = []
    for v, a, b, m in zip(value.tolist(), low.tolist(), high.tolist(), n.tolist(), strict=True):
        if not np.isfinite(v):
            out.append(Estimate(None, undefined=why, n_responses=m))
            continue
        interval = Interval(min(a, v), max(b, v), LEVEL, method) if np.isfinite(a) and np.isfinite(b) else None
        note = "" if interval else f"no interval: {FEW_OR_ALIKE}"
        out.append(Estimate(v, interval, n_items=m, n_annotators=1, n_responses=m, note=note))
    return tuple(out)


def _sums(who: NDArray[np.integer], values: Floats, n_annotators: int) -> Floats:
    return np.bincount(who, weights=values, minlength=n_annotators).astype(np.float64)


def undefined(n: int, why: str) -> tuple[Estimate, ...]:
    return (Estimate(None, undefined=why),) * n
