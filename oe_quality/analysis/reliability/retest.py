"""Do annotators answer as they did before? Repeats of the same item by the same annotator."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.distributions.variables import AnyPanel, comparable
from oe_quality.analysis.reliability.results import EVERYBODY, ICC, KAPPA, RetestRow, RetestStudy
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk
from oe_quality.kernel.reliability import retest as kernel
from oe_quality.kernel.reliability.icc import IccForm, icc
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.kernel.uncertainty.rounding import ROUNDING
from oe_quality.results import Estimate
from oe_quality.scales import Scale

if TYPE_CHECKING:
    from oe_quality.store import Store

SETS_HAVE_NONE = "several labels may be given, for which alpha and the share of equal answers speak"


def retest(store: Store, question: str | None = None, *, level: float = 0.95, seed: int = 0) -> RetestStudy:
    """Test and retest of one question of a store, or of all but free text.

    Args:
        store: answers of which some were given again; question: its name; None for all but free text.
        level: nominal coverage of the intervals: jackknife over items, and for all annotators together over both.
        seed: of the groups that the jackknife leaves out where items are many.

    Returns:
        All annotators together, then each: the share of equal answers (0..1), alpha, and kappa or ICC.

    Raises:
        UsageError: there is no such question, or it is free text.

    Source: Krippendorff 2019, ch. 11 (stability); Cohen 1960; McGraw & Wong 1996.

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbcc"], "who": ["x"] * 6, "label": [*"ppqqpq"], "occasion": [1, 2] * 3}
    >>> with oeq.from_frame(answers, annotator="who", occasion="occasion") as store:
    ...     found = oeq.retest(store)
    >>> round(found.rows[0].same.value, 3), round(found.rows[0].again.value, 3)
    (0.667, 0.4)
    """
    names = [question] if question else [q.name for q in store.questions() if q.scale is not Scale.TEXT]
    panels = (store.panel(name, repeats="all") for name in names)
    return RetestStudy(tuple(row for panel in panels for row in retest_of(panel, level=level, seed=seed)))


def retest_of(panel: AnyPanel, *, level: float = 0.95, seed: int = 0) -> tuple[RetestRow, ...]:
    """Test and retest of one panel that keeps every occasion."""
    chunk, distance, n_values = comparable(panel)
    found = kernel.retest(chunk, panel.n_annotators, distance, n_values, panel.created_at, level=level, seed=seed)
    pairs = _Pairs(panel, chunk)
    names = [EVERYBODY if one.annotator < 0 else panel.aliases[one.annotator] for one in found]
    return tuple(
        RetestRow(
            panel.question.name,
            name,
            one.n_repeated,
            one.same,
            one.alpha,
            pairs.measure,
            pairs.again(one.annotator, level, seed),
            one.lag_days,
        )
        for name, one in zip(names, found, strict=True)
    )


class _Pairs:
    """First and second answers of the same annotator to the same item."""

    def __init__(self, panel: AnyPanel, chunk: Chunk) -> None:
        items = chunk.items()
        new = np.ones(len(items), dtype=np.bool_)
        new[1:] = (items[1:] != items[:-1]) | (chunk.annotator[1:] != chunk.annotator[:-1])
        first = np.flatnonzero(new[:-1] & ~new[1:])
        self.item, self.annotator = items[first], chunk.annotator[first]
        self.is_set = isinstance(panel.data, SetChunk)
        self.is_number = isinstance(panel.data, RatingChunk)
        values = panel.data.value if isinstance(panel.data, RatingChunk) else chunk.label.astype(np.float64)
        self.first, self.second = values[first], values[first + 1]

    @property
    def measure(self) -> str:
        return ICC if self.is_number else KAPPA

    def again(self, annotator: int, level: float, seed: int) -> Estimate:
        """Of one annotator, or of all (-1): the first answers against the second."""
        mine = self.annotator == annotator if annotator >= 0 else np.ones(len(self.item), dtype=np.bool_)
        item, who = self.item[mine], self.annotator[mine]
        counts = (len(np.unique(item)), len(np.unique(who)), 2 * int(mine.sum()))
        if not mine.any():
            return Estimate(None, None, *counts, undefined=kernel.NOT_IDENTIFIABLE)
        if self.is_set:
            return Estimate(None, None, *counts, undefined=SETS_HAVE_NONE)
        first, second = self.first[mine], self.second[mine]
        coefficient = _icc if self.is_number else _kappa

        def statistic(keep: NDArray[np.bool_]) -> Floats:
            return np.array([coefficient(first[keep], second[keep])])

        value = float(statistic(np.ones(len(item), dtype=np.bool_))[0])
        if not math.isfinite(value):
            return Estimate(None, None, *counts, undefined="all repeated answers are equal, or too few")
        if annotator < 0:
            spread = delete_group.two_way(statistic, 1, item, who, seed=seed)
        else:
            spread = delete_group.over_items(statistic, 1, item, seed=seed)
        interval = spread.interval(0, value, level, -1.0, 1.0)
        return Estimate(value, interval, *counts, note=spread.told(0, interval, "no interval: too few repeats"))


def _kappa(first: Floats, second: Floats) -> float:
    """Cohen's kappa (1960) of the first answers with the second; NaN where both are one label throughout."""
    if not len(first):
        return math.nan
    values, codes = np.unique(np.concatenate([first, second]), return_inverse=True)
    one, two = (np.bincount(half, minlength=len(values)) / len(first) for half in np.split(codes.ravel(), 2))
    chance = float(one @ two)
    return (float((first == second).mean()) - chance) / (1 - chance) if chance < 1 - ROUNDING else math.nan


def _icc(first: Floats, second: Floats) -> float:
    """ICC(A,1) of the first answers with the second; NaN below two items."""
    n = len(first)
    if n < 2:
        return math.nan
    values = np.stack([first, second], axis=1).ravel()
    occasion = np.tile(np.array([0, 1], dtype=np.int32), n)
    value = icc(RatingChunk(np.arange(0, 2 * n + 1, 2), occasion, values))[IccForm.AGREEMENT].value
    return math.nan if value is None else value
