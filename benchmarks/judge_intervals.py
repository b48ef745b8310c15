"""How often the intervals of `oeq judges` hold the truth: agreement, advantage, biases, shares and slices.

    python benchmarks/judge_intervals.py [--studies 400] [--seed 5]

Labels by crowds of annotators who are alike, or whose skill lies anywhere between .45 and .95, each with a label that
they give too often; a model that is right on .75. The truth is what 2,400 annotators and 24,000 items give, twice.
"""

from __future__ import annotations

import argparse

import numpy as np

from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.judges.agreement import judge_agreement
from oe_quality.kernel.judges.alt_test import alt_test
from oe_quality.kernel.reliability.replication import paired
from oe_quality.kernel.uncertainty.clustered import means

LABELS = 4
DESIGNS = ((5, 5, 60), (5, 3, 150), (6, 6, 100), (10, 3, 100), (20, 2, 200))
"""Annotators, answers an item, items."""
SKILLS = {"alike": (0.75, 0.75), "unlike": (0.45, 0.95)}
NAMES = ("agreement", "among people", "normalised", "difference", "advantage", "bias", "bias (rare)", "share", "slice")
MODEL = 10**6


def study(rng, n_people, each, n_items, skills):
    """Items, annotators, labels, the model's labels and a slice of every item."""
    truth = rng.choice(LABELS, n_items, p=[0.4, 0.3, 0.2, 0.1])
    items = np.repeat(np.arange(n_items), each)
    who = np.argsort(rng.random((n_items, n_people)), axis=1)[:, :each].ravel()
    skill, habit = rng.uniform(*skills, n_people), rng.integers(0, LABELS, n_people)

    def said(true, right, label):
        given = np.where(rng.random(len(true)) < right, true, (true + rng.integers(1, LABELS, len(true))) % LABELS)
        return np.where(rng.random(len(true)) < 0.1, label, given)

    return items, who, said(truth[items], skill[who], habit[who]), said(truth, 0.75, 0), rng.integers(0, 2, n_items)


def found(items, who, labels, model, sliced, fewest=30):
    """(value, low, high) of each of NAMES; no bounds without `fewest`, as for the truth."""
    n = len(model)
    weights = 1.0 / np.bincount(items, minlength=n)[items]
    given = np.concatenate([labels, model])
    test = alt_test(
        items, who, np.arange(n) + len(labels), lambda a, b: (given[a] == given[b]).astype(float), fewest_items=fewest
    ).mean
    one_hot = np.eye(LABELS)
    bias = means(one_hot[model[items]] - one_hot[labels], items, who, weights)
    share = means(one_hot[labels], items, who, weights)
    near, inside = (model[items] == labels).astype(float), sliced[items] == 1
    part = weights[inside].sum() / weights.sum()
    one, other = (np.average(near[side], weights=weights[side]) for side in (inside, ~inside))
    apart = means(np.where(inside, (near - one) / part, -(near - other) / (1 - part))[:, None], items, who, weights)
    rows = [(one_of.value, one_of.low, one_of.high) for one_of in agreements(items, who, labels, model, fewest)]
    rows.append((test.mean[0], *(bound[0] for bound in test.share_bounds(own=True))))
    rows += [(bias.mean[k], *(bound[k] for bound in bias.bounds(own=True))) for k in (0, 3)]
    rows.append((share.mean[0], *(bound[0] for bound in share.bounds(own=True))))
    rows.append((one - other, *(one - other + bound[0] for bound in apart.bounds(own=True))))
    return np.array(rows, dtype=float)


class Bounded:
    """A value, and its bounds where there are any."""

    def __init__(self, value, low, high):
        self.value, self.low, self.high = value, low, high


def agreements(items, who, labels, model, fewest):
    """The four of `judge_agreement`; for the truth (no `fewest`) the values alone."""
    n = len(model)
    everything = np.concatenate([items, np.arange(n)])
    by = np.concatenate([who, np.full(n, MODEL)])
    order = np.lexsort((by, everything))
    answers = np.concatenate([labels, model])[order].astype(np.int32)
    pairs = paired(everything[order].astype(np.int32), answers, nominal(LABELS), n, LABELS)
    judge = by[order] == MODEL
    if not fewest:
        among, between = pairs.alpha(~judge), pairs.xrr(~judge, judge)
        return [Bounded(v, 0, 0) for v in (between, among, between / np.sqrt(among), between - among)]
    it = judge_agreement(pairs, ~judge, judge, by[order])
    estimates = (it.with_people, it.among_people, it.normalised, it.difference)
    nothing = Bounded(np.nan, np.nan, np.nan)
    return [Bounded(e.value, e.interval.low, e.interval.high) if e.interval else nothing for e in estimates]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--studies", type=int, default=400)
    arguments.add_argument("--seed", type=int, default=5)
    asked = arguments.parse_args()
    print("annotators, answers an item, items; skills |", ", ".join(NAMES))
    for design in DESIGNS:
        for name, skills in SKILLS.items():
            rng = np.random.default_rng(asked.seed)
            truth = np.mean([found(*study(rng, 2400, design[1], 24_000, skills), 0)[:, 0] for _ in range(2)], axis=0)
            truth[-1] = 0.0  # slices are drawn at random
            rows = np.array([found(*study(rng, *design, skills)) for _ in range(asked.studies)])
            known = np.isfinite(rows).all(axis=2)
            hits = ((rows[..., 1] <= truth) & (truth <= rows[..., 2]) & known).sum(axis=0) / known.sum(axis=0)
            print(*design, name, "|", " ".join(f"{share:.3f}" for share in hits), flush=True)


if __name__ == "__main__":
    main()
