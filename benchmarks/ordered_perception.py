"""Would neighbours on an ordered scale make better soft labels if they shared?

    python -m benchmarks.ordered_perception [SHARED]

Of every item some answers are kept and the shares of all people estimated; what the answers left out lose under them,
in nats, says how good the shares are. Beside them the same shares with a part of every label's share spread over its
neighbours, how large a part being chosen on half of the items for the other half. Simulated studies have 300 items on
a scale of five steps, people with thresholds and noise of their own; SHARED is the folder that holds data/, from which
the seven scores of Snow et al. (2008) are read, in five steps of equal width.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.plan import SCORES, real_ratings
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, InMemory, IntArray, chunk_of
from oe_quality.kernel.perception.shares import Population, choice_shares

STEPS = 5
SPREADS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4)
"""Parts of a share that are given to the neighbours."""


def simulated(seed: int, n_items: int = 300, n_people: int = 30, answers: int = 10) -> Chunk:
    """Ordered answers: an item's place, a person's leaning and noise, cut at thresholds."""
    rng = np.random.default_rng(seed)
    item = np.repeat(np.arange(n_items), answers)
    who = np.concatenate([rng.choice(n_people, answers, replace=False) for _ in range(n_items)])
    ambiguous = rng.uniform(0.3, 1.0, n_items)
    heard = (
        rng.normal(0, 1.2, n_items)[item]
        + rng.normal(0, 0.4, n_people)[who]
        + rng.normal(size=len(item)) * (ambiguous[item])
    )
    return chunk_of(item, who, np.digitize(heard, [-1.5, -0.5, 0.5, 1.5]), n_items)


def snow(shared: Path) -> Chunk:
    items, people, scores = real_ratings(shared / "data" / "snow2008")
    score = items // (len(np.unique(items)) // len(SCORES))
    steps = np.zeros(len(items), dtype=np.int64)
    for one in np.unique(score):
        here = score == one
        low, high = scores[here].min(), scores[here].max()
        steps[here] = np.minimum((scores[here] - low) / (high - low) * STEPS, STEPS - 1)
    return chunk_of(items, people, steps, int(items.max()) + 1)


def spread(share: Floats, part: float) -> Floats:
    """(I, K) with a part of every share given to its neighbours in equal halves; at the ends all to the one."""
    K = share.shape[1]
    beside = np.eye(K, k=1) + np.eye(K, k=-1)
    beside /= beside.sum(axis=1, keepdims=True)
    return np.asarray((1 - part) * share + part * share @ beside)


def losses(chunk: Chunk, kept: int, seed: int) -> tuple[float, float, float]:
    """Nats per answer left out: as they are, spread over neighbours, and the part that was chosen."""
    rng, items = np.random.default_rng(seed), chunk.items()
    order = np.lexsort((rng.random(len(items)), items))
    place = np.empty(len(items), dtype=np.int64)
    place[order] = np.arange(len(items)) - chunk.offsets[items[order]]
    train = np.flatnonzero(place < kept)
    part = chunk_of(items[train], chunk.annotator[train], chunk.label[train], chunk.n_items)
    share = choice_shares(InMemory((part,), int(chunk.annotator.max()) + 1, STEPS), Population.ALL).share
    rest = np.flatnonzero(place >= kept)
    half = (rng.permutation(chunk.n_items) % 2)[items[rest]]
    table = np.stack([_loss(spread(share, s), items[rest], chunk.label[rest]) for s in SPREADS])
    best = [int(table[:, half == h].mean(axis=1).argmin()) for h in (0, 1)]
    crossed = np.concatenate([table[best[1 - h], half == h] for h in (0, 1)])
    return float(table[0].mean()), float(crossed.mean()), float(np.mean([SPREADS[b] for b in best]))


def _loss(share: Floats, item: IntArray, label: IntArray) -> Floats:
    return np.asarray(-np.log(np.maximum(share[item, label], 1e-12)))


def rows(shared: Path | None, studies: int = 4) -> Iterator[tuple[str, int, float, float, float]]:
    """Data, answers kept, and the mean of `losses`."""
    worlds = {"simulated": [simulated(seed) for seed in range(studies)]}
    if shared is not None:
        worlds["Snow et al., seven scores"] = [snow(shared)] * studies
    for name, chunks in worlds.items():
        for kept in (2, 3, 5):
            found = np.mean([losses(chunk, kept, seed) for seed, chunk in enumerate(chunks)], axis=0)
            yield name, kept, *(float(value) for value in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?")
    print("| data | answers kept | loss | neighbours share | ratio | part |\n" + "| --- " * 6 + "|")
    for name, kept, plain, ours, part in rows(parser.parse_args().shared):
        print(f"| {name} | {kept} | {plain:.4f} | {ours:.4f} | {ours / plain:.4f} | {part:.2f} |", flush=True)


if __name__ == "__main__":
    main()
