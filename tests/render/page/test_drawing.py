"""Pictures as they stand in the page."""

import altair as alt
import polars as pl

from oe_quality.render.charts import style
from oe_quality.render.page import drawing
from oe_quality.render.page.blocks import Figure, Help
from oe_quality.render.page.drawing import draw


def figure(n):
    frame = pl.DataFrame({"annotator": [f"A{i}" for i in range(n)], "x": range(n)})
    chart = alt.Chart(style.named("points")).mark_point().encode(x="x:Q", y="x:Q", tooltip=["annotator:N"])
    return Figure("points", "Points", style.styled(chart), {"points": frame}, "Caption.", Help("What.", "How."))


def test_a_drawing_has_its_size_its_marks_and_neither_ground_nor_font():
    drawn = draw(figure(4))
    assert f'width="{drawn.width}" height="{drawn.height}"' in drawn.svg
    assert drawn.svg.count("data-m=") == 4
    assert drawn.about["annotator"].to_list()[:4] == ["A0", "A1", "A2", "A3"]
    assert "white" not in drawn.svg
    assert "font-family" not in drawn.svg
    assert drawn.png == ""


def test_a_picture_of_many_marks_stands_as_pixels_until_it_is_looked_at(monkeypatch):
    monkeypatch.setattr(drawing, "LARGEST_SVG", 30_000)
    drawn = draw(figure(600))
    assert drawn.png.startswith("data:image/png;base64,")
    assert len(drawn.png) < len(drawn.svg)
