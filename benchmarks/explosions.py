"""Shapes of studies that make sums of squares explode: what each command costs on them.

    python -m benchmarks.explosions .venv/bin/oeq [--worlds words] [--commands load agreement] [--scale 0.01]

Many people on few items, one item that everybody answered, many labels, free words, many people, votes of which each is
somebody's only answer. Every row is a process of its own: CPU seconds (user and system), the largest memory it held,
its exit status, and what it said last where it did not end with 0. A command is ended after --most CPU seconds.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.costs import cost_of


def crowd(items: int, people: int) -> pl.DataFrame:
    """Everybody answers everything, four labels."""
    return answers(np.repeat(np.arange(items), people), np.tile(np.arange(people), items), 4)


def one_item(people: int) -> pl.DataFrame:
    """One item that everybody answered, beside 200 that five people each did."""
    item = np.concatenate([np.zeros(people, dtype=np.int64), np.repeat(np.arange(1, 201), 5)])
    return answers(item, np.concatenate([np.arange(people), np.arange(1000) % min(50, people)]), 4)


def few_each(n: int, people: int, labels: int, per_item: int = 5) -> pl.DataFrame:
    """So many answers, a few per item, people in turn."""
    return answers(np.arange(n) // per_item, (np.arange(n) * 7919) % people, labels)


def answers(item: np.ndarray, who: np.ndarray, labels: int) -> pl.DataFrame:
    """Right in 70 % of the answers, else any label; every label is given where there are answers enough."""
    rng = np.random.default_rng(1)
    truth = rng.permutation(int(item.max()) + 1) % labels
    label = np.where(rng.random(len(item)) < 0.7, truth[item], rng.integers(0, labels, len(item)))
    names = {"item": ("clip", item), "annotator": ("person", who), "label": ("word", label)}
    return pl.DataFrame({column: [f"{word} {code}" for code in codes] for column, (word, codes) in names.items()})


WORLDS: dict[str, Callable[[float], pl.DataFrame]] = {
    "crowd": lambda scale: crowd(20, max(int(5_000 * scale), 10)),
    "one-item": lambda scale: one_item(max(int(100_000 * scale), 60)),
    "labels": lambda scale: few_each(max(int(50_000 * scale), 500), 100, max(int(1_000 * scale), 50)),
    "words": lambda scale: few_each(max(int(100_000 * scale), 500), 100, max(int(9_325 * scale), 90)),
    "people": lambda scale: few_each(max(int(300_000 * scale), 500), max(int(100_000 * scale), 100), 4, 3),
    "votes": lambda scale: few_each(max(int(200_000 * scale), 500), max(int(200_000 * scale), 500), 6, 10),
}
MOST = (12 << 30, 12 << 30)
"""Bytes of data that a command may hold: enough to see that it takes too much, and not to take all there is."""
COMMANDS = {
    "load": ["load", "-q", "store", "source", "--scale", "label=nominal"],
    "agreement": ["agreement", "-q", "store"],
    "annotators": ["annotators", "-q", "store"],
    "aggregate": ["aggregate", "-q", "store", "-o", "labels"],
    "relabel": ["relabel", "-q", "store"],
    "plan": ["plan", "-q", "store"],
    "report": ["report", "-q", "store", "--force", "-o", "html"],
    "run": ["run", "-q", "source", "-o", "page", "--scale", "label=nominal"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", type=Path)
    parser.add_argument("--worlds", nargs="+", choices=WORLDS, default=list(WORLDS))
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=list(COMMANDS))
    parser.add_argument("--scale", type=float, default=1.0, help="Of the worlds' sizes.")
    parser.add_argument("--most", type=int, default=120, help="CPU seconds after which a command is ended.")
    given = parser.parse_args()
    print("| study | command | CPU s | GB | status | last words |\n| --- | --- | --- | --- | --- | --- |")
    for world in given.worlds:
        with tempfile.TemporaryDirectory() as folder:
            WORLDS[world](given.scale).write_csv(Path(folder) / "answers.csv")
            for command in dict.fromkeys(["load", *given.commands]):
                row(world, command, given.tool.absolute(), Path(folder), given.most)


def row(world: str, command: str, tool: Path, folder: Path, most: int) -> None:
    """Run one command and print what it cost."""
    paths = {
        "store": "s.duckdb",
        "source": "answers.csv",
        "labels": "labels.csv",
        "page": "page",
        "html": "r.html",
    }
    words = [str(tool), *(str(folder / paths[word]) if word in paths else word for word in COMMANDS[command])]
    shutil.rmtree(folder / "page", ignore_errors=True)
    limit = (most, most + 5)
    it = cost_of(
        words,
        lambda: [resource.setrlimit(resource.RLIMIT_CPU, limit), resource.setrlimit(resource.RLIMIT_DATA, MOST)],
    )
    last = " / ".join(it.said.strip().splitlines()[-2:])[:200].replace("|", "") if it.status else ""
    print(f"| {world} | {command} | {it.cpu:.1f} | {it.memory / 1e9:.2f} | {it.status} | {last} |", flush=True)


if __name__ == "__main__":
    main()
