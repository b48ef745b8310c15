"""Pictures of very many people: bounded, in order, those that matter among the marks."""

import polars as pl

from oe_quality.render.charts.sparse import MOST_MARKS, sparse, sparse_words


def ranked(n, urgent=()):
    return pl.DataFrame({"rank": range(1, n + 1)}).with_columns(pl.col("rank").is_in(list(urgent)).alias("urgent"))


def test_all_are_drawn_where_they_can_be_told_apart():
    points = ranked(MOST_MARKS)
    assert sparse(points, pl.col("urgent")) is points
    assert sparse_words(points.height, points.height, "the first") == ""


def test_of_more_those_that_matter_and_the_ends_are_drawn_in_their_order():
    points = ranked(200_000, urgent=range(777, 2_000, 7))
    drawn = sparse(points, pl.col("urgent"))
    assert drawn.height == MOST_MARKS
    assert drawn["rank"].is_sorted()
    assert (drawn["rank"].min(), drawn["rank"].max()) == (1, 200_000)
    assert drawn.filter("urgent").height == points.filter("urgent").height
    assert drawn["rank"].diff().drop_nulls().max() < 120


def test_where_too_many_matter_half_of_the_marks_are_the_others():
    drawn = sparse(ranked(50_000, urgent=range(1, 20_001)), pl.col("urgent"))
    assert drawn.height == MOST_MARKS
    assert drawn["rank"].max() == 50_000
    assert drawn.filter(~pl.col("urgent")).height > MOST_MARKS / 4
