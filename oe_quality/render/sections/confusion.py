"""What is answered in place of what: confusion matrices, and whether the guideline or the people need work."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.aggregation.results import AnnotatorFit, Consensus, ConsensusSet
from oe_quality.analysis.annotators.results import ON_LIST
from oe_quality.plaintext import count, percent
from oe_quality.render.charts import dots, style
from oe_quality.render.charts import labels as names
from oe_quality.render.charts.order import clustered
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table, of_question
from oe_quality.render.page.words import listing, slug
from oe_quality.render.sections.part import Material, Part

LABELS_DRAWN = 30
CHOSEN_DRAWN = 6
SCATTER = (520, 400)
"""Pixels of width and height."""
FEWEST = 20
"""Answers below which an annotator's confusion says too little to stand in the scatter."""
Floats = NDArray[np.float64]


def _drawn(it: Material) -> Section | None:
    """Of the audit's question where there is one, with the annotators who need a look, else of all questions."""
    audit = it.study.audit
    beliefs = [belief for belief in it.study.aggregation if isinstance(belief, (Consensus, ConsensusSet))]
    if audit is not None:
        beliefs = [belief for belief in beliefs if belief.question == audit.question]
    aliases = [row.alias for row in audit.rows if row.status in ON_LIST] if audit is not None else []
    return section(beliefs, aliases) if beliefs else None


PART = Part("confusion", "Confusions", "a consensus on a question with labels", _drawn)


def section(found: Sequence[Consensus | ConsensusSet], aliases: Sequence[str] = ()) -> Section:
    """The part of the page about confusions.

    Args:
        found: consensus results, one per question.
        aliases: annotators whose own matrices are shown, the most urgent first.
    """
    blocks: list[Block] = []
    for it in found:
        blocks += of_question(it.question, _choice(it, aliases) if isinstance(it, Consensus) else _set(it))
    if not blocks:
        why = "No question has a consensus that learned how each annotator answers, so confusions are not shown."
        blocks = [Prose((why,), "Confusions", "confusion")]
    return Section(
        PART.id,
        PART.title,
        "What annotators answer when the consensus says something else. Where most people blur two labels, it is the "
        "labels that need work, not the people.",
        tuple(blocks),
    )


def average_or_why(it: Consensus | ConsensusSet) -> Block:
    """The picture of all annotators' confusions, or why there is none."""
    return (_choice(it, ()) if isinstance(it, Consensus) else _set(it))[0]


def _choice(it: Consensus, aliases: Sequence[str]) -> list[Block]:
    people = it.annotators
    if people is None or people.confusion is None:
        why = f"{it.method} does not learn how each annotator confuses the labels of {it.question}."
        return [Prose((why,), f"Confusions: {it.question}", f"confusion-{slug(it.question)}")]
    shown = [people.aliases.index(alias) for alias in aliases if alias in people.aliases][:CHOSEN_DRAWN]
    blocks: list[Block] = [average(it)]
    if shown:
        blocks.append(single(it, shown))
    recall = np.diagonal(people.confusion, axis1=1, axis2=2)
    return [*blocks, guideline_or_people(it.question, it.labels, recall, people.accuracy, people.n_responses)]


def _set(it: ConsensusSet) -> list[Block]:
    fits = [fit for fit in it.annotators if fit is not None and fit.confusion is not None]
    if not fits or len(fits) != len(it.labels):
        why = f"{it.method} does not learn how each annotator answers {it.question}."
        return [Prose((why,), f"Missed and added: {it.question}", f"confusion-{slug(it.question)}")]
    missed = np.stack([_cell(fit, 1, 1) for fit in fits], axis=1)
    weight = np.asarray(fits[0].n_responses, dtype=np.float64)
    accuracy = np.mean([fit.accuracy for fit in fits], axis=0)
    return [
        missed_and_added(it, fits),
        guideline_or_people(it.question, it.labels, missed, accuracy, weight),
    ]


