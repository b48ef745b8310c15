"""How often do 95 % intervals of agreement hold the true value? A table, by simulation with known truth.

    python benchmarks/coverage_agreement.py [--repetitions 500] [--seed 1]
    python benchmarks/coverage_agreement.py --rules     # candidates for the two-way rule side by side

Items have a hidden class; annotators have confusion matrices (or offsets) drawn from a population; each item is
answered by a few annotators, drawn at random, in some regimes with very unequal workloads. The truth for "new
items, new annotators" is the coefficient of the populations; for "new items, these annotators" it is that of the
population of items with the very annotators drawn. Both are computed exactly, not simulated.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.chance import Chance, chance_corrected
from oe_quality.kernel.agreement.counts import coded_ratings, count
from oe_quality.kernel.agreement.distances import MatrixDistance, interval, nominal
from oe_quality.kernel.agreement.intervals import (
    Uncertainty,
    analytic_interval,
    item_bootstrap_interval,
    two_way_interval,
)
from oe_quality.kernel.data.chunk import RatingChunk, chunk_of
from oe_quality.kernel.uncertainty import jackknife
from oe_quality.kernel.uncertainty.population import NEW_BOTH
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.kernel.uncertainty.two_way import TwoWay

LEVEL = 0.95


@dataclass(frozen=True)
class Regime:
    """One kind of study.

    Attributes:
        items, annotators, answers: I, A, and answers per item.
        skill: mean accuracy of annotators; spread: how much they differ (0: all alike), as the variance of a Beta.
        prevalence: of the hidden classes.
        coefficient: "alpha", "ac1", "fleiss", "masi" (sets of labels) or "interval" (numbers).
        unequal: whether a few annotators give most answers.
    """

    name: str
    items: int
    annotators: int
    answers: int
    skill: float
    spread: float
    prevalence: tuple[float, ...]
    coefficient: str = "alpha"
    unequal: bool = False


EVEN = (0.25, 0.25, 0.25, 0.25)
REGIMES = (
    Regime("alike annotators", 100, 12, 3, 0.7, 0.0, EVEN),
    Regime("annotators differ", 300, 20, 4, 0.65, 0.06, EVEN),
    Regime("annotators differ, small", 100, 12, 3, 0.65, 0.06, EVEN),
    Regime("annotators differ, large", 1000, 60, 5, 0.65, 0.06, EVEN),
    Regime("high agreement", 200, 20, 4, 0.93, 0.004, EVEN),
    Regime("rare label", 400, 20, 4, 0.85, 0.01, (0.93, 0.07)),
    Regime("rare label, AC1", 400, 20, 4, 0.85, 0.01, (0.93, 0.07), "ac1"),
    Regime("Fleiss' kappa", 300, 20, 4, 0.65, 0.06, EVEN, "fleiss"),
    Regime("sparse, agreement near .05", 800, 60, 2, 0.36, 0.02, EVEN),
    Regime("unequal workloads", 800, 60, 3, 0.6, 0.05, EVEN, unequal=True),
    Regime("two answers, annotators alike", 200, 15, 2, 0.7, 0.0, EVEN),
    Regime("six annotators", 200, 6, 3, 0.65, 0.06, EVEN),
    Regime("complete, three annotators", 100, 3, 3, 0.7, 0.06, EVEN),
    Regime("complete, four annotators", 100, 4, 4, 0.7, 0.06, EVEN),
    Regime("complete, five annotators", 100, 5, 5, 0.7, 0.06, EVEN),
    Regime("complete, five alike", 100, 5, 5, 0.7, 0.0, EVEN),
    Regime("complete, eight annotators", 100, 8, 8, 0.7, 0.06, EVEN),
    Regime("complete, twelve annotators", 100, 12, 12, 0.7, 0.06, EVEN),
    Regime("sets of labels, MASI", 300, 20, 4, 0.65, 0.06, (0.125,) * 8, "masi"),
    Regime("numbers, interval", 300, 20, 4, 0.5, 0.25, EVEN, "interval"),
)


def confusion(skill: np.ndarray, n_labels: int) -> np.ndarray:
    """(A, K, K) matrices with the annotators' skills (A,) on the diagonal, errors spread evenly."""
    off = (1 - skill[:, None, None]) / (n_labels - 1)
    return np.where(np.eye(n_labels, dtype=bool), skill[:, None, None], off)


