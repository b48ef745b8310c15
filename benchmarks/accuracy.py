"""Accuracy of every aggregation algorithm on public sets with gold, beside values measured elsewhere.

    python -m benchmarks.accuracy ../shared                      # the whole table, some minutes
    python -m benchmarks.accuracy ../shared --sets dog bird      # some sets

The folder holds data/ and reference/aggregation_benchmark.json, whose columns are named in brackets:
`own` are independent NumPy programs, `authors` the output of the EBCC authors' notebook. EBCC takes the
best of 40 starts; LA is the mean over 20 random orders of the items, as in its authors' experiments; ties
count as their share of being right. Where the two differ by more than .005 (EBCC .025) a star stands.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em.contract import Algorithm
from oe_quality.kernel.em.dawid_skene import DawidSkene
from oe_quality.kernel.em.ebcc import RESTARTS
from oe_quality.kernel.em.registry import card_of
from tests.kernel.conftest import LOADERS, CrowdSet, load_crowd_set

ORDERS = 20
TOLERANCE = 1e-10
"""On flat likelihoods the last steps still move labels: music genre takes hundreds."""
STEPS = 2000
MANY_STARTS = 1e-7
"""Tolerance of EBCC's 40 starts."""


@dataclass(frozen=True)
class Column:
    """One column: an algorithm, and where the table keeps its reference."""

    name: str
    method: Method
    reference: tuple[str, str] | None
    near: float = 0.005

    @property
    def settings(self) -> Algorithm:
        # The table's maximum likelihood adds .01 to every count.
        return DawidSkene(0.01, 0.01) if self.method is Method.DAWID_SKENE_ML else card_of(self.method).make()


COLUMNS = (
    Column("majority", Method.MAJORITY, ("own", "MV")),
    Column("Wawa", Method.WAWA, ("own", "Wawa")),
    Column("one-coin", Method.ONE_COIN, ("own", "OneCoin")),
    Column("DS ML", Method.DAWID_SKENE_ML, ("own", "DS_ml")),
    Column("DS", Method.DAWID_SKENE, ("own", "DS_map")),
    Column("hierarchical", Method.HIERARCHICAL, ("own", "HDS_vb")),
    Column("EBCC", Method.EBCC, ("authors", "EBCC"), 0.025),
    Column("LA 1", Method.LA_ONE_PASS, ("own", "LA_onepass")),
    Column("LA 2", Method.LA, ("own", "LA_twopass")),
    Column("GLAD", Method.GLAD, None),
    Column("MACE", Method.MACE, None),
)


def accuracy(column: Column, data: CrowdSet, seed: int = 0) -> float:
    """Of one algorithm on one set."""
    if column.method in (Method.LA, Method.LA_ONE_PASS):
        return float(np.mean([in_order(column, data, order) for order in range(ORDERS)]))
    restarts, tol = (RESTARTS, MANY_STARTS) if column.method is Method.EBCC else (1, TOLERANCE)
    result = fit(
        column.method, data.source, settings=column.settings, seed=seed, restarts=restarts, tol=tol, max_steps=STEPS
    )
    return data.accuracy(result.posterior)


def in_order(column: Column, data: CrowdSet, seed: int) -> float:
    """Accuracy with the items in a random order."""
    chunk = data.chunk
    place = np.random.default_rng(seed).permutation(chunk.n_items)
    shuffled = chunk_of(place[chunk.items()], chunk.annotator, chunk.label, chunk.n_items)
    result = fit(column.method, InMemory((shuffled,), data.n_annotators, data.n_labels), settings=column.settings)
    return data.accuracy(result.posterior[place])


def reference(column: Column, table: dict, name: str) -> float | None:
    """The value measured elsewhere, if there is one."""
    if column.reference is None:
        return None
    group, key = column.reference
    entry = table.get(name, {}).get(group, {}).get(key)
    return entry["acc"] if isinstance(entry, dict) else entry


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--sets", nargs="+", choices=sorted(LOADERS), default=list(LOADERS))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    table = json.loads((options.shared / "reference" / "aggregation_benchmark.json").read_text())["datasets"]
    pairs: dict[str, list[tuple[float, float]]] = {column.name: [] for column in COLUMNS}
    print("| set | " + " | ".join(column.name for column in COLUMNS) + " | seconds |")
    print("| --- " * (len(COLUMNS) + 2) + "|")
    for name in options.sets:
        data = load_crowd_set(options.shared, name)
        cells, start = [], time.perf_counter()
        for column in COLUMNS:
            ours, theirs = accuracy(column, data, options.seed), reference(column, table, name)
            if theirs is not None:
                pairs[column.name].append((ours, theirs))
            far = theirs is not None and abs(ours - theirs) > column.near
            cells.append(f"{ours:.4f}" + ("" if theirs is None else f" [{theirs:.4f}]") + (" *" if far else ""))
        print(f"| {name} | " + " | ".join(cells) + f" | {time.perf_counter() - start:.0f} |", flush=True)
    means = [np.mean(pairs[c.name], axis=0) if pairs[c.name] else None for c in COLUMNS]
    print("| mean where both | " + " | ".join("" if m is None else f"{m[0]:.4f} [{m[1]:.4f}]" for m in means) + " | |")


if __name__ == "__main__":
    main()
