"""The two-way jackknife for any statistic of the responses, by deleting groups.

Where a coefficient has no closed form for leaving one out, items, annotators and responses are left out in random
groups of equal size (Kott 2001, delete-a-group); the three variances are put together by the rule of `two_way`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS, NEW_BOTH, NEW_ITEMS, cannot_be_told
from oe_quality.kernel.uncertainty.rounding import is_flat
from oe_quality.kernel.uncertainty.two_way import combined, degrees_of_freedom, own_degrees
from oe_quality.results import Interval

Statistic = Callable[[NDArray[np.bool_]], Floats]
"""The statistics (S,) of the responses that a mask (R,) keeps; NaN, or NotComputableError, where undefined."""


FLAT = "leaving out any item or annotator changes nothing, so no width can be told"


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How far S statistics would vary over other samples.

    Attributes:
        variance: (S,); NaN where leaving out a group made a statistic undefined.
        degrees: of freedom of Student's t; own_degrees: (S,) of each statistic by itself, which go before where given.
        method, population: for the intervals; note: why it speaks for less than new items and annotators.
    """

    variance: Floats
    degrees: int
    method: str
    population: str
    note: str = ""
    own_degrees: Floats | None = None

    def bounds(self, which: int, value: float, level: float) -> tuple[float, float] | None:
        """Student's t bounds of statistic `which`, on the scale on which it was jackknifed.

        None where leaving out made it undefined, and where it changed nothing: that is no certainty.
        """
        variance = float(self.variance[which])
        if not (math.isfinite(variance) and math.isfinite(value)) or self.degrees < 1:
            return None
        if is_flat(math.sqrt(variance), abs(value)):
            return None
        degrees = self.degrees if self.own_degrees is None else float(self.own_degrees[which])
        half = float(special.stdtrit(degrees, 0.5 + level / 2)) * math.sqrt(variance)
        return value - half, value + half

    def interval(
        self, which: int, value: float, level: float, lowest: float = -math.inf, highest: float = math.inf
    ) -> Interval | None:
        """The same as an interval within what is possible, which the value itself never leaves."""
        found = self.bounds(which, value, level)
        if found is None:
            return None
        return self.named((min(max(found[0], lowest), value), max(min(found[1], highest), value)), level)

    def told(self, which: int, interval: Interval | None, otherwise: str) -> str:
        """The note beside an interval of statistic `which`, or why there is none."""
        if interval is not None:
            return self.note
        flat = math.isfinite(float(self.variance[which])) and self.degrees >= 1
        return "; ".join(filter(None, (self.note if flat else "", FLAT if flat else otherwise)))

    def named(self, bounds: tuple[float, float] | None, level: float) -> Interval | None:
        """The bounds, if there are any, as an interval of this method."""
        return None if bounds is None else Interval(*bounds, level, self.method, self.population)


def two_way(
    statistic: Statistic,
    size: int,
    items: CodeArray,
    annotators: CodeArray,
    *,
    groups: int = 30,
    seed: int = 0,
    own: bool = False,
) -> Spread:
    """Spread of the `size` numbers that `statistic` gives, over items and annotators.

    With at most `groups` items (annotators) each is left out on its own; else they fall at random into that many
    groups, so that the interval, not the estimate, depends on `seed`. With fewer than five annotators it is over
    items alone, and the note says so. With `own` each number has its own degrees of freedom (`two_way.own_degrees`).
    """
    present = len(np.unique(annotators))
    if present < FEWEST_ANNOTATORS:
        return over_items(statistic, size, items, groups=groups, seed=seed, note=cannot_be_told(present))
    rng = np.random.default_rng(seed)
    by_item, by_annotator = _groups(items, groups, rng), _groups(annotators, groups, rng)
    v_items = _variance(statistic, by_item, size)
    v_annotators = _variance(statistic, by_annotator, size)
    v_responses = _variance(statistic, _groups(np.arange(len(items)), groups, rng), size)
    n_items, n_annotators = int(by_item.max(initial=-1)) + 1, int(by_annotator.max(initial=-1)) + 1
    degrees = degrees_of_freedom(n_items, n_annotators)
    parts = v_items, v_annotators, v_responses
    each = own_degrees(*parts, n_items, n_annotators, min(groups, len(items))) if own else None
    return Spread(combined(*parts), degrees, "two-way jackknife", NEW_BOTH, own_degrees=each)


def over_items(
    statistic: Statistic, size: int, items: CodeArray, *, groups: int = 30, seed: int = 0, note: str = ""
) -> Spread:
    """Spread over items alone, where the annotators are the ones that are spoken of."""
    by_item = _groups(items, groups, np.random.default_rng(seed))
    variance = _variance(statistic, by_item, size)
    return Spread(variance, int(by_item.max(initial=-1)), "jackknife over items", NEW_ITEMS, note)


def _groups(codes: CodeArray, groups: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(R,) the group of each response, 0..G-1, G at most `groups`."""
    _, dense = np.unique(codes, return_inverse=True)
    levels = int(dense.max(initial=-1)) + 1
    labels = np.arange(levels) if levels <= groups else rng.permutation(np.arange(levels) % groups)
    return np.asarray(labels[dense], dtype=np.int64)


def _variance(statistic: Statistic, group: NDArray[np.int64], size: int) -> Floats:
    """(S,) (G - 1) / G times the sum of squares of the leave-one-group-out statistics."""
    count = int(group.max(initial=-1)) + 1
    left_out = np.full((count, size), np.nan)
    for g in range(count):
        with suppress(NotComputableError):
            left_out[g] = statistic(group != g)
    if count < 2:
        return np.full(size, np.nan)
    return np.asarray((count - 1) / count * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
