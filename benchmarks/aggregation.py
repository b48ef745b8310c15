"""How fast aggregation is: against crowd-kit, against plain NumPy, and against the memory.

    python benchmarks/aggregation.py                       # 100,000 and 1,000,000 responses
    python benchmarks/aggregation.py --bound 10000000      # the step against the gather-and-scatter bound
    python benchmarks/aggregation.py --end-to-end 1000000  # 100 iterations from columns to posteriors
    python benchmarks/aggregation.py --memory 10000000     # peak memory of a fit beyond its data (Linux)

Synthetic Dawid-Skene data, K = 8, three to seven answers per item, one annotator per 200 responses
and at most 100,000. Contenders alternate within one process; CPU seconds of all threads, the least of the
rounds. Compilation is done beforehand. The bound is what no such step can beat: for every answer one row of K doubles
gathered and one row of K integers added to, prefetched, with the same vector instructions.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
from numba import njit

from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of, offsets_of
from oe_quality.kernel.em import Method, confusion, fit
from oe_quality.kernel.em.contract import Batch
from oe_quality.kernel.em.dawid_skene import DawidSkene
from oe_quality.kernel.em.fixed import aligned
from oe_quality.kernel.em.fused import AHEAD
from oe_quality.kernel.em.passes import Sweeper
from oe_quality.kernel.em.rows import add_row, multiply_row, prefetch_row

K = 8
NEVER = -np.inf  # a tolerance that never stops a fit


@dataclass(frozen=True)
class Data:
    """Responses in the forms that the contenders take."""

    items: np.ndarray
    chunk: Chunk
    n_annotators: int

    @property
    def source(self) -> InMemory:
        return InMemory((self.chunk,), self.n_annotators, K)

    def frame(self):
        import pandas as pd

        return pd.DataFrame({"task": self.items, "worker": self.chunk.annotator, "label": self.chunk.label})


def synthetic(n_responses: int, seed: int = 0) -> Data:
    """Annotators are right with a probability of their own, .4 to .95."""
    rng = np.random.default_rng(seed)
    n_annotators = min(max(n_responses // 200, 10), 100_000)
    sizes = rng.integers(3, 8, n_responses // 5)
    items = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    keys = np.sort(items.astype(np.int64) * n_annotators + rng.integers(0, n_annotators, len(items)))
    annotators = (keys % n_annotators).astype(np.int32)
    truth = rng.integers(0, K, len(sizes), dtype=np.int32)[items]
    right = (
        rng.random(len(items), dtype=np.float32) < rng.uniform(0.4, 0.95, n_annotators).astype(np.float32)[annotators]
    )
    labels = np.where(right, truth, rng.integers(0, K, len(items), dtype=np.int32))
    return Data(items, Chunk(offsets_of(items, len(sizes)), annotators, labels.astype(np.int32)), n_annotators)


def seconds(work: Callable[[], object]) -> float:
    """Of CPU, of all threads: on the clock, two threads beside one are no ratio."""
    start = time.process_time()
    work()
    return time.process_time() - start


def alternate(contenders: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Fewest seconds of each contender, taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, measure in contenders.items():
            taken[name].append(measure())
    return {name: min(values) for name, values in taken.items()}


def per_step(run: Callable[[int], object], few: int, many: int) -> float:
    """Seconds of one iteration: the difference between many and few, so that start and end do not count."""
    return (seconds(partial(run, many)) - seconds(partial(run, few))) / (many - few)


def ours(method: Method, data: Data, steps: int) -> object:
    return fit(method, data.source, max_steps=steps, tol=NEVER)


def crowd_kit(name: str, data: Data, steps: int) -> object:
    """crowd-kit's own loop, its stopping rule off."""
    from crowdkit.aggregation import GLAD, MACE, DawidSkene, OneCoinDawidSkene

    if name == "mace":
        return MACE(n_restarts=1, n_iter=steps).fit(data.frame())
    makers = {"dawid-skene": DawidSkene, "one-coin": OneCoinDawidSkene, "glad": GLAD}
    return makers[name](n_iter=steps, tol=NEVER).fit(data.frame())


