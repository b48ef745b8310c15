"""Words in their categories as rings."""

import math

import polars as pl
import pytest

from oe_quality.render.charts.wheel import rings

GIVEN = pl.DataFrame(
    {
        "category": ["joy", "anger", "joy", "anger", "fear"],
        "word": ["glee", "rage", "bliss", "ire", "dread"],
        "given": [3, 4, 1, 4, 0],
    }
)


def test_arcs_close_the_circle_in_the_order_of_how_often():
    categories, words = rings(GIVEN)
    assert categories["category"].to_list() == ["anger", "joy"]
    assert words["word"].to_list() == ["ire", "rage", "glee", "bliss"]
    for part in (categories, words):
        assert part["start"][0] == 0
        assert part["end"][-1] == pytest.approx(2 * math.pi)
        assert part["start"][1:].to_list() == pytest.approx(part["end"][:-1].to_list())


def test_a_category_spans_its_words():
    categories, words = rings(GIVEN)
    for name, start, end in categories.select("category", "start", "end").rows():
        own = words.filter(pl.col("category") == name)
        assert own["start"].min() == pytest.approx(start)
        assert own["end"].max() == pytest.approx(end)


def test_what_nobody_chose_takes_no_room():
    assert "dread" not in rings(GIVEN)[1]["word"]


def test_the_order_of_rows_says_nothing():
    one, other = rings(GIVEN), rings(GIVEN.reverse())
    assert one[1].equals(other[1])


def test_text_never_stands_on_its_head():
    for part in rings(GIVEN):
        assert part["angle"].is_between(-90, 90).all()
