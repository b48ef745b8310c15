"""Intervals by leaving out: one item, one annotator, one answer at a time.

The default treats both items and annotators as samples (two-way clustering; Cameron, Gelbach & Miller
2011, J. Bus. Econ. Stat. 29:238; motivated for crossed samples by Owen 2007, Ann. Appl. Stat. 1:386):
V = V_items + V_annotators - V_answers, not below V_items.

It is not held above V_annotators. Where annotators are alike and items have two answers, leaving out an
annotator breaks every item it was part of, so V_annotators and V_answers are both about twice V_items and
cancel; a floor there would double the variance for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from oe_quality.kernel.uncertainty.statistic import Deleted, Statistic


@dataclass(frozen=True, slots=True)
class TwoWay:
    """The parts of a two-way jackknife variance.

    Attributes:
        items, annotators, answers: the three one-way variances.
        n_items, n_annotators: how many could be left out.
    """

    items: float
    annotators: float
    answers: float
    n_items: int
    n_annotators: int

    @property
    def variance(self) -> float:
        return max(self.items + self.annotators - self.answers, self.items)

    @property
    def degrees(self) -> int:
        """Degrees of freedom of Student's t: annotators - 2, but 2 at the least.

        One fewer than the usual count. With a dozen annotators or fewer of very unequal skill, intervals
        with annotators - 1 hold the truth too seldom (`benchmarks/coverage_agreement.py`).
        """
        return max(2, self.n_annotators - 2)

    @property
    def design_effect(self) -> float | None:
        """How many times the item-only variance the whole is; None where items alone give none."""
        return self.variance / self.items if self.items > 0 else None


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
    """All three one-way variances of a statistic."""
    items, annotators = statistic.without_items(), statistic.without_annotators()
    return TwoWay(
        variance(items),
        variance(annotators),
        variance(statistic.without_answers()),
        int(items.times.sum()),
        int(annotators.times.sum()),
    )
