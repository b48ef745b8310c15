"""Models beside people: may one stand in for an annotator, for which labels, and how sure is that?"""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.judges.results import Judges, QuestionJudges
from oe_quality.analysis.judges.tables import (
    bias_table,
    confidence_table,
    differing_items,
    pair_table,
    powered_table,
    right_table,
)
from oe_quality.analysis.judges.wording import beside_the_table, decisions
from oe_quality.analysis.planning.results import TOGETHER
from oe_quality.plaintext import count
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table
from oe_quality.render.sections.part import Material, Part

MOST_DIFFERING = 200
CALDERON = "Alternative annotator test: Calderon, Reichart and Dror 2025."
WONG = "Cross-replication reliability: Wong, Paritosh and Aroyo 2021."


def draw(material: Material) -> Section | None:
    """The section, where a model answered."""
    found = material.study.judges
    return None if found is None else section(found)


PART = Part("models", "Models beside people", "answers by a model to items that people answered too", draw)


def section(found: Judges) -> Section:
    """The part of the page about models; its first line is the sentence that decides on the first question."""
    first, *others = decisions(found)
    blocks: list[Block] = [overview(found)]
    blocks.append(Prose((*others, *beside_the_table(found)), "", "models-verdict"))
    blocks += [agreements(one, place) for place, one in enumerate(found.questions, 1)]
    blocks += [biases(found), differing(found)]
    if right_table(found).height:
        blocks.append(right(found))
    if confidence_table(found).height:
        blocks.append(confidence(found))
    if pair_table(found).height:
        blocks.append(pairs(found))
    if powered_table(found).height:
        blocks.append(shares(found))
    return Section(PART.id, PART.title, first, tuple(blocks))


def overview(found: Judges) -> Table:
    """One row per question and model."""
    return Table(
        "models-overview",
        "May a model stand in for an annotator?",
        found.frame(),
        (
            Column("question", "Question"),
            Column("model", "Model"),
            Column("outcome", "Stands in", "status"),
            Column("winning_rate", "Wins over", "percent", 0, "Share of the annotators whom it stands in for."),
            Column(
                "advantage", "As near as a person", "estimate", 2,
                "How probably it is at least as near to the others' answer to an item as an annotator is.",
                "low", "high",
            ),
            Column(
                "agreement", "Agreement with people", "estimate", 2, "Beyond chance (xRR).", "agreement_low",
                "agreement_high",
            ),
            Column("among_people", "Among people", "number", 2, "Alpha on the same items.", extra=True),
            Column("n_items", "Items", "number", 0, "That it and people answered."),
            Column("n_annotators", "People", "number", extra=True),
            Column(
                "n_differing", "Differs from all", "number", 0, "Items on which all people agree, and it does not.",
                extra=True,
            ),
        ),
        Help(
            "Each model held against people on the items that both answered. They are out of every other number here.",
            "“Passed”: it wins over at least half of the annotators, each left out in turn. “Not shown” is not "
            "“worse”: with few items a model as good as people is seldom shown to be.",
            f"{CALDERON} {WONG}",
        ),
    )  # fmt: skip


def agreements(one: QuestionJudges, place: int) -> Figure:
    """Models and people side by side, each held against the (other) people."""
    rows = [(judge.model, "model", *judge.agreement.with_people.bounded) for judge in one.judges]
    rows += [(it.annotator, "person", *it.agreement.bounded) for it in one.yardsticks]
    names = ("who", "kind")
    schema = {**dict.fromkeys(names, pl.String()), **dict.fromkeys(("value", "low", "high"), pl.Float64())}
    frame = pl.DataFrame(rows, schema=schema, orient="row").drop_nulls("value").sort("value", descending=True)
    name = f"models-{place}"
    chart = dots.forest(
        name, "who", "agreement with the (other) people beyond chance", ["who:N", "kind:N"], reference=0.0
    )
    marked = chart.encode(
        color=alt.Color("kind:N", scale=alt.Scale(domain=["model", "person"], range=[style.ORANGE, style.BLUE]))
    )
    caption = (
        f"{one.question}: {count(len(one.judges), 'model')} and {len(one.yardsticks):,} people, each held against the "
        f"(other) people by {one.coefficient}{_above(frame)}."
    )
    return Figure(
        name,
        f"Agreement of models and of each person with the others: {one.question}",
        style.styled(marked.properties(width=style.WIDTH - 140, height=alt.Step(20))),
        {name: frame},
        caption,
        Help(
            "How far each model, and as a yardstick each person, agrees with the (other) people beyond chance.",
            "A model among the people agrees as one of them does. Lines: 95 % intervals for new items and new people.",
            WONG,
        ),
    )


def _above(frame: pl.DataFrame) -> str:
    """How many models agree more than the median person; nothing where nobody's agreement is known."""
    people, models = (frame.filter(pl.col("kind") == kind)["value"] for kind in ("person", "model"))
    if people.is_empty() or models.is_empty():
        return ""
    more = int((models > people.median()).sum())
    return f"; {more} of {count(len(models), 'model')} {'agrees' if more == 1 else 'agree'} more than the median person"


