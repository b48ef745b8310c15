"""Does the plan predict what happens, and do its intervals hold the truth?

    python benchmarks/plan.py ../shared/data/snow2008 [--repetitions 500] [--seed 1]

First on real ratings (Snow et al. 2008: seven emotion scores of 100 headlines, ten annotators each): the
predicted reliability of the mean of k annotators beside the correlation between the means of k and of k others.
Then on simulated ratings with known variance components: how often the 95 % interval holds the true reliability.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oe_quality.kernel.reliability.gstudy import g_study

SCORES = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "valence")


@dataclass(frozen=True)
class Regime:
    """A simulated study: sizes and variance components."""

    items: int
    annotators: int
    per_item: int
    item: float
    annotator: float
    residual: float


REGIMES = (
    Regime(100, 12, 3, 1.0, 0.3, 1.0),
    Regime(300, 20, 4, 1.0, 0.3, 2.0),
    Regime(300, 20, 4, 1.0, 0.0, 2.0),
    Regime(100, 12, 3, 0.2, 0.1, 1.0),
    Regime(300, 60, 5, 1.0, 1.0, 2.0),
)


def real_ratings(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Items, annotators and scores of all seven files, one item per headline and score."""
    keys, names, scores = [], [], []
    for score in SCORES:
        with (folder / f"{score}.standardized.tsv").open() as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                keys.append(f"{score} {row['orig_id']}")
                names.append(row["!amt_worker_ids"])
                scores.append(float(row["response"]))
    items, annotators = (np.unique(column, return_inverse=True)[1] for column in (keys, names))
    return items, annotators, np.array(scores)


def compare_with_splits(folder: Path, rng: np.random.Generator, splits: int = 200) -> None:
    items, annotators, scores = real_ratings(folder)
    study, _ = g_study(items, annotators, scores[:, None])
    panel = scores[np.argsort(items, kind="stable")].reshape(items.max() + 1, -1)
    print("| k | predicted | interval | observed |\n| --- | --- | --- | --- |")
    for k in (1, 2, 3, 5):
        found = study.absolute_of(k)
        drawn = (rng.permuted(panel, axis=1) for _ in range(splits))
        observed = [np.corrcoef(s[:, :k].mean(axis=1), s[:, k : 2 * k].mean(axis=1))[0, 1] for s in drawn]
        low, high = found.interval.low, found.interval.high
        print(f"| {k} | {found.value:.3f} | {low:.3f} to {high:.3f} | {np.mean(observed):.3f} |")


def coverage(regime: Regime, repetitions: int, rng: np.random.Generator) -> tuple[float, float]:
    """Shares of studies whose intervals hold E rho^2 and Phi of one annotator."""
    relative = regime.item / (regime.item + regime.residual)
    absolute = regime.item / (regime.item + regime.annotator + regime.residual)
    held = np.zeros(2)
    for _ in range(repetitions):
        order = np.argsort(rng.random((regime.items, regime.annotators)), axis=1)
        annotators = order[:, : regime.per_item].ravel()
        items = np.repeat(np.arange(regime.items), regime.per_item)
        value = rng.normal(0, regime.item**0.5, regime.items)[items]
        value = value + rng.normal(0, regime.annotator**0.5, regime.annotators)[annotators]
        value += rng.normal(0, regime.residual**0.5, len(items))
        study, _ = g_study(items, annotators, value[:, None], seed=int(rng.integers(2**31)))
        for j, (estimate, truth) in enumerate(((study.relative, relative), (study.absolute, absolute))):
            held[j] += estimate.interval is not None and estimate.interval.low <= truth <= estimate.interval.high
    return float(held[0] / repetitions), float(held[1] / repetitions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    compare_with_splits(options.folder, rng)
    print("\n| items | annotators | per item | item, annotator, residual variance | E rho^2 held | Phi held |")
    print("| --- | --- | --- | --- | --- | --- |")
    for regime in REGIMES:
        relative, absolute = coverage(regime, options.repetitions, rng)
        components = f"{regime.item:g}, {regime.annotator:g}, {regime.residual:g}"
        sizes = f"{regime.items} | {regime.annotators} | {regime.per_item}"
        print(f"| {sizes} | {components} | {relative:.3f} | {absolute:.3f} |")


if __name__ == "__main__":
    main()
