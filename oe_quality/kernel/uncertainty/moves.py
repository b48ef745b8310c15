"""What leaving out each item, annotator and answer does to several coefficients at once.

Coefficients of one study share items, annotators or both. A unit that is left out moves all of them together, so their
covariances come from the same deletions as their variances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats, Ints
from oe_quality.kernel.uncertainty.statistic import Deleted, Statistic
from oe_quality.kernel.uncertainty.two_way import TwoWay


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where the codes of one coefficient's answers stand in a numbering that all share.

    Attributes:
        item: (I,), annotator: (A,) the common number of each code.
    """

    item: Ints
    annotator: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Deviations of G coefficients, scaled so that sums of their products are jackknife covariances.

    Attributes:
        items: (I, G), annotators: (A, G), in the common numbering.
        answers: (G, G) covariance from leaving out answers.
        n_items, n_annotators: (G,) how many could be left out of each.
    """

    items: Floats
    annotators: Floats
    answers: Floats
    n_items: Ints
    n_annotators: Ints

    def along(self, contrast: Floats) -> TwoWay:
        """The parts of the variance of a sum of the coefficients, each times its number in `contrast` (G,).

        Degrees of freedom are those of the coefficient with fewest items, and with fewest annotators.
        """
        items, annotators = self.items @ contrast, self.annotators @ contrast
        used = contrast != 0
        return TwoWay(
            float(items @ items),
            float(annotators @ annotators),
            float(contrast @ self.answers @ contrast),
            int(self.n_items[used].min()),
            int(self.n_annotators[used].min()),
        )


def moves(statistics: Sequence[Statistic], places: Sequence[Place] | None = None) -> Moves:
    """Leave units out of all statistics.

    Args:
        statistics: G of them.
        places: of each, into a common numbering; None where they have the same codes and no answer in common.
    """
    by_item = [_by_item(one) for one in statistics]
    without = [one.without_annotators() for one in statistics]
    by_annotator = [_pushes(one) for one in without]
    if places is None:
        answers = np.diag([_sum_of_squares(one.without_answers()) for one in statistics])
    else:
        n_items = _size([place.item for place in places])
        n_annotators = _size([place.annotator for place in places])
        by_item = [_spread(push, place.item, n_items) for push, place in zip(by_item, places, strict=True)]
        by_annotator = [_spread(push, p.annotator, n_annotators) for push, p in zip(by_annotator, places, strict=True)]
        answers = _answers(statistics, places, n_annotators)
    return Moves(
        np.stack(by_item, axis=1),
        np.stack(by_annotator, axis=1),
        answers,
        np.array([int(one.without_items().times.sum()) for one in statistics]),
        np.array([int(one.times.sum()) for one in without]),
    )


def _size(codes: list[Ints]) -> int:
    return 1 + max(int(one.max(initial=-1)) for one in codes)


def _spread(push: Floats, place: Ints, size: int) -> Floats:
    """(size,) pushes in the common numbering; units that one side does not know move it by 0."""
    spread = np.zeros(size)
    spread[place] = push
    return spread


def _answers(statistics: Sequence[Statistic], places: Sequence[Place], n_annotators: int) -> Floats:
    """(G, G) covariance from leaving out what an annotator said of an item, in all that was asked of it at once."""
    keys, moved = [], []
    for statistic, place in zip(statistics, places, strict=True):
        cells = statistic.cells()
        keys.append(place.item[cells.item] * n_annotators + place.annotator[cells.annotator])
        moved.append(_pushes(statistic.without_answers())[cells.row])
    _, dense = np.unique(np.concatenate(keys), return_inverse=True)
    count, start = int(dense.max(initial=-1)) + 1, 0
    columns = np.zeros((count, len(keys)))
    for g, push in enumerate(moved):
        columns[dense[start : start + len(push)], g] = push
        start += len(push)
    return np.asarray(columns.T @ columns)


def _by_item(statistic: Statistic) -> Floats:
    """(I,) what leaving out each item does, 0 for items that do not matter."""
    pushes, rows = _pushes(statistic.without_items()), statistic.item_rows()
    return np.where(rows >= 0, np.append(pushes, 0.0)[rows], 0.0)


def _sum_of_squares(deleted: Deleted) -> float:
    return float(deleted.times @ _pushes(deleted) ** 2)


def _pushes(deleted: Deleted) -> Floats:
    """(G,) deviations whose squares, each taken `times`, sum to the jackknife variance."""
    n = int(deleted.times.sum())
    if n < 2:
        return np.full(len(deleted.values), np.nan)
    values = np.where(deleted.times > 0, deleted.values, 0.0)
    mean = float(values @ deleted.times) / n
    return np.where(deleted.times > 0, np.sqrt((n - 1) / n) * (values - mean), 0.0)
