"""Keeping the results of aggregations: one row per run, one per item, one per label of an item."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

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
_LABEL = {"p": "p", "share": "p", "low": "low", "high": "high"}
"""What a result says of a label -> the column that keeps it."""


class SoftLabels(Protocol):
    """What `analysis.soft_labels` makes: a consensus, a perception, or ratings."""

    @property
    def question(self) -> str: ...

    @property
    def method(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def items(self) -> pl.Series: ...

    @property
    def labels(self) -> tuple[str, ...]: ...

    def per_label(self) -> Mapping[str, NDArray[np.float64]]: ...

    @property
    def left_out(self) -> LeftOut: ...

    @property
    def warnings(self) -> tuple[str, ...]: ...

    def frame(self) -> pl.DataFrame: ...


def save(database: Database, result: SoftLabels, parameters: Mapping[str, Any]) -> int:
    """Keep a result; returns the run's number. See `Store.save_soft_labels`."""
    frame = result.frame()
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in _ITEM.items() if name not in frame.columns]
    items = frame.with_columns(missing).select([pl.col(name).cast(dtype) for name, dtype in _ITEM.items()])
    with database.transaction():
        number = database.number("keep/next_run")
        database.run(
            "keep/add_run",
            run_id=number,
            question=result.question,
            kind=result.kind,
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
        if result.labels:
            with database.given(soft=_per_label(result)):
                database.run("keep/add_soft_labels", run_id=number)
    return number


def _per_label(result: SoftLabels) -> pl.DataFrame:
    """Long form: item, label, p, low, high; all items of the first label, then of the next."""
    n, labels = len(result.items), result.labels
    named = {"item": pl.concat([result.items] * len(labels)), "label": [label for label in labels for _ in range(n)]}
    given = {_LABEL[name]: values.T.ravel() for name, values in result.per_label().items()}
    schema = {"item": pl.String(), "label": pl.String(), "p": pl.Float64(), "low": pl.Float64(), "high": pl.Float64()}
    return pl.DataFrame({name: (named | given).get(name, [None] * (n * len(labels))) for name in schema}, schema=schema)
