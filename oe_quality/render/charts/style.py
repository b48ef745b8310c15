"""The house style of charts, and what they share.

Colours are those of Okabe and Ito (2008), told apart with any colour vision. Charts read named data,
see annotators by alias only (column `annotator`), and hold no expression made from data.
"""

from __future__ import annotations

from typing import Final

import altair as alt

BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, YELLOW, GREY = "#56B4E9", "#CC79A7", "#F0E442", "#7F8C99"
PALETTE = [BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, YELLOW, GREY]
SEQUENTIAL: Final = "viridis"
DIVERGING: Final = "purpleorange"
WIDTH = 680
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

AnyChart = alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart | alt.FacetChart


def styled(chart: AnyChart) -> AnyChart:
    """The chart in the house style; colours of text and lines are the page's to set."""
    dressed: AnyChart = chart.configure(  # at once: each method of its own copies the chart
        font=FONT,
        padding=8,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=260, grid=True),
        legend=alt.LegendConfig(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=220),
        header=alt.HeaderConfig(labelFontSize=12, titleFontSize=12),
        range=alt.RangeConfig(category=PALETTE),
    )
    return dressed


def named(name: str) -> alt.NamedData:
    """Data that the page holds once under this name."""
    return alt.NamedData(name)
