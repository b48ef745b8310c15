"""Ratings against those of the others on the same items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.kappa import LooKappa
from oe_quality.kernel.data.chunk import IntArray

PRIOR_ANSWERS = 5.0
"""Answers' worth of "no offset" behind each annotator's own."""
ROUNDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Deviations:
    """What sets each rating apart; all (R,).

    Attributes:
        others: mean of the others' ratings of the item, each freed of its annotator's offset; NaN where there are none.
        own: the rating minus its annotator's offset and minus `others`; NaN likewise.
        usable: whether somebody else rated the item.
    """

    others: Floats
    own: Floats
    usable: NDArray[np.bool_]


def others_mean(item: IntArray, value: Floats, n_items: int) -> tuple[Floats, NDArray[np.int64]]:
    """(R,) mean of the other responses to each response's item, 0 where there are none, and (R,) their number."""
    others = np.bincount(item, minlength=n_items)[item] - 1
    total = np.bincount(item, weights=value, minlength=n_items)[item]
    return np.where(others > 0, (total - value) / np.maximum(others, 1), 0.0), others


def deviations(item: IntArray, annotator: IntArray, value: Floats, n_items: int, n_annotators: int) -> Deviations:
    """Compare each rating (R,) with the others' of the same item; ratings that are NaN are taken for not given.

    Offsets and the others' means depend on each other, so they are found in `ROUNDS` turns.
    """
    known = np.isfinite(value)
    item, who, given = item[known], annotator[known], value[known]
    mean, n = others_mean(item, given, n_items)
    shared = n > 0
    times = np.bincount(who[shared], minlength=n_annotators)
    freed = given
    for _ in range(ROUNDS):
        over = np.bincount(who[shared], weights=(given - mean)[shared], minlength=n_annotators)
        freed = given - (over / (times + PRIOR_ANSWERS))[who]
        mean, _ = others_mean(item, freed, n_items)
    others, own = np.full(len(value), np.nan), np.full(len(value), np.nan)
    others[known], own[known] = np.where(shared, mean, np.nan), np.where(shared, freed - mean, np.nan)
    return Deviations(others, own, np.isfinite(own))


def consistency(annotator: IntArray, value: Floats, others: Floats, n_annotators: int) -> LooKappa:
    """ICC(C,1) of each annotator's ratings and the others' means, 2 s_xy / (s_x^2 + s_y^2) (McGraw & Wong 1996).

    It is quadratically weighted kappa of the ratings freed of their offset (Fleiss & Cohen 1973): 1 for the same
    ratings, 0 for ratings at random and for one that never varies. The standard error is the delete-one
    jackknife.

    Args:
        annotator, value, others: (R,), of items that somebody else rated too.
    """
    A = n_annotators
    n = np.bincount(annotator, minlength=A)
    centre = float(value.mean()) if len(value) else 0.0
    x, y = value - centre, others - centre
    columns = np.stack([x, y, x * x, y * y, x * y])
    sums: Floats = np.stack([np.bincount(annotator, weights=column, minlength=A) for column in columns])
    agreement, chance = _squared_distances(sums, n)
    own, by_chance = _squared_distances(sums[:, annotator] - columns, n[annotator] - 1)
    without = _beyond_chance(own, by_chance)
    total = np.bincount(annotator, weights=without, minlength=A)
    mean = total / np.maximum(n, 1)
    spread = np.bincount(annotator, weights=(without - mean[annotator]) ** 2, minlength=A)
    error = np.where(n >= 3, np.sqrt(spread * (n - 1) / np.maximum(n, 1)), np.nan)
    return LooKappa(_beyond_chance(agreement, chance), error, n, agreement, chance, np.full(A, -1.0))


def _squared_distances(sums: Floats, n: NDArray[np.integer]) -> tuple[Floats, Floats]:
    """Mean squared distance from the others once offsets are gone, and that of ratings paired at random."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mx, my, xx, yy, xy = sums / np.where(n > 1, n, np.nan)
    spread = np.maximum(xx - mx * mx, 0.0) + np.maximum(yy - my * my, 0.0)
    return spread - 2 * (xy - mx * my), spread


def _beyond_chance(distance: Floats, by_chance: Floats) -> Floats:
    """1 - distance / by_chance; NaN where nothing varies."""
    varies = by_chance > 1e-12
    return np.where(varies, 1.0 - distance / np.where(varies, by_chance, 1.0), np.nan)


def blind_sd_of_ratings(value: Floats, others: Floats) -> float:
    """SD of what one rating adds to `consistency` when it is drawn without regard to the item; see `kappa.blind_sd`."""
    spread = float(value.var() + others.var()) if len(value) else 0.0
    return float(2.0 * value.std() * others.std() / spread) if spread > 1e-12 else float("nan")
