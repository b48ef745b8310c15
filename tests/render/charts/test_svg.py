"""Pictures in fewer bytes."""

import re

import altair as alt
import numpy as np
import polars as pl
import pytest
import vl_convert

from oe_quality.plaintext import visible
from oe_quality.render.charts import dots, style
from oe_quality.render.charts.raster import compact
from oe_quality.render.charts.svg import DRAWN, NAMESPACE, lean
from oe_quality.render.page.blocks import Figure, Help
from oe_quality.render.page.drawing import chart_svg, draw
from tests.render.charts.test_raster import pixels
from tests.render.hostile import HOSTILE


def figure(words):
    n = len(words)
    data = pl.DataFrame({"row": words, "value": np.linspace(0, 1, n), "low": np.zeros(n), "high": np.ones(n)})
    forest = dots.forest("f", "row", "share", ["row:N"], reference=0.5, size=alt.Size("value:Q"))
    heat = dots.base("f").mark_rect().encode(y="row:N", color=alt.Color("value:Q", scale=alt.Scale(scheme="viridis")))
    chart = style.styled(alt.hconcat(forest, heat))
    return Figure("f", "Title", chart, {"f": data}, "Caption.", Help("What.", "How."))


def shown(svg):
    return pixels(compact(vl_convert.svg_to_png(svg))).astype(int)


def test_the_picture_is_the_same_in_half_the_bytes():
    svg, _ = chart_svg(figure([f"row {i}" for i in range(12)]))
    small = lean(svg)
    assert len(small) < 0.5 * len(svg)
    apart = np.abs(shown(svg) - shown(small)).max(axis=2)
    assert (apart > 48).mean() < 0.005


def test_gradients_keep_their_ends():
    gradient = '<linearGradient id="i0" x1="0" x2="0" y1="1" y2="0"><stop offset="0"/></linearGradient>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{gradient}</defs><rect fill="url(#i0)"/></svg>'
    assert gradient in lean(svg)
    assert lean(svg.replace("i0", "gradient_17")) == lean(svg)


def test_words_come_through_whole():
    svg = lean(chart_svg(figure(["a < b & c", 'says "x"', "it's />"]))[0])
    assert "a &lt; b &amp; c" in svg
    assert 'says "x"' in svg
    assert "it's /&gt;" in svg


def test_any_word_can_be_drawn():
    drawn = draw(figure([visible(word) for word in HOSTILE])).svg
    tags = set(re.findall(r"<([^\s/>]+)", drawn))
    assert tags <= DRAWN
    assert not re.search(r"<[^>]*\s(on\w+|style|href|xlink:href|class)=", drawn)


def test_a_group_says_what_all_its_parts_say_and_keeps_what_they_do_not():
    ns = 'xmlns="http://www.w3.org/2000/svg"'
    same = f'<svg {ns}><g transform="translate(1,2)"><path d="M0.123,0" fill="red"/><path d="M1" fill="red"/></g></svg>'
    assert '<g transform="translate(1,2)" fill="red"><path d="M0.1,0"/><path d="M1"/></g>' in lean(same)
    other = same.replace('d="M1" fill="red"', 'd="M1" fill="blue"')
    assert 'fill="red"/>' in lean(other)
    assert 'fill="blue"/>' in lean(other)


def test_the_same_chart_gives_the_same_picture_time_and_again():
    one = figure(["a", "b"])
    assert draw(one).svg == draw(one).svg


def test_only_a_drawing_is_let_through():
    start = f'<svg xmlns="{NAMESPACE}">'
    busy = '<g onclick="x()" style="y" class="z"><path d="M0,0h1" stroke="red"/><text href="z">a</text></g>'
    assert lean(f"{start}{busy}</svg>") == f'{start}<path d="M0,0h1" stroke="red"/><text x="0" y="0">a</text></svg>'
    for part in ("script", "image", "foreignObject", "a", "use"):
        with pytest.raises(ValueError, match=part):
            lean(f"{start}<{part}/></svg>")


def test_strokes_that_look_alike_are_one_and_marks_stay_apart():
    lines = "".join(f'<line transform="translate({x},0)" y2="5" stroke="#888"/>' for x in (0, 20.04))
    mark = '<line aria-label="@mark7" x2="3" stroke="#888"/>'
    drawn = lean(f'<svg xmlns="{NAMESPACE}">{lines}{mark}</svg>')
    assert 'd="M0,0v5M20,0v5"' in drawn
    assert 'data-m="7"' in drawn
