"""Are the labels good enough, and where is disagreement a signal? Consensus, perception and votes."""

from __future__ import annotations

import altair as alt
import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.aggregation.coverage import on_public_sets
from oe_quality.analysis.aggregation.record import SURE
from oe_quality.analysis.aggregation.results import (
    Consensus,
    ConsensusSet,
    Perception,
    Ratings,
    SoftLabel,
)
from oe_quality.analysis.aggregation.votes import Votes, VoteStatus
from oe_quality.analysis.study import Study
from oe_quality.plaintext import count, percent
from oe_quality.render.charts import style
from oe_quality.render.charts.chart import Chart
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table, of_question
from oe_quality.render.page.island import chart_word
from oe_quality.render.page.words import listing, number, share, slug
from oe_quality.render.sections.part import Part

MOST_LABELS = 40
"""Labels drawn; the data files hold all."""
RATING_BINS = 30
RATINGS_HIGH = 220
"""Pixels of the picture of ratings."""
GRADE_LIMIT = 150
"""Pixels of an ordered label's name."""
NO_WIDTH, SMALLEST_WIDTH = 1e-9, 1e-100
"""A range, as a share of its ends and in itself, up to which an axis cannot show it."""
VOTES_NAMED = 4
CONTESTED_ROWS = 150
"""Contested items that the page lists; the data files hold the same."""


def section(study: Study) -> Section:
    """The part of the page about labels."""
    believed = {it.question for it in study.aggregation if isinstance(it, (Consensus, ConsensusSet))}
    found: list[Block] = []
    for result in study.aggregation:
        # Votes stand once per question, beside the consensus where there is one.
        beside = isinstance(result, (Consensus, ConsensusSet)) or result.question not in believed
        gold = study.gold_items if study.audit and result.question == study.audit.question else frozenset()
        votes = study.votes_on(result.question)
        grades = votes.labels if votes is not None else ()
        found += of_question(result.question, blocks(votes if beside else None, result, gold, grades))
    return Section(
        PART.id,
        PART.title,
        "Two kinds of soft label: consensus is belief about one hidden truth, perception the share of people who "
        "perceive a label. Where people differ, the second says how.",
        tuple(found),
    )


PART = Part("labels", "Labels", "answers", lambda it: section(it.study))


