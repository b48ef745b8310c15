"""What people wait for: whole processes, from a CSV file to labels and to a page, beside the peers.

    python -m benchmarks.end_to_end NOW [--today TODAY] [--sizes 1e3 1e5 1e6] [--steps labels run] [--annotators N]

NOW and TODAY are the `oeq` of two environments; the interpreter that runs this needs pandas, crowd-kit and polars.
Every row is a process of its own: CPU seconds (user and system, children included), seconds on the clock, and the
largest memory it held. A first process of each kind, which compiles, is run and thrown away unless --cold is given.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.costs import Cost, cost_of

CROWD_KIT = """
import sys, pandas as pd
from crowdkit.aggregation import DawidSkene
frame = pd.read_csv(sys.argv[1]).rename(columns={"item": "task", "annotator": "worker"})
DawidSkene().fit_predict(frame).to_csv(sys.argv[2])
"""

NUMPY = """
import sys, numpy as np, polars as pl
frame = pl.read_csv(sys.argv[1])
names = ("item", "annotator", "label")
known = {c: frame[c].unique().sort() for c in names}
codes = i, a, k = [frame[c].cast(pl.Enum(known[c])).to_physical().to_numpy().astype(np.int64) for c in names]
I, A, K = (int(c.max()) + 1 for c in codes)
cell = a * K + k
p = np.bincount(i * K + k, minlength=I * K).reshape(I, K).astype(float)
p /= p.sum(1, keepdims=True)
for _ in range(100):
    counts = np.stack([np.bincount(cell, p[i, t], A * K) for t in range(K)], 1).reshape(A, K, K) + 0.01
    log = np.log(counts / counts.sum(1, keepdims=True)).reshape(A * K, K)
    rows = np.stack([np.bincount(i, log[cell, t], I) for t in range(K)], 1) + np.log(p.mean(0))
    new = np.exp(rows - rows.max(1, keepdims=True))
    new /= new.sum(1, keepdims=True)
    moved, p = np.abs(new - p).max(), new
    if moved < 1e-5:
        break
pl.DataFrame({"item": known["item"], "label": known["label"].gather(p.argmax(1))}).write_csv(sys.argv[2])
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("now", type=Path)
    parser.add_argument("--today", type=Path)
    parser.add_argument("--sizes", type=float, nargs="+", default=[1e3, 1e5, 1e6])
    parser.add_argument("--steps", nargs="+", choices=["labels", "load", "agreement", "run"], default=["labels"])
    parser.add_argument("--annotators", type=int, help="People.  [default: one per 200 answers, 20 at least]")
    parser.add_argument("--labels", type=int, default=8)
    parser.add_argument("--cold", action="store_true", help="Count compilation too.")
    given = parser.parse_args()
    tools = {"now": given.now} | ({"today": given.today} if given.today else {})
    print("| answers | step | who | CPU s | s | GB |\n| --- | --- | --- | --- | --- | --- |")
    for size in map(int, given.sizes):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            people = given.annotators or max(20, size // 200)
            answers(size, people, given.labels).write_csv(folder / "answers.csv")
            for step in given.steps:
                for who, command in commands(step, tools, folder).items():
                    if not given.cold:
                        cost(command, folder)
                    report(size, step, who, cost(command, folder))


def answers(size: int, people: int, labels: int, per_item: int = 5) -> pl.DataFrame:
    """Independent annotators, right in 40 to 95 % of answers."""
    rng = np.random.default_rng(7)
    items = max(1, size // per_item)
    item = np.repeat(np.arange(items), per_item)
    who = (rng.integers(0, people, items)[:, None] + np.arange(per_item) * max(1, people // per_item)).ravel() % people
    truth = rng.integers(0, labels, items)[item]
    right = rng.random(len(item)) < rng.uniform(0.4, 0.95, people)[who]
    label = np.where(right, truth, rng.integers(0, labels, len(item)))
    names = {"item": ("clip", item), "annotator": ("person", who), "label": ("label", label)}
    return pl.DataFrame({column: [f"{word}-{code}" for code in codes] for column, (word, codes) in names.items()})


def commands(step: str, tools: dict[str, Path], folder: Path) -> dict[str, list[list[str]]]:
    """By who: the commands of one step, in order."""
    source, store, out = (str(folder / name) for name in ("answers.csv", "s.duckdb", "out"))
    ours = {
        "load": [["load", "-q", store, source]],
        "agreement": [["load", "-q", store, source], ["agreement", "-q", store]],
        "labels": [["load", "-q", store, source], ["aggregate", "-q", store, "-o", out + ".csv"]],
        "run": [["run", "-q", source, "-o", out]],
    }[step]
    found = {who: [[str(tool), *words] for words in ours] for who, tool in tools.items()}
    if step == "labels":
        found["pandas and crowd-kit, Dawid-Skene"] = [[sys.executable, "-c", CROWD_KIT, source, out + ".csv"]]
        found["polars and NumPy, Dawid-Skene"] = [[sys.executable, "-c", NUMPY, source, out + ".csv"]]
    return found


def cost(steps: list[list[str]], folder: Path) -> Cost:
    """Run the commands one after the other, on a folder without earlier results."""
    for left in (folder / "s.duckdb", folder / "out.csv"):
        left.unlink(missing_ok=True)
    shutil.rmtree(folder / "out", ignore_errors=True)
    taken = []
    for words in steps:
        taken.append(cost_of(words))
        if taken[-1].status:
            raise SystemExit(f"{' '.join(words)}: {taken[-1].said[-500:]}")
    return Cost(sum(it.cpu for it in taken), sum(it.clock for it in taken), max(it.memory for it in taken))


def report(size: int, step: str, who: str, it: Cost) -> None:
    print(f"| {size:.0e} | {step} | {who} | {it.cpu:.1f} | {it.clock:.1f} | {it.memory / 1e9:.2f} |", flush=True)


if __name__ == "__main__":
    main()
