"""The page's pictures as a paper takes them: with their data, as wide as a column, in colour or grey, as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from oe_quality.errors import NotComputableError, UsageError
from oe_quality.render.charts import style
from oe_quality.render.charts.style import AnyChart
from oe_quality.render.charts.svg import lean
from oe_quality.render.page.blocks import Block, Figure, one_line
from oe_quality.render.page.island import chart_data, rows_of
from oe_quality.suggest import one_of

PIXELS_PER_MM: Final = 96 / 25.4
POINTS_PER_PIXEL: Final = 0.75
NARROWEST, WIDEST = 40.0, 400.0
"""Millimetres: below, no axis has room; above, no paper has."""
PNG_PIXELS_PER_INCH: Final = 300
PAGE_FONT_SIZE: Final = 12
"""Pixels of text in a chart as on the page."""
FONT_SIZE: Final = 10
"""Pixels of text in a chart that is drawn anew for a width: 7.5 points."""
LEGEND_PIXELS: Final = 110
"""Width of a legend's entry."""
NAMES_SHARE: Final = 0.42
"""Of the width, what names of rows may take."""
LEGIBLE: Final = 5.0
"""Points below which journals refuse text."""
GREYS: Final = {
    style.BLUE: "#303030",
    style.VERMILION: "#000000",
    style.GREEN: "#6b6b6b",
    style.PURPLE: "#525252",
    style.ORANGE: "#8a8a8a",
    style.GREY: "#9c9c9c",
    style.SKY: "#b8b8b8",
    style.YELLOW: "#d4d4d4",
}
"""The palette's colours -> greys that are told apart in print; where two meet, shapes or dashes differ as well."""
SCHEMES: Final = {style.SEQUENTIAL: "greys", style.DIVERGING: "greys"}
"""Colour scales -> scales from white to black; of a diverging one, what lies below the middle is the lighter half."""


def figure_of(block: Block) -> Figure:
    """The block, where it is a picture.

    Raises:
        NotComputableError: there is none, in the block's own words.
    """
    if not isinstance(block, Figure):
        raise NotComputableError(one_line(block).rstrip("."))
    return block


def bound(block: Block) -> AnyChart:
    """The picture's chart with its data, so that it stands alone: in a notebook, or as `chart.save("figure.svg")`.

    Raises:
        NotComputableError: there is no picture, in the block's own words.
    """
    figure = figure_of(block)
    chart: AnyChart = figure.chart.copy(deep=False)
    chart.datasets = {name: rows_of(chart_data(frame)) for name, frame in figure.data.items()}
    return chart


@dataclass(frozen=True, slots=True)
class Sheet:
    """A chart as it goes into a file.

    Attributes:
        content: the file's bytes.
        points: size of the smallest text in it, in typographic points.
    """

    content: bytes
    points: float


def drawn(chart: AnyChart, kind: str, *, width: float | None = None, grey: bool = False) -> Sheet:
    """The chart as the content of a file.

    Args:
        chart: with its data (`bound`).
        kind: "svg", "pdf", or "png" of 300 pixels an inch.
        width: of the whole picture, in millimetres; as on the page if None. A picture of several panels, of a grid, or
            with names among its marks is scaled, any other is drawn anew for that width.
        grey: whether it is drawn in greys that are told apart in print.

    Raises:
        UsageError: no such kind, or a width that no paper has.
    """
    import vl_convert

    made = _MADE.get(kind)
    if made is None:
        raise UsageError(f"a figure is no {kind!r}", remedy=one_of(kind, KINDS))
    if width is not None and not NARROWEST <= width <= WIDEST:
        raise UsageError(
            f"{width:g} mm is no width of a figure", remedy=f"Give {NARROWEST:g} to {WIDEST:g}; a column is often 85."
        )
    spec, scale, size = chart.to_dict(), 1.0, PAGE_FONT_SIZE
    if grey:
        spec = _greyed(spec)
    if width is not None:
        pixels = width * PIXELS_PER_MM
        if _can_be_drawn_anew(spec):
            spec, size = _anew(spec, pixels), FONT_SIZE
        scale = pixels / _width(vl_convert.vegalite_to_svg(spec))
    return Sheet(made(spec, scale), size * scale * POINTS_PER_PIXEL)