def perception_shares(it: Perception) -> Figure:
    """The mean share of each label over items, for the population asked for."""
    name = f"shares-{slug(it.question)}"
    mean = it.share.mean(axis=0)
    expected = it.share.sum(axis=0)
    bars = pl.DataFrame({"label": list(it.labels), "share": mean, "items": expected}).sort("share", descending=True)
    drawn = bars.head(MOST_LABELS)
    chart = (
        Chart(style.named(name))
        .mark_bar(color=style.BLUE)
        .encode(
            x=alt.X("share:Q", title="mean share of people who perceive it", axis=alt.Axis(format="%")),
            y=alt.Y("label:N", sort=None, title=None),
            tooltip=["label:N", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    top = bars.row(0, named=True)
    return Figure(
        name,
        f"What people perceive: {it.question}",
        style.styled(chart.properties(width=style.WIDTH - 140, height=alt.Step(20))),
        {name: drawn},
        f"Mean over {count(len(it.items), 'item')} of the share of people ({it.population} annotators) who perceive "
        f"each label. Most often: {top['label']}, {percent(top['share'])}.",
        Help(
            "For each item the share of people who perceive a label, estimated from few answers and drawn towards what "
            "is usual where answers are few; here the mean over all items.",
            "This is the spread of perception, not belief about one truth: several labels may be perceived in one "
            "item, so the bars need not add up to 100 %."
            if it.multilabel
            else "The bars add up to 100 %: one answer each.",
            it.method,
        ),
    )


def vote_status(votes: Votes) -> Figure:
    """How many items are unanimous, decided by a majority, tied, or answered by one person only."""
    name = f"votes-{slug(votes.question)}"
    status = votes.status
    rows = pl.DataFrame(
        {"status": [s.value for s in VoteStatus], "items": [status.count(s) for s in VoteStatus]}
    ).filter(pl.col("items") > 0)
    chart = (
        Chart(style.named(name))
        .mark_bar(color=style.BLUE)
        .encode(
            x=alt.X("items:Q", title="items"),
            y=alt.Y("status:N", sort=None, title=None),
            tooltip=["status:N", "items:Q"],
        )
    )
    ties, singles = status.count(VoteStatus.TIE), status.count(VoteStatus.SINGLE)
    return Figure(
        name,
        f"How far annotators agree on an item: {votes.question}",
        style.styled(chart.properties(width=style.WIDTH - 120, height=alt.Step(24))),
        {name: rows},
        f"{share(ties, len(status))} of the items are tied; {share(singles, len(status)) if singles else 'none'} "
        f"{'rests' if singles == 0 else 'rest'} on one answer.",
        Help(
            "The first label of each item by plain counting: chosen by all (unanimous), by most (majority), by as many "
            "as another (tie), or by the only annotator (single).",
            "A tie of votes is settled only by what the annotators' other answers say of them, and the confidence "
            "tells how far. Where they do not settle it, the item has no winner until someone decides.",
        ),
    )


def coverage(it: Consensus | ConsensusSet, gold: frozenset[str] = frozenset()) -> Block:
    """How many items keep a label when a minimum confidence is asked for, and how right they would be.

    Args:
        it: the consensus.
        gold: items whose answer is known, which are certain and left out here.
    """
    name = f"coverage-{slug(it.question)}"
    uncertain = [i for i, item in enumerate(it.items) if item not in gold]
    if not uncertain:
        why = f"Every item has a gold answer to {it.question}, which is taken as it stands: no confidence to show."
        return Prose((why,), f"Coverage and confidence: {it.question}", name)
    best = it.confidence[uncertain]
    thresholds = np.round(np.linspace(max(0.0, 1 / max(len(it.labels), 1)), 0.99, 50), 4)
    kept = [best >= threshold for threshold in thresholds]
    rows = pl.DataFrame(
        {
            "confidence": thresholds,
            "coverage": [float(mask.mean()) for mask in kept],
            "expected": [float(best[mask].mean()) if mask.any() else None for mask in kept],
        }
    )
    base = Chart(style.named(name)).encode(
        x=alt.X(
            "confidence:Q",
            title="smallest confidence asked for",
            axis=alt.Axis(format="%", tickCount=8),
            scale=alt.Scale(domain=[float(thresholds[0]), 1]),
        )
    )
    lines = alt.layer(
        base.mark_line(color=style.BLUE, strokeWidth=2.5).encode(
            y=alt.Y("coverage:Q", title="share of items", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
        ),
        base.mark_line(color=style.VERMILION, strokeWidth=2.5, strokeDash=[6, 4]).encode(y="expected:Q"),
    )
    sure = best >= SURE
    known = "".join(f" {words}" for words in on_public_sets(it, any_sure=bool(sure.any()))[:1])
    right = f"; among them {percent(float(best[sure].mean()))} are expected to be right" if sure.any() else ""
    left = f" {count(len(it.items) - len(best), 'item')} with a gold answer are not counted." if gold else ""
    return Figure(
        name,
        f"Coverage and confidence: {it.question}",
        style.styled(lines.properties(width=style.WIDTH - 60, height=260)),
        {name: rows},
        f"{share(int(sure.sum()), len(best))} of the items have a label with a confidence of 90 % or more{right}. "
        f"Solid: items kept; dashed: what the model expects to be right among them.{known}{left}",
        Help(
            "Solid: the share of items whose most probable label is at least so probable. Dashed: the mean probability "
            "of those labels, which is how many of them one expects to be right.",
            f"Move right to trade items for certainty. Probabilities are {_calibration(it)}.",
            f"{it.method}; Guo et al. 2017 (tempering).",
        ),
    )


def contested(votes: Votes, belief: Consensus | ConsensusSet | None) -> Table:
    """The items about which annotators disagree most, with their votes."""
    spread, status, shown = votes.spread, votes.status, votes.contested(CONTESTED_ROWS)
    frame = pl.DataFrame(
        {
            "item": votes.items.gather(shown),
            "n_annotators": votes.n_annotators[shown],
            "status": [status[i].value for i in shown],
            "entropy": spread[shown],
            "votes": [_votes(votes, i) for i in shown],
        }
    )
    columns = [
        Column("item", "Item"),
        Column("n_annotators", "Annotators", "number", extra=True),
        Column("votes", "Votes", "words"),
        Column("status", "Status"),
        Column("entropy", "Entropy", "number", 2, "Spread of the votes in bits; 0 if all chose the same."),
    ]
    if belief is not None:
        place = {item: i for i, item in enumerate(belief.items)}
        rows = [place[item] for item in frame["item"]]
        winner = [belief.labels[belief.winner[i]] if belief.winner[i] >= 0 else None for i in rows]
        frame = frame.with_columns(
            pl.Series("winner", winner, dtype=pl.String), pl.Series("confidence", belief.confidence[rows])
        )
        columns += [Column("winner", "Most probable"), Column("confidence", "Confidence", "percent")]
    return Table(
        f"contested-{slug(votes.question)}",
        f"Contested items: {votes.question}",
        frame,
        tuple(columns),
        Help(
            "Items with at least two annotators, those with the most spread votes first.",
            "Look at some: if the item itself is ambiguous, the disagreement is a finding; if the guideline leaves "
            "the case open, mend the guideline; if one annotator stands alone again and again, look at that annotator.",
            "Shannon 1948 (entropy of the vote shares, bits).",
        ),
    )


def spread(values: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many values lie in each of equal intervals; (B,) and their (B + 1,) ends.

    Values that differ by less than can be drawn, such as by rounding, lie in one interval around them.

    >>> spread(np.array([3.0, 3.0 + 1e-15]))
    (array([2]), array([2.5, 3.5]))
    """
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    if high - low <= max(NO_WIDTH * max(abs(low), abs(high)), SMALLEST_WIDTH):
        half = max(0.5, NO_WIDTH * abs(low))
        return np.array([len(values)]), np.array([low - half, low + half])
    return np.histogram(values, bins=RATING_BINS)


def ratings_spread(it: Ratings, grades: tuple[str, ...] = ()) -> Figure:
    """The distribution of the combined ratings.

    Args:
        it: the ratings.
        grades: the labels, the lowest first, among which they are positions (1 the lowest); empty for numbers.
    """
    name = f"ratings-{slug(it.question)}"
    counts, edges = spread(it.value[np.isfinite(it.value)])
    rows = pl.DataFrame({"from": edges[:-1], "to": edges[1:], "items": counts})
    ends = alt.Scale(domain=[0.75, len(grades) + 0.25], nice=False) if grades else alt.Scale()
    axis = alt.Axis(values=list(range(1, len(grades) + 1)), labels=False) if grades else alt.Axis()
    title = None if grades else chart_word(it.question)
    bars = (
        Chart(style.named(name))
        .mark_bar(color=style.BLUE)
        .encode(
            x=alt.X("from:Q", title=title, bin="binned", scale=ends, axis=axis),
            x2="to:Q",
            y=alt.Y("items:Q", title="items"),
            tooltip=[alt.Tooltip("from:Q", format=".2f"), alt.Tooltip("to:Q", format=".2f"), "items:Q"],
        )
    )
    chart = alt.layer(bars, _grades(f"{name}-scale")) if grades else bars
    scale = {f"{name}-scale": pl.DataFrame({"place": range(1, len(grades) + 1), "label": list(grades)})}
    tried = [f"{method} {number(rmse)}" for method, rmse in it.cross_validation]
    chosen = f" Chosen by held-out error ({listing(tried)})." if tried else ""
    return Figure(
        name,
        f"Combined ratings: {it.question}",
        style.styled(chart.properties(width=style.WIDTH - 60, height=RATINGS_HIGH)),
        {name: rows} | (scale if grades else {}),
        f"{count(len(it.items), 'item')}: median {_position(float(np.median(it.value)), grades)}, median "
        f"standard error {number(float(np.median(it.standard_error)))}, by {it.method}.{chosen}",
        Help(
            "One number per item, combined from all annotators' ratings.",
            "The standard error says how far the number would move with other annotators of the same kind.",
            "Grimm and Kroschel 2005 (EWE); bias, scale and precision per annotator, shrunk.",
        ),
    )


def _grades(name: str) -> alt.Chart:
    """The names of ordered labels below their places; as marks, since words in an axis would be an expression."""
    ground = Chart(style.named(name))
    words: alt.Chart = ground.mark_text(
        angle=320, align="right", baseline="middle", fontSize=12, limit=GRADE_LIMIT
    ).encode(x="place:Q", y=alt.value(RATINGS_HIGH + 12), text="label:N")
    return words


def _position(value: float, grades: tuple[str, ...]) -> str:
    """A number; or, among ordered labels, the nearest one and where it stands."""
    if not grades:
        return number(value)
    nearest = min(max(round(value), 1), len(grades))
    return (
        f"{number(value)} on the scale from 1, {grades[0]}, to {len(grades)}, {grades[-1]}: near {grades[nearest - 1]}"
    )


def blocks(
    votes: Votes | None, result: SoftLabel, gold: frozenset[str] = frozenset(), grades: tuple[str, ...] = ()
) -> list[Block]:
    """All pictures of one soft label; `gold` names the items whose answer is known, `grades` are ordered labels."""
    if isinstance(result, Ratings):
        return [ratings_spread(result, grades)]
    first: Block = perception_shares(result) if isinstance(result, Perception) else coverage(result, gold)
    if votes is None:
        return [first]
    belief = None if isinstance(result, Perception) else result
    return [first, vote_status(votes), contested(votes, belief)]


def _votes(votes: Votes, item: int) -> str:
    """`3 x sad, 1 x calm`, the most frequent first."""
    row = votes.counts[item]
    order = sorted(np.flatnonzero(row), key=lambda k: (-row[k], k))
    said = [f"{row[k]} \N{MULTIPLICATION SIGN} {votes.labels[k]}" for k in order[:VOTES_NAMED]]
    more = [f"{len(order) - VOTES_NAMED} more"] if len(order) > VOTES_NAMED else []
    return ", ".join(said + more) or "nothing chosen"


def _calibration(it: Consensus | ConsensusSet) -> str:
    made = str(it.calibration)
    if isinstance(it, ConsensusSet) or not it.members:
        return made
    return f"a pool of {listing([one.method for one in it.members])}, {made}, with a floor of {it.calibration.floor:g}"
