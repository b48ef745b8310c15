"""Short forms of encodings: the same drawing, without a search for their classes."""

import altair as alt

from oe_quality.render.charts.chart import Chart

SHORT = {
    "x": "rank:Q",
    "y2": "high:Q",
    "color": alt.value("red"),
    "opacity": alt.value(0.5),
    "tooltip": ["a:N", alt.Tooltip("b:Q", format=".2f")],
    "x2": alt.X2("end:Q"),
    "yOffset": "part:N",
}


def test_short_forms_draw_as_the_librarys_do():
    mine, theirs = (kind("d").mark_bar().encode(y=alt.datum(3), **SHORT).to_dict() for kind in (Chart, alt.Chart))
    assert mine == theirs


def test_no_class_is_searched_for(monkeypatch):
    def search(*_, **__):
        raise AssertionError("searched")

    for name in ("X", "Y2", "ColorValue", "OpacityValue", "Tooltip", "YOffset"):
        monkeypatch.setattr(getattr(alt, name), "from_dict", search)
    assert Chart("d").mark_bar().encode(**SHORT).to_dict()["encoding"]["x"]["field"] == "rank"
