"""Charts made of dots: what they read, and where their axes end."""

import polars as pl
import pytest

from oe_quality.render.charts import dots


def spec(chart):
    return chart.to_dict()


def test_a_forest_has_bars_below_dots_and_a_line_where_one_was_asked_for():
    plain = spec(dots.forest("d", "who", "x", ["who:N"]))
    assert [layer["mark"]["type"] for layer in plain["layer"]] == ["rule", "point"]
    bar = plain["layer"][0]["encoding"]
    assert (bar["x"]["field"], bar["x2"]["field"], bar["y"]["sort"]) == ("low", "high", None)
    lined = spec(dots.forest("d", "who", "x", ["who:N"], reference=0.0))
    assert lined["layer"][0]["encoding"]["x"] == {"datum": 0.0}
    assert len(lined["layer"]) == 3


@pytest.mark.parametrize(
    ("domain", "scale"),
    [((None, None), {}), ((0, None), {"domainMin": 0}), ((None, 1), {"domainMax": 1}), ((0, 1), {"domain": [0, 1]})],
)
def test_an_axis_ends_where_it_was_told_to(domain, scale):
    chart = spec(dots.forest("d", "who", "x", ["who:N"], domain=domain))
    assert chart["layer"][0]["encoding"]["x"].get("scale", {}) == scale


def test_a_dumbbell_is_open_before_and_filled_after():
    layers = spec(dots.dumbbell("d", "who", "x", ["who:N"], before="was", after="is"))["layer"]
    marks = [(layer["mark"].get("filled"), layer["encoding"]["x"]["field"]) for layer in layers[1:]]
    assert marks == [(False, "was"), (True, "is")]


def test_people_have_names_up_to_so_many_and_then_ranks():
    few, many = dots.people_axis(dots.MOST_NAMED, "x"), dots.people_axis(dots.MOST_NAMED + 1, "x")
    assert few.to_dict()["field"] == "annotator"
    assert many.to_dict()["field"] == "rank"


def test_an_axis_has_a_tenth_of_room_and_room_around_a_single_value():
    assert dots.ends(pl.Series([1.0, None, 3.0])) == pytest.approx((0.8, 3.2))
    assert dots.ends(pl.Series([2.0, 2.0])) == (1.0, 3.0)


def test_what_was_noticed_has_a_colour_and_a_shape_of_its_own():
    layers = spec(dots.ranked("d", 3, "x", ["annotator:N"], value="v", expected="e"))["layer"]
    point = layers[-1]["encoding"]
    assert point["color"]["scale"]["domain"] == point["shape"]["scale"]["domain"] == [dots.NOTICED, dots.USUAL]
    assert len(set(point["shape"]["scale"]["range"])) == 2


def test_a_grid_stands_in_the_order_of_its_places():
    x, y = (axis.to_dict() for axis in dots.grid(-50))
    assert (x["field"], x["sort"]["field"], y["field"], y["sort"]["field"]) == ("second", "x", "first", "y")