def average(it: Consensus) -> Figure:
    """The confusion matrix of the average answer, labels in clustered order."""
    name = f"confusion-{slug(it.question)}"
    assert it.annotators is not None
    assert it.annotators.confusion is not None
    weight = np.asarray(it.annotators.n_responses, dtype=np.float64)
    mean = np.einsum("a,atk->tk", weight / weight.sum(), it.annotators.confusion)
    kept = [int(k) for k in np.argsort(-it.prevalence, kind="stable")[:LABELS_DRAWN]]
    inside = mean[np.ix_(kept, kept)]
    order = [kept[i] for i in clustered(inside)]
    labels = [it.labels[k] for k in order]
    frame = _cells(labels, mean[np.ix_(order, order)])
    off = frame.filter(pl.col("y") != pl.col("x")).sort("share", "truth", "answer", descending=[True, False, False])
    top = [f"{row['truth']} answered as {row['answer']} ({percent(row['share'])})" for row in off.head(3).to_dicts()]
    cut = f" The {LABELS_DRAWN} most frequent of {len(it.labels)} labels." if len(it.labels) > LABELS_DRAWN else ""
    return Figure(
        name,
        f"Confusions, average of all annotators: {it.question}",
        style.styled(_heat(name).properties(width=alt.Step(26), height=alt.Step(26))),
        {name: frame},
        f"Most often: {listing(top)}.{cut}",
        Help(
            "Row: the consensus. Column: what was answered, as a share of the row. Right answers lie on the diagonal.",
            "Labels that are confused stand side by side. A bright cell off the diagonal is a pair that the guideline "
            "should tell apart, or that should be one label.",
            f"{it.method}: Dawid and Skene 1979, averaged over annotators by their number of answers.",
        ),
        _confusion_table(f"{name}-table", it.question, frame, ""),
    )


