"""How many annotators are enough, and what to ask about next."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.planning.labels import sentences
from oe_quality.analysis.planning.ranking import sentence
from oe_quality.analysis.planning.relabel import RelabelQueue, Target
from oe_quality.analysis.planning.results import Plan, Plans
from oe_quality.analysis.planning.work import duration
from oe_quality.plaintext import count
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table
from oe_quality.render.page.words import listing, number
from oe_quality.render.sections.part import Part

LABELS_DRAWN = 12
"""Labels drawn per question, the most frequent ones; the table holds all."""


PART = Part(
    "planning", "What to do next", "answers", lambda it: section(it.study.plans, it.study.queue, it.study.links)
)


def section(plans: Plans | None, queue: RelabelQueue | None, links: pl.DataFrame) -> Section:
    """The part of the page about what to do next; `links` are item and url."""
    blocks: list[Block] = []
    drawn = [plan for plan in plans.plans if _defined(plan)] if plans else []
    if plans is None or not drawn:
        why = "No plan can be made: reliability needs questions whose items were answered by several people."
        blocks.append(Prose((why,), "How many answers per item?", "plan"))
    else:
        blocks += [curves(drawn), summary(plans), *_labels(plans)]
    blocks += _queue(queue, links)
    return Section(
        PART.id,
        PART.title,
        "How many answers per item the labels need, and which items gain most from one more.",
        tuple(blocks),
    )


def curves(plans: list[Plan]) -> Figure:
    """Reliability of the mean of k answers, a panel per question."""
    lines = pl.concat([_lines(plan) for plan in plans])
    order = {plan.question: place for place, plan in enumerate(plans)}
    lines = lines.with_columns(pl.col("question").replace_strict(order, return_dtype=pl.Int64).alias("place"))
    ground = dots.base("plan")
    x = alt.X("k:Q", title="answers per item", scale=alt.Scale(nice=False), axis=alt.Axis(tickCount=5, grid=False))
    y = alt.Y("reliability:Q", title="reliability", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=4))
    only = ground.transform_filter(alt.FieldEqualPredicate(field="main", equal=1))
    whole = [
        only.mark_area(color=style.BLUE, opacity=0.15).encode(x=x, y=alt.Y("low:Q", title="reliability"), y2="high:Q"),
        only.mark_line(color=style.BLUE, strokeWidth=2.5).encode(
            x=x, y=y, tooltip=["part:N", "k:Q", alt.Tooltip("reliability:Q", format=".2f")]
        ),
        ground.mark_rule(color=style.VERMILION, strokeDash=[5, 4]).encode(y="target:Q"),
    ]
    labels = (
        ground.transform_filter(alt.FieldEqualPredicate(field="main", equal=0))
        .mark_line(color=style.GREY, strokeWidth=1, opacity=0.6)
        .encode(x=x, y=y, detail="part:N", tooltip=["part:N", "k:Q", alt.Tooltip("reliability:Q", format=".2f")])
    )
    chart = dots.layered(*([labels] if (lines["main"] == 0).any() else []), *whole)
    panels = chart.properties(width=180, height=110).facet(
        alt.Facet("question:N", title=None, sort=alt.EncodingSortField("place", op="min")), columns=3
    )
    needs = [f"{plan.question} {_needed(plan)}" for plan in plans]
    return Figure(
        "plan",
        "How many answers per item?",
        style.styled(panels),
        {"plan": lines},
        f"Answers per item for a reliability of {number(plans[0].target, 1)}: {listing(needs, 12)}.",
        Help(
            "How reliable labels made of k answers per item are: the share of their variance that lies between items. "
            "Thick: the question as a whole, with its 95 % band; thin: single labels; dashed: the target.",
            "Where the curve crosses the dashed line, more answers per item stop paying much. A curve that stays low "
            "is not mended by more answers: the guideline or the question needs work, or people differ.",
            "Generalisability theory, Phi(k): Brennan 2001; Spearman 1910 and Brown 1910.",
        ),
    )


def summary(plans: Plans) -> Table:
    """What each question and label needs."""
    return Table(
        "plan-summary",
        "Answers needed, by question and label",
        plans.summary(),
        (
            Column("question", "Question"),
            Column("part", "Label"),
            Column("answers", "Answers", "number", 0, "That gave the label, or all."),
            Column("one answer", "One answer", "estimate", 2, "Reliability of a single answer.", "low", "high"),
            Column("as now", "As now", "number", 2, "Reliability with as many answers per item as there are."),
            Column("needed", "Needed", "number", 0, "Answers per item that reach the target."),
            Column("from", "From", "number", 0, "The same at the reliability's upper bound."),
            Column("to", "To", "number", 0, "The same at the reliability's lower bound; a dash: no number does."),
            Column("more answers", "Still to give", "number", 0, "Over all items, to have as many as needed on each."),
        ),
        Help(
            "For each question and label, how many answers per item it needs.",
            "A dash under “needed” means that no number of answers reaches the target, or that it cannot be told.",
            "Brennan 2001.",
        ),
    )


def _labels(plans: Plans) -> list[Block]:
    """What more answers would make of the labels, and what it takes to rank items by disagreement."""
    return [
        Prose(
            (*sentences(plan.labels), *([sentence(plan.ranking, plan.target)] if plan.ranking else [])),
            f"What more answers bring: {plan.question}",
            f"plan-labels-{place}",
        )
        for place, plan in enumerate(plans.plans)
        if plan.labels or plan.ranking
    ]


def _queue(queue: RelabelQueue | None, links: pl.DataFrame) -> list[Block]:
    if queue is None or not queue.items:
        why = "No list of what to relabel: there is no question with labels that several people answered."
        return [Prose((why,), "What to ask about next", "queue")]
    return [relabel_queue(queue, links)]


def relabel_queue(queue: RelabelQueue, links: pl.DataFrame) -> Table:
    """The items that gain most from one more answer, and where they can be found (`links`: item, url)."""
    frame = queue.frame().with_columns(pl.col("votes").list.join(", "), pl.col("ask").list.join(", "))
    if links.height:
        frame = frame.join(links.rename({"url": "link"}), on="item", how="left", maintain_order="left")
    frame = frame.with_row_index("rank", 1)
    bits = queue.target is Target.CONSENSUS
    columns = (
        Column("item", "Item"),
        Column("votes", "Votes so far", "words"),
        Column("n_annotators", "Annotators", "number"),
        Column("gain", "Gain", "number", 2 if bits else 4, f"Expected from one more answer, in {queue.unit}."),
        Column("entropy", "Uncertainty", "number", 2, "Bits about the label as it stands.", extra=True),
        Column("seconds", "Seconds", "number", 0, "What an answer usually takes."),
        Column("ask", "Ask", "text", 0, "Annotators who have not seen it, the most informative first."),
    )
    time = "" if queue.minutes is None else f" All of them take about {duration(queue.minutes / 60)}."
    return Table(
        "queue",
        f"What to ask about next: {queue.question}",
        frame,
        tuple(column for column in columns if frame[column.name].is_not_null().any()),
        Help(
            f"The {count(len(queue.items), 'item')} about which one more answer teaches most, "
            f"{number(queue.total_gain, 1)} {queue.unit} together.{time}",
            "Uncertainty alone is not gain: an item that stays ambiguous however many people answer is left where it "
            "is. “Ask” never names who already answered the item.",
            "Expected information gain: Lindley 1956."
            if bits
            else "Expected fall of the variance of the label's share among people.",
        ),
    )


def _lines(plan: Plan) -> pl.DataFrame:
    """question, part, k, reliability, low, high, main (1 for the question as a whole), target."""
    main = plan.parts[0].part
    kept = [part.part for part in plan.parts[: LABELS_DRAWN + 1]]
    return (
        plan.frame()
        .filter(pl.col("part").is_in(kept) & pl.col("reliability").is_not_null())
        .select(
            "question",
            "part",
            "k",
            "reliability",
            "low",
            "high",
            (pl.col("part") == main).cast(pl.Int64).alias("main"),
            pl.lit(plan.target).alias("target"),
        )
    )


def _needed(plan: Plan) -> str:
    part = plan.parts[0]
    if part.needed is None:
        return "no number known"
    return f"{part.needed} ({number(plan.answers_now, 1)} now)"


def _defined(plan: Plan) -> bool:
    """Whether the question as a whole, a plan's first part, has a curve."""
    return bool(plan.parts) and any(at.reliability.value is not None for at in plan.parts[0].curve)
