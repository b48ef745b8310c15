"""Charts made of dots: with intervals (forest), from one to another (dumbbell), against what is expected (ranked).

Rows stand in the order of the data. Order and titles are never lists of words inside a chart's
specification: there they would become expressions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import altair as alt
import polars as pl

from oe_quality.render.charts import style as charts
from oe_quality.render.charts.chart import Chart

NOTICED, USUAL = "noticed", "usual"
ROW_STEP: Final = 22
"""Pixels per row."""
LONGEST_NAME: Final = 420
"""Pixels of a row's name."""
MOST_NAMED: Final = 40
"""People whose names have room below a chart; of more, each is named where it is pointed at."""
SIZES: Final = alt.Scale(range=[30, 420], zero=False)
"""Square pixels of the least and the most, for a legend without marks that stand for nothing."""
Tooltip = Sequence[str | alt.Tooltip]


def base(name: str) -> alt.Chart:
    """A chart over named data."""
    return Chart(charts.named(name))


def forest(
    name: str,
    row: str,
    title: str,
    tooltip: Tooltip,
    *,
    value: str = "value",
    low: str = "low",
    high: str = "high",
    reference: float | None = None,
    size: alt.Size | None = None,
    domain: tuple[float | None, float | None] = (None, None),
    percent: bool = False,
) -> alt.LayerChart:
    """Dots with interval bars, one row each.

    Args:
        name: of the data; row: its field of row names; title: of the value axis.
        tooltip: what is shown of a dot.
        value, low, high: fields of the estimate and its bounds.
        reference: where a dashed line stands, such as at no difference.
        size: encoding of the dots' size.
        domain: fixed ends of the value axis.
        percent: whether values are shares.
    """
    ground = base(name)
    y = alt.Y(f"{row}:N", sort=None, title=None, axis=alt.Axis(labelLimit=LONGEST_NAME))
    x = alt.X(f"{low}:Q", title=title, scale=_scale(domain), axis=alt.Axis(format="%") if percent else alt.Axis())
    bars = ground.mark_rule(color=charts.BLUE, strokeWidth=2, clip=True).encode(x=x, x2=f"{high}:Q", y=y)
    dots = ground.mark_point(filled=True, color=charts.BLUE, opacity=1).encode(
        x=f"{value}:Q", y=y, size=size or alt.value(60), tooltip=list(tooltip)
    )
    layers = [bars, dots] if reference is None else [line_at(ground, reference), bars, dots]
    return layered(*layers)


def dumbbell(
    name: str, row: str, title: str, tooltip: Tooltip, *, before: str, after: str, percent: bool = False
) -> alt.LayerChart:
    """An open dot and a filled one per row, joined; fields `before` and `after`."""
    ground = base(name)
    y = alt.Y(f"{row}:N", sort=None, title=None)
    x = alt.X(
        f"{before}:Q", title=title, scale=alt.Scale(zero=False), axis=alt.Axis(format="%") if percent else alt.Axis()
    )
    return layered(
        ground.mark_rule(color=charts.GREY, strokeWidth=2.5).encode(x=x, x2=f"{after}:Q", y=y),
        ground.mark_point(filled=False, color=charts.GREY, size=70, strokeWidth=2).encode(x=x, y=y),
        ground.mark_point(filled=True, color=charts.BLUE, size=80, opacity=1).encode(
            x=f"{after}:Q", y=y, tooltip=list(tooltip)
        ),
    )


def people_axis(n: int, order: str) -> alt.X:
    """The axis of n people, in the order of the field `rank` (from 1): their names, or their ranks where they are many.

    Args:
        n: how many; order: in words that follow "annotators", such as "the largest first".
    """
    if n > MOST_NAMED:
        return alt.X("rank:Q", title=f"annotators, {order}", axis=alt.Axis(tickMinStep=1, grid=False))
    axis = alt.Axis(labelAngle=-50, grid=False, labelLimit=LONGEST_NAME)
    by_rank = alt.EncodingSortField("rank", op="min")
    return alt.X("annotator:N", sort=by_rank, title=f"annotators, {order}", axis=axis)


