"""Does a plan of a judge test foretell how often the test passes? Ordered labels, numbers and sets.

    python benchmarks/judge_plans.py [--studies 300] [--fits 10] [--seed 1]

Draws studies from a truth that is known, tests the judge in each, and prints the share that passes beside what is
foretold by a crew that was fitted to one study of 300 items and five people: the mean over several such studies, and
how far they lie apart.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.judges.crowd import fit_crowd
from oe_quality.kernel.judges.likeness import jaccard
from oe_quality.kernel.judges.power import power

LABELS = 6
CROSSED = np.linalg.cholesky(np.eye(LABELS) - 0.12 * (1 - np.eye(LABELS)))
"""Labels of a set, each of which makes the others a little less likely."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Items are normal with SD 1; people err by .8 and lean by .3; the judge errs by `noise` and leans by `bias`."""

    kind: str
    noise: float
    bias: float = 0.0

    def answers(self, rng, n_people, n_items):
        """(I, A, V) by people and (I, V) by the judge."""
        V = LABELS if self.kind == "sets" else 1
        item = rng.normal(size=(n_items, V)) @ (CROSSED.T if V > 1 else np.eye(1))
        by_people = item[:, None] + rng.normal(0, 0.3, (n_people, V)) + rng.normal(0, 0.8, (n_items, n_people, V))
        return self._said(by_people), self._said(item + self.bias + rng.normal(0, self.noise, (n_items, V)))

    def _said(self, z):
        if self.kind == "sets":
            return (z > np.linspace(0.65, 2.3, LABELS)).astype(float)
        return np.digitize(z, [-1.2, -0.4, 0.4, 1.2]).astype(float) if self.kind == "ordered" else np.round(50 + 15 * z)

    def study(self, rng, n_people, n_items):
        people, judge = self.answers(rng, n_people, n_items)
        given = np.concatenate([people.reshape(-1, people.shape[2]), judge])
        if self.kind == "sets":
            return lambda first, second: jaccard(given[first] > 0, given[second] > 0)
        return lambda first, second: -np.square(given[first, 0] - given[second, 0])

    def fitted(self, rng, n_people=5, n_items=300):
        people, judge = self.answers(rng, n_people, n_items)
        items, who = np.repeat(np.arange(n_items), n_people), np.tile(np.arange(n_people), n_items)
        return fit_crowd(people.reshape(-1, people.shape[2]), items, who, judge, sets=self.kind == "sets")


TRUTHS = (
    *(Truth("ordered", noise, bias) for noise, bias in ((0.4, 0.0), (0.8, 0.0), (0.5, 0.6), (1.5, 0.0))),
    *(Truth("numbers", noise, bias) for noise, bias in ((0.4, 0.0), (0.7, 0.0), (1.2, 0.5))),
    *(Truth("sets", noise) for noise in (0.3, 0.8, 1.5)),
)
DESIGNS = ((3, 100), (5, 100), (5, 300))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--studies", type=int, default=300)
    arguments.add_argument("--fits", type=int, default=10)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    rng = np.random.default_rng(asked.seed)
    print("answers, judge's noise, bias | people, items: passes, foretold on average [least, most]")
    for truth in TRUTHS:
        crews = [truth.fitted(rng) for _ in range(asked.fits)]
        cells = []
        for design in DESIGNS:
            passes = power(truth, *design, epsilon=0.1, q=0.05, studies=asked.studies, seed=asked.seed)
            told = [power(crew, *design, epsilon=0.1, q=0.05, studies=100, seed=asked.seed + 1) for crew in crews]
            cells.append(f"{design}: {passes:.3f}, {np.mean(told):.3f} [{min(told):.2f}, {max(told):.2f}]")
        print(truth.kind, truth.noise, truth.bias, "|", "; ".join(cells), flush=True)


if __name__ == "__main__":
    main()
