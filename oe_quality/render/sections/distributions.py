"""What was answered: shares of labels, open vocabularies, labels given together, and where variety comes from."""

from __future__ import annotations

import altair as alt
import numpy as np
import polars as pl

from oe_quality.analysis.distributions.group_results import Groups
from oe_quality.analysis.distributions.results import EVERYONE, Disagreement, Distributions, EmotionMap
from oe_quality.plaintext import count, percent
from oe_quality.render.charts import dots, style
from oe_quality.render.charts.order import clustered
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table, of_question
from oe_quality.render.page.island import chart_word
from oe_quality.render.page.words import estimate, listing, number, slug
from oe_quality.render.sections import by_group, emotion_plane
from oe_quality.render.sections.part import Material, Part
from oe_quality.results import Estimate

LABELS_DRAWN = 40
PAIR_LABELS_DRAWN = 24
OPEN_VOCABULARY = 20
"""Labels above which the long tail has its own picture."""


def _drawn(it: Material) -> Section | None:
    study = it.study
    if study.distributions is None:
        return None
    return section((study.distributions,), study.emotion_map, study.groups)


PART = Part("distributions", "What was answered", "answered questions with labels", _drawn)


def section(found: tuple[Distributions, ...], places: EmotionMap | None, groups: Groups | None) -> Section:
    """The part of the page about what was answered.

    Args:
        found: one per question, and per question and attribute.
        places: emotions in the plane of valence and arousal, where both were asked.
        groups: of annotators, compared.
    """
    blocks: list[Block] = [emotion_plane.block(places)]
    for it in found:
        blocks += of_question(it.question, _question(it))
    blocks += by_group.compared(groups)
    return Section(
        PART.id,
        PART.title,
        "How often each answer was given, by whom, and together with what. These are answers as they stand, not "
        "estimates of what is true of the items.",
        tuple(blocks),
    )


def _question(it: Distributions) -> list[Block]:
    if it.by:
        return [by_group.shares(it)]
    blocks: list[Block] = []
    if it.long_tail is not None:
        blocks.append(shares(it))
        if it.long_tail.n_labels > OPEN_VOCABULARY:
            blocks.append(long_tail(it))
    if it.together:
        blocks.append(together(it))
    return [*blocks, variety(it)]


def shares(it: Distributions) -> Block:
    """How often each label was given, with intervals for new items and annotators."""
    name = f"given-{slug(it.question)}"
    frame = it.frame().filter((pl.col("group") == EVERYONE) & pl.col("value").is_not_null())
    frame = frame.sort("value", "part", descending=[True, False])
    if frame.is_empty():
        return Prose((f"No label of {it.question} was given.",), f"How often: {it.question}", name)
    drawn = frame.head(LABELS_DRAWN).select("part", "value", "low", "high", "n_chosen")
    chart = dots.forest(
        name,
        "part",
        "share of answers",
        ["part:N", alt.Tooltip("value:Q", format=".1%"), "n_chosen:Q"],
        percent=True,
        domain=(0, None),
    )
    first, last = frame.row(0, named=True), frame.row(-1, named=True)
    drawn_of = f" The {LABELS_DRAWN} most frequent are drawn." if frame.height > LABELS_DRAWN else ""
    n_rarer = max(0, (it.long_tail.n_labels if it.long_tail else 0) - frame.height)
    rarer = f" {count(n_rarer, 'label')} given more rarely {'is' if n_rarer == 1 else 'are'} not compared."
    cut = f"{rarer if n_rarer else ''}{drawn_of}"
    return Figure(
        name,
        f"How often each label was given: {it.question}",
        style.styled(chart.properties(width=style.WIDTH - 200, height=alt.Step(dots.ROW_STEP))),
        {name: drawn},
        f"{count(frame.height, 'label')} in {count(first['n_responses'], 'answer')}. Most often {first['part']} "
        f"({percent(first['value'], 1)}), least often {last['part']} ({percent(last['value'], 1)}).{cut}",
        Help(
            "The share of answers that gave each label, with 95 % intervals.",
            "Intervals take into account that answers to one item, and answers of one annotator, are alike. Labels "
            "given in a handful of answers can hardly be learned or tested.",
            "Cameron, Gelbach and Miller 2011 (two-way clustering).",
        ),
        Table(
            f"{name}-table",
            f"How often each label was given: {it.question}",
            frame.drop("by", "group"),
            (
                Column("part", "Label"),
                Column("value", "Share", "estimate", 3, "Of answers.", "low", "high"),
                Column("n_chosen", "Given", "number"),
                Column("n_items", "Items", "number"),
                Column("n_annotators", "Annotators", "number"),
            ),
            Help("Shares of answers.", "Brackets: 95 % interval."),
        ),
    )