def design(rng: np.random.Generator, regime: Regime) -> tuple[np.ndarray, np.ndarray]:
    """(R,) item and annotator of each answer; annotators without replacement within an item."""
    if regime.answers == regime.annotators:
        every = np.tile(np.arange(regime.annotators), regime.items)
        return np.repeat(np.arange(regime.items), regime.answers), every
    weight = np.ones(regime.annotators)
    if regime.unequal:
        weight = 1.0 / np.arange(1, regime.annotators + 1)
    keys = np.log(weight) + rng.gumbel(size=(regime.items, regime.annotators))
    who = np.argpartition(-keys, regime.answers, axis=1)[:, : regime.answers]
    return np.repeat(np.arange(regime.items), regime.answers), who.ravel()


def skills(rng: np.random.Generator, regime: Regime) -> np.ndarray:
    """(A,) accuracies from a Beta of the regime's mean and variance."""
    if not regime.spread:
        return np.full(regime.annotators, regime.skill)
    total = regime.skill * (1 - regime.skill) / regime.spread - 1
    return rng.beta(regime.skill * total, (1 - regime.skill) * total, regime.annotators)


def choice_truth(regime: Regime, pairs: np.ndarray, distance: np.ndarray, mean: np.ndarray) -> float:
    """The coefficient from joint answers of two annotators per class, `pairs` (K, V, V), and shares `mean` (V,)."""
    joint = np.einsum("z,zkl->kl", np.array(regime.prevalence), pairs)
    observed = float((joint * distance).sum())
    if regime.coefficient == "ac1":
        expected = float((mean * (1 - mean)).sum() / (len(mean) - 1))
        return (1 - observed - expected) / (1 - expected)
    return 1 - observed / float(mean @ distance @ mean)


