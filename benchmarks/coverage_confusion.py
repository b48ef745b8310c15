"""How often the 95 % intervals of confusion matrices and accuracies hold the truth.

Data are drawn from the hierarchical model itself: per annotator and true label, a confusion row from a
Dirichlet distribution whose concentration is drawn once per repetition, so that the intervals must
also bear not knowing it. Plug-in intervals of the same data stand beside.

    python benchmarks/coverage_confusion.py --repetitions 500
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from scipy.stats import beta

from oe_quality.kernel.chunk import Chunk, InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.gibbs import sample

LEVEL = 0.95


def world(rng: np.random.Generator, I: int, A: int, K: int, n: int) -> tuple[Chunk, np.ndarray, np.ndarray]:
    """Answers, confusion matrices (A, K, K) and accuracies (A,)."""
    strength, right = rng.uniform(4, 12), rng.uniform(0.55, 0.8)
    centre = np.full((K, K), (1 - right) / (K - 1)) + (right - (1 - right) / (K - 1)) * np.eye(K)
    confusion = np.array([[rng.dirichlet(strength * row) for row in centre] for _ in range(A)])
    prevalence = rng.dirichlet(np.full(K, 5.0))
    truth = rng.choice(K, I, p=prevalence)
    who = np.stack([rng.choice(A, n, replace=False) for _ in range(I)])
    items = np.repeat(np.arange(I), n)
    rows = confusion[who.ravel(), truth[items]]
    labels = (rows.cumsum(axis=1) < rng.random((I * n, 1))).sum(axis=1)
    return (
        chunk_of(items, who.ravel(), np.minimum(labels, K - 1), I),
        confusion,
        np.einsum("k,akk->a", prevalence, confusion),
    )


def one(seed: int, I: int, A: int, K: int, n: int) -> np.ndarray:
    """Shares of cells and accuracies covered, sampled and plugged in; mean width of cells; R-hat."""
    rng = np.random.default_rng(seed)
    chunk, confusion, accuracy = world(rng, I, A, K, n)
    found = fit(Method.DAWID_SKENE, InMemory((chunk,), A, K), seed=seed)
    drawn = sample(chunk, found.posterior, A, seed=seed, level=LEVEL)
    tails = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    counts = found.counts + 0.5
    low, high = (beta.ppf(t, counts, counts.sum(axis=2, keepdims=True) - counts) for t in tails)
    return np.array(
        [
            np.mean((drawn.low <= confusion) & (confusion <= drawn.high)),
            np.mean((drawn.accuracy_low <= accuracy) & (accuracy <= drawn.accuracy_high)),
            np.mean((low <= confusion) & (confusion <= high)),
            np.mean(drawn.high - drawn.low),
            drawn.r_hat or np.nan,
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--labels", type=int, default=4)
    options = parser.parse_args()
    print("| items | annotators | answers | repetitions | cells | accuracies | plug-in cells | width | R-hat |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for I, A, n in ((600, 30, 5), (300, 30, 5)):
        start = time.perf_counter()
        rows = np.array([one(seed, I, A, options.labels, n) for seed in range(options.repetitions)])
        mean, error = rows.mean(axis=0), rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
        print(
            f"| {I} | {A} | {n} | {len(rows)} | {mean[0]:.3f} ± {error[0]:.3f} | {mean[1]:.3f} ± {error[1]:.3f} "
            f"| {mean[2]:.3f} | {mean[3]:.2f} | {mean[4]:.2f} |  ({time.perf_counter() - start:.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