def long_tail(it: Distributions) -> Block:
    """How many labels make up how much of what was given."""
    tail, name = it.long_tail, f"tail-{slug(it.question)}"
    if tail is None or not it.given:
        return Prose((f"Answers to {it.question} are no labels, so there is no tail of rare ones.",), "", name)
    given = pl.Series([row.n_given for row in it.given], dtype=pl.Int64).sort(descending=True)
    curve = pl.DataFrame({"labels": range(1, len(given) + 1), "share": given.cum_sum() / tail.n_given})
    x = alt.X("labels:Q", title="labels, the most frequent first", scale=alt.Scale(nice=False))
    chart = (
        dots.base(name)
        .mark_area(color=style.BLUE, opacity=0.25, line={"color": style.BLUE, "strokeWidth": 2.5})
        .encode(x=x, y=alt.Y("share:Q", title="share of all labels given", axis=alt.Axis(format="%")))
    )
    unseen = ""
    if tail.unseen is not None and tail.unseen_at_most is not None:
        unseen = (
            f" The next label given is a new one with a probability of about {percent(tail.unseen, 1)} "
            f"(at most {percent(tail.unseen_at_most)})."
        )
    return Figure(
        name,
        f"The long tail: {it.question}",
        style.styled(chart.properties(width=style.WIDTH - 60, height=200)),
        {name: curve},
        f"{count(tail.n_labels, 'different label')} were given {tail.n_given:,} times, {tail.n_once:,} of them once "
        f"only; {tail.for_half} make up half of all, {tail.for_95} make up 95 %.{unseen}",
        Help(
            "How much of all that was given the most frequent labels make up.",
            "A curve that climbs fast means few labels matter. A long flat end of labels given once or twice calls for "
            "merging them, or for a coarser question.",
            "Good 1953 (unseen); McAllester and Schapire 2000 (its bound).",
        ),
    )


def together_or_why(it: Distributions) -> Block:
    """The picture of pairs, or why there is none."""
    why = f"Answers to {it.question} give one label each, or too few labels often enough, so none are given together."
    return together(it) if it.together else Prose((why,), "", f"together-{slug(it.question)}")


def together(it: Distributions) -> Figure:
    """Labels given in one answer, beyond or below what their frequencies explain."""
    name = f"together-{slug(it.question)}"
    frame = it.together_frame().drop("question")
    drawn = _together_grid(frame)
    top = drawn["phi"].abs().max()
    far = float(top) if isinstance(top, float) and top > 0 else 1.0
    chart = (
        dots.base(name)
        .mark_rect()
        .encode(
            *dots.grid(-50),
            color=alt.Color("phi:Q", title="correlation", scale=alt.Scale(scheme=style.DIVERGING, domain=[-far, far])),
            tooltip=[
                "first:N",
                "second:N",
                "n_together:Q",
                alt.Tooltip("phi:Q", format=".2f"),
                alt.Tooltip("lift:Q", format=".1f"),
            ],
        )
    )
    clear = frame.filter(pl.col("q_value") < 0.05)
    named = [f"{row['first']} and {row['second']}" for row in clear.filter(pl.col("phi") > 0).head(3).to_dicts()]
    often = f" Most clearly together: {listing(named)}." if named else ""
    return Figure(
        name,
        f"Labels given together: {it.question}",
        style.styled(chart.properties(width=alt.Step(22), height=alt.Step(22))),
        {name: drawn},
        f"Of {count(frame.height, 'pair')} of labels, {clear.height} clearly go together more or less often than "
        f"their frequencies explain.{often}",
        Help(
            "Correlation of two labels over answers: were they given in the same answers?",
            "Orange: given together more often than by chance; purple: one in place of the other. Labels are ordered "
            "so that those given together stand side by side. The table has lift: how many times as often as expected.",
            "Phi coefficient, clustered intervals; Benjamini and Yekutieli 2001 over all pairs.",
        ),
        Table(
            f"{name}-table",
            f"Labels given together: {it.question}",
            frame,
            (
                Column("first", "Label"),
                Column("second", "with"),
                Column("n_together", "Together", "number"),
                Column("n_expected", "Expected", "number", 1, "If given independently of each other."),
                Column(
                    "lift", "Lift", "number", 1, "Together over expected, drawn towards 1 where little is expected."
                ),
                Column("phi", "Correlation", "estimate", 2, "", "low", "high"),
                Column("q_value", "q", "number", 4, "After false-discovery control over all pairs."),
            ),
            Help("Every pair of labels.", "Strongest correlation first."),
        ),
    )


