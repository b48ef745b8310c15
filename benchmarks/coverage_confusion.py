"""How often the 95 % intervals of confusion matrices and accuracies hold the truth.

Three kinds of world: annotators drawn from the hierarchical model (per true label, a confusion row from a
Dirichlet distribution whose concentration is drawn once per repetition), with 600 and with 300 items,
and a mixed crew of good and mediocre annotators and spammers. Plug-in intervals of the same data, by
Dawid-Skene's expected counts, stand beside.

    python benchmarks/coverage_confusion.py --repetitions 500 --keep coverage.csv

With --keep the repetitions are written one by one, and a further run goes on where the last one ended.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import beta

from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.sampling.gibbs import sample
from oe_quality.kernel.simulate import choices, crew

LEVEL = 0.95
MIXED = crew({"good": 18, "mediocre": 8, "spammer": 4})
COLUMNS = ("cells", "accuracies", "plug-in cells", "plug-in accuracies", "width", "R-hat")


@dataclass(frozen=True)
class World:
    """Answers, confusion matrices (A, K, K) and accuracies (A,)."""

    chunk: Chunk
    confusion: np.ndarray
    accuracy: np.ndarray


def hierarchical(rng: np.random.Generator, I: int, A: int, K: int, n: int) -> World:
    """Confusion rows from Dirichlet distributions, n answers per item."""
    strength, right = rng.uniform(4, 12), rng.uniform(0.55, 0.8)
    centre = np.full((K, K), (1 - right) / (K - 1)) + (right - (1 - right) / (K - 1)) * np.eye(K)
    confusion = np.array([[rng.dirichlet(strength * row) for row in centre] for _ in range(A)])
    prevalence = rng.dirichlet(np.full(K, 5.0))
    truth = rng.choice(K, I, p=prevalence)
    who = np.stack([rng.choice(A, n, replace=False) for _ in range(I)])
    items = np.repeat(np.arange(I), n)
    rows = confusion[who.ravel(), truth[items]]
    labels = (rows.cumsum(axis=1) < rng.random((I * n, 1))).sum(axis=1)
    chunk = chunk_of(items, who.ravel(), np.minimum(labels, K - 1), I)
    return World(chunk, confusion, np.einsum("k,akk->a", prevalence, confusion))


def mixed(rng: np.random.Generator, I: int, K: int, n: int) -> World:
    """Good, mediocre and spamming annotators."""
    drawn = choices(rng, I, MIXED, K, n)
    return World(drawn.chunk, drawn.confusion, np.einsum("k,akk->a", drawn.prevalence, drawn.confusion))


def one(world: World, seed: int) -> tuple[float, ...]:
    """The `COLUMNS` of one repetition: shares covered, mean width of cells' intervals, R-hat."""
    A, K = world.confusion.shape[:2]
    found = fit(Method.HIERARCHICAL, InMemory((world.chunk,), A, K), seed=seed, tol=1e-7)
    drawn = sample(world.chunk, found.posterior, A, seed=seed, level=LEVEL)
    plain = fit(Method.DAWID_SKENE, InMemory((world.chunk,), A, K), seed=seed)
    tails = np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    counts = plain.counts + 0.5
    low, high = (beta.ppf(t, counts, counts.sum(axis=2, keepdims=True) - counts) for t in tails)
    right = np.einsum("akk->a", plain.counts) + 0.5
    total = plain.counts.sum(axis=(1, 2)) + 1.0
    accuracy_low, accuracy_high = (beta.ppf(t, right, total - right) for t in tails)
    return (
        covered(drawn.low, world.confusion, drawn.high),
        covered(drawn.accuracy_low, world.accuracy, drawn.accuracy_high),
        covered(low, world.confusion, high),
        covered(accuracy_low, world.accuracy, accuracy_high),
        float(np.mean(drawn.high - drawn.low)),
        drawn.r_hat or np.nan,
    )


def covered(low: np.ndarray, value: np.ndarray, high: np.ndarray) -> float:
    """Share of values within their bounds."""
    return float(np.mean((low <= value) & (value <= high)))


WORLDS = {
    "hierarchical, 600 items, 30 annotators, 5 answers, 4 labels": lambda rng: hierarchical(rng, 600, 30, 4, 5),
    "hierarchical, 300 items, 30 annotators, 5 answers, 4 labels": lambda rng: hierarchical(rng, 300, 30, 4, 5),
    "mixed crew, 600 items, 30 annotators, 5 answers, 4 labels": lambda rng: mixed(rng, 600, 4, 5),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="file of repetitions done, made if it is not there")
    options = parser.parse_args()
    done = {}
    if options.keep and options.keep.exists():
        with options.keep.open(newline="") as lines:
            done = {(row[0], int(row[1])): tuple(map(float, row[2:])) for row in csv.reader(lines)}
    for seed in range(options.repetitions):
        for name, make in WORLDS.items():
            if (name, seed) not in done:
                done[name, seed] = one(make(np.random.default_rng(seed)), seed)
                if options.keep:
                    with options.keep.open("a", newline="") as lines:
                        csv.writer(lines).writerow((name, seed, *done[name, seed]))
    print("| world | repetitions | " + " | ".join(COLUMNS) + " |")
    print("| --- " * (len(COLUMNS) + 2) + "|")
    for name in WORLDS:
        rows = np.array([values for (world, _), values in done.items() if world == name])
        mean, error = rows.mean(axis=0), rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
        cells = [
            f"{m:.3f} ± {e:.3f}" if i < 2 else f"{m:.3f}" for i, (m, e) in enumerate(zip(mean, error, strict=True))
        ]
        print(f"| {name} | {len(rows)} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
