"""The house style leaves data and marks as they are."""

import altair as alt

from oe_quality.render.charts import style


def test_a_styled_chart_keeps_its_data_and_has_the_palette():
    chart = style.styled(alt.Chart(style.named("points")).mark_point().encode(x="x:Q")).to_dict()
    assert chart["data"] == {"name": "points"}
    assert chart["config"]["range"]["category"] == style.PALETTE
    assert "datasets" not in chart


def test_no_two_colours_of_the_palette_are_one():
    assert len(set(style.PALETTE)) == len(style.PALETTE) == 8
