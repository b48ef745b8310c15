"""Keeping the results of aggregations: one row per run, one per item, one per label of an item."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import polars as pl

from oe_quality._version import __version__
from oe_quality.results import to_json
from oe_quality.store.database import Database
from oe_quality.store.panel import LeftOut

_ITEM: dict[str, pl.DataType] = {
    "item": pl.String(),
    "n_annotators": pl.Int32(),
    "winner": pl.String(),
    "confidence": pl.Float64(),
    "entropy": pl.Float64(),
    "value": pl.Float64(),
    "standard_error": pl.Float64(),
}
# Prefix of the per-label columns of a result's frame -> the column that keeps them.
_CONSENSUS = {"p_": "p"}
_PERCEPTION = {"share_": "p", "low_": "low", "high_": "high"}


class SoftLabels(Protocol):
    """What `analysis.soft_labels` makes: a consensus, a perception, or ratings."""

    @property
    def question(self) -> str: ...

    @property
    def method(self) -> str: ...

    @property
    def left_out(self) -> LeftOut: ...

    @property
    def warnings(self) -> tuple[str, ...]: ...

    def frame(self) -> pl.DataFrame: ...


def save(database: Database, result: SoftLabels, parameters: Mapping[str, Any]) -> int:
    """Keep a result; returns the run's number. See `Store.save_soft_labels`."""
    frame = result.frame()
    kind, prefixes = _kind(frame)
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in _ITEM.items() if name not in frame.columns]
    items = frame.with_columns(missing).select([pl.col(name).cast(dtype) for name, dtype in _ITEM.items()])
    with database.transaction():
        number = database.number("keep/next_run")
        database.run(
            "keep/add_run",
            run_id=number,
            question=result.question,
            kind=kind,
            method=result.method,
            parameters=json.dumps(to_json(dict(parameters)), ensure_ascii=False, sort_keys=True, allow_nan=False),
            left_out=json.dumps(to_json(result.left_out), ensure_ascii=False),
            warnings=list(result.warnings),
            n_items=len(items),
            version=__version__,
            created_at=datetime.now(UTC).replace(tzinfo=None),
        )
        with database.given(soft=items):
            database.run("keep/add_soft_items", run_id=number)
        if prefixes:
            with database.given(soft=_per_label(frame, prefixes)):
                database.run("keep/add_soft_labels", run_id=number)
    return number


def _kind(frame: pl.DataFrame) -> tuple[str, dict[str, str]]:
    """A result's kind by the columns that only it has, and where its per-label columns go."""
    if "standard_error" in frame.columns:
        return "ratings", {}
    return ("consensus", _CONSENSUS) if "winner" in frame.columns else ("perception", _PERCEPTION)


def _per_label(frame: pl.DataFrame, prefixes: dict[str, str]) -> pl.DataFrame:
    """Long form: item, label, p, low, high."""
    first, *others = (
        frame.unpivot(
            [name for name in frame.columns if name.startswith(prefix)],
            index="item",
            variable_name="label",
            value_name=column,
        ).with_columns(pl.col("label").str.slice(len(prefix)))
        for prefix, column in prefixes.items()
    )
    long = first
    for other in others:
        # Every kind of column comes label by label in the same order of items.
        long = long.with_columns(other[other.columns[-1]])
    missing = [pl.lit(None, pl.Float64).alias(name) for name in ("low", "high") if name not in long.columns]
    return long.with_columns(missing)
