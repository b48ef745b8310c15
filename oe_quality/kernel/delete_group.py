"""The two-way jackknife for any statistic of the responses, by deleting groups.

Items and annotators are both samples. Their contributions to the variance add up, less what each
single response contributes to both (Cameron, Gelbach & Miller 2011, two-way clustering; Owen 2007,
the pigeonhole bootstrap). Where a coefficient has no closed form for leaving one out, items,
annotators and responses are left out in random groups of equal size (Kott 2001, delete-a-group).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.errors import NotComputableError
from oe_quality.kernel.chunk import CodeArray, FloatArray
from oe_quality.results import Interval

METHOD = "two-way jackknife"
POPULATION = "new items and new annotators like these"
Statistic = Callable[[NDArray[np.bool_]], FloatArray]
"""The statistics (S,) of the responses that a mask (R,) keeps; NaN, or NotComputableError, where undefined."""


@dataclass(frozen=True, slots=True)
class TwoWayVariance:
    """Variance of S statistics.

    Attributes:
        items, annotators, responses: (S,) the parts; NaN where leaving out a group made a statistic undefined.
        total: (S,) items + annotators - responses, at least the larger of the first two.
        degrees: degrees of freedom, the fewer of item and annotator groups less one.
    """

    items: FloatArray
    annotators: FloatArray
    responses: FloatArray
    total: FloatArray
    degrees: int

    def interval(self, which: int, value: float, level: float) -> tuple[float, float] | None:
        """Student's t interval of statistic `which` on the scale on which it was jackknifed."""
        from scipy.special import stdtrit

        variance = float(self.total[which])
        if not (math.isfinite(variance) and math.isfinite(value)) or self.degrees < 1:
            return None
        half = float(stdtrit(self.degrees, 0.5 + level / 2)) * math.sqrt(variance)
        return value - half, value + half


def two_way(
    statistic: Statistic, size: int, items: CodeArray, annotators: CodeArray, *, groups: int = 30, seed: int = 0
) -> TwoWayVariance:
    """Variance of the `size` numbers that `statistic` gives, over items and annotators.

    With at most `groups` items (annotators) each is left out on its own; else they fall at random
    into that many groups, so that the interval, not the estimate, depends on `seed`.
    """
    rng = np.random.default_rng(seed)
    by_item, by_annotator = _groups(items, groups, rng), _groups(annotators, groups, rng)
    v_items = _variance(statistic, by_item, size)
    v_annotators = _variance(statistic, by_annotator, size)
    v_responses = _variance(statistic, _groups(np.arange(len(items)), groups, rng), size)
    total = np.maximum(v_items + v_annotators - v_responses, np.maximum(v_items, v_annotators))
    degrees = int(min(by_item.max(initial=-1), by_annotator.max(initial=-1)))
    return TwoWayVariance(v_items, v_annotators, v_responses, total, degrees)


def as_interval(bounds: tuple[float, float] | None, level: float) -> Interval | None:
    """The bounds, if there are any, under this method's name."""
    return None if bounds is None else Interval(bounds[0], bounds[1], level, METHOD, POPULATION)


def _groups(codes: CodeArray, groups: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(R,) the group of each response, 0..G-1, G at most `groups`."""
    _, dense = np.unique(codes, return_inverse=True)
    levels = int(dense.max(initial=-1)) + 1
    labels = np.arange(levels) if levels <= groups else rng.permutation(np.arange(levels) % groups)
    return np.asarray(labels[dense], dtype=np.int64)


def _variance(statistic: Statistic, group: NDArray[np.int64], size: int) -> FloatArray:
    """(S,) (G - 1) / G times the sum of squares of the leave-one-group-out statistics."""
    count = int(group.max(initial=-1)) + 1
    left_out = np.full((count, size), np.nan)
    for g in range(count):
        with suppress(NotComputableError):
            left_out[g] = statistic(group != g)
    if count < 2:
        return np.full(size, np.nan)
    return np.asarray((count - 1) / count * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