def biases(found: Judges) -> Table:
    """Labels that a model gives more or less often than people."""
    return Table(
        "model-biases",
        "Which labels a model gives more, or less, often than people",
        bias_table(found),
        (
            Column("question", "Question"),
            Column("model", "Model"),
            Column("label", "Label"),
            Column("of_model", "Model", "number", 2, "Share of items with the label; for numbers the mean."),
            Column("of_people", "People", "number", 2, "The same of people, on the same items."),
            Column("difference", "Difference", "estimate", 2, "Model less people.", "low", "high"),
        ),
        Help(
            "The model's answers less people's, on the items that both answered.",
            "An interval that leaves out 0 shows a habit of the model.",
            "Two-way clustered intervals: Cameron, Gelbach and Miller 2011.",
        ),
    )


def differing(found: Judges) -> Table:
    """Where to look."""
    return Table(
        "model-differs",
        "Where a model says something else than all people who answered",
        differing_items(found),
        (
            Column("question", "Question"),
            Column("model", "Model"),
            Column("item", "Item"),
            Column("people", "People"),
            Column("model_answer", "Model says"),
            Column("n_people", "People asked", "number"),
        ),
        Help(
            "Items on which all people who answered gave the same answer, and the model another.",
            "Most people first, then furthest apart. With one person asked, which of the two is right is not known.",
        ),
        most=MOST_DIFFERING,
    )


def right(found: Judges) -> Table:
    """Against people's majority."""
    return Table(
        "model-right",
        "How often a model gives the label that most people gave",
        right_table(found).with_columns(pl.col("label").fill_null(TOGETHER)),
        (
            Column("question", "Question"),
            Column("model", "Model"),
            Column("label", "Label"),
            Column("recall", "Of people's", "estimate", 2, "That the model gives too.", "recall_low", "recall_high"),
            Column(
                "precision", "Of the model's", "estimate", 2, "Share that people give too.", "precision_low",
                "precision_high",
            ),
            Column("kappa", "Kappa", "estimate", 2, "Cohen's, beyond chance.", "kappa_low", "kappa_high"),
            Column("n_items", "Items", "number", 0, "With this label by most people."),
        ),
        Help(
            "People's majority is taken as right; items on which they tie take no part.",
            "Below what people reach among themselves a label is the model's weak spot.",
            "Cohen 1960; Wilson 1927.",
        ),
    )  # fmt: skip


def confidence(found: Judges) -> Table:
    """Stated confidence against outcomes."""
    return Table(
        "model-confidence",
        "Is a model as often right as it says?",
        confidence_table(found),
        (
            Column("question", "Question"),
            Column("model", "Model"),
            Column("bin", "Stated"),
            Column("n_items", "Items", "number", 0),
            Column("confidence", "Mean confidence", "number", 2),
            Column("right", "Right", "estimate", 2, "Share that most people say too.", "right_low", "right_high"),
            Column("error", "Calibration error", "estimate", 2, "Expected.", "error_low", "error_high"),
            Column(
                "brier", "Brier", "estimate", 2, "Mean squared distance; less is better.", "brier_low", "brier_high"
            ),
        ),
        Help(
            "How sure the model said to be, against how often most people say the same.",
            "Right below confidence: it is too sure, and its confidence must not be used as it stands.",
            "Naeini, Cooper and Hauskrecht 2015; Brier 1950.",
        ),
    )


def pairs(found: Judges) -> Table:
    """Models beside one another."""
    return Table(
        "model-pairs",
        "Are several models several voices?",
        pair_table(found),
        (
            Column("question", "Question"),
            Column("first", "Model"),
            Column("second", "And"),
            Column("agreement", "Agreement", "estimate", 2, "Beyond chance.", "low", "high"),
            Column(
                "errors",
                "Correlation of errors",
                "estimate",
                2,
                "0: they have nothing in common but the items; 1: one model by two names.",
                "errors_low",
                "errors_high",
            ),
            Column("q_value", "q", "number", 3, "Over all pairs (Benjamini and Yekutieli 2001)."),
        ),
        Help(
            "How far two models' answers vary together beyond what the items explain.",
            "An interval above 0: they share a base, a prompt or data, and are not two independent voices.",
            "Tetrads of answers as vectors: after Spearman 1904.",
        ),
    )


def shares(found: Judges) -> Table:
    """What people's few answers and a model's many say of all items."""
    return Table(
        "model-shares",
        "Shares over all items, the model's answers corrected by people's",
        powered_table(found),
        (
            Column("question", "Question"),
            Column("model", "Model"),
            Column("label", "Label"),
            Column("share", "Share", "estimate", 3, "Prediction-powered; for numbers the mean.", "low", "high"),
            Column(
                "people",
                "People alone",
                "estimate",
                3,
                "On the items that people answered.",
                "people_low",
                "people_high",
            ),
            Column("gain", "Worth", "number", 2, "So many times the human answers would do as well alone."),
        ),
        Help(
            "The share of each label among all items that the model answered, its mean error being known from people.",
            "A model that tells nothing gets weight 0 and costs nothing.",
            "Angelopoulos et al. 2023; Angelopoulos, Duchi and Zrnic 2023.",
        ),
    )
