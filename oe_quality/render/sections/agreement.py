"""How far annotators agree, per question and per label, with intervals for new items and new annotators."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.results import QuestionAgreement
from oe_quality.plaintext import count, percent
from oe_quality.render.charts import dots, style
from oe_quality.render.charts.chart import Chart
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table, of_question
from oe_quality.render.page.words import estimate, listing, number, slug
from oe_quality.render.sections.part import Part

COEFFICIENT_COLUMNS = (
    Column("question", "Question"),
    Column("coefficient", "Coefficient"),
    Column("value", "Value", "estimate", 3, "With its interval.", "low", "high"),
    Column("n_items", "Items", "number"),
    Column("n_annotators", "Annotators", "number"),
    Column("n_responses", "Responses", "number"),
    Column(
        "design_effect", "Design effect", "number", 1, "Variance over items and annotators / over items.", extra=True
    ),
    Column("population", "Speaks for", "words"),
    Column("undefined", "Undefined, because", "words"),
)
"""Columns of the table of coefficients, where they hold anything."""
MOST_LABELS = 40
"""Labels drawn per question; the table beside the picture holds all."""


PART = Part("agreement", "Agreement", "questions with labels or numbers", lambda it: section(it.study.agreement))


def section(agreement: Agreement) -> Section:
    """The agreement part of the page."""
    blocks: list[Block] = [headlines(agreement), coefficients(agreement)]
    for question in agreement.questions:
        blocks += of_question(question.question, _question(question))
    return Section(
        PART.id,
        PART.title,
        "How far annotators give the same answers, beyond what chance would give. Disagreement is not only noise: "
        "where perception differs between people, a low number is a finding.",
        tuple(blocks),
    )


def headlines(agreement: Agreement) -> Figure:
    """The headline coefficient of every question, with its interval."""
    rows = [
        {
            "question": q.question,
            "coefficient": q.headline.title,
            **dict(zip(("value", "low", "high"), q.headline.estimate.bounded, strict=True)),
            "n_items": q.headline.estimate.n_items,
            "n_annotators": q.headline.estimate.n_annotators,
        }
        for q in agreement.questions
        if q.headline.estimate.value is not None
    ]
    schema = {"question": pl.String, "coefficient": pl.String, "value": pl.Float64, "low": pl.Float64}
    data = pl.DataFrame(rows, schema={**schema, "high": pl.Float64, "n_items": pl.Int64, "n_annotators": pl.Int64})
    chart = dots.forest(
        "agreement-by-question",
        "question",
        "agreement beyond chance",
        ["question:N", "coefficient:N", "value:Q", "low:Q", "high:Q", "n_items:Q"],
        domain=(None, 1),
    )
    headline = {q.question: q.headline.estimate for q in agreement.questions}
    words = [f"{name} {number(it.value)}" for name, it in headline.items() if it.value is not None]
    undefined = [f"{name} ({it.undefined})" for name, it in headline.items() if it.value is None]
    missing = f" Undefined: {listing(undefined)}." if undefined else ""
    level = percent(agreement.level)
    whom = sorted({f"for {it.interval.population}" for it in headline.values() if it.interval}) or [
        "none of them known"
    ]
    return Figure(
        "agreement-by-question",
        "Agreement by question",
        style.styled(chart.properties(width=style.WIDTH - 140, height=alt.Step(26))),
        {"agreement-by-question": data},
        f"{listing(words, 12)}; bars are {level} intervals, {' or '.join(whom)}.{missing}",
        Help(
            "For each question the coefficient that fits its scale. 0 is what chance would give, 1 is full agreement.",
            "The words below the chart say for whom an interval speaks. One that lets only the items vary is too "
            "narrow for new annotators; with fewer than five annotators there is no other.",
            "Krippendorff 2011 (alpha); Passonneau 2006 (MASI); Cameron, Gelbach and Miller 2011 (two-way variance).",
        ),
    )


def coefficients(agreement: Agreement) -> Table:
    """Every coefficient of every question."""
    frame = agreement.frame()
    columns = COEFFICIENT_COLUMNS
    return Table(
        "coefficients",
        "All coefficients",
        frame,
        tuple(column for column in columns if frame[column.name].is_not_null().any()),
        Help(
            "Several coefficients side by side, as each answers another question.",
            "When they differ, look at how common the labels are: kappa and alpha fall when one label dominates, "
            "AC1 and Brennan-Prediger do not. The sentences under each question say what applies here.",
            "Gwet 2008, 2014; Feinstein and Cicchetti 1990 (the paradoxes).",
        ),
    )


def _question(question: QuestionAgreement) -> list[Block]:
    basis = question.basis
    out = "compares with nothing and is left out" if basis.n_single == 1 else "compare with nothing and are left out"
    single = f"; {count(basis.n_single, 'item')} with a single answer {out}" if basis.n_single else ""
    first = (
        f"{question.headline.title}: {estimate(question.headline.estimate)}. Computed on "
        f"{count(basis.n_pairable, 'answer')} to {count(basis.n_items - basis.n_single, 'item')} with two or more"
        f"{single}."
    )
    name, again = f"agreement-{slug(question.question)}", question.left_out.repeats_words
    said = (f"{first} {again}" if again else first, *question.reading)
    prose = Prose(said, f"In words: {question.question}", name)
    blocks: list[Block] = [prose]
    if len(question.labels) > 2:
        blocks.append(labels(question))
    if question.confusions:
        blocks.append(confusions(question))
    return blocks


def labels(question: QuestionAgreement) -> Figure:
    """Agreement about each label."""
    name = f"labels-{slug(question.question)}"
    rows = pl.DataFrame(
        [
            {
                "label": it.label,
                **dict(zip(("alpha", "low", "high"), it.alpha.estimate.bounded, strict=True)),
                "ac1": it.ac1.estimate.value,
                "specific": it.specific.estimate.value,
                "prevalence": it.prevalence,
                "n_chosen": it.n_chosen,
                "note": it.note or it.alpha.estimate.undefined,
            }
            for it in question.labels
        ],
        infer_schema_length=None,
    )
    drawn = rows.filter(pl.col("alpha").is_not_null()).sort("alpha", descending=True).head(MOST_LABELS)
    chart = dots.forest(
        name,
        "label",
        "alpha",
        ["label:N", "alpha:Q", "n_chosen:Q"],
        value="alpha",
        size=alt.Size("prevalence:Q", title="prevalence", scale=dots.SIZES, legend=alt.Legend(format="%", tickCount=4)),
    )
    best = drawn.row(0, named=True) if drawn.height else None
    worst = drawn.row(-1, named=True) if drawn.height else None
    said = (
        f"Clearest: {best['label']}, {number(best['alpha'])}; least clear: {worst['label']}, {number(worst['alpha'])}."
        if best and worst
        else "No label was given often enough."
    )
    table = Table(
        f"{name}-table",
        f"Agreement by label: {question.question}",
        rows,
        (
            Column("label", "Label"),
            Column("alpha", "Alpha", "estimate", 2, "", "low", "high"),
            Column("ac1", "AC1", "number", 2),
            Column("specific", "Given again", "percent", 0, "How often a second annotator gives it too, once one did."),
            Column("prevalence", "Prevalence", "percent", 1, "Share of answers that gave it."),
            Column("n_chosen", "Given", "number"),
            Column("note", "Note"),
        ),
        Help("Agreement about each label against all others.", "Rare labels have wide intervals.", "Gwet 2014"),
    )
    return Figure(
        name,
        f"Agreement by label: {question.question}",
        style.styled(chart.properties(width=style.WIDTH - 220, height=alt.Step(20))),
        {name: drawn},
        said,
        Help(
            "For each label: do annotators agree on whether it applies?",
            "Labels at the top mean the same to everybody; labels at the bottom need a better guideline, or differ "
            "between people.",
            "Krippendorff 2011, on presence.",
        ),
        table,
    )


def confusions(question: QuestionAgreement) -> Figure:
    """Which labels are given in place of one another."""
    name = f"confusions-{slug(question.question)}"
    rows = pl.DataFrame(
        [
            {"label": c.label, "other": c.other, "pairs": c.n_pairs, "share": c.share, "lift": c.lift}
            for c in question.confusions
        ],
        infer_schema_length=None,
    )
    both = pl.concat([rows, rows.select(label="other", other="label", pairs="pairs", share="share", lift="lift")])
    order = (
        both.group_by("label")
        .agg(pl.col("pairs").sum())
        .sort("pairs", "label", descending=[True, False])["label"]
        .head(MOST_LABELS)
    )
    places = order.to_frame().with_row_index("y").with_columns(pl.col("y").cast(pl.Int64))
    drawn = both.join(places, on="label").join(places.rename({"label": "other", "y": "x"}), on="other").sort("y", "x")
    chart = (
        Chart(style.named(name))
        .mark_rect()
        .encode(
            x=alt.X(
                "other:N",
                sort=alt.EncodingSortField("x", op="min"),
                title=None,
                axis=alt.Axis(labelAngle=-50, grid=False),
            ),
            y=alt.Y("label:N", sort=alt.EncodingSortField("y", op="min"), title=None, axis=alt.Axis(grid=False)),
            color=alt.Color(
                "share:Q",
                title="share of pairs",
                scale=alt.Scale(scheme=style.SEQUENTIAL),
                legend=alt.Legend(format="%"),
            ),
            tooltip=["label:N", "other:N", alt.Tooltip("share:Q", format=".1%"), alt.Tooltip("lift:Q", format=".1f")],
        )
    )
    top = [f"{c.label} and {c.other} ({percent(c.share)})" for c in question.confusions[:3]]
    return Figure(
        name,
        f"Which labels blur: {question.question}",
        style.styled(chart.properties(width=alt.Step(22), height=alt.Step(22))),
        {name: drawn},
        f"Most often given in place of one another: {listing(top)}, of all pairs of answers in which either was given.",
        Help(
            "Two annotators of one item: one gave the first label and not the second, the other the reverse.",
            "A strong pair is either a subtle difference that the guideline should teach, or two words for one thing.",
        ),
        Table(
            f"{name}-table",
            f"Which labels blur: {question.question}",
            rows,
            (
                Column("label", "One gave"),
                Column("other", "the other"),
                Column("pairs", "Pairs", "number", 0),
                Column("share", "Share", "percent", 1),
                Column("lift", "Lift", "number", 2, "Against unrelated answers of the same frequencies."),
            ),
            Help("Pairs of labels given in place of one another.", "Lift above 1: more often than by chance."),
        ),
    )
