"""A figure's chart, drawn when the page is made: a picture that stands in the page, and what its marks are about."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

import polars as pl

from oe_quality.render.charts.marks import numbered
from oe_quality.render.charts.raster import compact
from oe_quality.render.charts.style import FONT
from oe_quality.render.charts.svg import NAMESPACE, lean
from oe_quality.render.page.blocks import Figure
from oe_quality.render.page.island import chart_data, rows_of

LARGEST_SVG = 60_000
"""Characters of a drawing beyond which a PNG stands in the page until scripts draw it, where that is smaller."""
PNG_SCALE = 1.5
"""Pixels of such a PNG per CSS pixel."""
_SIZE = re.compile(r'width="(\d+)(?:\.\d+)?" height="(\d+)')
_GROUND = re.compile(r'<rect width="\d+" height="\d+" fill="white"/>')


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A drawn figure.

    Attributes:
        svg: the drawing, in light colours, without ground and font, which are the page's.
        png: the same as a data URI, where it stands in the page in its place; empty otherwise.
        width, height: in CSS pixels.
        about: (M, ...) what mark m is about; see `charts.marks`.
    """

    svg: str
    png: str
    width: int
    height: int
    about: pl.DataFrame


def draw(figure: Figure) -> Drawing:
    """The figure's chart as it stands in the page."""
    whole, about = chart_svg(figure)
    small = lean(whole, f"{figure.id}-")
    size = _SIZE.search(small)
    width, height = (int(size[1]), int(size[2])) if size else (600, 300)
    svg = _GROUND.sub("", small.replace(f' xmlns="{NAMESPACE}"', ""), count=1)
    svg = svg.replace(f' font-family="{FONT}"', "")
    png = _png(small) if len(svg) > LARGEST_SVG else ""
    return Drawing(svg, png if len(png) < len(svg) else "", width, height, about)


def _png(svg: str) -> str:
    import vl_convert

    return f"data:image/png;base64,{base64.b64encode(compact(vl_convert.svg_to_png(svg, scale=PNG_SCALE))).decode()}"


def chart_svg(figure: Figure) -> tuple[str, pl.DataFrame]:
    """The figure's chart as the library draws it, and what its marks are about."""
    import vl_convert

    told = numbered(figure.chart.to_dict(validate=False), figure.data)
    told.spec["datasets"] = {name: rows_of(chart_data(frame)) for name, frame in told.data.items()}
    svg: str = vl_convert.vegalite_to_svg(told.spec)
    return svg, told.about
