"""How often the alternative annotator test would pass a model, by simulation of studies like one that was seen.

Studies are drawn from a crew: of single labels without an order `Coins`, of everything else `crowd.Crowd`. Of coins, an
item has a true label; every person gives it with one probability and every other label equally often else, and so does
the judge with a probability of its own (Dawid & Skene 1979's one-coin). The probabilities come from how often two
people, and a person and the judge, agree, which needs no truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.judges.alt_test import alt_test
from oe_quality.kernel.judges.likeness import Likeness

Codes = NDArray[np.int64]
BLOCK = 25
"""Studies drawn at a time."""
SURE = 4.0
"""Standard errors beyond which a power lies surely on one side."""


class Crew(Protocol):
    """People and a judge, of whom studies can be drawn."""

    def study(self, rng: np.random.Generator, n_people: int, n_items: int) -> Likeness:
        """Likeness of the answers of a new study in which everybody answers every item.

        Its rows: item by item those of all people, then one by the judge for each item.
        """
        ...


@dataclass(frozen=True, slots=True)
class Coins:
    """How often people and the judge are right, 0..1, and among how many labels."""

    people: float
    judge: float
    n_labels: int

    def study(self, rng: np.random.Generator, n_people: int, n_items: int) -> Likeness:
        """See `Crew`."""
        truth = rng.integers(0, self.n_labels, n_items)
        by_people = _answers(rng, np.repeat(truth, n_people), self.people, self.n_labels)
        given = np.concatenate([by_people, _answers(rng, truth, self.judge, self.n_labels)])
        return lambda first, second: (given[first] == given[second]).astype(np.float64)


def coins(among_people: float, with_judge: float, n_labels: int) -> Coins | None:
    """The probabilities behind two shares of agreement; None where people agree no more than by chance.

    >>> coins(0.7**2 + 0.3**2 / 3, 0.7 * 0.9 + 0.3 * 0.1 / 3, 4)
    Coins(people=0.7, judge=0.9, n_labels=4)
    """
    others = n_labels - 1
    # a^2 + (1 - a)^2 / (K - 1) = agreement, solved for the root above chance.
    square = (among_people - 1 / n_labels) * others / n_labels
    if square <= 0:
        return None
    people = 1 / n_labels + math.sqrt(square)
    # a b + (1 - a)(1 - b) / (K - 1) = agreement, solved for b.
    slope = people - (1 - people) / others
    judge = (with_judge - (1 - people) / others) / slope if slope > 0 else 0.0
    return Coins(round(min(people, 1.0), 12), round(min(max(judge, 0.0), 1.0), 12), n_labels)


def power(
    of: Crew,
    n_people: int,
    n_items: int,
    *,
    epsilon: float,
    q: float,
    studies: int = 200,
    target: float | None = None,
    seed: int = 0,
) -> float:
    """The share of simulated studies, everybody answering every item, in which the judge passes.

    Given a target, no more of the `studies` are drawn than it takes to tell on which side of it the power lies.

    >>> power(Coins(0.7, 0.95, 3), 3, 60, epsilon=0.1, q=0.05, studies=20)
    1.0
    """
    rng = np.random.default_rng((seed, n_people, n_items))
    items, who = np.repeat(np.arange(n_items), n_people), np.tile(np.arange(n_people), n_items)
    place = np.arange(n_items) + n_items * n_people
    passed = done = 0
    while done < studies and not (target is not None and _clear(passed, done, target)):
        for _ in range(min(BLOCK, studies - done)):
            alike = of.study(rng, n_people, n_items)
            passed += bool(alt_test(items, who, place, alike, epsilon=epsilon, q=q).passed)
            done += 1
    return passed / done


def _clear(passed: int, done: int, target: float) -> bool:
    """Whether the share is further from the target than chance takes it (Agresti & Coull 1998)."""
    share = (passed + 2) / (done + 4)
    return done > 0 and abs(share - target) > SURE * math.sqrt(share * (1 - share) / (done + 4))


def _answers(rng: np.random.Generator, truth: Codes, right: float, n_labels: int) -> Codes:
    wrong = (truth + rng.integers(1, n_labels, len(truth))) % n_labels
    return np.where(rng.random(len(truth)) < right, truth, wrong)
