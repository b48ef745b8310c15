"""Known answers and repeated items: who differs from the gold, which gold is doubtful, who answers alike twice."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.annotators.flags import FEWEST_CHECKS
from oe_quality.analysis.annotators.results import AnnotatorAudit, AnnotatorRow
from oe_quality.plaintext import count, percent
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table
from oe_quality.render.page.words import listing, number, share
from oe_quality.render.sections.part import Material, Part

ITEMS_DRAWN = PEOPLE_DRAWN = 50
ANSWERS_LISTED = 2_000
"""Answers that the page carries, those that differ first."""
FEWEST = 3
"""Answers below which nothing is said about a gold item."""
SAME, OTHER = "as the gold", "otherwise"


def _drawn(it: Material) -> Section | None:
    return None if it.study.audit is None else section(it.study.judged, it.study.gold_answers)


PART = Part("gold", "Gold and repeated items", "a question whose annotators can be audited", _drawn)


def section(audit: AnnotatorAudit | None, answers: pl.DataFrame) -> Section:
    """The part of the page about gold and repeated items.

    Args:
        audit: of all annotators; None where they cannot be told apart.
        answers: annotator (alias), item, answer, gold, right (bool): answers to items with a gold answer.
    """
    blocks: list[Block] = []
    if answers.is_empty():
        why = "No answer can be held against a gold answer item by item: no single-choice question has gold answers."
        blocks.append(Prose((why,), "Gold items", "gold-grid"))
    else:
        blocks += [doubtful(answers)] if audit is None else [grid(answers), doubtful(answers)]
    rows = audit.rows if audit is not None else ()
    blocks += [_checks(rows, "gold_accuracy"), _checks(rows, "retest")]
    return Section(
        PART.id,
        PART.title,
        "Items whose answer is known, and items that one annotator answered twice. Gold is made by people too: when "
        "many answer otherwise, look at the gold first.",
        tuple(blocks),
    )


def grid(answers: pl.DataFrame) -> Figure:
    """Annotator x gold item: answered as the gold, or otherwise."""
    items = _ranked(answers, "item", ITEMS_DRAWN)
    people = _ranked(answers, "annotator", PEOPLE_DRAWN)
    drawn = (
        answers.join(items.select("item", x="rank"), on="item")
        .join(people.select("annotator", y="rank"), on="annotator")
        .with_columns(pl.when("right").then(pl.lit(SAME)).otherwise(pl.lit(OTHER)).alias("answered"))
        .sort("y", "x")
        .select("annotator", "item", "answer", "gold", "answered", pl.col("x", "y").cast(pl.Int64))
    )
    chart = (
        dots.base("gold-grid")
        .mark_point(filled=True, size=70)
        .encode(
            x=alt.X(
                "item:N",
                sort=alt.EncodingSortField("x", op="min"),
                title="gold items, most often answered otherwise first",
                axis=alt.Axis(labels=False, ticks=False, grid=False),
            ),
            y=alt.Y("annotator:N", sort=alt.EncodingSortField("y", op="min"), title=None),
            color=alt.Color(
                "answered:N",
                title=None,
                scale=alt.Scale(domain=[OTHER, SAME], range=[style.VERMILION, style.SKY]),
                legend=alt.Legend(orient="top"),
            ),
            shape=alt.Shape("answered:N", title=None, scale=alt.Scale(domain=[OTHER, SAME], range=["cross", "circle"])),
            opacity=alt.value(0.9),
            tooltip=["annotator:N", "item:N", "answer:N", "gold:N"],
        )
    )
    n_items, n_people = answers["item"].n_unique(), answers["annotator"].n_unique()
    cut = (
        f" Drawn: {items.height} of {count(n_items, 'item')} and {people.height} of {count(n_people, 'annotator')}."
        if items.height < n_items or people.height < n_people
        else ""
    )
    right = int(answers["right"].sum())
    return Figure(
        "gold-grid",
        "Answers to gold items",
        style.styled(chart.properties(width=alt.Step(12), height=alt.Step(14))),
        {"gold-grid": drawn},
        f"{share(right, answers.height)} of the answers to {count(n_items, 'gold item')} are as the gold.{cut}",
        Help(
            "Each mark is an answer to an item whose answer is known: a circle if it is as the gold, a cross if not.",
            "A row of crosses is an annotator to talk to. A column of crosses on the left is a gold answer to doubt: "
            "look at that item first.",
        ),
        Table(
            "gold-answers",
            "Answers to gold items",
            answers.sort("right", "item", "annotator"),
            (
                Column("annotator", "Annotator"),
                Column("item", "Item"),
                Column("answer", "Answer"),
                Column("gold", "Gold"),
            ),
            Help("Every answer to a gold item.", "Those that differ first."),
            annotator="annotator",
            most=ANSWERS_LISTED,
        ),
    )


def doubtful(answers: pl.DataFrame) -> Block:
    """The gold items that most people answer otherwise."""
    per = answers.group_by("item").agg(
        pl.col("gold").first(),
        pl.len().alias("n"),
        pl.col("right").sum(),
        pl.col("answer").mode().sort().alias("usual"),
    )
    failed = (
        per.filter((pl.col("n") >= FEWEST) & (2 * pl.col("right") < pl.col("n")))
        .with_columns((pl.col("right") / pl.col("n")).alias("share"), pl.col("usual").list.join(" or "))
        .sort("share", "n", "item", descending=[False, True, False])
    )
    if failed.is_empty():
        why = f"Every gold item with {FEWEST} answers or more is answered as the gold by at least half."
        return Prose((why,), "Gold to doubt", "gold-doubtful")
    return Table(
        "gold-doubtful",
        "Gold to doubt",
        failed.select("item", "gold", "usual", "n", "right", "share"),
        (
            Column("item", "Item"),
            Column("gold", "Gold"),
            Column("usual", "Most frequent answer", "text", 0, "Ties are named side by side."),
            Column("n", "Answers", "number"),
            Column("right", "As the gold", "number"),
            Column("share", "Share", "percent"),
        ),
        Help(
            f"Gold items with {FEWEST} answers or more that most people answer otherwise.",
            "When most agree on another answer the gold may be wrong, or the item may have two right answers. Mend it "
            "before anyone is judged by it.",
        ),
    )


CHECKS = {
    "gold_accuracy": (
        "Answers as the gold",
        "gold-accuracy",
        "The share of answers to gold items that are as the gold, with an interval.",
        "Nobody has answered enough items with a gold answer.",
    ),
    "retest": (
        "Answers to the same item twice",
        "retest",
        "How often an annotator gives the same answer to the same item on another occasion, with an interval.",
        "Nobody answered an item on two occasions, so it is not known how steady answers are.",
    ),
}
"""Field of an annotator's row -> title, id, what it is, and why it is absent."""