def crowd_kit_votes(name: str, data: Data) -> object:
    """Majority, and Wawa's three calls, as its class fails under scikit-learn 1.9."""
    from crowdkit.aggregation import MajorityVote
    from crowdkit.aggregation.utils import get_accuracy

    frame = data.frame()
    first = MajorityVote().fit(frame)
    if name == "majority":
        return first
    return MajorityVote().fit(frame, get_accuracy(frame, true_labels=first.labels_, by="worker"))


def plain_numpy(data: Data, steps: int) -> np.ndarray:
    """Dawid-Skene in a few lines of NumPy: bincount per label, logarithms."""
    chunk, items, n_items = data.chunk, data.items, data.chunk.n_items
    codes = chunk.annotator.astype(np.int64) * K + chunk.label
    votes = np.bincount(items.astype(np.int64) * K + chunk.label, minlength=n_items * K).reshape(n_items, K)
    p = votes / votes.sum(axis=1, keepdims=True)
    for _ in range(steps):
        counts = np.stack([np.bincount(codes, p[items, k], data.n_annotators * K) for k in range(K)], axis=1)
        counts = counts.reshape(-1, K, K) + 1.0 + np.eye(K)
        log_table = np.log(counts / counts.sum(axis=1, keepdims=True)).reshape(-1, K)
        scores = np.stack([np.bincount(items, log_table[codes, k], n_items) for k in range(K)], axis=1)
        scores += np.log(p.mean(axis=0))
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
    return p


def compare_steps(n_responses: int, rounds: int) -> None:
    """Seconds per iteration of the iterative methods. Ours are counted after ten, theirs after one."""
    sizes = {"dawid-skene": n_responses, "mace": n_responses, "one-coin": n_responses // 10, "glad": n_responses // 100}
    for name, size in sizes.items():
        data = synthetic(size)
        contenders = {
            "ours": partial(per_step, partial(ours, Method(name), data), 2, 22),
            "crowd-kit": partial(per_step, partial(crowd_kit, name, data), 1, 3),
        }
        if name == "dawid-skene":
            contenders["numpy"] = partial(per_step, partial(plain_numpy, data), 1, 3)
        report(f"{name}, {size:,} responses, per iteration", alternate(contenders, rounds))


def compare_votes(n_responses: int, rounds: int) -> None:
    data = synthetic(n_responses)
    for name in ("majority", "wawa"):
        contenders = {
            "ours": partial(seconds, partial(ours, Method(name), data, 1)),
            "crowd-kit": partial(seconds, partial(crowd_kit_votes, name, data)),
        }
        report(f"{name}, {n_responses:,} responses", alternate(contenders, rounds))


def compare_end_to_end(n_responses: int, steps: int = 100) -> None:
    """From columns of codes to posteriors."""
    data = synthetic(n_responses)

    def code_and_fit() -> object:
        chunk = chunk_of(data.items, data.chunk.annotator, data.chunk.label, data.chunk.n_items)
        return fit(Method.DAWID_SKENE, InMemory((chunk,), data.n_annotators, K), max_steps=steps, tol=NEVER)

    contenders = {
        "ours": partial(seconds, code_and_fit),
        "crowd-kit": partial(seconds, partial(crowd_kit, "dawid-skene", data, steps)),
    }
    report(f"dawid-skene, {n_responses:,} responses, {steps} iterations end to end", alternate(contenders, 1))


@njit(cache=True, nogil=True)
def gather_and_scatter(labels, offsets, annotator, label, table, sums):
    """One row gathered and one added to per answer, and nothing else."""
    n = len(labels)
    last = annotator.size - 1
    seen = np.ones(n)
    units = np.ones(n, dtype=np.int64)
    for r in range(offsets[0], offsets[-1]):
        ahead = min(r + AHEAD, last)
        row = (np.int64(annotator[ahead]) * n + label[ahead]) * n
        prefetch_row(labels, table, row)
        prefetch_row(labels, sums, row)
        row = (np.int64(annotator[r]) * n + label[r]) * n
        multiply_row(labels, seen, table, row)
        add_row(labels, sums, row, units)
    return seen.sum()


def compare_bound(n_responses: int, threads: int, rounds: int) -> None:
    """One E step with its sums against the bound, over the same data, threads and tables."""
    data = synthetic(n_responses)
    sums = [aligned(data.n_annotators * K * K, np.int64) for _ in range(threads)]
    with Sweeper(data.source, None, threads) as sweeper:
        params = DawidSkene().init(sweeper, None)
        cuts = np.linspace(0, data.chunk.n_items, threads + 1).astype(int)
        shares = [data.chunk.offsets[a : b + 1] for a, b in pairwise(cuts)]

        def bound() -> None:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(gather, shares, sums))

        def gather(offsets: np.ndarray, into: np.ndarray) -> float:
            return gather_and_scatter((0,) * K, offsets, data.chunk.annotator, data.chunk.label, params.table, into)

        def expect(batches: list[Batch]) -> confusion.ConfusionCounts:
            return confusion.expect(params, batches)

        bound()
        sweeper.sweep(expect)
        taken = alternate(
            {"step": partial(seconds, partial(sweeper.sweep, expect)), "bound": partial(seconds, bound)}, rounds
        )
    each = {name: 1e9 * value / len(data.items) for name, value in taken.items()}
    print(f"\nDawid-Skene step, {n_responses:,} responses, {data.n_annotators:,} annotators, {threads} threads")
    print(f"  step {each['step']:.1f}, bound {each['bound']:.1f} ns per answer and core")
    print(f"  share of the bound: {each['bound'] / each['step']:.2f}")