def single(it: Consensus, people: Sequence[int]) -> Figure:
    """The confusion matrices of chosen annotators, side by side."""
    name = f"own-confusion-{slug(it.question)}"
    assert it.annotators is not None
    assert it.annotators.confusion is not None
    kept = [int(k) for k in np.argsort(-it.prevalence, kind="stable")[:LABELS_DRAWN]]
    inside = it.annotators.confusion[:, kept][:, :, kept]
    order = [kept[i] for i in clustered(inside.mean(axis=0))]
    labels = [it.labels[k] for k in order]
    frames = [
        _cells(labels, it.annotators.confusion[a][np.ix_(order, order)]).with_columns(
            pl.lit(it.annotators.aliases[a]).alias("annotator"), pl.lit(place).alias("place")
        )
        for place, a in enumerate(people)
    ]
    frame = pl.concat(frames)
    step = max(9, min(26, 170 // len(labels)))
    panels = (
        _heat(name, small=True)
        .properties(width=alt.Step(step), height=alt.Step(step))
        .facet(
            alt.Facet("annotator:N", title=None, sort=alt.EncodingSortField("place", op="min")),
            columns=3 if len(people) != 4 else 2,
        )
    )
    said = [f"{it.annotators.aliases[a]} {percent(it.annotators.accuracy[a])}" for a in people]
    return Figure(
        name,
        f"Confusions of single annotators: {it.question}",
        style.styled(panels),
        {name: frame},
        f"Expected share of answers on the diagonal: {listing(said, CHOSEN_DRAWN)}.",
        Help(
            "The same for the annotators who are looked at first. Row: the consensus; column: the answer.",
            "A bright column is a favourite answer, whatever the item. A bright cell off the diagonal is a habit that "
            "can be talked about with an example.",
            f"{it.method}; few answers are drawn towards what all annotators do.",
        ),
        _confusion_table(f"{name}-table", it.question, frame, "annotator"),
    )


def missed_and_added(it: ConsensusSet, fits: Sequence[AnnotatorFit]) -> Figure:
    """Per label, how often the average annotator gives it where it applies, and where it does not."""
    name = f"missed-{slug(it.question)}"
    weight = np.asarray(fits[0].n_responses, dtype=np.float64)
    weight = weight / weight.sum()
    frame = pl.DataFrame(
        {
            "label": list(it.labels),
            "found": [float(weight @ _cell(fit, 1, 1)) for fit in fits],
            "added": [float(weight @ _cell(fit, 0, 1)) for fit in fits],
            "prevalence": np.asarray(it.prevalence, dtype=np.float64),
        }
    ).sort("found", "label", descending=[True, False])
    drawn = frame.head(LABELS_DRAWN)
    chart = dots.dumbbell(
        name,
        "label",
        "share of answers that give the label",
        ["label:N", alt.Tooltip("found:Q", format=".0%"), alt.Tooltip("added:Q", format=".1%")],
        before="added",
        after="found",
        percent=True,
    )
    best, worst = frame.row(0, named=True), frame.row(-1, named=True)
    return Figure(
        name,
        f"Found and added: {it.question}",
        style.styled(chart.properties(width=style.WIDTH - 200, height=alt.Step(dots.ROW_STEP))),
        {name: drawn},
        f"Where it applies, {best['label']} is given in {percent(best['found'])} of answers, {worst['label']} in "
        f"{percent(worst['found'])}.",
        Help(
            "Filled mark: how often annotators give the label where the consensus has it. Open mark: how often they "
            "give it where the consensus does not.",
            "Far apart is good. A filled mark on the left is a label that many do not see; an open mark on the right "
            "is one that is given too freely. Which of the two it is, is a matter of the guideline.",
            f"{it.method}, label by label: Dawid and Skene 1979.",
        ),
        Table(
            f"{name}-table",
            f"Found and added: {it.question}",
            frame,
            (
                Column("label", "Label"),
                Column("found", "Found", "percent", 0, "Given where the consensus has it."),
                Column("added", "Added", "percent", 1, "Given where the consensus does not have it."),
                Column("prevalence", "Applies to", "percent", 1, "Share of items, estimated."),
            ),
            Help("Every label.", "The most often found first."),
        ),
    )


def guideline_or_people(
    question: str, labels: Sequence[str], recall: Floats, skill: Floats, n_responses: NDArray[np.generic]
) -> Block:
    """Per label: errors of the more reliable half of annotators against those of the others.

    Args:
        question: its name; labels: (K,).
        recall: (A, K) probability that the annotator gives the label where it is true.
        skill: (A,) by which annotators are halved; n_responses: (A,).
    """
    name = f"guideline-{slug(question)}"
    title = f"Guideline or people? {question}"
    weight = np.asarray(n_responses, dtype=np.float64)
    known = np.flatnonzero(weight >= FEWEST)
    if len(known) < 4:
        why = f"It takes four annotators with {FEWEST} answers to tell a matter of the guideline from one of people."
        return Prose((why,), title, name)
    order = known[np.argsort(-skill[known], kind="stable")]
    halves = order[: (len(order) + 1) // 2], order[(len(order) + 1) // 2 :]
    reliable, others = (1 - np.average(recall[half], axis=0, weights=weight[half]) for half in halves)
    frame = pl.DataFrame({"label": list(labels), "reliable": reliable, "others": others, "gap": others - reliable})
    far = float(max(reliable.max(), others.max()))
    end = min(1.0, 1.08 * far) or 1.0
    scale = alt.Scale(domain=[0, end], nice=False)
    x = alt.X("reliable:Q", title="missed by the more reliable half", axis=alt.Axis(format="%"), scale=scale)
    y = alt.Y("others:Q", title="missed by the others", axis=alt.Axis(format="%"), scale=scale)
    ground = dots.base(name)
    corner = {"x": alt.datum(0), "y": alt.datum(0), "x2": alt.datum(far), "y2": alt.datum(far)}
    frame = names.placed(frame, "reliable", "others", "label", ((0.0, end), (0.0, end)), SCATTER)
    chart = dots.layered(
        ground.mark_rule(strokeDash=[4, 3], color=style.GREY).encode(**corner),
        ground.mark_point(filled=True, color=style.BLUE, size=70, opacity=0.9).encode(
            x=x,
            y=y,
            tooltip=["label:N", alt.Tooltip("reliable:Q", format=".0%"), alt.Tooltip("others:Q", format=".0%")],
        ),
        *names.layers(ground, x, y, "label"),
    )
    hard = frame.sort("reliable", "label", descending=[True, False])["label"].head(2).to_list()
    apart = frame.sort("gap", "label", descending=[True, False])["label"].head(2).to_list()
    return Figure(
        name,
        title,
        style.styled(chart.properties(width=SCATTER[0], height=SCATTER[1])),
        {name: frame},
        f"Hardest even for the more reliable {count(len(halves[0]), 'annotator')}: {listing(hard)}. Largest gap to the "
        f"other {len(halves[1])}: {listing(apart)}.",
        Help(
            "Each mark is a label: how often it is missed by the half of annotators whose answers fit best, against "
            "the other half.",
            "On the right: even those who answer most alike miss it, so the guideline or the item itself is the "
            "reason. High above the line: some have learned it and others not, and an example helps.",
            "Confusion matrices after Dawid and Skene 1979.",
        ),
        Table(
            f"{name}-table",
            title,
            frame.drop("side").sort("reliable", "label", descending=[True, False]),
            (
                Column("label", "Label"),
                Column("reliable", "Reliable half", "percent", 0, "Share of true cases that they miss."),
                Column("others", "The others", "percent", 0, "Share of true cases that they miss."),
                Column("gap", "Gap", "percent", 0),
            ),
            Help("Every label.", "Hardest first."),
        ),
    )


def _heat(name: str, *, small: bool = False) -> alt.Chart:
    chart: alt.Chart = (
        dots.base(name)
        .mark_rect()
        .encode(
            x=alt.X(
                "answer:N",
                sort=alt.EncodingSortField("x", op="min"),
                title="answered",
                axis=alt.Axis(labelAngle=-50, labels=not small, ticks=not small, grid=False),
            ),
            y=alt.Y(
                "truth:N",
                sort=alt.EncodingSortField("y", op="min"),
                title="consensus",
                axis=alt.Axis(grid=False, labelLimit=140 if small else 260, titlePadding=4 if small else 24),
            ),
            color=alt.Color(
                "share:Q",
                title="share",
                scale=alt.Scale(scheme=style.SEQUENTIAL, domain=[0, 1]),
                legend=alt.Legend(format="%"),
            ),
            tooltip=["truth:N", "answer:N", alt.Tooltip("share:Q", format=".0%")],
        )
    )
    return chart


def _cells(labels: list[str], confusion: Floats) -> pl.DataFrame:
    """truth, answer, share, y, x: one row per cell."""
    n = len(labels)
    place = np.arange(n)
    return pl.DataFrame(
        {
            "truth": [label for label in labels for _ in labels],
            "answer": labels * n,
            "share": confusion.ravel(),
            "y": np.repeat(place, n),
            "x": np.tile(place, n),
        }
    )


def _confusion_table(name: str, question: str, frame: pl.DataFrame, annotator: str) -> Table:
    who = (Column(annotator, "Annotator"),) if annotator else ()
    shown = frame.filter(pl.col("y") != pl.col("x")).drop("y", "x", *(["place"] if annotator else []))
    return Table(
        name,
        f"Confusions{' of single annotators' if annotator else ''}: {question}",
        shown.sort("share", "truth", "answer", descending=[True, False, False]),
        (
            *who,
            Column("truth", "Consensus"),
            Column("answer", "Answered"),
            Column("share", "Share", "percent", 1, "Of answers to items with this consensus."),
        ),
        Help("All confusions.", "The most frequent first."),
        annotator=annotator,
    )


def _cell(fit: AnnotatorFit, truth: int, answer: int) -> Floats:
    assert fit.confusion is not None
    return np.asarray(fit.confusion[:, truth, answer], dtype=np.float64)
