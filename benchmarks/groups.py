"""How often does the test of annotator groups reject, when there is nothing to find and when there is?

    python benchmarks/groups.py [--repetitions 500] [--seed 1]

Annotators give one label with a log-odds that has an item's effect (sd 1), an annotator's own (sd 0.7) and,
for half of them, the group's. Each item has five answers. Beside the permutation test stands the chi-square
test on answers, which takes each for independent. In the uneven regime one group answers three times as much.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2_contingency

from oe_quality.kernel.distributions.group_contrast import contrast, levels

ITEMS, PER_ITEM = 300, 5
ITEM_SD, ANNOTATOR_SD, INTERCEPT = 1.0, 0.7, -0.5


@dataclass(frozen=True)
class Regime:
    """Annotators, the group's effect in log-odds, how many answers the group gives for one of the others', and the
    share of items that anybody may meet; each of the rest is met by one side alone."""

    annotators: int
    effect: float
    workload: float = 1.0
    common: float = 1.0


REGIMES = (
    Regime(40, 0.0),
    Regime(40, 0.0, 3.0),
    Regime(12, 0.0),
    Regime(40, 0.5),
    Regime(40, 1.0),
    Regime(100, 0.5),
    Regime(40, 0.0, common=0.5),
    Regime(40, 0.0, common=0.1),
    Regime(40, 0.0, common=0.0),
    Regime(40, 1.0, common=0.5),
    Regime(40, 1.0, common=0.0),
)


def draw(regime: Regime, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Given or not (R, 1), items (R,), annotators (R,), and who is in the group (A,)."""
    group = np.arange(regime.annotators) < regime.annotators // 2
    habit = rng.normal(0, ANNOTATOR_SD, regime.annotators) + regime.effect * group
    chance = np.where(group, regime.workload, 1.0)
    meets = np.ones((ITEMS, regime.annotators))
    own = rng.permutation(ITEMS)[round(regime.common * ITEMS) :]
    meets[own] = group == (np.arange(len(own)) % 2 == 0)[:, None]
    chances = chance * meets / (chance * meets).sum(axis=1, keepdims=True)
    chosen = [rng.choice(regime.annotators, PER_ITEM, replace=False, p=p) for p in chances]
    items, annotators = np.repeat(np.arange(ITEMS), PER_ITEM), np.concatenate(chosen)
    logit = INTERCEPT + rng.normal(0, ITEM_SD, ITEMS)[items] + habit[annotators]
    given = rng.random(len(items)) < 1 / (1 + np.exp(-logit))
    return given[:, None].astype(float), items, annotators, group


def measure(regime: Regime, repetitions: int, rng: np.random.Generator) -> tuple[float, float, float]:
    """Shares of studies in which the permutation test and chi-square reject at .05; mean detectable difference."""
    permuted = naive = 0
    detectable = []
    for _ in range(repetitions):
        given, items, annotators, group = draw(regime, rng)
        adjusted = levels(given, items, annotators, regime.annotators, [(group, ~group)])
        draws = int(rng.integers(2**31))
        found = contrast(adjusted, group, ~group, permutations=399, seed=draws, stretch=adjusted.stretch[0])
        permuted += found.p_value[0] <= 0.05
        detectable.append(found.detectable()[0])
        inside, yes = group[annotators], given[:, 0] == 1
        table = [[(yes & side).sum(), (~yes & side).sum()] for side in (inside, ~inside)]
        naive += chi2_contingency(table).pvalue <= 0.05
    return permuted / repetitions, naive / repetitions, float(np.mean(detectable))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    names = ("annotators", "effect (log-odds)", "workload", "common items", "rejected", "chi-square rejects")
    print("| " + " | ".join((*names, "detectable share")) + " |")
    print("| --- " * 7 + "|")
    for regime in REGIMES:
        permuted, naive, detectable = measure(regime, options.repetitions, rng)
        print(
            f"| {regime.annotators} | {regime.effect:g} | {regime.workload:g} : 1 | {regime.common:g} "
            f"| {permuted:.3f} | {naive:.3f} | {detectable:.3f} |"
        )


if __name__ == "__main__":
    main()
