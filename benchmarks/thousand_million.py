"""From a Parquet file of coded answers to agreement and labels, in a few hundred megabytes whatever its size.

    python benchmarks/thousand_million.py --answers 10_000_000 --folder /somewhere/with/room [--steps 20]

Writes a file of simulated answers (5 an item, 8 labels, columns item, annotator, label as 32-bit integers, sorted by
item, zstd), then reports: seconds of a plain read of it, of counting for alpha with its two-way interval, of majority,
and of every Dawid-Skene pass until convergence; the peak of memory; and the share of right labels, which are written as
Parquet. The passes are those of `oe_quality.kernel`, as in memory. One file of 1,000,000,000 answers takes some 3 GB.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from oe_quality.cluster.coded import Piece
from oe_quality.cluster.spread import batch_of
from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.agreement.intervals import two_way_interval
from oe_quality.kernel.data.chunk import Chunk, offsets_of
from oe_quality.kernel.em import loop, winners
from oe_quality.kernel.em.passes import Sweeper
from oe_quality.kernel.em.registry import card_of

PER_ITEM = 5
N_LABELS = 8
ROWS = 5_000_000
"""Answers of a row group: whole items."""
METHODS = ("majority", "dawid-skene")
COLUMNS = ("item", "annotator", "label")


@dataclass(frozen=True, slots=True)
class ParquetSource:
    """A `ChunkSource` over a Parquet file whose row groups hold whole items."""

    path: Path
    n_annotators: int
    n_labels: int = N_LABELS

    def __iter__(self) -> Iterator[Chunk]:
        with pq.ParquetFile(self.path) as file:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group, columns=list(COLUMNS))
                item, annotator, label = (table.column(name).to_numpy() for name in COLUMNS)
                yield Chunk(offsets_of(item - item[0], int(item[-1] - item[0]) + 1), annotator, label)


def truth_of(items: np.ndarray) -> np.ndarray:
    """The true label of each item: any function that mixes its bits."""
    return ((items.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(61)).astype(np.int32)


def write(path: Path, answers: int, annotators: int, seed: int) -> None:
    """Simulated answers: annotators are right in 40 to 95 of 100, and wrong at random otherwise."""
    rng = np.random.default_rng(seed)
    skill = rng.uniform(0.4, 0.95, annotators)
    schema = pa.schema([(name, pa.int32()) for name in COLUMNS])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, answers // PER_ITEM, ROWS // PER_ITEM):
            item = np.arange(first, min(first + ROWS // PER_ITEM, answers // PER_ITEM), dtype=np.int32)
            start = rng.integers(0, annotators, len(item))
            who = np.sort((start[:, None] + np.arange(PER_ITEM) * (annotators // PER_ITEM)) % annotators, axis=1)
            right = rng.random(who.shape) < skill[who]
            label = np.where(right, truth_of(item)[:, None], rng.integers(0, N_LABELS, who.shape))
            columns = [np.repeat(item, PER_ITEM), who.ravel(), label.ravel()]
            writer.write_table(pa.table([pa.array(c.astype(np.int32)) for c in columns], schema=schema), ROWS)


def timed(what: str, began: float) -> float:
    """Print the seconds since, and the peak of memory; returns the moment."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{what:44} {time.perf_counter() - began:8.1f} s   peak {peak:.2f} GB", flush=True)
    return time.perf_counter()


def plain_read(source: ParquetSource) -> None:
    """Every answer read and nothing made of it."""
    with pq.ParquetFile(source.path) as file:
        for group in range(file.num_row_groups):
            file.read_row_group(group, columns=list(COLUMNS))


def fit_and_label(source: ParquetSource, method: str, steps: int, to: Path) -> None:
    """Fit, pass by pass, then write the label of every item."""
    algorithm = card_of(method).make()
    began = [time.perf_counter()]

    def told(done: int, _total: int) -> None:
        if done:
            began[0] = timed(f"  {method}, pass {done}", began[0])

    with Sweeper(source, None, 2) as data:
        limits = loop.Limits(algorithm.passes or steps, 0.0 if algorithm.passes else 1e-7)
        found = loop.climb(algorithm, data, None, limits, told)
    expect = partial(algorithm.expect, found.params)
    right = first = 0
    schema = pa.schema([("item", pa.int32()), ("label", pa.int32()), ("confidence", pa.float32())])
    with pq.ParquetWriter(to, schema, compression="zstd") as writer:
        for chunk in source:
            posterior = np.empty((chunk.n_items, source.n_labels))
            expect([batch_of(Piece(chunk, None, 0), 0, posterior)])
            item, label = np.arange(first, first + chunk.n_items, dtype=np.int32), winners(posterior)
            right += int((label == truth_of(item)).sum())
            first += chunk.n_items
            columns = [item, label.astype(np.int32), posterior.max(axis=1).astype(np.float32)]
            writer.write_table(pa.table([pa.array(column) for column in columns], schema=schema))
    state = "converged" if found.converged else f"stopped after {steps} steps"
    print(f"  {method}: {state}; {right / first:.4f} of {first:,} labels are right", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=10_000_000)
    parser.add_argument("--annotators", type=int, default=5_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with TemporaryDirectory(dir=given.folder) as folder:
        measure(Path(folder), given.answers, given.annotators, given.steps, given.seed)


def measure(folder: Path, answers: int, annotators: int, steps: int, seed: int) -> None:
    """Everything, in its order."""
    with redirect_stdout(None):
        # What has to be compiled is, before anything is timed.
        write(folder / "small.parquet", 1_000, 50, seed)
        small = ParquetSource(folder / "small.parquet", 50)
        two_way_interval(alpha(count(small, N_LABELS, 50), nominal(N_LABELS)), 0.95)
        for method in METHODS:
            fit_and_label(small, method, 5, folder / "small-labels.parquet")
    path, began = folder / "answers.parquet", time.perf_counter()
    write(path, answers, annotators, seed)
    began = timed(f"written: {path.stat().st_size / 1e9:.2f} GB", began)
    source = ParquetSource(path, annotators)
    plain_read(source)
    began = timed("a plain read", began)
    table = count(source, source.n_labels, annotators)
    began = timed("counted for agreement", began)
    statistic = alpha(table, nominal(source.n_labels))
    interval = two_way_interval(statistic, 0.95).interval
    timed(f"alpha {statistic.value:.5f}, {interval}"[:44], began)
    del table, statistic
    for method in METHODS:
        began = time.perf_counter()
        fit_and_label(source, method, steps, folder / f"{method}.parquet")
        timed(f"{method}, with labels written", began)


if __name__ == "__main__":
    main()