def ranked(name: str, n: int, title: str, tooltip: Tooltip, *, value: str, expected: str) -> alt.LayerChart:
    """Each of n annotators, the largest value first, with a grey tick at what is expected.

    The data hold `annotator`, `rank` (from 1), `notice` (`NOTICED` or `USUAL`), and the fields `value` and `expected`.
    """
    ground = base(name)
    x = people_axis(n, "the largest first")
    return layered(
        ground.mark_rule(color=charts.GREY).encode(
            x=x, y=alt.Y(f"{expected}:Q", title=title), y2=f"{value}:Q", opacity=alt.value(0.5)
        ),
        ground.mark_point(shape="stroke", color=charts.GREY, size=60, strokeWidth=2).encode(
            x=x, y=f"{expected}:Q", opacity=alt.value(0.9)
        ),
        ground.mark_point(filled=True, size=55).encode(
            x=x,
            y=f"{value}:Q",
            color=notice_colour(),
            shape=notice_shape(),
            opacity=alt.value(0.9),
            tooltip=list(tooltip),
        ),
    )


def layered(*layers: alt.Chart) -> alt.LayerChart:
    """Charts over one another."""
    chart = alt.layer(*layers)
    assert isinstance(chart, alt.LayerChart)
    return chart


def ends(values: pl.Series) -> tuple[float, float]:
    """Ends of an axis over these values, with a tenth of room on either side."""
    known = values.drop_nulls()
    low, high = float(min(known)), float(max(known))
    room = 0.1 * (high - low) or 1.0
    return low - room, high + room


def log_ticks(values: pl.Series) -> list[float]:
    """Where a logarithmic axis over positive values is labelled: at 1, 2 and 5 times the powers of ten around them.

    >>> log_ticks(pl.Series([12.0, 150.0]))
    [10, 20, 50, 100, 200]
    """
    known = values.drop_nulls().to_list()
    low, high = min(known), max(known)
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    ticks = [step * 10.0**power for power in powers for step in (1, 2, 5)]
    kept = [tick for tick in ticks if low / 2 <= tick <= high * 2]
    return [int(tick) if tick >= 1 else tick for tick in kept]


def line_at(ground: alt.Chart, value: float) -> alt.Chart:
    """A dashed vertical line, over the same data."""
    line: alt.Chart = Chart(ground.data).mark_rule(strokeDash=[4, 3], color=charts.GREY)
    return line.encode(x=alt.datum(value))


def notice_colour() -> alt.Color:
    """Colour of what was noticed and what is usual."""
    return alt.Color(
        "notice:N", title=None, scale=alt.Scale(domain=[NOTICED, USUAL], range=[charts.VERMILION, charts.BLUE])
    )


def notice_shape() -> alt.Shape:
    """Shape of the same, for those who cannot tell the colours."""
    return alt.Shape("notice:N", title=None, scale=alt.Scale(domain=[NOTICED, USUAL], range=["triangle-up", "circle"]))


def _scale(domain: tuple[float | None, float | None]) -> alt.Scale:
    low, high = domain
    scale = alt.Scale()
    if low is not None:
        scale = alt.Scale(domainMin=low) if high is None else alt.Scale(domain=[low, high])
    elif high is not None:
        scale = alt.Scale(domainMax=high)
    return scale


def grid(angle: int) -> tuple[alt.X, alt.Y]:
    """Axes of a square grid of `second` against `first`, in the order that the columns x and y give.

    Args:
        angle: of the names below it, in degrees.
    """
    axis = alt.Axis(labelAngle=angle, grid=False)
    return (
        alt.X("second:N", sort=alt.EncodingSortField("x", op="min"), title=None, axis=axis),
        alt.Y("first:N", sort=alt.EncodingSortField("y", op="min"), title=None, axis=alt.Axis(grid=False)),
    )
