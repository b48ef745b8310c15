"""Axes say what they show: names of people where there is room, and the labels of an ordered scale."""

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation.results import Ratings
from oe_quality.render.charts.dots import MOST_NAMED
from oe_quality.render.page.drawing import draw
from oe_quality.render.sections import annotators, behaviour, labels
from tests.render.hostile import HOSTILE
from tests.render.made_up import Made

PLAIN = ("emotion", ["calm", "sad"], ["a", "b"], ["German"])


def ratings(made, values):
    n = len(values)
    return Ratings(
        "age", "cumulative-link", pl.Series([str(i) for i in range(n)]), np.array(values), np.full(n, 0.2),
        np.full(n, 3), (), None, None, None, None, None, (), True, 0, made.audit().left_out,
    )  # fmt: skip


@pytest.mark.parametrize("picture", [annotators.skill, behaviour.runs, behaviour.drift])
def test_people_are_named_where_there_is_room(picture):
    few, many = (Made(*PLAIN, n_annotators=n).audit() for n in (12, MOST_NAMED + 5))
    assert ">A03</text>" in draw(picture(few)).svg
    assert ">A03</text>" not in draw(picture(many)).svg


def test_ordered_labels_stand_below_their_places():
    it = ratings(Made(*PLAIN), [1.0, 2.2, 2.9, 3.0])
    figure = labels.ratings_spread(it, ("0-3", "4-7", "8-12"))
    svg = draw(figure).svg
    for grade in ("0-3", "4-7", "8-12"):
        assert f">{grade}</text>" in svg
    assert "on the scale from 1, 0-3, to 3, 8-12: near 8-12" in figure.caption
    assert ">2.5</text>" not in svg


def test_hostile_grades_are_no_expression():
    it = ratings(Made(*PLAIN), [1.0, 2.0])
    figure = labels.ratings_spread(it, tuple(HOSTILE[:8]))
    assert "labelExpr" not in str(figure.chart.to_dict())
    assert draw(figure).svg.startswith("<svg")


def test_who_is_looked_at_first_is_named_beside_the_mark():
    audit = Made(*PLAIN).audit()
    urgent = [row.alias for row in audit.rows if row.status in annotators.NAMED_STATUS and row.kappa.value is not None]
    svg = draw(annotators.speed(audit)).svg
    assert [alias for alias in Made(*PLAIN).aliases if f">{alias}</text>" in svg] == sorted(urgent)
