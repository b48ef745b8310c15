"""Names beside the marks of a scatter plot, placed so that they cover little."""

from __future__ import annotations

from typing import Final, Literal

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

LETTER, LONGEST = 6.3, 28
"""Pixels of a letter's width, and letters of the longest name that is drawn whole."""
SIDES: Final[dict[str, tuple[Literal["left", "center", "right"], int, int]]] = {
    "above": ("center", 0, -12),
    "below": ("center", 0, 13),
    "right": ("left", 9, 0),
    "left": ("right", -9, 0),
}
"""Where a name stands -> its alignment, and pixels to the right and down."""
Box = tuple[float, float, float, float]
Ends = tuple[float, float]


MOST_COVERED = 0.1
"""Share of a name that may lie over other names and marks; one that would cover more is left to the pointer."""


def placed(
    frame: pl.DataFrame, x: str, y: str, name: str, ends: tuple[Ends, Ends], size: tuple[int, int]
) -> pl.DataFrame:
    """The frame with a column `side`: on which side of its mark each name stands, null where there is no room for it.

    Args:
        frame: one row per mark.
        x, y, name: its columns; ends: of both axes; size: of the plot, in pixels.
    """
    right = (frame[x].to_numpy() - ends[0][0]) / (ends[0][1] - ends[0][0]) * size[0]
    down = (ends[1][1] - frame[y].to_numpy()) / (ends[1][1] - ends[1][0]) * size[1]
    sides = _sides(np.stack([right, down], axis=1), frame[name].to_list(), size)
    return frame.with_columns(pl.Series("side", sides, dtype=pl.String))


def layers(ground: alt.Chart, x: alt.X, y: alt.Y, name: str) -> list[alt.Chart]:
    """The names of a frame that `placed` has seen."""
    return [
        ground.transform_filter(alt.FieldEqualPredicate(field="side", equal=side))
        .mark_text(fontSize=11, align=align, baseline="middle", dx=dx, dy=dy, limit=int(LETTER * LONGEST))
        .encode(x=x, y=y, text=f"{name}:N")
        for side, (align, dx, dy) in SIDES.items()
    ]


def _sides(at: NDArray[np.float64], words: list[str], size: tuple[int, int]) -> list[str | None]:
    """The first of `SIDES` where each name covers least, marks, earlier names and the plot's surroundings considered.

    None where it would cover much everywhere.

    Args:
        at: (N, 2) pixels, downwards; words: (N,) the names; size: of the plot.
    """
    inside: Box = (0.0, 0.0, float(size[0]), float(size[1]))
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in at]
    chosen: list[str | None] = []
    for (x, y), word in zip(at, words, strict=True):
        wide = LETTER * min(len(word), LONGEST)
        boxes: dict[str, Box] = {
            "above": (x - wide / 2, y - 19, x + wide / 2, y - 6),
            "below": (x - wide / 2, y + 6, x + wide / 2, y + 19),
            "right": (x + 8, y - 7, x + 8 + wide, y + 7),
            "left": (x - 8 - wide, y - 7, x - 8, y + 7),
        }
        best = min(SIDES, key=lambda side: _covered(boxes[side], taken) - _overlap(boxes[side], inside))
        room = _covered(boxes[best], taken) <= MOST_COVERED * _overlap(boxes[best], boxes[best])
        taken += [boxes[best]] if room else []
        chosen.append(best if room else None)
    return chosen


def _covered(box: Box, taken: list[Box]) -> float:
    return sum(_overlap(box, other) for other in taken)


def _overlap(one: Box, other: Box) -> float:
    """Pixels that two boxes (left, top, right, bottom) share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)