def report_memory(n_responses: int) -> None:
    """Peak resident memory during a Dawid-Skene fit, less what was resident before it: data and libraries."""
    data = synthetic(n_responses)
    # Linux forgets the peak so far.
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    found = fit(Method.DAWID_SKENE, data.source, max_steps=20, tol=NEVER)
    beyond = resident("VmHWM") - before
    chunk = data.chunk
    held = chunk.offsets.nbytes + chunk.annotator.nbytes + chunk.label.nbytes
    print(f"\nDawid-Skene, {n_responses:,} responses, {data.n_annotators:,} annotators: bytes per response")
    sizes = {
        "data": held,
        "fit, beyond the data": beyond,
        "of it posteriors": found.posterior.nbytes,
        "each table of annotators": found.confusion.nbytes,
    }
    for name, size in sizes.items():
        print(f"  {name:25} {size / len(data.items):6.1f}")


def resident(field: str) -> int:
    """Bytes of this process's memory by the kernel's name for them."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


def report(title: str, taken: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, value in taken.items():
        ratio = "" if name == "ours" else f"   {value / taken['ours']:8.1f} times ours"
        print(f"  {name:10} {value:10.4f} s{ratio}", flush=True)


def compile_kernels() -> None:
    data = synthetic(1_000)
    for method in (Method.MAJORITY, Method.WAWA, Method.ONE_COIN, Method.DAWID_SKENE, Method.GLAD, Method.MACE):
        ours(method, data, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, nargs="*", default=None, help="responses for times per iteration")
    parser.add_argument("--bound", type=int, nargs="*", default=None, help="responses for the bound")
    parser.add_argument("--end-to-end", type=int, nargs="*", default=None, help="responses for 100 iterations")
    parser.add_argument("--memory", type=int, nargs="*", default=None, help="responses for the peak memory")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    compile_kernels()
    chosen = any(value is not None for value in (args.steps, args.bound, args.end_to_end, args.memory))
    for size in args.steps if args.steps is not None else [] if chosen else [100_000, 1_000_000]:
        compare_steps(size, args.rounds)
        compare_votes(size, args.rounds)
    for size in args.bound if args.bound is not None else [] if chosen else [1_000_000]:
        compare_bound(size, args.threads, args.rounds)
    for size in args.end_to_end if args.end_to_end is not None else [] if chosen else [100_000]:
        compare_end_to_end(size)
    for size in args.memory or []:
        report_memory(size)


if __name__ == "__main__":
    main()
