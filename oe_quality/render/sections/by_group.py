"""Do groups of people, languages or items differ? Forest plots with the smallest n, and who was left out."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.distributions.group_results import Groups
from oe_quality.analysis.distributions.results import EVERYONE, Distributions
from oe_quality.plaintext import count
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Table
from oe_quality.render.page.island import chart_word
from oe_quality.render.page.words import listing, number, slug

GROUPS_DRAWN, LABELS_DRAWN = 6, 12
DIFFERENCES_DRAWN = 24
FOUND = 0.05
"""Rate of false discoveries at which a difference is called found."""
DIFFERENCE_COLUMNS = (
    Column("attribute", "Attribute"),
    Column("group", "Group"),
    Column("part", "Label"),
    Column("difference", "Difference", "estimate", 3, "From the others, same items.", "low", "high"),
    Column("standardised", "Standardised", "number", 2, "In standard deviations between annotators.", extra=True),
    Column("q_value", "q", "number", 3, "After false-discovery control over all comparisons."),
    Column("detectable", "Detectable", "number", 3, "Smallest difference seen in 80 of 100 such studies.", extra=True),
    Column("n_group", "People", "number"),
    Column("n_others", "Others", "number", extra=True),
    Column("undefined", "Undefined, because"),
)


def shares(it: Distributions) -> Block:
    """The share of each label in each group, side by side."""
    name = f"by-{slug(it.by)}-{slug(it.question)}"
    title = f"{it.question} by {it.by}"
    told = it.frame().filter((pl.col("group") != EVERYONE) & pl.col("value").is_not_null())
    if told.is_empty():
        why = f"No group of {it.by} has {it.minimum} annotators and items, so none is shown."
        return Prose((why, *_folded(it.folded, it.minimum)), title, name)
    sizes = told.group_by("group").agg(pl.col("n_responses").max())
    groups = sizes.sort("n_responses", "group", descending=[True, False])["group"].head(GROUPS_DRAWN)
    parts = told.group_by("part").agg(pl.col("n_chosen").sum())
    labels = parts.sort("n_chosen", "part", descending=[True, False])["part"].head(LABELS_DRAWN)
    drawn = (
        told.join(labels.to_frame().with_row_index("row"), on="part")
        .join(groups.to_frame().with_row_index("place"), on="group")
        .sort("row", "place")
        .select(
            "part", "group", "value", "low", "high", "n_annotators", "n_items", pl.col("row", "place").cast(pl.Int64)
        )
    )
    cut = told["group"].n_unique() > GROUPS_DRAWN or told["part"].n_unique() > LABELS_DRAWN
    most = f" Drawn: the {len(groups)} largest groups and {count(len(labels), 'most frequent label')}." if cut else ""
    n = min(told["n_annotators"])
    return Figure(
        name,
        title,
        style.styled(_lanes(it, name).properties(width=style.WIDTH - 260, height=alt.Step(10))),
        {name: drawn},
        f"{count(told['group'].n_unique(), 'group')}; the smallest has {n} annotators.{most} "
        + " ".join(_folded(it.folded, it.minimum)),
        Help(
            f"The answers to {it.question} in each group of {it.by}, with 95 % intervals.",
            "Groups may have answered different items: a difference here can come from the items. Bars that hardly "
            "overlap are worth a look at the comparison on the same items.",
            "Cameron, Gelbach and Miller 2011 (two-way clustering).",
        ),
        _numbers(told, name, title),
    )


def _lanes(it: Distributions, name: str) -> alt.LayerChart:
    """A lane per group within each label: its share, or mean rating, with the interval."""
    rating = it.long_tail is None
    ground = dots.base(name)
    y = alt.Y("part:N", sort=None, title=None)
    lane = alt.YOffset("group:N", sort=alt.EncodingSortField("place", op="min"))
    colour = alt.Color("group:N", sort=alt.EncodingSortField("place", op="min"), title=None)
    x = alt.X(
        "low:Q",
        title="mean rating" if rating else "share of answers",
        axis=alt.Axis() if rating else alt.Axis(format="%"),
        scale=alt.Scale(zero=not rating),
    )
    return dots.layered(
        ground.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q", y=y, yOffset=lane, color=colour),
        ground.mark_point(filled=True, size=45, opacity=1).encode(
            x="value:Q",
            y=y,
            yOffset=lane,
            color=colour,
            tooltip=["part:N", "group:N", alt.Tooltip("value:Q", format=".3f"), "n_annotators:Q", "n_items:Q"],
        ),
    )


def _numbers(told: pl.DataFrame, name: str, title: str) -> Table:
    """All groups and labels, drawn or not."""
    return Table(
        f"{name}-table",
        title,
        told.drop("question", "by"),
        (
            Column("group", "Group"),
            Column("part", "Label"),
            Column("value", "Value", "estimate", 3, "Share of answers, or mean rating.", "low", "high"),
            Column("n_chosen", "Given", "number"),
            Column("n_responses", "Answers", "number"),
            Column("n_items", "Items", "number"),
            Column("n_annotators", "Annotators", "number"),
        ),
        Help("All groups and labels.", "Brackets: 95 % interval."),
    )


def compared(it: Groups | None) -> list[Block]:
    """Differences between groups of annotators on the same items."""
    title = "Do groups of annotators differ?"
    if it is None:
        return [Prose(("Groups of annotators are not compared: nothing is known of the people.",), title, "groups")]
    if not it.differences:
        why = f"No two groups of annotators have {it.minimum} people or more, so none are compared."
        return [Prose((why, *_folded(it.too_small, it.minimum)), title, "groups")]
    return [differences(it), *([cohesion(it)] if it.cohesion else [])]


def differences(it: Groups) -> Block:
    """The clearest differences, with intervals."""
    told = it.frame().filter(pl.col("difference").is_not_null())
    told = told.sort("q_value", "p_value", "group", "part", nulls_last=True)
    if told.is_empty():
        return Prose(("Groups share no items on which to compare them.",), "Do groups of annotators differ?", "groups")
    drawn = told.head(DIFFERENCES_DRAWN).select(
        pl.format("{} {}: {}", "attribute", "group", "part").alias("row"), "difference", "low", "high", "n_group"
    )
    chart = dots.forest(
        "groups",
        "row",
        f"difference from the others ({chart_word(it.unit)})",
        ["row:N", alt.Tooltip("difference:Q", format=".3f"), "n_group:Q"],
        value="difference",
        reference=0,
    )
    return Figure(
        "groups",
        f"Do groups of annotators differ? {it.question}",
        style.styled(chart.properties(width=style.WIDTH - 300, height=alt.Step(dots.ROW_STEP))),
        {"groups": drawn},
        _beyond_chance(it, told),
        Help(
            "How often a group of annotators gives an answer, less how often the others give it on the same items.",
            "Right of the line: more often. Groups differ for many reasons, and a difference is a finding about "
            "perception as often as about care. Nothing is said of groups with too few people.",
            f"Annotators permuted {it.permutations:,} times; false discoveries: "
            f"{'Benjamini and Hochberg 1995' if it.correction == 'bh' else 'Benjamini and Yekutieli 2001'}.",
        ),
        Table(
            "groups-table",
            f"Groups of annotators: {it.question}",
            it.frame().drop("question"),
            DIFFERENCE_COLUMNS,
            Help("Every comparison that was made.", "Small q: more than chance."),
        ),
    )


def _beyond_chance(it: Groups, told: pl.DataFrame) -> str:
    """How many differences are beyond chance, and which could have been seen.

    Args:
        it: all groups, those with too few people among them.
        told: the comparisons that could be made, the clearest first.
    """
    found = told.filter(pl.col("q_value") < FOUND)
    named = [f"{row['attribute']} {row['group']}: {row['part']}" for row in found.head(3).to_dicts()]
    clear = f"{count(found.height, 'difference')} beyond chance: {listing(named)}" if named else "None is beyond chance"
    reach = told["detectable"].median()
    seen = (
        f" Half of the comparisons would have found a difference of {number(reach)}."
        if isinstance(reach, float)
        else ""
    )
    cut = f" The {DIFFERENCES_DRAWN} clearest are drawn." if told.height > DIFFERENCES_DRAWN else ""
    smallest = told.select(pl.min_horizontal("n_group", "n_others").min()).item()
    return (
        f"{count(told.height, 'comparison')} on the same items; the smallest group has {smallest} annotators. {clear}."
        f"{seen}{cut} {' '.join(_folded(it.too_small, it.minimum))}"
    ).strip()


def cohesion(it: Groups) -> Table:
    """Whether groups agree more among themselves than with the others."""
    return Table(
        "cohesion",
        f"Do groups agree among themselves? {it.question}",
        it.cohesion_frame().drop("question"),
        (
            Column("attribute", "Attribute"),
            Column("group", "Group"),
            Column("n_group", "People", "number"),
            Column("within", "Within", "number", 2, "Agreement beyond chance among the group."),
            Column("across", "With others", "number", 2, "Agreement beyond chance with everybody else."),
            Column("difference", "Difference", "estimate", 2, "", "low", "high"),
            Column("p_value", "p", "number", 3),
        ),
        Help(
            "Agreement within each group, against agreement between the group and all others.",
            "A positive difference: the group shares a way of seeing things that the others do not share.",
            "Prabhakaran et al. 2024 (GRASP); Wong, Paritosh and Aroyo 2021 (cross-replication reliability).",
        ),
    )


def _folded(groups: tuple[str, ...], minimum: int) -> list[str]:
    return [f"Not shown, as smaller than {minimum}: {listing(list(groups))}."] if groups else []
