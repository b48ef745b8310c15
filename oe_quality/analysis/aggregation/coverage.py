"""How many labels, or whole sets, are kept at each confidence, and how many are wrong: expected, and seen on gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.aggregation import record
from oe_quality.analysis.aggregation.results import Basis, Consensus, ConsensusSet
from oe_quality.kernel.uncertainty.wilson import wilson
from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Interval, Json, document, to_json

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """The labels whose confidence reaches a threshold.

    Attributes:
        threshold: of confidence; n_kept: labels that reach it; share_kept: of all items.
        expected_wrong: mean of 1 - confidence among them; None where none is kept.
        observed_wrong: share of wrong labels among those kept that have gold by experts.
    """

    threshold: float
    n_kept: int
    share_kept: float
    expected_wrong: float | None
    observed_wrong: Estimate


@dataclass(frozen=True, slots=True)
class Coverage(Shown):
    """Coverage by confidence of one question.

    Attributes:
        question, method: whose labels; what: "labels" or "sets", whose confidence it is; n_items: with answers;
        n_gold: of those, with gold by experts.
        rows: by rising threshold.
    """

    question: str
    method: str
    what: str
    n_items: int
    n_gold: int
    rows: tuple[CoverageRow, ...]

    def frame(self) -> pl.DataFrame:
        """One row per threshold: threshold, n_kept, share_kept, expected_wrong, observed_wrong, low, high, n_gold."""
        return pl.DataFrame([_flat(row) for row in self.rows], schema=_COLUMNS, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.coverage/1`."""
        return document("oeq.coverage/1", to_json(self))


_COLUMNS = {
    "threshold": pl.Float64,
    "n_kept": pl.Int64,
    "share_kept": pl.Float64,
    "expected_wrong": pl.Float64,
    "observed_wrong": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n_gold": pl.Int64,
}


def coverage(
    question: str,
    method: str,
    confidence: NDArray[np.float64],
    right: NDArray[np.float64],
    what: str = "labels",
    thresholds: Sequence[float] = THRESHOLDS,
) -> Coverage:
    """Count what is kept at each threshold.

    Args:
        confidence: (I,) probability that the item's label (or set) is right, NaN where it has none.
        right: (I,) 1 where gold says so, 0 where gold says otherwise, NaN without gold.
        what: "labels" or "sets".
    """
    rows = tuple(_row(confidence, right, threshold) for threshold in thresholds)
    return Coverage(question, method, what, len(confidence), int(np.isfinite(right).sum()), rows)


def right_on_gold(result: Consensus | ConsensusSet, truth: Mapping[str, str], least: float) -> Estimate:
    """Share of right labels among those of at least this confidence that have gold.

    Args:
        result: of the answers alone; truth: item -> gold label; least: confidence.
    """
    sure = (result.winner >= 0) & (result.confidence >= least)
    right = [
        result.labels[result.winner[i]] == truth[item]
        for i, item in enumerate(result.items)
        if sure[i] and item in truth
    ]
    return _seen(sum(right), len(right))


def on_public_sets(result: Consensus | ConsensusSet, *, any_sure: bool) -> tuple[str, ...]:
    """What sure labels such as these were worth on sets with gold, in sentences: the record, and its ceiling.

    Nothing where no label is sure; of single choices nothing either where gold says it of these very labels, or where
    the record is of another method.
    """
    if not any_sure:
        return ()
    if isinstance(result, ConsensusSet):
        return (record.SETS,)
    if result.calibration.basis is Basis.GOLD or not result.members:
        return ()
    return (record.sentence(), record.ceiling())


def _seen(hits: int, n: int) -> Estimate:
    if not n:
        return Estimate(None, undefined="no label that is kept has gold by an expert")
    low, high = wilson(hits, n)
    return Estimate(hits / n, Interval(low, high, 0.95, "Wilson score", "items with gold"), n_items=n)


def _row(confidence: NDArray[np.float64], right: NDArray[np.float64], threshold: float) -> CoverageRow:
    kept = np.nan_to_num(confidence, nan=-1.0) >= threshold
    judged = right[kept & np.isfinite(right)]
    seen = _seen(int((judged == 0).sum()), len(judged))
    expected = float((1 - confidence[kept]).mean()) if kept.any() else None
    share = float(kept.mean()) if len(kept) else 0.0
    return CoverageRow(threshold, int(kept.sum()), share, expected, seen)


def _flat(row: CoverageRow) -> tuple[float | int | None, ...]:
    seen = row.observed_wrong
    bounds = (None, None) if seen.interval is None else (seen.interval.low, seen.interval.high)
    return (row.threshold, row.n_kept, row.share_kept, row.expected_wrong, seen.value, *bounds, seen.n_items)
