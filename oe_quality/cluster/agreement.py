"""Agreement on Spark: what travels are the distinct patterns of answers, a few thousand for any number of items."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from oe_quality.cluster.coded import encode, pieces
from oe_quality.cluster.spread import PART, Spread, packed
from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.chance import Chance, chance_corrected
from oe_quality.kernel.agreement.counts import CountTable, count, merged
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.agreement.intervals import two_way_interval
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.results import Estimate

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def agreement(
    frame: DataFrame,
    *,
    item: str = "item",
    annotator: str = "annotator",
    label: str = "label",
    level: float = 0.95,
    partitions: int | None = None,
) -> dict[str, Estimate]:
    """Nominal agreement with two-way intervals, by the coefficient's name.

    Args: as of `aggregate.fit`; level: nominal coverage of the intervals.

    Raises:
        UsageError: no such column, or answers that were given twice.
        NotComputableError: nobody answered.
    """
    coded = encode(frame, (item, annotator, label), partitions)
    extent = Spread(coded).extent
    shape = extent.n_labels, extent.n_annotators
    parts = coded.frame.mapInArrow(partial(_tables, shape), PART).collect()
    table = merged([pickle.loads(row[0]) for row in parts])  # noqa: S301 (our own workers wrote it)
    found = [alpha(table, nominal(extent.n_labels)), *(chance_corrected(table, chance) for chance in Chance)]
    return {statistic.coefficient.name: _estimate(statistic, table, level) for statistic in found}


def _tables(shape: tuple[int, int], rows: Iterable[Any]) -> Iterator[Any]:
    for piece in pieces(rows):
        table = count(piece.chunk, *shape)
        yield packed(replace(table, pattern_of_item=np.zeros(0, dtype=np.int32)))


def _estimate(statistic: Statistic, table: CountTable, level: float) -> Estimate:
    sizes = (table.n_items - table.n_single, len(table.annotators_present()), table.n_pairable)
    if not np.isfinite(statistic.value):
        return Estimate(None, None, *sizes, undefined="no two answers to an item, or only one label was ever given")
    uncertainty = two_way_interval(statistic, level)
    return Estimate(statistic.value, uncertainty.interval, *sizes, note=uncertainty.note)
