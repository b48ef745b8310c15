"""How many answers relabelling by expected gain saves against the same number of answers for every item.

python benchmarks/relabel.py --repetitions 500
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.audit.gain import expected_information
from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Fit, Method, fit
from oe_quality.kernel.simulate import choices, crew

CREW = {"good": 14, "mediocre": 12, "spammer": 4}
START = 2
"""Answers per item before anything is chosen."""
STEP = 0.1
"""Share of the items that get another answer between two fits."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Accuracies, ties counted as wrong.

    Attributes:
        even: with `answers` per item for all; saved: by expected gain with 25 % fewer answers.
        needed: mean answers per item at which expected gain reached `even`; answers per item are the same for all
            repetitions that never did.
        reached: share of repetitions in which 25 % fewer answers were enough.
    """

    even: float
    saved: float
    needed: float
    reached: float


def run(repetitions: int, items: int = 400, labels: int = 4, answers: int = 6, seed: int = 0) -> Outcome:
    """Ask by gain and evenly in worlds where any annotator's answer to any item can be had."""
    even, saved, needed = [], [], []
    for repetition in range(repetitions):
        truth, said = world(seed + repetition, items, labels)
        order = np.argsort(np.random.default_rng(seed + repetition).random(said.shape), axis=1)
        goal = accuracy(fitted(said, order, np.full(items, answers), labels), truth)
        at, by_budget = adaptive(said, order, labels, answers, truth)
        even.append(goal)
        saved.append(by_budget[np.searchsorted(at, 0.75 * answers)])
        hit = np.flatnonzero(by_budget >= goal)
        needed.append(at[hit[0]] if len(hit) else float(answers))
    enough = np.array(needed) <= 0.75 * answers + 1e-9
    return Outcome(float(np.mean(even)), float(np.mean(saved)), float(np.mean(needed)), float(enough.mean()))


def world(seed: int, items: int, labels: int) -> tuple[np.ndarray, np.ndarray]:
    """(I,) truth and (I, A) what each annotator would answer."""
    people = crew(CREW)
    drawn = choices(seed, items, people, labels, 1)
    rng = np.random.default_rng(10**6 + seed)
    cumulative = drawn.confusion.cumsum(axis=2)[:, drawn.truth].transpose(1, 0, 2)
    return drawn.truth, (rng.random((items, people.n_annotators, 1)) > cumulative[:, :, :-1]).sum(axis=2)


def fitted(said: np.ndarray, order: np.ndarray, n: np.ndarray, labels: int) -> Fit:
    """The consensus of the first n (I,) annotators of each item's order."""
    asked = np.arange(said.shape[1])[None, :] < n[:, None]
    item = np.nonzero(asked)[0].astype(np.int32)
    annotator = order[asked].astype(np.int32)
    chunk = chunk_of(item, annotator, said[item, annotator], len(said))
    source = InMemory((chunk,), said.shape[1], labels)
    return fit(Method.HIERARCHICAL, source, tol=1e-4, max_steps=60)


def adaptive(
    said: np.ndarray, order: np.ndarray, labels: int, answers: int, truth: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Answers per item asked, and accuracy, after every step of asking where the expected gain is largest."""
    n = np.full(len(said), START)
    step = max(1, int(STEP * len(said)))
    at, reached = [], []
    while n.mean() <= answers:
        result = fitted(said, order, n, labels)
        at.append(n.mean())
        reached.append(accuracy(result, truth))
        assert result.confusion is not None
        weight = result.n_responses / result.n_responses.sum()
        gain = expected_information(result.posterior, np.einsum("a,atk->tk", weight, result.confusion))
        gain[n >= said.shape[1]] = -1.0
        n[np.argsort(-gain, kind="stable")[:step]] += 1
    return np.array(at), np.array(reached)


def accuracy(result: Fit, truth: np.ndarray) -> float:
    return float((result.winner == truth).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=500)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--labels", type=int, default=4)
    parser.add_argument("--answers", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    print(run(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
