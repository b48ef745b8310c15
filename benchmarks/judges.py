"""How the comparison of models with people behaves on studies whose truth is known.

    python benchmarks/judges.py [--studies 400] [--seed 1]

Prints the coverage of prediction-powered means, of differences between groups and of Rogan and Gladen's share, how many
human answers the model is worth, and how often the alternative annotator test passes models from poor to good.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy import special

from oe_quality.kernel.judges.alt_test import alt_test
from oe_quality.kernel.judges.ppi import powered_difference, powered_means
from oe_quality.kernel.judges.prevalence import rogan_gladen

REGIMES = [
    (10, 3, 100, 2000, 0.9, 0.3),
    (20, 2, 200, 2000, 0.8, 0.1),
    (5, 5, 60, 500, 0.9, 0.3),
    (30, 3, 100, 1000, 0.0, 0.2),
]
"""People, answers per item, items of people, items of the model alone, correlation, SD between people."""
ACCURACIES = (0.5, 0.6, 0.7, 0.8, 0.9)


def numbers(rng, people, each, n, more, alike, spread):
    """Answers whose true mean is 0, and a model that is half a point too high."""
    truth = rng.normal(size=n + more)
    model = alike * truth + np.sqrt(1 - alike**2) * rng.normal(size=n + more) + 0.5
    severity = rng.normal(0, spread, people)
    items = np.repeat(np.arange(n), each)
    who = np.concatenate([rng.permutation(people)[:each] for _ in range(n)])
    return (truth[items] + severity[who] + rng.normal(0, 0.5, len(items)))[:, None], items, who, model[:, None]


def means(rng, studies):
    print("people each items more alike spread | coverage, of a difference, answers saved: median gain")
    for regime in REGIMES:
        hits, apart, gains = 0, 0, []
        for _ in range(studies):
            study = numbers(rng, *regime)
            found = powered_means(*study)
            low, high = found.bounds()
            hits += low[0] <= 0 <= high[0]
            gains.append(found.gain[0])
            value, variance, degrees = powered_difference(*study, rng.integers(0, 2, len(study[3])))
            apart += abs(value[0]) <= special.stdtrit(degrees, 0.975) * np.sqrt(variance[0])
        print(*regime, "|", f"{hits / studies:.3f} {apart / studies:.3f} {np.median(gains):.2f}")


def shares(rng, studies):
    hits = 0
    for seed in range(studies):
        truth = rng.random(1650) < 0.3
        model = np.where(truth, rng.random(1650) < 0.85, rng.random(1650) < 0.15)
        found = rogan_gladen(truth[:150], model[:150], model[150:], seed=seed)
        hits += found.low <= 0.3 <= found.high
    print(f"Rogan-Gladen, 150 items by people and 1,500 by the model: coverage {hits / studies:.3f}")


def contests(rng, studies):
    print("people | accuracy of the model (people .70, 100 items, epsilon .1): share of models that pass")
    for people in (3, 5, 10):
        passed = {right: np.mean([one_contest(rng, people, right) for _ in range(studies)]) for right in ACCURACIES}
        print(people, "|", " ".join(f".{round(100 * right)}: {share:.3f}" for right, share in passed.items()))


def one_contest(rng, people, right, n=100, labels=4):
    truth = rng.integers(0, labels, n)

    def answers(accuracy):
        return np.where(rng.random(n) < accuracy, truth, (truth + rng.integers(1, labels, n)) % labels)

    given = np.concatenate([np.stack([answers(0.7) for _ in range(people)], axis=1).ravel(), answers(right)])
    items, who = np.repeat(np.arange(n), people), np.tile(np.arange(people), n)
    found = alt_test(items, who, np.arange(n) + n * people, lambda a, b: (given[a] == given[b]).astype(float))
    return bool(found.passed)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--studies", type=int, default=400)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    rng = np.random.default_rng(asked.seed)
    means(rng, asked.studies)
    shares(rng, asked.studies)
    contests(rng, asked.studies // 2)


if __name__ == "__main__":
    main()
