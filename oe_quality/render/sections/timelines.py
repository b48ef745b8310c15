"""A few annotators' answers in time order, and how their agreement with the others moves."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.plaintext import count
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Table
from oe_quality.render.page.words import listing

LATEST = 400
"""Answers drawn per annotator, the latest ones."""
COLOURED = 7
"""Labels with a colour of their own; the rest share a grey."""
MOMENTS_LISTED = 500
"""Rows of the moving averages that the page carries as a table; the picture has them all."""
WINDOW, FEWEST = 20, 10
"""Answers averaged, and how many of them must be comparable with somebody else's."""
LIMIT_SD = 3.0
REST, NOTHING = "all others", "nothing chosen"


def blocks(answers: pl.DataFrame) -> list[Block]:
    """Both pictures of a handful of annotators.

    Args:
        answers: annotator (alias), position (1..n in time order), label (null where none was chosen), residual
            (agreement with the others less what the item lets anyone reach; null where nobody else answered).
    """
    if answers.is_empty():
        why = "Answers cannot be shown in time order: nobody has enough of them with times."
        return [Prose((why,), "Answers in time order", "timelines")]
    return [in_order(answers), rolling(answers)]


def in_order(answers: pl.DataFrame) -> Figure:
    """Each answer a stripe in its label's colour."""
    counts = answers.with_columns(pl.col("label").fill_null(NOTHING)).group_by("label").len()
    ranks = counts.sort("len", "label", descending=[True, False]).with_row_index("rank")
    stripes = (
        _latest(answers)
        .with_columns(pl.col("label").fill_null(NOTHING))
        .join(ranks.select("label", "rank"), on="label", maintain_order="left")
        .with_columns(
            pl.when(pl.col("rank") < COLOURED).then("label").otherwise(pl.lit(REST)).alias("shown"),
            pl.col("rank").clip(0, COLOURED).cast(pl.Int64),
            pl.col("position").add(1).alias("until"),
        )
        .select("annotator", "position", "until", "label", "shown", "rank")
    )
    colours = [*style.PALETTE[:COLOURED], "#C3CAD1"][: min(ranks.height, COLOURED + 1)]
    chart = (
        dots.base("in-order")
        .mark_bar(height=18)
        .encode(
            x=alt.X("position:Q", title="answers, the first on the left", scale=alt.Scale(zero=False, nice=False)),
            x2="until:Q",
            y=alt.Y("annotator:N", sort=None, title=None),
            color=alt.Color(
                "shown:N",
                title=None,
                sort=alt.EncodingSortField("rank", op="min"),
                scale=alt.Scale(range=colours),
                legend=alt.Legend(orient="bottom", columns=3, symbolType="square"),
            ),
            opacity=alt.value(1),
            tooltip=["annotator:N", "position:Q", "label:N"],
        )
    )
    people = stripes["annotator"].n_unique()
    cut = answers.group_by("annotator").len()["len"].max()
    latest = f" The latest {LATEST} of each are shown." if isinstance(cut, int) and cut > LATEST else ""
    top = ranks["label"].head(3).to_list()
    return Figure(
        "in-order",
        "Answers in time order",
        style.styled(chart.properties(width=style.WIDTH - 40, height=alt.Step(26))),
        {"in-order": stripes},
        f"{count(stripes.height, 'answer')} of {count(people, 'annotator')}, the most urgent first; most often "
        f"{listing(top)}.{latest}",
        Help(
            "Each stripe is one answer, in the order in which they were given; for answers with several labels the "
            "first of them.",
            "Long stretches of one colour are runs. A change of colours part-way shows a new habit, or other items.",
        ),
    )


