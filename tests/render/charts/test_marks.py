"""Numbers of marks, and what stands under them."""

import altair as alt
import polars as pl

from oe_quality.render.charts import style
from oe_quality.render.charts.marks import PERSON, SIGN, numbered

FRAME = pl.DataFrame(
    {"annotator": ["A01", "A02", "A01"], "x": [1.0, 2.0, 3.0], "share": [0.25, None, 1.0], "n_seen": [1, 2000, 3]}
)
TIPS = [alt.Tooltip("share:Q", format=".0%"), "n_seen:Q"]


def chart(mark, **more):
    base = alt.Chart(style.named("d"))
    return getattr(base, f"mark_{mark}")().encode(x="x:Q", y="share:Q", **more)


def test_each_row_has_a_number_and_says_what_its_chart_says():
    told = numbered(chart("point", tooltip=TIPS).to_dict(), {"d": FRAME})
    assert told.about.select("share", "n seen", PERSON).head(3).rows() == [
        ("25 %", "1", "A01"),
        (None, "2,000", "A02"),
        ("100 %", "3", "A01"),
    ]
    (field,) = {told.spec["encoding"]["description"]["field"]}
    assert told.data["d"][field].to_list() == [f"{SIGN}{row}" for row in range(3)]


def test_a_line_is_about_a_person_and_no_single_row():
    layers = alt.layer(chart("line", detail="annotator:N"), chart("point", tooltip=TIPS))
    told = numbered(layers.to_dict(), {"d": FRAME})
    line, point = (unit["encoding"]["description"]["field"] for unit in told.spec["layer"])
    assert line != point
    numbers = [int(number.removeprefix(SIGN)) for number in told.data["d"][line]]
    assert numbers == [3, 4, 3]
    assert told.about.row(3, named=True) == {"share": None, "n seen": None, PERSON: "A01"}


def test_numbers_go_on_from_one_set_of_data_to_the_next_and_what_says_nothing_has_none():
    other = FRAME.drop("annotator")
    upper, lower = (alt.Chart(style.named(name)).mark_point().encode(x="x:Q", tooltip=TIPS) for name in ("d", "e"))
    silent = alt.Chart(style.named("f")).mark_bar().encode(x="x:Q")
    told = numbered(alt.vconcat(upper, lower, silent).to_dict(), {"d": FRAME, "e": other, "f": other})
    assert told.about.height == 3 + 2 + 3
    assert told.data["e"].to_series(-1).to_list() == [f"{SIGN}{row}" for row in (5, 6, 7)]
    assert told.data["f"].equals(other)
    assert "description" not in told.spec["vconcat"][2]["encoding"]