def _checks(rows: tuple[AnnotatorRow, ...], which: str) -> Block:
    """Every annotator's share of right or of repeated answers."""
    title, name, what, absent = CHECKS[which]
    found = [(row.alias, getattr(row, which)) for row in rows]
    records = [
        (
            alias,
            e.value,
            e.interval.low if e.interval else None,
            e.interval.high if e.interval else None,
            e.n_responses or e.n_items,
        )
        for alias, e in found
        if e.value is not None
    ]
    if not records:
        return Prose((absent,), title, name)
    schema = {"annotator": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64}
    frame = pl.DataFrame(records, schema=schema, orient="row").sort("value", "annotator")
    drawn = frame.head(PEOPLE_DRAWN)
    chart = dots.forest(
        name, "annotator", "share of answers", ["annotator:N", alt.Tooltip("value:Q", format=".0%"), "n:Q"],
        domain=(0, 1), percent=True,
    )  # fmt: skip
    cut = f" The {PEOPLE_DRAWN} lowest are drawn." if frame.height > PEOPLE_DRAWN else ""
    middle = number(100 * float(frame["value"].to_numpy().mean()), 0)
    return Figure(
        name,
        title,
        style.styled(chart.properties(width=style.WIDTH - 120, height=alt.Step(18))),
        {name: drawn},
        f"{count(frame.height, 'annotator')}, {middle} % on average. {_lowest(frame)}{cut}",
        Help(what, "Few items give wide intervals: a low share of five items says little."),
        Table(
            f"{name}-table",
            title,
            frame,
            (
                Column("annotator", "Annotator"),
                Column("value", "Share", "estimate", 2, "", "low", "high"),
                Column("n", "Answers", "number"),
            ),
            Help(what, "Lowest first."),
            annotator="annotator",
        ),
    )


def _lowest(frame: pl.DataFrame) -> str:
    """Who is right, or alike, least often; nobody is named by fewer answers than a flag needs."""
    told = frame.filter(pl.col("n") >= FEWEST_CHECKS).head(3).to_dicts()
    if not told:
        return f"Nobody has {FEWEST_CHECKS} of them, by which something could be said of a person."
    low = [f"{row['annotator']} {percent(row['value'])}" for row in told]
    return f"Lowest: {listing(low)}."


def _ranked(answers: pl.DataFrame, by: str, most: int) -> pl.DataFrame:
    """The `most` values of `by` with most answers that differ, and their rank from 1."""
    per = answers.group_by(by).agg((~pl.col("right")).mean().alias("differ"), pl.len().alias("n"))
    kept = per.sort("n", by, descending=[True, False]).head(most)
    return kept.sort("differ", by, descending=[True, False]).with_row_index("rank", 1)