def _together_grid(frame: pl.DataFrame) -> pl.DataFrame:
    """Both halves of the map for the labels most often given together, in clustered order."""
    turned = frame.rename({"first": "second", "second": "first"}).select(frame.columns)
    both = pl.concat([frame, turned])
    often = both.group_by("first").agg(pl.col("n_together").sum())
    kept = often.sort("n_together", "first", descending=[True, False])["first"].head(PAIR_LABELS_DRAWN).to_list()
    both = both.filter(pl.col("first").is_in(kept) & pl.col("second").is_in(kept))
    place = {label: i for i, label in enumerate(kept)}
    alike = np.zeros((len(kept), len(kept)))
    for first, second, phi in both.select("first", "second", "phi").iter_rows():
        alike[place[first], place[second]] = phi or 0.0
    order = pl.DataFrame({"first": [kept[i] for i in clustered(alike)]}).with_row_index("y")
    return (
        both.join(order, on="first")
        .join(order.select(second="first", x="y"), on="second")
        .sort("y", "x")
        .select("first", "second", "n_together", "lift", "phi", pl.col("x", "y").cast(pl.Int64))
    )


def variety(it: Distributions) -> Block:
    """Disagreement split into what lies between items, between people, and within one person."""
    name = f"variety-{slug(it.question)}"
    parts = _parts(it.disagreement)
    rows = [
        {
            "part": words,
            "value": e.value,
            "low": e.interval.low if e.interval else e.value,
            "high": e.interval.high if e.interval else e.value,
        }
        for words, e in parts.items()
        if e.value is not None
    ]
    title = f"Ambiguity or noise: {it.question}"
    why = [f"{words}: {e.undefined}" for words, e in parts.items() if e.value is None]
    if not rows:
        return Prose((f"Disagreement cannot be split. {'; '.join(why)}.",), title, name)
    chart = dots.forest(
        name, "part", f"mean distance of two answers ({chart_word(it.disagreement.distance)})", ["part:N", "value:Q"],
        domain=(0, None),
    )  # fmt: skip
    noise = it.disagreement.ambiguity
    said = (
        f"Ambiguity, which is what stays when everybody stands by their answers: {estimate(noise)}; the noise is known "
        f"from {count(it.disagreement.within_annotator.n_items, 'item')} answered twice."
        if noise.value is not None
        else f"Ambiguity cannot be told from noise: {noise.undefined}."
    )
    inside, anywhere = it.disagreement.within_item.value, it.disagreement.anywhere.value
    share = ""
    if inside is not None and anywhere:
        share = (
            f" Two answers to one item differ {number(inside / anywhere)} times as much as answers to any two items."
        )
    return Figure(
        name,
        title,
        style.styled(chart.properties(width=style.WIDTH - 280, height=alt.Step(30))),
        {name: pl.DataFrame(rows)},
        said + share,
        Help(
            "How far two answers lie apart: to any two items, of two annotators on one item, and of one annotator to "
            "the same item on two occasions.",
            "The last one is noise: it would be there if everybody perceived the same. What two annotators differ "
            "beyond it is ambiguity: people who stand by their answers perceive different things, which is a finding.",
            "Krippendorff 2011 (expected and observed disagreement).",
        ),
    )


def _parts(it: Disagreement) -> dict[str, Estimate]:
    return {
        "any two items": it.anywhere,
        "two annotators, one item": it.within_item,
        "one annotator, one item, twice": it.within_annotator,
        "ambiguity": it.ambiguity,
    }
