"""How the comparison of models with people behaves on studies whose truth is known.

    python benchmarks/judges.py [--studies 400] [--seed 1]

Prints the coverage of prediction-powered means, of differences between groups and of Rogan and Gladen's share, how many
human answers the model is worth, how often the alternative annotator test passes models from poor to good, how often
two models that err alone, or share half their answers, are said to err alike, and the coverage of what is said of a
stated confidence.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy import special

from oe_quality.kernel.judges.alt_test import alt_test
from oe_quality.kernel.judges.confidence import stated_confidence
from oe_quality.kernel.judges.ppi import powered_difference, powered_means
from oe_quality.kernel.judges.prevalence import rogan_gladen
from oe_quality.kernel.judges.shared_errors import group_of, shared_errors

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
    print("  | of the difference: variance observed, mean of those estimated, coverage at 1.96, degrees: median")
    for regime in REGIMES:
        hits, gains, differences = 0, [], []
        for _ in range(studies):
            study = numbers(rng, *regime)
            found = powered_means(*study)
            low, high = found.bounds()
            hits += low[0] <= 0 <= high[0]
            gains.append(found.gain[0])
            value, variance, degrees = powered_difference(*study, rng.integers(0, 2, len(study[3])))
            differences.append((value[0], variance[0], degrees[0]))
        value, variance, degrees = np.array(differences).T
        off = abs(value) / np.sqrt(variance)
        apart, near = np.mean(off <= special.stdtrit(degrees, 0.975)), np.mean(off <= 1.96)
        print(*regime, "|", f"{hits / studies:.3f} {apart:.3f} {np.median(gains):.2f}")
        print("  |", f"{value.var():.4f} {variance.mean():.4f} {near:.3f} {np.median(degrees):.3g}")


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


def noisy(rng, truth, right, labels):
    """Answers that are right with one probability, else any other label."""
    wrong = (truth + rng.integers(1, labels, len(truth))) % labels
    return np.where(rng.random(len(truth)) < right, truth, wrong)


def alike(rng, studies, n=200, labels=4):
    """Two models, right on .9, beside people who are right on .7."""
    print("people | two models that err alone: accused, interval covers 0 | that share half their answers: found")
    for people in (3, 5):
        accused = covers = found = 0
        for _ in range(studies):
            truth = rng.integers(0, labels, n)
            answers = np.stack([noisy(rng, truth, 0.7, labels) for _ in range(people)], axis=1)
            who = np.tile(np.arange(people), n)
            group = group_of(np.eye(labels)[answers.ravel()], np.repeat(np.arange(n), people), who, n)
            one, other = (noisy(rng, truth, 0.9, labels) for _ in range(2))
            alone = shared_errors(np.eye(labels)[one], np.eye(labels)[other], group)
            shared = np.where(rng.random(n) < 0.5, one, other)
            together = shared_errors(np.eye(labels)[one], np.eye(labels)[shared], group)
            accused += alone.p_value < 0.05
            covers += alone.low <= 0 <= alone.high
            found += together.p_value < 0.05
        print(people, "|", f"{accused / studies:.3f} {covers / studies:.3f} | {found / studies:.3f}")


def confidences(rng, studies):
    """A confidence from .5 to 1 that is calibrated, or too sure by as much as is said."""
    print("items, too sure by | coverage of the calibration error, of the gap, of the Brier score")
    for n in (60, 200, 1000):
        for excess in (0.0, 0.15):
            hits = np.zeros(3)
            for seed in range(studies):
                stated = rng.uniform(0.5, 1, n)
                found = stated_confidence(stated, rng.random(n) < stated - excess, seed=seed)
                # Of E (c - y)^2 with c uniform on 0.5..1 and P(y) = c - excess: E c - E c^2 + excess (2 E c - 1).
                brier = 1 / 6 + excess / 2
                wanted = zip((found.error, found.gap, found.brier), (excess, excess, brier), strict=True)
                hits += [it.low <= true <= it.high for it, true in wanted]
            print(n, excess, "|", *(f"{share:.3f}" for share in hits / studies))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--studies", type=int, default=400)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    rng = np.random.default_rng(asked.seed)
    means(rng, asked.studies)
    shares(rng, asked.studies)
    contests(rng, asked.studies // 2)
    rng = np.random.default_rng(asked.seed)  # so that these rows do not hang on the rows above
    alike(rng, asked.studies)
    confidences(rng, asked.studies)


if __name__ == "__main__":
    main()