def masi_world(n_classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Answers hold a class alone or with the next: (2K, 2K) MASI distances, and (2K,) the class of each answer."""
    sets = [{c} for c in range(n_classes)] + [{c, (c + 1) % n_classes} for c in range(n_classes)]
    matrix = np.zeros((len(sets), len(sets)))
    for i, a in enumerate(sets):
        for j, b in enumerate(sets):
            part = 1.0 if a == b else 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0.0
            matrix[i, j] = 1 - part * len(a & b) / len(a | b)
    return matrix, np.arange(2 * n_classes) % n_classes


@dataclass(frozen=True)
class Draw:
    """One simulated study: its statistic and the true values for both populations."""

    statistic: Statistic
    truth_new: float
    truth_these: float


def draw_choices(rng: np.random.Generator, regime: Regime) -> Draw:
    """Labels, or sets of labels, from hidden classes."""
    k = len(regime.prevalence)
    items, who = design(rng, regime)
    theta = confusion(skills(rng, regime), k)
    population = confusion(np.array([regime.skill]), k)[0]
    distance = 1 - np.eye(k)
    if regime.coefficient == "masi":
        distance, base = masi_world(k)
        theta, population = 0.5 * theta[:, :, base], 0.5 * population[:, base]
    truth = rng.choice(k, p=regime.prevalence, size=regime.items)
    u = rng.random(len(items))
    label = (u[:, None] > np.cumsum(theta[who, truth[items]], axis=1)[:, :-1]).sum(axis=1)
    weight = np.bincount(who, minlength=regime.annotators).astype(float)
    shares, joint = mixture(theta, weight if regime.unequal else np.ones(regime.annotators))
    chunk = chunk_of(items, who, label, regime.items)
    table = count(chunk, len(distance), regime.annotators)
    pairs = np.einsum("zk,zl->zkl", population, population)
    prevalence = np.array(regime.prevalence)
    if regime.coefficient == "ac1":
        statistic = chance_corrected(table, Chance.GWET, None, chunk)
    elif regime.coefficient == "fleiss":
        statistic = chance_corrected(table, Chance.FLEISS, None, chunk)
    else:
        metric = nominal(k) if regime.coefficient == "alpha" else MatrixDistance("masi", distance)
        statistic = alpha(table, metric, chunk)
    return Draw(
        statistic,
        choice_truth(regime, pairs, distance, prevalence @ population),
        choice_truth(regime, joint, distance, prevalence @ shares),
    )


def mixture(theta: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean confusion (K, V), and joint answers (K, V, V) of two different annotators drawn with these weights."""
    w = weight / weight.sum()
    mean = np.einsum("a,azk->zk", w, theta)
    both = np.einsum("zk,zl->zkl", mean, mean)
    own = np.einsum("a,azk,azl->zkl", w**2, theta, theta)
    return mean, (both - own) / (1 - (w**2).sum())


def draw_ratings(rng: np.random.Generator, regime: Regime) -> Draw:
    """Numbers: item (variance 1) + annotator's offset (`spread`) + noise (`skill`)."""
    items, who = design(rng, regime)
    offset = rng.normal(0, np.sqrt(regime.spread), regime.annotators)
    value = rng.normal(size=regime.items)[items] + offset[who] + rng.normal(0, np.sqrt(regime.skill), len(items))
    order = np.lexsort((who, items))
    offsets = np.concatenate([[0], np.cumsum(np.bincount(items, minlength=regime.items))])
    chunk, values = coded_ratings(RatingChunk(offsets, who[order].astype(np.int32), value[order]))
    statistic = alpha(count(chunk, len(values), regime.annotators), interval(values), chunk)
    n = regime.annotators
    between = float(offset.var())
    apart = 2 * (between * n / (n - 1) + regime.skill)
    return Draw(
        statistic,
        1 / (1 + regime.spread + regime.skill),
        1 - apart / (2 * (1 + between + regime.skill)),
    )


@dataclass(frozen=True)
class Coverage:
    """How often each interval held its truth, and its mean width. `missing`: intervals that could not be made."""

    regime: str
    method: str
    truth: str
    coverage: float
    width: float
    design_effect: float | None
    missing: int


def study(regime: Regime, repetitions: int, seed: int, resamples: int = 400) -> list[Coverage]:
    """Coverage of the item interval for both truths, and of the two-way interval for new items and annotators."""
    rng = np.random.default_rng([seed, REGIMES.index(regime) if regime in REGIMES else len(REGIMES)])
    make: Callable[[np.random.Generator, Regime], Draw] = (
        draw_ratings if regime.coefficient == "interval" else draw_choices
    )
    rows: dict[tuple[str, str], list[tuple[float, Uncertainty]]] = {}
    for _ in range(repetitions):
        draw = make(rng, regime)
        bootstrap = item_bootstrap_interval(draw.statistic, LEVEL, resamples, rng)
        both = two_way_interval(draw.statistic, LEVEL)
        whom = "new annotators" if both.interval is None or both.interval.population == NEW_BOTH else "these annotators"
        rows.setdefault(("item bootstrap", "these annotators"), []).append((draw.truth_these, bootstrap))
        analytic = analytic_interval(draw.statistic, LEVEL)
        if analytic.interval is not None:
            rows.setdefault(("analytic", "these annotators"), []).append((draw.truth_these, analytic))
        rows.setdefault(("item bootstrap", "new annotators"), []).append((draw.truth_new, bootstrap))
        truth = draw.truth_new if whom == "new annotators" else draw.truth_these
        rows.setdefault(("two-way jackknife", whom), []).append((truth, both))
    return [_coverage(regime, *key, found) for key, found in rows.items()]


def _coverage(regime: Regime, method: str, truth: str, found: list[tuple[float, Uncertainty]]) -> Coverage:
    made = [(t, u.interval) for t, u in found if u.interval is not None]
    effects = [u.design_effect for _, u in found if u.design_effect is not None]
    return Coverage(
        regime.name,
        method,
        truth,
        float(np.mean([i.low <= t <= i.high for t, i in made])),
        float(np.mean([i.high - i.low for _, i in made])),
        float(np.median(effects)) if effects else None,
        len(found) - len(made),
    )


@dataclass(frozen=True)
class Rule:
    """A way to make one variance and its degrees of freedom of the three one-way variances."""

    name: str
    variance: Callable[[TwoWay], float]
    degrees: Callable[[TwoWay], int]


def _plain(parts: TwoWay) -> float:
    return parts.items + parts.annotators - parts.answers


RULES = (
    Rule("the rule: floor of items, A - 2", lambda p: p.variance, lambda p: max(1, p.n_annotators - 2)),
    Rule("floor of items, A - 1", lambda p: p.variance, lambda p: p.n_annotators - 1),
    Rule(
        "floor of items and annotators, A - 1",
        lambda p: max(_plain(p), p.items, p.annotators),
        lambda p: min(p.n_items, p.n_annotators) - 1,
    ),
)


def compare_rules(regime: Regime, repetitions: int, seed: int) -> list[tuple[float, float]]:
    """Coverage and mean width, within what is possible, of each rule's interval for new items and annotators."""
    rng = np.random.default_rng([seed, REGIMES.index(regime)])
    held: list[list[tuple[bool, float]]] = [[] for _ in RULES]
    make = draw_ratings if regime.coefficient == "interval" else draw_choices
    for _ in range(repetitions):
        draw = make(rng, regime)
        parts, value = jackknife.two_way(draw.statistic), draw.statistic.value
        if not np.isfinite(parts.annotators):
            continue
        for rule, rows in zip(RULES, held, strict=True):
            half = stdtrit(rule.degrees(parts), 0.975) * np.sqrt(rule.variance(parts)) / (1 - value)
            low = max(1 - (1 - value) * float(np.exp(min(half, 500.0))), draw.statistic.lowest)
            high = 1 - (1 - value) * float(np.exp(-half))
            rows.append((low <= draw.truth_new <= high, high - low))
    return [(float(np.mean([h for h, _ in rows])), float(np.mean([w for _, w in rows]))) for rows in held]


def print_rules(repetitions: int, seed: int) -> None:
    """The table of rules in Markdown."""
    print("| regime | I / A / answers per item | " + " | ".join(rule.name for rule in RULES) + " |")
    print("| --- | --- |" + " --- |" * len(RULES))
    for regime in REGIMES:
        cells = [f"{100 * c:.1f} %, {w:.3f}" for c, w in compare_rules(regime, repetitions, seed)]
        size = f"{regime.items} / {regime.annotators} / {regime.answers}"
        print(f"| {regime.name} | {size} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", action="store_true", help="compare candidates for the two-way rule instead")
    options = parser.parse_args()
    if options.rules:
        print_rules(options.repetitions, options.seed)
        return
    error = 100 * np.sqrt(0.95 * 0.05 / options.repetitions)
    print(f"{options.repetitions} repetitions; the simulation's own standard error is {error:.1f} points.\n")
    print("| regime | I / A / answers per item | interval | of | coverage | mean width | design effect |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for regime in REGIMES:
        size = f"{regime.items} / {regime.annotators} / {regime.answers}"
        for row in study(regime, options.repetitions, options.seed):
            effect = "" if row.design_effect is None else f"{row.design_effect:.1f}"
            lost = f" ({row.missing} not made)" if row.missing else ""
            print(
                f"| {row.regime} | {size} | {row.method} | new items, {row.truth} | {100 * row.coverage:.1f} %{lost} "
                f"| {row.width:.3f} | {effect} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
