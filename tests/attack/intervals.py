"""Every number with bounds that any door gives, on data at the edges: finite, in order, within what is possible.

    python -m tests.attack.intervals

What is walked is not listed: results are gone through field by field and table by table, and whatever has bounds is
held to the rule, so that a result that comes later is held to it as well.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl

import oe_quality as oeq
from oe_quality.errors import OeQualityError
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS, NEW_BOTH
from oe_quality.results import Estimate

CENTRES = ("value", "share", "mean", "estimate", "rate", "bias", "rating", "kappa", "concordance", "one answer")
"""What `low` and `high` without a name of their own are bounds of."""
SHARES = ("share", "rate", "accuracy", "gold_accuracy", "retest", "prevalence")
"""Names of what lies in 0..1 by its nature."""
NEVER_FLAT = ("agreement", "retest", "limits", "xrr")
"""Doors whose bounds have a width: that leaving something out changes nothing is no certainty."""
SLACK = 1e-9


class Found:
    """What the walk met: how many bounds, what is wrong with them, and what was refused in words."""

    def __init__(self) -> None:
        self.bounds = 0
        self.faults: list[str] = []
        self.refused: list[str] = []

    def interval(self, where: str, value: Any, low: Any, high: Any) -> None:
        numbers = [float(x) for x in (value, low, high) if x is not None]
        if any(not math.isfinite(x) for x in numbers):
            self.faults.append(f"{where}: not finite: {value} [{low}, {high}]")
        elif (low is None) != (high is None) and not where.endswith("needed"):
            self.faults.append(f"{where}: one bound of two: {value} [{low}, {high}]")
        elif None not in (low, high):
            self.bounds += 1
            if where.rsplit(" ", 1)[-1].rsplit(".", 1)[-1] in SHARES and not (low >= -SLACK and high <= 1 + SLACK):
                self.faults.append(f"{where}: a share outside 0..1: [{low}, {high}]")
            if low == high and any(f", {door}." in where for door in NEVER_FLAT):
                self.faults.append(f"{where}: no width: {value} [{low}, {high}]")
            if low > high + SLACK or (value is not None and not low - SLACK <= value <= high + SLACK):
                self.faults.append(f"{where}: not in order: {value} [{low}, {high}]")
            if value is None:
                self.faults.append(f"{where}: bounds of nothing: [{low}, {high}]")


def walk(thing: Any, where: str, found: Found) -> None:
    """Go through a result."""
    if isinstance(thing, Estimate):
        estimate(thing, where, found)
    elif isinstance(thing, pl.DataFrame):
        table(thing, where, found)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        fields = {f.name: getattr(thing, f.name) for f in dataclasses.fields(thing)}
        for name, low, high in named_bounds(fields):
            arrays(f"{where}.{name}", fields[name], fields[low], fields[high], found)
        for name, value in fields.items():
            walk(value, f"{where}.{name}", found)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            walk(value, f"{where}[{key}]", found)
    elif isinstance(thing, (list, tuple)):
        for place, value in enumerate(thing):
            walk(value, f"{where}[{place}]", found)


def estimate(it: Estimate, where: str, found: Found) -> None:
    if it.interval:
        found.interval(where, it.value, it.interval.low, it.interval.high)
        if it.interval.population == NEW_BOTH and 0 < it.n_annotators < FEWEST_ANNOTATORS:
            found.faults.append(f"{where}: {it.n_annotators} people speak for new annotators")
    elif it.value is not None and not it.note:
        found.faults.append(f"{where}: neither an interval nor a reason why there is none")


def named_bounds(names: Any) -> Iterator[tuple[str, str, str]]:
    """Which names are a number and its bounds."""
    for name in names:
        if f"{name}_low" in names and f"{name}_high" in names:
            yield name, f"{name}_low", f"{name}_high"
    if "low" in names and "high" in names:
        for centre in CENTRES:
            if centre in names:
                yield centre, "low", "high"
                break


def arrays(where: str, value: Any, low: Any, high: Any, found: Found) -> None:
    if isinstance(value, np.ndarray) and isinstance(low, np.ndarray):
        for triple in zip(value.ravel().tolist(), low.ravel().tolist(), high.ravel().tolist(), strict=True):
            # An array has no place for a reason: NaN in it is what its table shows as null.
            if not any(math.isnan(x) for x in triple):
                found.interval(where, *triple)
            elif not (math.isnan(triple[1]) and math.isnan(triple[2])):
                found.faults.append(f"{where}: bounds of nothing, or one of two: {triple}")
    elif isinstance(value, (int, float, type(None))) and isinstance(low, (int, float, type(None))):
        found.interval(where, value, low, high)


def table(frame: pl.DataFrame, where: str, found: Found) -> None:
    for column in frame.columns:
        if frame[column].dtype in (pl.Float64, pl.Float32) and not frame[column].drop_nulls().is_finite().all():
            found.faults.append(f"{where}: NaN or infinity in column {column}")
    for name, low, high in named_bounds(frame.columns):
        if all(frame[c].dtype.is_numeric() for c in (name, low, high)):
            for row in frame.select(name, low, high).iter_rows():
                found.interval(f"{where} column {name}", *row)
    if "value" in frame.columns and "coefficient" in frame.columns:
        assert (frame["value"].drop_nulls() <= 1 + SLACK).all(), where
        if "high" in frame.columns:
            assert (frame["high"].drop_nulls() <= 1 + SLACK).all(), where


def choice(n_items: int, n_people: int, said: Callable[[int, int], str]) -> dict[str, list[Any]]:
    rows = [(f"i{i:02d}", f"p{a}", "ab"[a % 2], said(i, a)) for i in range(n_items) for a in range(n_people)]
    item, who, group, label = (list(column) for column in zip(*rows, strict=True))
    return {"item": item, "annotator": who, "site": group, "answer": label}


EDGES = {
    "all agree": choice(12, 4, lambda i, a: "xyz"[i % 3]),
    "all agree, three people": choice(12, 3, lambda i, a: "xy"[i % 2]),
    "nobody agrees": choice(12, 3, lambda i, a: "xyz"[(i + a) % 3]),
    "two people, always opposite": choice(12, 2, lambda i, a: "xy"[(i + a) % 2]),
    "two items": choice(2, 6, lambda i, a: "xy"[(i + (a == 5)) % 2]),
    "two people": choice(12, 2, lambda i, a: "xy"[(i * (1 + a)) % 2]),
    "one label": choice(12, 4, lambda i, a: "x"),
    "one label but for one answer": choice(12, 4, lambda i, a: "y" if (i, a) == (0, 0) else "x"),
    "one item": choice(1, 5, lambda i, a: "xy"[a % 2]),
    "one answer each": {
        "item": [f"i{i:02d}" for i in range(12)],
        "annotator": [f"p{a}" for a in range(12)],
        "site": [*"ab" * 6],
        "answer": [*"xyy" * 4],
    },
}
TWICE = {"answered twice, the same": 99, "answered twice, otherwise": 1, "answered twice, some otherwise": 3}
"""Every how manyth item is answered otherwise the second time."""
for name, every in TWICE.items():
    first = choice(12, 3, lambda i, a: "xy"[i % 2])
    second = choice(12, 3, lambda i, a, every=every: "xy"[(i + ((i + a) % every == 0)) % 2])
    EDGES[name] = {key: first[key] + second[key] for key in first} | {"time": ["2026-01-01"] * 36 + ["2026-02-01"] * 36}
EDGES["three people and a model"] = choice(40, 4, lambda i, a: "xy"[(i + (i % 7 == a)) % 2])
EDGES["three people and a model"]["source"] = ["human", "human", "human", "model"] * 40
SCALES = ("nominal", "ordinal", "multilabel", "interval")
NUMBERS = {"x": "1", "y": "2", "z": "4"}


def opened(name: str, scale: str) -> oeq.Store:
    data = {key: list(column) for key, column in EDGES[name].items()}
    given = data.pop("answer")
    more = {"time": "time", "repeats": "occasions"} if "time" in data else {}
    if scale == "interval":
        return oeq.from_frame(
            data | {"score": [NUMBERS[x] for x in given]}, value="score", annotator_attributes="site", **more
        )
    if scale == "multilabel":
        sets = [["q", "x"] if x == "x" else [x] for x in given]
        return oeq.from_frame(data | {"label": sets}, annotator_attributes="site", **more)
    scales = f"label={scale}" + (":x<y<z" if scale == "ordinal" else "")
    return oeq.from_frame(data | {"label": given}, scales=scales, annotator_attributes="site", **more)


DOORS: dict[str, Callable[[oeq.Store, str], Any]] = {
    "agreement": lambda store, q: oeq.agreement(store, pairs=True),
    "agreement, items": lambda store, q: oeq.agreement(store, interval="items", resamples=50),
    "agreement, both": lambda store, q: oeq.agreement(store, interval="both", resamples=50),
    "agreement, analytic": lambda store, q: oeq.agreement(store, interval="analytic"),
    "agreement, by site": lambda store, q: oeq.agreement(store, q, by="site", smallest=1),
    "aggregate": lambda store, q: oeq.aggregate(store),
    "xrr": lambda store, q: oeq.xrr(store, "site"),
    "equal": lambda store, q: oeq.equal_agreement(store, q, "site", smallest=1),
    "difference": lambda store, q: oeq.agreement_difference(store, q, coefficient=("alpha", "percent")),
    "judges": lambda store, q: oeq.judges(store),
    "retest": lambda store, q: oeq.retest(store),
    "limits": lambda store, q: oeq.limits(store),
    "width": lambda store, q: oeq.plan_width(store, q, 0.2),
    "study": lambda store, q: oeq.study(store),
}


def walked(edge: str, scale: str, doors: dict[str, Callable[[oeq.Store, str], Any]] = DOORS) -> Found:
    """All that these doors say of one set of data."""
    found = Found()
    with opened(edge, scale) as store:
        question = store.questions()[0].name
        for door, ask in doors.items():
            try:
                result = ask(store, question)
            except OeQualityError as error:
                found.refused.append(f"{edge}, {scale}, {door}: {error}")
                continue
            walk(result, f"{edge}, {scale}, {door}", found)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--refused", action="store_true", help="show what was refused, and why")
    asked = parser.parse_args()
    whole, began = Found(), time.perf_counter()
    for edge in EDGES:
        for scale in SCALES:
            found = walked(edge, scale)
            whole.bounds += found.bounds
            whole.faults += found.faults
            whole.refused += found.refused
    for line in whole.faults + (whole.refused if asked.refused else []):
        print(line)
    took = f"{time.perf_counter() - began:.0f} s"
    print(f"{whole.bounds:,} bounds, {len(whole.faults)} faults, {len(whole.refused)} refusals in words, {took}")
    raise SystemExit(1 if whole.faults else 0)


if __name__ == "__main__":
    main()
