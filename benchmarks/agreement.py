"""Agreement beside the peers: alpha with a bootstrap, all pairs of annotators, and memory, in one run.

    python benchmarks/agreement.py [--responses 1000000] [--rounds 3] [--slow]

Times are CPU seconds of this process, best of the rounds; the calls alternate within each round. Every peer starts
from data already in the form that it likes best, we from coded answers. `--slow` asks the peers that take minutes too.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import interval, nominal
from oe_quality.kernel.agreement.pairs import all_pairs
from oe_quality.kernel.data.chunk import Chunk, chunk_of
from oe_quality.kernel.uncertainty.bootstrap import over_items
from oe_quality.kernel.uncertainty.jackknife import two_way

K = 8
Timed = dict[str, tuple[float, object]]


def crowd(responses: int, annotators: int, seed: int = 0, *, unequal: bool = False) -> Chunk:
    """Labels of a Dawid-Skene crowd, accuracies about .7; 5 answers per item, or 3 to 7."""
    rng = np.random.default_rng(seed)
    n_items = responses // 5
    truth = rng.integers(K, size=n_items)
    skill = rng.beta(7, 3, annotators)
    steps = np.cumsum(rng.integers(1, annotators // 7, (n_items, 7)), axis=1)
    who = (rng.integers(annotators, size=n_items)[:, None] + steps) % annotators
    size = rng.integers(3, 8, n_items) if unequal else np.full(n_items, 5)
    kept = np.arange(7) < size[:, None]
    items, who = np.repeat(np.arange(n_items), size), who[kept]
    right = rng.random(len(items)) < skill[who]
    return chunk_of(items, who, np.where(right, truth[items], rng.integers(K, size=len(items))), n_items)


def timed(calls: dict[str, Callable[[], object]], rounds: int) -> Timed:
    """Best CPU seconds of each call, and what it returned."""
    best: Timed = {}
    for _ in range(rounds):
        for name, call in calls.items():
            gc.collect()
            start = time.process_time()
            try:
                value = call()
            except Exception as error:  # noqa: BLE001 (a peer's failure is a result)
                value = f"{type(error).__name__}: {error}"
            spent = time.process_time() - start
            best[name] = min(best.get(name, (np.inf, None)), (spent, value), key=lambda pair: pair[0])
    return best


def show(title: str, found: Timed) -> None:
    """A table in Markdown."""
    print(f"\n{title}\n\n| what | CPU seconds | value |\n| --- | --- | --- |")
    for name, (spent, value) in found.items():
        print(f"| {name} | {spent:.3f} | {value if isinstance(value, str) else f'{value:.6f}'} |", flush=True)


def ours_with_bootstrap(chunk: Chunk, annotators: int) -> float:
    """Alpha with a percentile interval of 1,000 resamples, from coded answers."""
    statistic = alpha(count(chunk, K, annotators, annotators=False), nominal(K))
    np.quantile(over_items(statistic, 1000, np.random.default_rng(1)), [0.025, 0.975])
    return statistic.value


def ours_two_way(chunk: Chunk, annotators: int) -> float:
    """Alpha with the two-way jackknife."""
    statistic = alpha(count(chunk, K, annotators), nominal(K))
    two_way(statistic)
    return statistic.value


def value_counts(chunk: Chunk) -> np.ndarray:
    """(I, K) counts."""
    counts = np.zeros((chunk.n_items, K), dtype=np.int64)
    np.add.at(counts, (chunk.items(), chunk.label), 1)
    return counts


def alpha_calls(chunk: Chunk, annotators: int, slow: bool) -> dict[str, Callable[[], object]]:
    """Ours and theirs."""
    import krippendorff
    from statsmodels.stats.inter_rater import fleiss_kappa

    counts = value_counts(chunk)
    domain = np.arange(K, dtype=float)
    calls: dict[str, Callable[[], object]] = {
        "oe-quality: alpha": lambda: alpha(count(chunk, K, annotators, annotators=False), nominal(K)).value,
        "oe-quality: alpha + 1,000-fold bootstrap": lambda: ours_with_bootstrap(chunk, annotators),
        "oe-quality: alpha + two-way jackknife": lambda: ours_two_way(chunk, annotators),
        "krippendorff: alpha from counts": lambda: float(
            krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement="nominal")
        ),
        "statsmodels: Fleiss' kappa from counts": lambda: float(fleiss_kappa(counts)),
    }
    if slow:
        calls |= slow_calls(chunk, annotators)
    return calls


def slow_calls(chunk: Chunk, annotators: int) -> dict[str, Callable[[], object]]:
    """Peers that want a table of items by annotators, or a row per answer."""
    import pandas as pd
    import simpledorff
    from irrCAC.raw import CAC
    from nltk.metrics.agreement import AnnotationTask

    items = chunk.items()
    triples = list(zip(chunk.annotator.tolist(), items.tolist(), chunk.label.tolist(), strict=True))
    long = pd.DataFrame({"item": items, "annotator": chunk.annotator, "label": chunk.label})
    table = np.full((chunk.n_items, annotators), np.nan)
    table[items, chunk.annotator] = chunk.label
    wide = pd.DataFrame(table)
    return {
        "nltk: alpha": lambda: AnnotationTask(triples).alpha(),
        "simpledorff: alpha": lambda: simpledorff.calculate_krippendorffs_alpha_for_df(
            long, experiment_col="item", annotator_col="annotator", class_col="label"
        ),
        "irrCAC: alpha": lambda: float(CAC(wide).krippendorff()["est"]["coefficient_value"]),
    }


def sklearn_loop(chunk: Chunk, annotators: int, most: int) -> float:
    """Cohen's kappa of the first `most` pairs, one call each, items that both answered found by a sorted merge."""
    from sklearn.metrics import cohen_kappa_score

    items = chunk.items()
    own = [(items[chunk.annotator == a], chunk.label[chunk.annotator == a]) for a in range(annotators)]
    total, done = 0.0, 0
    for a in range(annotators):
        for b in range(a + 1, annotators):
            _, left, right = np.intersect1d(own[a][0], own[b][0], assume_unique=True, return_indices=True)
            if len(left):
                total += float(np.nan_to_num(cohen_kappa_score(own[a][1][left], own[b][1][right])))
            done += 1
            if done == most:
                return total
    return total


