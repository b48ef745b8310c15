"""How often do intervals of a difference hold it, and how often do tests of equality reject what is equal?

    python benchmarks/coverage_contrast.py [--repetitions 400] [--seed 1]

Items have a hidden class of four equally frequent ones, for each question its own; annotators give it with an accuracy
drawn from a Beta, and err evenly; an item is answered by a few of them. Alpha of the population is then exact:
1 - (1 - m^2 - (1 - m)^2 / 3) / (3 / 4) for a mean accuracy m.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, ndtr

from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.agreement.statistic import PatternStatistic
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.kernel.uncertainty.difference import difference
from oe_quality.kernel.uncertainty.homogeneity import equal
from oe_quality.kernel.uncertainty.moves import Place, moves

LABELS = 4


@dataclass(frozen=True)
class Regime:
    """One kind of study.

    Attributes:
        items, annotators, answers: I, A, and answers per item.
        skill: (Q,) mean accuracy on each question; spread: variance of accuracies.
        alike: correlation of an annotator's accuracies between questions.
        groups: of items or annotators that are compared in place of questions; 0 for questions.
        of: whose groups.
    """

    name: str
    items: int
    annotators: int
    answers: int
    skill: tuple[float, ...]
    spread: float
    alike: float = 0.7
    groups: int = 0
    of: str = ""


REGIMES = (
    Regime("two questions, equal", 200, 15, 4, (0.7, 0.7), 0.03),
    Regime("two questions, annotators alike", 100, 12, 3, (0.7, 0.7), 0.0),
    Regime("two questions, unequal", 200, 15, 4, (0.8, 0.65), 0.03),
    Regime("two questions, six annotators", 200, 6, 3, (0.75, 0.65), 0.03),
    Regime("two groups of annotators", 150, 20, 6, (0.7,), 0.03, groups=2, of="annotators"),
    Regime("three groups of annotators", 150, 30, 9, (0.7,), 0.03, groups=3, of="annotators"),
    Regime("two groups of items", 300, 15, 4, (0.7,), 0.03, groups=2, of="items"),
    Regime("four groups of items", 400, 15, 4, (0.7,), 0.03, groups=4, of="items"),
)


def answers_of(regime: Regime, rng: np.random.Generator) -> list[Floats]:
    """(R, 3) item, annotator and label, per question."""
    n, a = regime.items, regime.annotators
    shared, found = rng.standard_normal(a), []
    who = np.argsort(rng.random((n, a)), axis=1)[:, : regime.answers]
    if regime.of == "annotators":  # as many of each group on every item
        each = regime.answers // regime.groups
        parts = [np.argsort(rng.random((n, a // regime.groups)), axis=1)[:, :each] for _ in range(regime.groups)]
        who = np.concatenate([part * regime.groups + g for g, part in enumerate(parts)], axis=1)
    for mean in regime.skill:
        skill = np.full(a, mean)
        if regime.spread > 0:
            z = np.sqrt(regime.alike) * shared + np.sqrt(1 - regime.alike) * rng.standard_normal(a)
            size = mean * (1 - mean) / regime.spread - 1
            skill = betaincinv(mean * size, (1 - mean) * size, ndtr(z))
        truth = rng.integers(0, LABELS, n)[:, None]
        wrong = (truth + rng.integers(1, LABELS, who.shape)) % LABELS
        label = np.where(rng.random(who.shape) < skill[who], truth, wrong)
        found.append(np.stack([np.repeat(np.arange(n), who.shape[1]), who.ravel(), label.ravel()], axis=1))
    return found


def statistics_of(regime: Regime, rng: np.random.Generator) -> list[PatternStatistic]:
    """Alpha of each question, or of each group."""
    rows = answers_of(regime, rng)
    if regime.groups:
        column = 0 if regime.of == "items" else 1
        rows = [rows[0][rows[0][:, column] % regime.groups == g] for g in range(regime.groups)]
    return [_alpha(one, regime) for one in rows]


def _alpha(rows: Floats, regime: Regime) -> PatternStatistic:
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))].astype(np.int32)
    chunk = chunk_of(rows[:, 0], rows[:, 1], rows[:, 2], regime.items)
    return alpha(count(chunk, LABELS, regime.annotators), nominal(LABELS), chunk)


def truth(mean: float) -> float:
    """Alpha of the population."""
    return 1 - (1 - mean**2 - (1 - mean) ** 2 / (LABELS - 1)) / (1 - 1 / LABELS)


@dataclass(frozen=True)
class Row:
    """What came out: coverage of the first pair's difference, its mean width, and rejections at .05 of both tests."""

    covered: float
    width: float
    rejected: float
    rejected_together: float


def run(regime: Regime, repetitions: int, seed: int) -> Row:
    """Repeat a regime."""
    rng = np.random.default_rng(seed)
    true = 0.0 if regime.groups else truth(regime.skill[0]) - truth(regime.skill[-1])
    same = Place(np.arange(regime.items), np.arange(regime.annotators))
    hits, widths, single, together = 0, 0.0, 0, 0
    for _ in range(repetitions):
        found = statistics_of(regime, rng)
        places = None if regime.groups else [same] * len(found)
        one = difference(found[0], found[1], 0.95, places[:2] if places else None)
        assert one.interval is not None
        assert one.p_value is not None
        hits += one.interval.low <= true <= one.interval.high
        widths += one.interval.high - one.interval.low
        single += one.p_value < 0.05
        test = equal(np.array([s.value for s in found]), moves(found, places))
        together += test.p_value is not None and test.p_value < 0.05
    return Row(hits / repetitions, widths / repetitions, single / repetitions, together / repetitions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(f"{'regime':34} {'covered':>8} {'width':>6} {'p < .05':>8} {'together':>9}")
    for regime in REGIMES:
        row = run(regime, asked.repetitions, asked.seed)
        print(f"{regime.name:34} {row.covered:8.3f} {row.width:6.2f} {row.rejected:8.3f} {row.rejected_together:9.3f}")


if __name__ == "__main__":
    main()
