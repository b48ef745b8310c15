"""What `oeq plan` expects of more answers, beside what those answers brought.

    python -m benchmarks.more_answers [SHARED]

Of every item some answers are kept, in an order drawn at random; the plan made of them forecasts the share of right
labels with 1, 2, ... answers more for every item, which are then given. SHARED is the folder that holds data/: public
sets with gold. The simulated studies have 400 items and 30 annotators, good, mediocre and spamming.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.probabilities import panel_of
from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.planning.labels import label_plan
from oe_quality.kernel.data.chunk import Chunk, IntArray, chunk_of
from oe_quality.kernel.simulate import choices, crew
from tests.kernel.conftest import load_crowd_set

WORKERS = {"good": 14, "mediocre": 12, "spammer": 4}
SETS = (("web", 3), ("dog", 5), ("bird", 10), ("senti_1k", 5), ("MS", 2), ("SP_amt", 5), ("ZC_in", 2), ("rte", 5))
"""Name, and answers per item that are kept: about half of what there are."""
STUDIES = ((2, 0.0), (4, 0.0), (4, 0.3))
"""Labels, and mean share of guesses."""


def parts(chunk: Chunk, sizes: tuple[int, ...], seed: int) -> Iterator[Chunk]:
    """The answers with so many of every item, the smaller ones within the larger."""
    items = chunk.items()
    order = np.lexsort((np.random.default_rng(seed).random(len(items)), items))
    place = np.empty(len(items), dtype=np.int64)
    place[order] = np.arange(len(items)) - chunk.offsets[items[order]]
    for size in sizes:
        rows = np.flatnonzero(place < size)
        yield chunk_of(items[rows], chunk.annotator[rows], chunk.label[rows], chunk.n_items)


def compared(
    chunk: Chunk, truth: IntArray, n_annotators: int, n_labels: int, start: int, seed: int = 0
) -> list[tuple[int, float, float, float]]:
    """Rows of: more answers, share expected to be right, share said to be right then, and share right."""
    kept = next(parts(chunk, (start,), seed))
    plan = label_plan(panel_of(kept, n_annotators, n_labels))
    assert plan is not None
    expected = {0: plan.right} | {more.each: more.right for more in plan.curve}
    rows = []
    for each, part in zip(expected, parts(chunk, tuple(start + n for n in expected), seed), strict=True):
        found = labels_of(panel_of(part, n_annotators, n_labels), check=False)
        right = (found.winner == truth)[truth >= 0].mean()
        rows.append((each, expected[each], float(found.confidence.mean()), float(right)))
    return rows


def simulated(n_labels: int, guesses: float, start: int = 3, seed: int = 3) -> list[tuple[int, float, float, float]]:
    """The same of a study with known truth."""
    world = choices(seed, 400, crew(WORKERS), n_labels, 2 * start, difficulty=guesses)
    return compared(world.chunk, world.truth, sum(WORKERS.values()), n_labels, start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?")
    shared = parser.parse_args().shared
    print("| data | answers | more | expected right | said then | right |\n" + "| --- " * 6 + "|")
    for n_labels, guesses in STUDIES:
        show(f"{n_labels} labels, {guesses:.0%} guessed", 3, simulated(n_labels, guesses))
    for name, start in SETS if shared else ():
        data = load_crowd_set(shared, name)
        show(name, start, compared(data.chunk, data.gold, data.source.n_annotators, data.source.n_labels, start))


def show(name: str, start: int, rows: list[tuple[int, float, float, float]]) -> None:
    for each, expected, said, right in rows:
        print(f"| {name} | {start} | {each} | {expected:.3f} | {said:.3f} | {right:.3f} |", flush=True)


if __name__ == "__main__":
    main()