def pairs_section(annotators: int, responses: int, rounds: int) -> None:
    """All pairs, against a loop over a sample of them, scaled up."""
    chunk = crowd(responses, annotators)
    n_pairs, sample = annotators * (annotators - 1) // 2, 2000
    all_pairs(chunk.slice(0, 10), np.eye(K), annotators)
    ours = timed({"oe-quality": lambda: float(len(all_pairs(chunk, np.eye(K), annotators).n))}, rounds)
    theirs = timed({"scikit-learn": lambda: sklearn_loop(chunk, annotators, sample)}, 1)
    scaled = theirs["scikit-learn"][0] * n_pairs / sample
    spent = ours["oe-quality"][0]
    print(f"\nAll {n_pairs:,} pairs of {annotators} annotators over {responses:,} answers\n")
    print("| what | CPU seconds |\n| --- | --- |")
    print(f"| oe-quality, all pairs | {spent:.3f} |")
    print(f"| loop over cohen_kappa_score, {sample:,} pairs timed and scaled to all | {scaled:.1f} |")
    print(f"| ratio | {scaled / spent:.0f} |")


def memory_section(responses: int) -> None:
    """Peak memory of whole processes beyond loading the data: a slider of 27 steps, interval alpha."""
    rng = np.random.default_rng(2)
    items = np.repeat(np.arange(responses // 5), 5)
    value = np.clip(rng.normal(13, 5, responses // 5)[items] + rng.normal(0, 3, len(items)), 0, 26).astype(np.int64)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.npy"
        np.save(path, np.stack([items, rng.integers(5000, size=len(items)), value]))
        base = peak("data", path)
        print(f"\nPeak memory beyond making the data, {responses:,} answers on a slider of 27 steps")
        print("(0: less than sorting the answers took before)\n\n| what | MiB |\n| --- | --- |")
        print(f"| oe-quality: interval alpha + 1,000-fold bootstrap | {(peak('oe-quality', path) - base) / 1024:.0f} |")
        print(f"| krippendorff: interval alpha | {(peak('krippendorff', path) - base) / 1024:.0f} |")


def peak(what: str, path: Path) -> int:
    """Peak resident KiB of a process of its own."""
    command = [sys.executable, __file__, "--child", what, "--data", str(path)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def child(what: str, path: Path) -> None:
    """One process of `memory_section`; prints its peak. A few answers go first, so that compiling is not counted."""
    import krippendorff

    items, annotators, values = np.load(path)
    chunk = chunk_of(items, annotators, values, int(items.max()) + 1)
    scores = np.arange(27.0)
    for data in (chunk.slice(0, 50), *(() if what == "data" else (chunk,))):
        if what == "krippendorff":
            counts = np.zeros((data.n_items, 27), dtype=np.int64)
            np.add.at(counts, (data.items(), data.label), 1)
            krippendorff.alpha(value_counts=counts, value_domain=scores, level_of_measurement="interval")
        else:
            statistic = alpha(count(data, 27, 5000, annotators=False), interval(scores))
            over_items(statistic, 1000, np.random.default_rng(1))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> None:
    """Print all sections."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--child", choices=("data", "oe-quality", "krippendorff"), help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.child:
        child(options.child, options.data)
        return
    warm = crowd(1000, 50)
    for call in alpha_calls(warm, 50, slow=False).values():
        call()
    for unequal, size in ((False, "5"), (True, "3 to 7")):
        chunk = crowd(options.responses, 5000, unequal=unequal)
        title = (
            f"{chunk.n_responses:,} answers, {size} to each of {chunk.n_items:,} items, 5,000 annotators, {K} labels"
        )
        show(title, timed(alpha_calls(chunk, 5000, slow=False), options.rounds))
    if options.slow:
        small = crowd(100_000, 500)
        show("Alpha of 100,000 answers, 500 annotators", timed(alpha_calls(small, 500, slow=True), 1))
    pairs_section(500, 100_000, options.rounds)
    memory_section(options.responses)


if __name__ == "__main__":
    main()
