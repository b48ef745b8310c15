"""The two-way jackknife of a coefficient: one item, one annotator, one answer left out at a time, exactly."""

from __future__ import annotations

from oe_quality.kernel.uncertainty.statistic import Deleted, Statistic
from oe_quality.kernel.uncertainty.two_way import TwoWay


def variance(deleted: Deleted) -> float:
    """The delete-one jackknife variance, (n - 1) / n times the sum of squares; NaN if any deletion is undefined."""
    n = int(deleted.times.sum())
    used = deleted.times > 0
    if n < 2:
        return float("nan")
    values, times = deleted.values[used], deleted.times[used]
    mean = float(values @ times) / n
    return (n - 1) / n * float(times @ (values - mean) ** 2)


def two_way(statistic: Statistic) -> TwoWay:
    """All three one-way variances of a statistic; see `two_way` for the rule that makes them one."""
    items, annotators = statistic.without_items(), statistic.without_annotators()
    return TwoWay(
        variance(items),
        variance(annotators),
        variance(statistic.without_answers()),
        int(items.times.sum()),
        int(annotators.times.sum()),
    )
