"""Pictures of results that stand on no page: severity, divided items, groups of annotators apart."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.distributions.apart_results import GroupsApart
from oe_quality.analysis.distributions.divided_results import Divided
from oe_quality.analysis.severity.results import Severity
from oe_quality.plaintext import count, percent
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Block, Figure, Help, Prose
from oe_quality.render.page.words import number

PEOPLE_DRAWN, ITEMS_DRAWN, PAIRS_DRAWN = 60, 30, 30
SURE = 0.05
"""q values up to this are drawn as noticed."""


def severity(it: Severity) -> Block:
    """Each annotator's severity with its interval, the most severe first; those whose answers do not fit stand out."""
    told = it.frame().filter(pl.col("severity").is_not_null())
    if told.is_empty():
        return Prose(("Nobody's severity is determined.",), "Severity", "severity")
    misfit = ((pl.col("infit") > 1) & (pl.col("infit_q") <= SURE)).fill_null(value=False)
    notice = pl.when(misfit).then(pl.lit(dots.NOTICED)).otherwise(pl.lit(dots.USUAL)).alias("notice")
    drawn = _ends(told, PEOPLE_DRAWN).select(
        pl.col("annotator").alias("row"), *_estimate("severity"), "infit", "outfit", "n_answers", notice
    )
    chart = dots.forest("severity", "row", "severity (logits)", ["row:N"], reference=0)
    marks = dots.base("severity").mark_point(filled=True, size=60, opacity=1)
    marked = marks.encode(
        x="value:Q",
        y=alt.Y("row:N", sort=None),
        color=dots.notice_colour(),
        shape=dots.notice_shape(),
        tooltip=_tips(".2f", "value", "infit", "outfit", "n_answers"),
    )
    cut = f" Drawn: the {PEOPLE_DRAWN} farthest from the mean." if told.height > drawn.height else ""
    erratic = told.filter(misfit).height
    return Figure(
        "severity",
        f"How severely annotators answer {it.question}",
        _sized(dots.layered(*_parts(chart)[:-1], marked)),
        {"severity": drawn},
        f"{count(told.height, 'annotator')} about their mean, with {percent(it.level)} intervals; items spread by "
        f"{number(it.spread)} logits. {_equal(it)}Noticed: {erratic} whose answers are more various than the model "
        f"expects (infit, q at most .05).{cut}",
        Help(
            "How much lower somebody answers than others would, in logits, whichever items they saw.",
            "Right of the line: more severe, others would answer higher.",
            "Andrich 1978; Linacre 1989.",
        ),
    )


def divided(it: Divided) -> Block:
    """The most divided items: the chance that two answers differ, with its bounds."""
    told = it.frame()
    drawn = told.head(ITEMS_DRAWN).select(
        pl.col("item").alias("row"), *_estimate("expected"), "rank_low", "rank_high", "n_answers"
    )
    chart = dots.forest(
        "divided",
        "row",
        "chance that two answers differ",
        _tips(".2f", "value", "rank_low", "rank_high", "n_answers"),
        domain=(0, 1),
        percent=True,
    )
    order = "" if it.reliability is None else f" Reliability of the order: {number(it.reliability)}."
    first = f" The first item is among the {told['rank_high'][0]:,} most divided."
    cut = f" The {ITEMS_DRAWN} most divided are drawn." if told.height > ITEMS_DRAWN else ""
    return Figure(
        "divided",
        f"What annotators are divided about: {it.question}",
        _sized(chart),
        {"divided": drawn},
        f"{count(told.height, 'item')}, with {percent(it.level)} bounds.{order}{first}{cut}",
        Help(
            "The chance that two further answers to the item differ.",
            "Bars that overlap leave the order open: with few answers no item is surely more divided than another.",
            "Simpson 1949; Minka 2000.",
        ),
    )


def apart(it: GroupsApart) -> Block:
    """How far apart the labels of each pair of groups lie, beside what chance gives."""
    told = it.frame().filter(pl.col("jensen_shannon").is_not_null())
    if told.is_empty():
        return Prose(("No two groups answered the same items.",), "Groups apart", "apart")
    drawn = told.sort("jensen_shannon", descending=True).head(PAIRS_DRAWN).select(
        pl.format("{} – {}", "first", "second").alias("row"), *_estimate("jensen_shannon"),
        pl.col("jensen_shannon_by_chance").alias("chance"), "q_value",
    )  # fmt: skip
    chart = dots.forest("apart", "row", "Jensen-Shannon divergence (bits)", _tips(".3f", "value", "chance", "q_value"))
    tick = dots.base("apart").mark_point(shape="stroke", angle=90, color=style.GREY, size=110, strokeWidth=2)
    by_chance = tick.encode(x="chance:Q", y=alt.Y("row:N", sort=None))
    found = told.filter(pl.col("q_value") <= SURE).height
    small = f" Too few to compare: {', '.join(it.too_small)}." if it.too_small else ""
    cut = f" The {PAIRS_DRAWN} farthest apart are drawn." if told.height > PAIRS_DRAWN else ""
    return Figure(
        "apart",
        f"How far apart groups by {it.by} answer {it.question}",
        _sized(dots.layered(by_chance, *_parts(chart))),
        {"apart": drawn},
        f"{count(told.height, 'pair')} of groups on the items that both answered, with {percent(it.level)} intervals; "
        f"grey: what moving annotators between the groups gives ({it.permutations:,} times). "
        f"{count(found, 'pair')} beyond chance (q at most .05).{small}{cut}",
        Help(
            "How much the distributions of two groups' labels differ: 0 alike, 1 nothing in common.",
            "A dot at its grey mark is what chance alone gives.",
            "Lin 1991; Fisher 1935; Benjamini and Yekutieli 2001.",
        ),
    )


def _estimate(column: str) -> list[pl.Expr]:
    """A column and its bounds, under the names that `dots.forest` looks for."""
    ends = {"value": column, "low": f"{column}_low", "high": f"{column}_high"}
    return [pl.col(held).alias(name) for name, held in ends.items()]


def _tips(form: str, *fields: str) -> list[str | alt.Tooltip]:
    """What is shown of a mark: its row, numbers in this form, and counts."""
    return [
        "row:N",
        *(alt.Tooltip(f"{name}:Q", format="," if name.startswith(("n_", "rank")) else form) for name in fields),
    ]


def _parts(chart: alt.LayerChart) -> list[alt.Chart]:
    """Its layers, each with the data that Altair keeps for all of them."""
    layers = [layer.copy(deep=False) for layer in chart.layer if isinstance(layer, alt.Chart)]
    for layer in layers:
        layer.data = chart.data
    return layers


def _ends(told: pl.DataFrame, most: int) -> pl.DataFrame:
    """The rows farthest from 0, in the order in which they stood."""
    kept = told.with_row_index("place").sort(pl.col("severity").abs(), descending=True).head(most)
    return kept.sort("place").drop("place")


def _equal(it: Severity) -> str:
    if it.equal_p is None or it.reliability is None:
        return ""
    p = "p < .001" if it.equal_p < 0.001 else f"p = {it.equal_p:.3f}"
    return f"Reliability of severities {number(it.reliability)}; that all are equal: {p}. "


def _sized(chart: alt.LayerChart) -> style.AnyChart:
    return style.styled(chart.properties(width=style.WIDTH - 300, height=alt.Step(dots.ROW_STEP)))
