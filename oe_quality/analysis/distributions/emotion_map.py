"""Where each emotion lies in the plane of valence and arousal, by the sliders of those who chose it."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from oe_quality.analysis.distributions.results import EmotionMap, EmotionPlace
from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.distributions.group_contrast import levels
from oe_quality.kernel.uncertainty.clustered import Means, means
from oe_quality.results import Estimate, Interval
from oe_quality.store.panel import RatingPanel, SetPanel

FEWEST = 3
"""Items and annotators that an ellipse needs."""


def emotion_map(emotion: SetPanel, valence: RatingPanel, arousal: RatingPanel, *, level: float = 0.95) -> EmotionMap:
    """Mean valence and arousal of the annotations that chose each emotion.

    Each annotator's own offset on a slider, estimated from all their ratings beside the others' of the same
    items, is taken out first, so that an emotion that lenient annotators choose more does not move with them.

    Args:
        emotion, valence, arousal: the last answers of the same annotations; those that lack one are left out.
        level: nominal coverage of intervals and ellipses.

    Raises:
        NotComputableError: no annotation answered all three.
    """
    aligned = _aligned(emotion, valence, arousal)
    if aligned.is_empty():
        raise NotComputableError("no annotation answers emotion, valence and arousal")
    rows = aligned["emotion"].to_numpy()
    items, annotators = emotion.data.items()[rows], emotion.data.annotator[rows]
    at = [aligned[name].to_numpy() for name in ("valence", "arousal")]
    adjusted = np.stack([_adjusted(valence)[at[0]], _adjusted(arousal)[at[1]]], axis=1)
    chosen = emotion.data.matrix(len(emotion.labels))[rows]
    ends = np.array([valence.question.ends, arousal.question.ends]).T
    places = tuple(
        _place(label, chosen[:, k], adjusted, items, annotators, level, ends)
        for k, label in enumerate(emotion.labels)
        if chosen[:, k].any()
    )
    lost = emotion.n_responses - len(rows)
    warnings = (f"{lost} annotations lack one of the three answers and are left out.",) if lost else ()
    return EmotionMap(places, len(rows), emotion.left_out, warnings)


def _aligned(emotion: SetPanel, valence: RatingPanel, arousal: RatingPanel) -> pl.DataFrame:
    """Columns emotion, valence, arousal: the places of each annotation's three answers in their panels."""
    first, second, third = _places(emotion, "emotion"), _places(valence, "valence"), _places(arousal, "arousal")
    key = ["item", "annotator"]
    both = first.join(second, on=key, how="inner", maintain_order="left")
    return both.join(third, on=key, how="inner", maintain_order="left")


def _places(panel: SetPanel | RatingPanel, name: str) -> pl.DataFrame:
    """Columns item, annotator and the place of that annotator's last answer to the item."""
    frame = pl.DataFrame(
        {
            "item": panel.items.gather(panel.data.items()),
            "annotator": panel.annotators.gather(panel.data.annotator),
            name: np.arange(panel.n_responses),
        }
    )
    return frame.unique(["item", "annotator"], keep="last", maintain_order=True)


def _adjusted(panel: RatingPanel) -> Floats:
    """(R,) ratings without their annotators' offsets."""
    found = levels(panel.data.value[:, None], panel.data.items(), panel.data.annotator, panel.n_annotators)
    return np.asarray(panel.data.value - found.level[panel.data.annotator, 0])


def _place(
    label: str,
    chosen: NDArray[np.bool_],
    rated: Floats,
    items: NDArray[np.int32],
    annotators: NDArray[np.int32],
    level: float,
    ends: Floats,
) -> EmotionPlace:
    found = means(rated[chosen], items[chosen], annotators[chosen])
    low, high = found.bounds(level, *ends)
    valence, arousal = (_estimate(found, v, low[v], high[v], level) for v in (0, 1))
    return EmotionPlace(label, int(chosen.sum()), valence, arousal, _ellipse(found, level))


def _estimate(found: Means, v: int, low: float, high: float, level: float) -> Estimate:
    counts = (found.n_items, found.n_annotators, found.n_responses)
    if not (math.isfinite(low) and math.isfinite(high)):
        return Estimate(float(found.mean[v]), None, *counts, note="no interval: one item only")
    interval = Interval(float(low), float(high), level, found.method, found.population)
    return Estimate(float(found.mean[v]), interval, *counts, note=found.note)


def _ellipse(found: Means, level: float) -> tuple[float, float, float] | None:
    """The covariance times Hotelling's quantile, 2 d / (d - 1) F(2, d - 1) with d degrees of freedom."""
    d = found.degrees
    if min(found.n_items, found.n_annotators) < FEWEST or not np.isfinite(found.covariance).all():
        return None
    quantile = 2 * d / (d - 1) * float(special.fdtri(2, d - 1, level))
    spread = found.covariance * quantile
    return float(spread[0, 0]), float(spread[0, 1]), float(spread[1, 1])