def _can_be_drawn_anew(spec: dict[str, Any]) -> bool:
    """Whether another width leaves the picture as good: one panel, no steps, no names that were given their place."""
    if spec.keys() & {"hconcat", "vconcat", "concat", "facet", "spec"} or isinstance(spec.get("width"), dict):
        return False
    marks = [layer.get("mark") for layer in spec.get("layer", [spec])]
    kinds = {mark["type"] if isinstance(mark, dict) else mark for mark in marks}
    return not kinds & {"text", "arc"}


def _anew(spec: dict[str, Any], pixels: float) -> dict[str, Any]:
    """The specification for that width: smaller text, legends below, and names that leave the marks some room."""
    config = dict(spec["config"])
    for part in ("axis", "legend", "header"):
        config[part] = config.get(part, {}) | {"labelFontSize": FONT_SIZE, "titleFontSize": FONT_SIZE}
    # A long title of the value axis may reach back under the names of rows.
    config["axisX"] = {"titleAnchor": "end", "titleAlign": "right", "titleLimit": pixels}
    legend = {"orient": "bottom", "direction": "horizontal", "columns": max(2, int(pixels // LEGEND_PIXELS))}
    names = {"labelLimit": NAMES_SHARE * pixels}
    body = _replaced({key: part for key, part in spec.items() if key not in ("config", "datasets")}, legend, names)
    fitted = {"width": pixels, "autosize": {"type": "fit-x", "contains": "padding"}}
    return {**body, **fitted, "config": config, "datasets": spec.get("datasets", {})}


def _replaced(value: Any, legend: dict[str, Any], names: dict[str, Any]) -> Any:
    """The specification with these settings in each legend and axis that has some of its own."""
    if isinstance(value, list):
        return [_replaced(part, legend, names) for part in value]
    if not isinstance(value, dict):
        return value
    own = {"legend": legend, "axis": names}
    found = {key: _replaced(part, legend, names) for key, part in value.items()}
    return {key: part | own.get(key, {}) if isinstance(part, dict) else part for key, part in found.items()}


def _greyed(value: Any) -> Any:
    """The specification with greys in place of the palette's colours."""
    if isinstance(value, dict):
        # Data may hold any text, a colour's name among them.
        return {key: part if key == "datasets" else _greyed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_greyed(part) for part in value]
    return GREYS.get(value, SCHEMES.get(value, value)) if isinstance(value, str) else value


def _svg(spec: dict[str, Any], scale: float) -> bytes:
    import vl_convert

    text = lean(vl_convert.vegalite_to_svg(spec))
    return (text if scale == 1 else _scaled(text, scale)).encode()


def _scaled(svg: str, scale: float) -> str:
    """The same drawing, larger or smaller: its box stays, its outer size changes."""
    width, height = _size(svg)
    return svg.replace(
        f'width="{width}" height="{height}" viewBox',
        f'width="{float(width) * scale:.2f}" height="{float(height) * scale:.2f}" viewBox',
        1,
    )


def _width(svg: str) -> float:
    return float(_size(svg)[0])


def _size(svg: str) -> tuple[str, str]:
    """Width and height as the drawing's first element writes them."""
    head = svg[: svg.index(">")]
    width, height = (head.split(f' {name}="', 1)[1].split('"', 1)[0] for name in ("width", "height"))
    return width, height


def _pdf(spec: dict[str, Any], scale: float) -> bytes:
    import vl_convert

    # The drawing library takes a pixel for a point, and no scale.
    drawing = _scaled(vl_convert.vegalite_to_svg(spec), scale * POINTS_PER_PIXEL)
    made: bytes = vl_convert.svg_to_pdf(drawing)
    return made


def _png(spec: dict[str, Any], scale: float) -> bytes:
    import vl_convert

    made: bytes = vl_convert.vegalite_to_png(spec, scale=scale * PNG_PIXELS_PER_INCH / 96)
    return made


_MADE: Final[dict[str, Callable[[dict[str, Any], float], bytes]]] = {"svg": _svg, "pdf": _pdf, "png": _png}
KINDS: Final = tuple(_MADE)
"""The forms of files that a figure can have."""


def kind_of(path: Path) -> str:
    """The form that the ending of a file's name asks for.

    Raises:
        UsageError: none of `KINDS`.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise UsageError(f"{path.name} says no form of a figure", remedy="End its name in .svg, .pdf or .png.")
    return kind
