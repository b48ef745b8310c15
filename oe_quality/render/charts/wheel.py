"""Words in their categories as two rings: categories within, their words without."""

from __future__ import annotations

from typing import Final, Literal

import altair as alt
import numpy as np
import polars as pl

from oe_quality.render.charts import style
from oe_quality.render.charts.chart import Chart

INNER, BETWEEN, OUTER = 36.0, 175.0, 230.0
"""Radii of the rings, in pixels."""
NAMED_FROM: Final = 0.035
"""Radians from which a word has room for its name."""
SIZE: Final = 660
"""Width and height of the picture."""
COLUMNS: Final = ("category", "word", "given", "share", "start", "end", "middle", "angle", "place", "right")


def rings(given: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Where each category and each word lies on the circle, the most frequent first, clockwise from above.

    Args:
        given: category, word, given (how often); words that were never given take no room.

    Returns:
        One row per category, and one per word: `COLUMNS`, with angles in radians and the text's in degrees.

    >>> given = pl.DataFrame({"category": ["joy", "joy"], "word": ["glee", "bliss"], "given": [3, 1]})
    >>> categories, words = rings(given)
    >>> words.select("word", "share").rows()
    [('glee', 0.75), ('bliss', 0.25)]
    """
    known = given.filter(pl.col("given") > 0)
    whole = known.group_by("category").agg(pl.col("given").sum().alias("whole"))
    order = ["whole", "category", "given", "word"]
    words = known.join(whole, on="category").sort(order, descending=[True, False, True, False])
    inner = words.group_by("category", maintain_order=True).agg(pl.col("given").sum()).with_columns(word=pl.lit(""))
    return _laid(inner), _laid(words.drop("whole"))


def _laid(parts: pl.DataFrame) -> pl.DataFrame:
    total = max(int(parts["given"].sum()), 1)
    share = parts["given"].to_numpy() / total
    end = 2 * np.pi * np.cumsum(share)
    start = end - 2 * np.pi * share
    middle = (start + end) / 2
    right = middle < np.pi
    return parts.with_columns(
        pl.Series("share", share),
        pl.Series("start", start),
        pl.Series("end", end),
        pl.Series("middle", middle),
        # Text runs outwards on the right and inwards on the left, so that none stands on its head.
        pl.Series("angle", np.degrees(middle) - np.where(right, 90, 270)),
        pl.Series("place", parts["category"].rle_id().cast(pl.Int64)),
        pl.Series("right", right),
    ).select(COLUMNS)


def chart(categories: str, words: str) -> alt.LayerChart:
    """The two rings, over the named data of `rings`."""
    inner, outer = Chart(style.named(categories)), Chart(style.named(words))
    tooltip = [alt.Tooltip("category:N"), alt.Tooltip("given:Q"), alt.Tooltip("share:Q", format=".1%")]
    told = [alt.Tooltip("word:N"), *tooltip]
    layers = [
        _ring(inner, INNER, BETWEEN, 0.65, tooltip),
        _ring(outer, BETWEEN + 2, OUTER, 0.4, told),
        *_names(inner, "category", (INNER + BETWEEN) / 2, "center"),
        *_names(outer, "word", OUTER + 6, "left"),
    ]
    made = alt.layer(*layers)
    assert isinstance(made, alt.LayerChart)
    return made


def _ring(ground: alt.Chart, within: float, without: float, opacity: float, tooltip: list[alt.Tooltip]) -> alt.Chart:
    marked = ground.mark_arc(innerRadius=within, outerRadius=without, stroke="white", strokeWidth=1, opacity=opacity)
    ring: alt.Chart = marked.encode(
        theta=alt.Theta("start:Q", scale=None),
        theta2="end:Q",
        color=alt.Color("place:O", legend=None, scale=alt.Scale(range=style.PALETTE)),
        tooltip=tooltip,
    )
    return ring


def _names(ground: alt.Chart, field: str, radius: float, align: Literal["left", "center"]) -> list[alt.Chart]:
    """Names where there is room for them; on the left half they end where those of the right begin."""
    roomy = alt.FieldGTEPredicate(field="room", gte=NAMED_FROM)
    layers = []
    for right in (True, False):
        side: Literal["left", "center", "right"] = align if right or align == "center" else "right"
        text = ground.transform_calculate(room=alt.datum.end - alt.datum.start).transform_filter(roomy)
        half = text.transform_filter(alt.FieldEqualPredicate(field="right", equal=right))
        layers.append(
            half.mark_text(radius=radius, align=side, baseline="middle", fontSize=10).encode(
                theta=alt.Theta("middle:Q", scale=None),
                text=f"{field}:N",
                angle=alt.Angle("angle:Q", scale=None),
            )
        )
    return layers
