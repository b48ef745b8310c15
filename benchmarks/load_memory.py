"""Memory that loading takes for each answer more: the slope of `oeq load`'s peak between two sizes.

    python -m benchmarks.load_memory .venv/bin/oeq [--rows 1_000_000 3_000_000] [--forms csv jsonl json parquet]

Five answers an item, as many people as there are items to a hundred, six labels, a time. Every load is a process of its
own into a store of its own; its peak is the largest resident memory that the system counted. The difference of two
peaks over that of the rows leaves the libraries and what a table of any size takes out of it.
`--same` prints a digest of all that each store holds too, its times of loading left out, to compare two versions of
the tool by.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from benchmarks.costs import Cost, cost_of

LABELS = ("joy", "anger", "fear", "sadness", "surprise", "neutral")
PER_ITEM = 5
FORMS = ("csv", "jsonl", "json", "parquet")


def table(rows: int) -> pl.DataFrame:
    """(R,) answers, in no order of people or labels."""
    rng = np.random.default_rng(rows)
    place = np.arange(rows)
    people = max(PER_ITEM, rows // PER_ITEM // 100)
    item, who = place // PER_ITEM, (place * 7919 + place // PER_ITEM) % people
    return pl.DataFrame(
        {"item": item, "who": who, "second": place % 31_536_000, "code": rng.integers(0, 6, rows)}
    ).select(
        item=pl.format("clip_{}.wav", pl.col("item")),
        annotator=pl.format("worker-{}", pl.col("who")),
        label=pl.col("code").replace_strict(dict(enumerate(LABELS)), return_dtype=pl.String),
        created_at=pl.from_epoch("second").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def write(frame: pl.DataFrame, form: str, path: Path) -> None:
    """Write the answers in one of `FORMS`."""
    if form == "csv":
        frame.write_csv(path)
    elif form == "parquet":
        frame.write_parquet(path)
    elif form == "jsonl":
        frame.write_ndjson(path)
    else:
        with path.open("w", encoding="utf-8") as file:
            for place, record in enumerate(frame.iter_rows(named=True)):
                file.write(("[" if not place else ",") + json.dumps(record) + "\n")
            file.write("]\n")


def load(tool: Path, export: Path, store: Path) -> Cost:
    """What one load takes."""
    command = [str(tool), "load", "-q", str(store), str(export), "--scale", "label=nominal"]
    taken = cost_of(command)
    if taken.status:
        raise SystemExit(f"{' '.join(command)} ended with {taken.status}: {taken.said[-500:]}")
    return taken


def digest(store: Path) -> str:
    """Of every row of every table that the answers stand in, in the order of their columns."""
    held = hashlib.sha256()
    with duckdb.connect(str(store), read_only=True) as connection:
        for name in ("question", "label", "item", "response", "superseded", "confidence", "gold", "reject"):
            held.update(name.encode())
            for batch in connection.sql(f"FROM {name} ORDER BY ALL").to_arrow_reader(100_000):
                held.update(str(batch.to_pydict()).encode())
    return held.hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", type=Path)
    parser.add_argument("--rows", nargs=2, type=int, default=(1_000_000, 3_000_000))
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS)
    parser.add_argument("--same", action="store_true")
    given = parser.parse_args()
    print("| form | rows | peak MB | CPU s | seconds | bytes an answer more |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for form in given.forms:
            before: tuple[int, int] | None = None
            for rows in given.rows:
                export, store = Path(folder, f"answers.{form}"), Path(folder, "store.duckdb")
                write(table(rows), form, export)
                it = load(given.tool, export, store)
                slope = "" if before is None else f"{(it.memory - before[1]) / (rows - before[0]):.0f}"
                cells = f"{it.memory / 1e6:.0f} | {it.cpu:.1f} | {it.clock:.1f}"
                print(f"| {form} | {rows:,} | {cells} | {slope} |", flush=True)
                if given.same:
                    print(f"    {digest(store)}", flush=True)
                before = (rows, it.memory)
                store.unlink()
                export.unlink()


if __name__ == "__main__":
    main()
