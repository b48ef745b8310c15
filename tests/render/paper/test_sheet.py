"""Charts as a paper takes them."""

import re
from pathlib import Path

import altair as alt
import polars as pl
import pytest

from oe_quality.errors import NotComputableError, UsageError
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Figure, Help, Prose
from oe_quality.render.paper.sheet import GREYS, PIXELS_PER_MM, bound, drawn, kind_of


def figure(rows=3, name="who"):
    data = pl.DataFrame(
        {name: [f"row {i}" for i in range(rows)], "value": [0.5] * rows, "low": [0.4] * rows, "high": [0.6] * rows}
    )
    chart = dots.forest("rows", name, "value", [f"{name}:N"])
    return Figure("rows", "Rows", style.styled(chart.properties(width=600)), {"rows": data}, "Said.", Help("", ""))


def size(svg):
    head = svg[: svg.index(b">")].decode()
    return tuple(float(re.search(rf' {what}="([\d.]+)"', head)[1]) for what in ("width", "height"))


def test_a_chart_stands_alone_with_its_data():
    spec = bound(figure()).to_dict()
    assert [row["who"] for row in spec["datasets"]["rows"]] == ["row 0", "row 1", "row 2"]


def test_words_in_place_of_a_picture_are_the_reason_why_there_is_none():
    with pytest.raises(NotComputableError, match="Nobody answered"):
        bound(Prose(("Nobody answered.",)))


@pytest.mark.parametrize("width", [60, 85, 180])
def test_a_figure_is_as_wide_as_was_asked(width):
    sheet = drawn(bound(figure()), "svg", width=width)
    assert size(sheet.content)[0] == pytest.approx(width * PIXELS_PER_MM, abs=1)
    assert sheet.points == pytest.approx(7.5, abs=0.1)


def test_a_grid_is_scaled_and_says_how_small_its_text_becomes():
    grid = figure().chart.properties(width=alt.Step(300))
    made = bound(Figure("rows", "Rows", grid, figure().data, "", Help("", "")))
    whole = size(drawn(made, "svg").content)
    sheet = drawn(made, "svg", width=60)
    width, height = size(sheet.content)
    assert width == pytest.approx(60 * PIXELS_PER_MM, abs=1)
    assert height / width == pytest.approx(whole[1] / whole[0], rel=0.01)
    assert sheet.points == pytest.approx(9 * width / whole[0], rel=0.01)


def test_a_pdf_has_that_width_in_points_and_a_png_300_pixels_an_inch():
    made = bound(figure())
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+)", drawn(made, "pdf", width=85).content)
    assert float(box[1]) == pytest.approx(85 / 25.4 * 72, abs=1)
    png = drawn(made, "png", width=85).content
    assert int.from_bytes(png[16:20], "big") == pytest.approx(85 / 25.4 * 300, abs=4)


def test_grey_leaves_no_colour_and_no_two_of_the_palette_alike():
    svg = drawn(bound(figure()), "svg", grey=True).content.decode()
    colours = set(re.findall(r"#([0-9a-fA-F]{6})\b", svg))
    assert all(colour[:2] == colour[2:4] == colour[4:] for colour in colours), colours
    assert len(set(GREYS.values())) == len(style.PALETTE)


def test_data_that_are_called_like_a_colour_keep_their_name():
    made = figure()
    data = made.data["rows"].with_columns(pl.lit(style.BLUE).alias("who"))
    chart = bound(Figure("rows", "Rows", made.chart, {"rows": data}, "", Help("", "")))
    assert style.BLUE in drawn(chart, "svg", grey=True).content.decode()


def test_hostile_names_are_text_in_the_drawing():
    hostile = figure()
    data = hostile.data["rows"].with_columns(pl.lit("<script>alert(1)</script>").alias("who"))
    made = drawn(bound(Figure("rows", "Rows", hostile.chart, {"rows": data}, "", Help("", ""))), "svg").content
    assert b"<script" not in made


def test_the_same_chart_gives_the_same_bytes():
    for kind in ("svg", "pdf", "png"):
        assert drawn(bound(figure()), kind, width=85).content == drawn(bound(figure()), kind, width=85).content


@pytest.mark.parametrize(("kind", "width"), [("gif", None), ("svg", 3), ("svg", float("nan"))])
def test_what_no_paper_takes_is_refused(kind, width):
    with pytest.raises(UsageError):
        drawn(bound(figure()), kind, width=width)


def test_the_name_says_the_form():
    assert kind_of(Path("a.PDF")) == "pdf"
    with pytest.raises(UsageError, match=r"\.svg, \.pdf or \.png"):
        kind_of(Path("a.jpeg"))
