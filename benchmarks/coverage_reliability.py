"""How often do intervals of concordance, generalizability, repeats and differences of ICCs hold the true value?

    python benchmarks/coverage_reliability.py [--repetitions 400] [--seed 1]

Every study is drawn from a normal model of items, annotators and errors (repeats: of labels that are kept or guessed),
in which the value of the population is exact:

- Lin's concordance of two annotators: 2 r s t / (s^2 + t^2 + d^2).
- Kendall's W of m annotators: (1 + (m - 1) S) / m with Spearman's S = 6 / pi * asin(r / 2) of a normal pair.
- E rho^2 and Phi of one annotator: item / (item + error) and item / (item + annotator + error).
- Agreement within t: the chance that a normal difference of two answers lies within t.
- Cross-replication reliability: 1 less the mean squared difference on an item over that between items.
- Repeats: a label that is kept with chance s, else one of K at random, is the same with s + (1 - s) / K; alpha is s.
- Differences of two intraclass correlations of ratings that the same annotators gave of the same items.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from oe_quality.kernel.agreement.counts import coded_ratings
from oe_quality.kernel.agreement.distances import interval, nominal
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, chunk_of, offsets_of
from oe_quality.kernel.reliability.concordance import concordance, kendall_w
from oe_quality.kernel.reliability.gstudy import g_study
from oe_quality.kernel.reliability.icc import IccForm, on_parts
from oe_quality.kernel.reliability.replication import cross_replication
from oe_quality.kernel.reliability.retest import retest
from oe_quality.kernel.reliability.tolerance import agreement_within
from oe_quality.kernel.uncertainty.difference import recomputed
from oe_quality.results import Estimate

Found = tuple[Estimate, float]
"""An estimate with its interval, and the true value."""


@dataclass(frozen=True)
class World:
    """Standard deviations of items, annotators' own levels and errors, and how many of each.

    Attributes:
        items, annotators: how many; answers: per item; item, annotator, error: standard deviations.
    """

    items: int
    annotators: int
    answers: int
    item: float = 1.0
    annotator: float = 0.3
    error: float = 0.6

    def who(self, rng: np.random.Generator) -> Floats:
        """(I, answers) who answered each item, ascending."""
        return np.sort(np.argsort(rng.random((self.items, self.annotators)), axis=1)[:, : self.answers], axis=1)

    def ratings(self, rng: np.random.Generator, who: Floats | None = None) -> RatingChunk:
        """A study drawn from it, by those who are drawn or by these."""
        who = self.who(rng) if who is None else who
        level = rng.normal(scale=self.annotator, size=self.annotators)
        value = rng.normal(scale=self.item, size=(self.items, 1)) + level[who]
        value = value + rng.normal(scale=self.error, size=value.shape)
        item = np.repeat(np.arange(self.items), self.answers)
        return RatingChunk(offsets_of(item, self.items), who.ravel().astype(np.int32), value.ravel())


def lin(rng: np.random.Generator) -> Iterator[Found]:
    """Forty items, two annotators, the second wider and higher."""
    r, s, t, d = 0.8, 1.0, 1.3, 0.4
    x = rng.normal(size=40)
    y = t * (r * x + math.sqrt(1 - r * r) * rng.normal(size=40)) + d
    yield concordance(s * x, y).ccc, 2 * r * s * t / (s * s + t * t + d * d)


def kendall(rng: np.random.Generator) -> Iterator[Found]:
    """Fifty items, five annotators who rank all."""
    world = World(50, 5, 5)
    r = world.item**2 / (world.item**2 + world.error**2)
    spearman = 6 / math.pi * math.asin(r / 2)
    yield kendall_w(world.ratings(rng)).w, (1 + (world.annotators - 1) * spearman) / world.annotators


def generalizability(rng: np.random.Generator) -> Iterator[Found]:
    """Eighty items, twelve annotators, four answers an item."""
    world = World(80, 12, 4)
    ratings = world.ratings(rng)
    study, _ = g_study(ratings.items(), ratings.annotator, ratings.value[:, None])
    item, error = world.item**2, world.error**2
    yield study.relative, item / (item + error)
    yield study.absolute, item / (item + world.annotator**2 + error)


def within(rng: np.random.Generator) -> Iterator[Found]:
    """The same, within 1 of each other."""
    world = World(80, 12, 4)
    spread = math.sqrt(2 * (world.annotator**2 + world.error**2))
    yield agreement_within(world.ratings(rng), 1.0), float(2 * ndtr(1 / spread) - 1)


def replicated(rng: np.random.Generator) -> Iterator[Found]:
    """Two groups of eight annotators, the second higher, three answers of each group to sixty items."""
    world, shift = World(60, 16, 6), 0.3
    group = World(60, 8, 3)
    ratings = world.ratings(rng, np.concatenate([group.who(rng), group.who(rng) + 8], axis=1))
    ratings = replace(ratings, value=ratings.value + shift * (ratings.annotator >= 8))
    chunk, values = coded_ratings(ratings)
    first = np.arange(16) < 8
    found = cross_replication(chunk, first, ~first, interval(values), len(values))
    apart = 2 * (world.annotator**2 + world.error**2) + shift**2
    yield found.xrr, 1 - apart / (apart + 2 * world.item**2)


def repeated(rng: np.random.Generator) -> Iterator[Found]:
    """Fifteen annotators who each answer twenty items twice; they keep a label with chances drawn from a Beta(7, 3)."""
    people, items, k = 15, 20, 4
    keeps = rng.beta(7, 3, size=people)
    first = rng.integers(k, size=(people, items))
    same = rng.random((people, items)) < keeps[:, None]
    second = np.where(same, first, rng.integers(k, size=first.shape))
    who = np.repeat(np.arange(people), items * 2)
    item = np.repeat(np.arange(people * items), 2)  # every annotator has items of their own
    answers: Chunk = chunk_of(item, who, np.stack([first, second], axis=2).ravel(), people * items)
    everyone, *_ = retest(answers, people, nominal(k), k)
    yield everyone.same, 0.7 + 0.3 / k
    yield everyone.alpha, 0.7


def icc_apart(rng: np.random.Generator) -> Iterator[Found]:
    """ICC(A,1) of two questions that the same twelve annotators answered about the same sixty items."""
    worlds = World(60, 12, 4, error=0.6), World(60, 12, 4, error=1.0)
    who = worlds[0].who(rng)
    one, other = (world.ratings(rng, who) for world in worlds)
    mine, theirs = (on_parts(ratings, IccForm.AGREEMENT) for ratings in (one, other))
    everything = np.ones(one.n_responses, dtype=np.bool_)
    value = mine(everything) - theirs(everything)
    found = recomputed(value, lambda keep: mine(keep) - theirs(keep), one.items(), one.annotator, 0.95)
    first, second = (w.item**2 / (w.item**2 + w.annotator**2 + w.error**2) for w in worlds)
    yield Estimate(value, found.interval, 60, 12, one.n_responses), first - second


STUDIES: dict[str, tuple[tuple[str, ...], Callable[[np.random.Generator], Iterator[Found]]]] = {
    "lin": (("Lin's concordance",), lin),
    "kendall": (("Kendall's W",), kendall),
    "generalizability": (("E rho^2 of one", "Phi of one"), generalizability),
    "within": (("agreement within 1",), within),
    "xrr": (("cross-replication reliability",), replicated),
    "retest": (("repeats: same", "repeats: alpha"), repeated),
    "icc-difference": (("difference of two ICC(A,1)",), icc_apart),
}
"""Study -> what it measures, and how one is drawn."""


def coverage(study: str, repetitions: int, seed: int) -> list[tuple[str, int, int, float]]:
    """What is measured, how many intervals there were, how many held the truth, and their mean width."""
    names, draw = STUDIES[study]
    hits, widths = np.zeros((len(names), repetitions)), np.full((len(names), repetitions), np.nan)
    for one in range(repetitions):
        for row, (found, truth) in enumerate(draw(np.random.default_rng([seed, one]))):
            if found.interval is not None:
                hits[row, one] = found.interval.low <= truth <= found.interval.high
                widths[row, one] = found.interval.high - found.interval.low
    known = np.isfinite(widths)
    return [
        (name, int(known[row].sum()), int(hits[row].sum()), float(widths[row][known[row]].mean()))
        for row, name in enumerate(names)
    ]


def main() -> None:
    """Print a row per interval."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repetitions", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--study", choices=[*STUDIES], action="append")
    given = parser.parse_args()
    print(f"{'nominal 95 %':32} {'intervals':>9} {'coverage':>9} {'width':>7}")
    for study in given.study or STUDIES:
        for name, n, hits, width in coverage(study, given.repetitions, given.seed):
            print(f"{name:32} {n:9} {hits / max(n, 1):9.3f} {width:7.3f}", flush=True)


if __name__ == "__main__":
    main()
