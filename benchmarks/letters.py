"""How often letters say something of people of whom there is nothing to say.

    python benchmarks/letters.py [--studies 200] [--seed 1]

Null studies: the answers to every item are dealt anew among those who gave them, so that nobody has a habit, a strength
or a skill of their own (choices), or all are good and differ as good people do (sets with ratings, and numbers). Prints
per sentence the share of people to whom it is said, and the share of studies in which anybody hears it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
from audit_simulated import choice_data, ratings_data, study_data

from oe_quality.analysis.annotators.audit import investigate, summarise
from oe_quality.analysis.annotators.messages import Kind, kind_of, may_say_mixup, said_flags, to_discuss
from oe_quality.analysis.annotators.mixups import mixups
from oe_quality.analysis.annotators.strengths import strengths
from oe_quality.config import Config

CONFIG = Config()
NULLS = {
    "2 labels, 60 answers, good": lambda seed: dealt(choice_data(seed, {"good": 20}, 2, 60)[0], seed),
    "3 labels, 60 answers, good": lambda seed: dealt(choice_data(seed, {"good": 20}, 3, 60)[0], seed),
    "3 labels, 60 answers, good and mediocre": lambda seed: dealt(
        choice_data(seed, {"good": 12, "mediocre": 8}, 3, 60)[0], seed
    ),
    "6 labels, 120 answers, good and mediocre": lambda seed: dealt(
        choice_data(seed, {"good": 12, "mediocre": 8}, 6, 120)[0], seed
    ),
    "sets and two ratings, 50 answers, good": lambda seed: study_data(seed, {"good": 20}, 50)[0],
    "numbers, 60 answers, good": lambda seed: ratings_data(seed, {"good": 20}, 60)[0],
}


def dealt(data, seed):
    """The same answers to every item, dealt anew among those who gave them."""
    rng, chunk = np.random.default_rng(seed), data.primary.data
    label = chunk.label.copy()
    for first, stop in pairwise(chunk.offsets.tolist()):
        label[first:stop] = rng.permutation(label[first:stop])
    chosen = np.eye(data.chosen.shape[1], dtype=bool)[label]
    return replace(data, primary=replace(data.primary, data=replace(chunk, label=label)), chosen=chosen)


def heard(data, seed):
    """Of each person the sentences of their letter beyond thanks."""
    found = investigate(data, None, None, CONFIG, seed)
    aliases = list(found.data.primary.aliases)
    mixed, strong = (dict(zip(aliases, of(found), strict=True)) for of in (mixups, strengths))
    for row in summarise(found, CONFIG, seed).rows:
        items = to_discuss(found, row, mixed.get(row.alias), CONFIG.triage.watch_kappa)
        kind = kind_of(row, items)
        said = {"strength"} if strong.get(row.alias) else set()
        if mixed.get(row.alias):
            said.add("mixed up, were it asked about")
            said |= {"mixed up"} if may_say_mixup(row, kind) else set()
        if kind is not Kind.THANK:
            said |= {f"a letter to {kind.value}"} | {flag.code.value for flag in said_flags(row)}
        yield said


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--studies", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    for name, null in NULLS.items():
        people, studies, n = Counter(), Counter(), 0
        for seed in range(1000 * asked.seed, 1000 * asked.seed + asked.studies):
            letters = list(heard(null(seed), seed))
            n += len(letters)
            people.update(one for said in letters for one in said)
            studies.update(set().union(*letters))
        print(f"{name}: {n:,} people in {asked.studies} studies", flush=True)
        for what, count in people.most_common():
            print(f"    {what}: {count / n:.4f} of people, {studies[what] / asked.studies:.3f} of studies", flush=True)


if __name__ == "__main__":
    main()
