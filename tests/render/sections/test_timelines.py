"""Answers in time order, and the moving average of agreement."""

import polars as pl
import pytest

from oe_quality.render.page.blocks import Prose
from oe_quality.render.sections import timelines
from tests.render.made_up import PLAIN, Made


def test_agreement_that_cannot_be_known_is_a_gap_and_not_zero():
    answers = Made(*PLAIN).timelines()
    moving = timelines.rolling(answers).data["rolling"]
    alone = moving.filter((pl.col("annotator") == "A02") & pl.col("position").is_between(32, 45))
    assert alone["agreement"].null_count() == alone.height
    first = answers.filter((pl.col("annotator") == "A01") & (pl.col("position") <= 20))["residual"].mean()
    at20 = moving.filter((pl.col("annotator") == "A01") & (pl.col("position") == 20))["agreement"].item()
    assert at20 == pytest.approx(first)


def test_a_fall_leaves_the_limits_and_is_named():
    residual = [0.0, 0.1] * 60 + [-0.8, -0.9] * 10
    answers = pl.DataFrame({"annotator": ["A01"] * 140, "position": range(1, 141), "label": "x", "residual": residual})
    assert "limits at some time: A01." in timelines.rolling(answers).caption
    calm = answers.with_columns(residual=pl.Series([0.0, 0.1] * 70))
    assert "limits at some time: none." in timelines.rolling(calm).caption


def answers_of(n, label="x"):
    return pl.DataFrame({"annotator": ["A01"] * n, "position": range(1, n + 1), "label": label, "residual": [0.0] * n})


def test_only_the_latest_answers_are_drawn_and_it_says_so():
    figure = timelines.in_order(answers_of(timelines.LATEST + 5))
    assert figure.data["in-order"].height == timelines.LATEST
    assert figure.data["in-order"]["position"].min() == 6
    assert figure.caption.endswith("The latest 400 of each are shown.")
    assert "latest" not in timelines.in_order(answers_of(timelines.LATEST)).caption


def test_rare_labels_share_a_colour_and_nothing_chosen_has_a_name():
    labels = [name for i, name in enumerate("abcdefgh") for _ in range(9 - i)]
    answers = answers_of(len(labels) + 1).with_columns(label=pl.Series([*labels, None]))
    shown = timelines.in_order(answers).data["in-order"]
    assert shown.filter(pl.col("label") == "g")["shown"].unique().to_list() == ["g"]
    assert shown.filter(pl.col("label") == "h")["shown"].unique().to_list() == [timelines.REST]
    assert shown.filter(pl.col("position") == len(labels) + 1)["label"].to_list() == [timelines.NOTHING]


def test_too_few_answers_that_can_be_compared_make_no_line():
    (first, second) = timelines.blocks(answers_of(timelines.FEWEST - 1))
    assert first.id == "in-order"
    assert isinstance(second, Prose)
    assert timelines.rolling(answers_of(timelines.FEWEST)).id == "rolling"