def rolling(answers: pl.DataFrame) -> Block:
    """A moving average of agreement with the others, with the limits within which chance keeps it."""
    moving = _moving(answers)
    drawn = moving.filter(pl.col("agreement").is_not_null().any().over("annotator"))
    if drawn.is_empty():
        why = f"Nobody has {FEWEST} answers in {WINDOW} that could be compared with somebody else's."
        return Prose((why,), "Agreement over time", "rolling")
    ground = dots.base("rolling")
    # Ends are given, as the ends of an empty panel would be infinite.
    span = alt.Scale(domain=[1, max(drawn["position"])], nice=False)
    reach = alt.Scale(domain=dots.ends(pl.concat([drawn["low"], drawn["high"], drawn["agreement"]])))
    x = alt.X("position:Q", title="answers", scale=span, axis=alt.Axis(grid=False, tickCount=5))
    y = alt.Y("agreement:Q", title="relative agreement", scale=reach)
    chart = dots.layered(
        ground.mark_area(color=style.BLUE, opacity=0.15, interpolate="step").encode(
            x=x, y=alt.Y("low:Q", title="relative agreement", scale=reach), y2="high:Q"
        ),
        ground.mark_line(color=style.BLUE, strokeWidth=2).encode(x=x, y=y),
        ground.transform_filter("datum.outside == 1")
        .mark_point(color=style.VERMILION, filled=True, shape="triangle-down", size=35, opacity=1)
        .encode(
            x=x,
            y="agreement:Q",
            tooltip=["annotator:N", "position:Q", alt.Tooltip("agreement:Q", format=".2f"), "comparable:Q"],
        ),
    )
    panels = chart.properties(width=280, height=90).facet(
        alt.Facet("annotator:N", title=None, sort=alt.EncodingSortField("place", op="min")), columns=2
    )
    below = drawn.filter(pl.col("agreement") < pl.col("low"))["annotator"].unique(maintain_order=True).to_list()
    gaps = drawn.filter(pl.col("agreement").is_null() & (pl.col("position") > WINDOW))
    gap = f" Gaps: fewer than {FEWEST} of {WINDOW} answers can be compared." if gaps.height else ""
    people = count(drawn["annotator"].n_unique(), "annotator")
    return Figure(
        "rolling",
        "Agreement over time",
        style.styled(panels),
        {"rolling": drawn},
        f"Agreement with the others over the last {WINDOW} answers of {people}. Below their own limits at some time: "
        f"{listing(below)}.{gap}",
        Help(
            f"The line is the mean, over the last {WINDOW} answers, of agreement with the others less what the item "
            "lets anyone reach; 0 is as others do. The band is the annotator's own mean with control limits.",
            "A line that leaves its band downwards (triangles) shows a stretch that differs from the annotator's own "
            "usual. Where nobody else answered, agreement is undefined, and the line has a gap: it is not 0.",
            f"Shewhart 1931, limits at {LIMIT_SD:.0f} standard errors.",
        ),
        Table(
            "rolling-table",
            "Agreement over time",
            drawn.drop("place", "outside"),
            (
                Column("annotator", "Annotator"),
                Column("position", "Answer", "number"),
                Column("agreement", "Mean", "number", 2),
                Column("low", "Limit below", "number", 2),
                Column("high", "Limit above", "number", 2),
                Column(
                    "comparable", "Comparable", "number", 0, f"Of the last {WINDOW}, answered by somebody else too."
                ),
            ),
            Help("The moving average and its limits.", "A dash: too few answers can be compared."),
            annotator="annotator",
            most=MOMENTS_LISTED,
        ),
    )


def _moving(answers: pl.DataFrame) -> pl.DataFrame:
    """annotator, place, position, agreement (null where too few are comparable), low, high, comparable,
    outside (0 or 1).
    """
    known = pl.col("residual").is_not_null().cast(pl.Float64)
    order = answers.select(pl.col("annotator").unique(maintain_order=True)).with_row_index("place")
    sums = answers.sort("annotator", "position", maintain_order=True).with_columns(
        known.rolling_sum(WINDOW, min_samples=1).over("annotator").alias("comparable"),
        pl.col("residual").fill_null(0.0).rolling_sum(WINDOW, min_samples=1).over("annotator").alias("total"),
        pl.col("residual").mean().over("annotator").alias("centre"),
        pl.col("residual").std().over("annotator").alias("spread"),
    )
    enough = pl.col("comparable") >= FEWEST
    reach = LIMIT_SD * pl.col("spread") / pl.col("comparable").sqrt()
    limited = sums.with_columns(
        pl.when(enough).then(pl.col("total") / pl.col("comparable")).alias("agreement"),
        pl.when(enough).then(pl.col("centre") - reach).alias("low"),
        pl.when(enough).then(pl.col("centre") + reach).alias("high"),
    )
    beyond = (pl.col("agreement") < pl.col("low")) | (pl.col("agreement") > pl.col("high"))
    return (
        _latest(limited)
        .join(order, on="annotator")
        .sort("place", "position")
        .with_columns(
            beyond.fill_null(False).cast(pl.Int64).alias("outside"), pl.col("place", "comparable").cast(pl.Int64)
        )
        .select("annotator", "place", "position", "agreement", "low", "high", "comparable", "outside")
    )


def _latest(answers: pl.DataFrame) -> pl.DataFrame:
    return answers.filter(pl.col("position") > pl.col("position").max().over("annotator") - LATEST)
