"""Are labels kept at a confidence as right as a release says? Per public set with gold.

Each set is fitted as `oeq release` does. The tempering is learned from answers set aside, or with `--gold`
from the gold of a random half of the items, as a store that has gold does; labels that reach the threshold are
held against the gold of the other half. Written as a Markdown table.

    python benchmarks/release_confidence.py ../shared [--gold] [--threshold 0.9] [--only s-rel]
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.coverage import Coverage
from oe_quality.analysis.aggregation.votes import VoteStatus, votes
from oe_quality.analysis.release.data import answers_belief, judged
from oe_quality.analysis.release.labels import Belief
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import ChoicePanel, Panel

SEPARATE = {
    "bluebirds": ("answer.csv", "truth.csv"),
    "d-possent": ("label.csv", "truth.csv"),
    "d-product": ("answer.csv", "truth.csv"),
    "s-rel": ("label.csv", "truth.csv"),
    "web-relevance": ("label.csv", "truth.csv"),
    "dog": ("dogs-1.merged.label.tsv", "dogs-1.merged.truth.tsv"),
}
SNOW = ("rte", "temp", "wsd")
Rows = list[tuple[str, str, str]]


def sets(shared: Path) -> Iterator[tuple[str, Rows, dict[str, str]]]:
    """Name, answers (item, annotator, label) and gold of every set."""
    for name, (answers, truth) in SEPARATE.items():
        folder = shared / "data" / "truth-inference" / name
        yield (
            name,
            [tuple(row[:3]) for row in rows_of(folder / answers)],
            dict(row[:2] for row in rows_of(folder / truth)),
        )
    for name in SNOW:
        rows = rows_of(shared / "data" / "snow2008" / f"{name}.standardized.tsv")
        yield name, [(row[2], row[1], row[3]) for row in rows], {row[2]: row[4] for row in rows}


def rows_of(path: Path) -> list[list[str]]:
    """The rows below the header, where there is one."""
    with path.open(newline="") as stream:
        rows = [row for row in csv.reader(stream, delimiter="\t" if path.suffix == ".tsv" else ",") if row]
    return rows if rows[0][0].isdecimal() else rows[1:]


def panel_of(rows: Rows) -> ChoicePanel:
    """The answers as a panel; the last of an annotator's answers to an item counts."""
    last = {(item, annotator): label for item, annotator, label in rows}
    items, people = sorted({i for i, _ in last}), sorted({a for _, a in last})
    labels = sorted(set(last.values()))
    codes = [{name: code for code, name in enumerate(names)} for names in (items, people, labels)]
    columns = zip(*((i, a, label) for (i, a), label in last.items()), strict=True)
    coded = [np.array([code[name] for name in column]) for code, column in zip(codes, columns, strict=True)]
    data = chunk_of(coded[0], coded[1], coded[2], len(items))
    unknown = np.full(data.n_responses, -1, dtype=np.int64)
    names = pl.Series(people, dtype=pl.String)
    return Panel(
        Question("label", Scale.NOMINAL, tuple(labels)), pl.Series(items, dtype=pl.String), names, names, data,
        unknown, np.full(data.n_responses, np.nan), np.full(len(items), -1, dtype=np.int32),
    )  # fmt: skip


def fitted(panel: ChoicePanel, asked: argparse.Namespace, truth: dict[str, list[int]]) -> tuple[Belief, Coverage]:
    """Belief, and coverage on gold that the belief has not seen."""
    tied = np.array([status is VoteStatus.TIE for status in votes(panel).status])
    rng = np.random.default_rng(0)
    seen = {item for item in sorted(truth) if asked.gold and rng.random() < 0.5}
    known = {item: codes for item, codes in truth.items() if item in seen}
    belief = answers_belief(panel, asked.method, truth=known)
    return belief, judged(panel, belief, tied, {item: codes for item, codes in truth.items() if item not in seen})


def main() -> None:
    """Fit every set and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--threshold", type=float, default=0.9)
    parser.add_argument("--method", default="")
    parser.add_argument("--gold", action="store_true")
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    print("| set | items | kept | of all | right, expected | right, on gold (95 %) | method |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, rows, gold in sets(asked.shared):
        if asked.only and name not in asked.only:
            continue
        panel = panel_of(rows)
        code = {label: k for k, label in enumerate(panel.labels)}
        truth = {item: [code.get(label, -1)] for item, label in gold.items()}
        belief, found = fitted(panel, asked, truth)
        row = min(found.rows, key=lambda row: abs(row.threshold - asked.threshold))
        seen, bounds = row.observed_wrong, row.observed_wrong.interval
        right = (
            "–"
            if bounds is None or seen.value is None
            else (f"{1 - seen.value:.3f} ({1 - bounds.high:.3f} to {1 - bounds.low:.3f}) of {seen.n_items}")
        )
        expected = "–" if row.expected_wrong is None else f"{1 - row.expected_wrong:.3f}"
        kept = f"{row.n_kept} | {row.share_kept:.0%}"
        print(f"| {name} | {panel.n_items} | {kept} | {expected} | {right} | {belief.method} |", flush=True)


if __name__ == "__main__":
    main()
