"""Better than last time? What moved between two stores or releases, and which labels flipped."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.compare.people import people_lines
from oe_quality.analysis.compare.results import AgreementChange, Comparison
from oe_quality.plaintext import count
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table
from oe_quality.render.page.words import estimate, listing, number
from oe_quality.render.sections.part import Material, Part

COUNTS = ("items", "annotators", "annotations")
"""Measures that are said in words."""


def earlier(it: Comparison) -> str:
    """What the earlier side is called; two runs' stores often have the same file name."""
    return it.before.name if it.before.name != it.after.name else f"the earlier {it.before.kind}"


def _drawn(it: Material) -> Section | None:
    return None if it.moved is None else section(it.moved)


PART = Part("comparison", "What has changed", "an earlier store or release (--baseline)", _drawn)


def section(it: Comparison) -> Section:
    """The part of the page about what changed."""
    blocks: list[Block] = [_moved(it), *people(it), agreement(it), measures(it), flips(it)]
    if it.notes:
        blocks.append(Prose(it.notes, "What could not be compared"))
    return Section(
        PART.id,
        f"Since {earlier(it)}",
        "What came, what went, and whether the labels hold. More answers change labels, and that is what they are for.",
        tuple(blocks),
    )


def _moved(it: Comparison) -> Prose:
    changes = it.changes
    counts = [
        _change("item", len(changes.items_added), len(changes.items_removed)),
        _change("annotator", _length(changes.annotators_added), _length(changes.annotators_removed)),
        _change("annotation", changes.annotations_added, changes.annotations_removed),
    ]
    now = [count(it.after.n_items, "item"), count(it.after.n_annotators, "annotator")]
    now.append(count(it.after.n_annotations, "annotation"))
    words = [f"Since {earlier(it)}: {'; '.join(part for part in counts if part)}. Now there are {listing(now)}."]
    if changes.annotations_changed:
        words.append(f"{count(changes.annotations_changed, 'answer')} were changed by their annotators.")
    if it.flip_share.value is not None:
        words.append(
            f"Of {count(it.n_common, 'item')} with a label before and after, {count(len(it.flips), 'label')} flipped: "
            f"share {estimate(it.flip_share)}."
        )
    if it.method_changed:
        words.append(f"The labels were made by {it.before.method} before and by {it.after.method} now.")
    return Prose((*words, *(change.words for change in it.judges)), "What moved", "moved")


def people(it: Comparison) -> list[Block]:
    """What changed for people, in the lines that `oeq compare` prints; nothing where one side does not know them."""
    lines = tuple(line.strip() for line in people_lines(it.people))
    return [Prose(lines, "What changed for people", "people-changed")] if lines else []


def agreement(it: Comparison) -> Block:
    """The headline coefficient of every question, before and after."""
    rows = [
        {
            "question": change.question,
            "coefficient": change.coefficient,
            "before": change.before.value,
            "after": change.after.value,
            **dict(zip(("difference", "low", "high"), change.difference.bounded, strict=True)),
            "undefined": change.difference.undefined or None,
        }
        for change in it.agreement
        if change.before.value is not None and change.after.value is not None
    ]
    if not rows:
        return Prose(
            ("No question has a coefficient both before and after.",), "Agreement, before and after", "dumbbell"
        )
    kinds = dict.fromkeys(("before", "after", "difference", "low", "high"), pl.Float64)
    frame = pl.DataFrame(rows, schema_overrides=kinds)
    chart = dots.dumbbell(
        "dumbbell",
        "question",
        "agreement beyond chance",
        ["question:N", "coefficient:N", *(alt.Tooltip(f"{name}:Q", format=".3f") for name in ("before", "after"))],
        before="before",
        after="after",
    )
    up = frame.filter(pl.col("low") > 0)["question"].to_list()
    down = frame.filter(pl.col("high") < 0)["question"].to_list()
    clear = [f"clearly up: {listing(up)}"] if up else []
    clear += [f"clearly down: {listing(down)}"] if down else []
    moves = [_move(change) for change in it.agreement if change.difference.value is not None]
    said = "; ".join(clear) if clear else "no change is beyond what other items and annotators would give"
    return Figure(
        "dumbbell",
        "Agreement, before and after",
        style.styled(chart.properties(width=style.WIDTH - 140, height=alt.Step(26))),
        {"dumbbell": frame},
        f"{count(frame.height, 'question')}: {said}. Changes: {listing(moves, 8)}. Open marks are before, filled ones "
        "after.",
        Help(
            "The headline coefficient of each question before (open) and after (filled).",
            "A change counts when the interval of the difference, in the table, does not hold 0. Other items and other "
            "people move agreement too, not only better work.",
            it.interval_method,
        ),
        Table(
            "dumbbell-table",
            "Agreement, before and after",
            frame,
            (
                Column("question", "Question"),
                Column("coefficient", "Coefficient"),
                Column("before", "Before", "number", 3),
                Column("after", "After", "number", 3),
                Column("difference", "Difference", "estimate", 3, "After less before.", "low", "high"),
                Column("undefined", "Undefined, because"),
            ),
            Help("Every question with a coefficient on both sides.", it.interval_method),
        ),
    )


def measures(it: Comparison) -> Table:
    """Every measure that was compared; counts stand in the words above."""
    frame = it.frame().filter(~pl.col("measure").is_in(COUNTS))
    columns = (
        Column("measure", "Measure"),
        Column("before", "Before", "number", 3),
        Column("after", "After", "number", 3),
        Column("difference", "Difference", "estimate", 3, "After less before.", "low", "high"),
        Column("undefined", "Undefined, because", "words"),
    )
    return Table(
        "measures",
        "Everything compared",
        frame,
        tuple(column for column in columns if frame[column.name].is_not_null().any()),
        Help("Agreement and labels, before and after.", f"Intervals: {it.interval_method}."),
    )


def flips(it: Comparison) -> Block:
    """The items whose label is another one now."""
    if not it.flips:
        why = f"No label flipped among {count(it.n_common, 'item')} with a label before and after."
        return Prose((why,), "Flipped labels", "flips")
    frame = it.flip_frame()
    reasons = frame["why"].value_counts().sort("count", "why", descending=[True, False]).rows()
    words = [f"{why} ({number(n, 0)})" for why, n in reasons]
    return Table(
        "flips",
        "Flipped labels",
        frame,
        (
            Column("item", "Item"),
            Column("before", "Before", "text", 0, "A dash: tied."),
            Column("after", "After", "text", 0, "A dash: tied."),
            Column("confidence_before", "Confidence then", "percent"),
            Column("confidence_after", "Confidence now", "percent"),
            Column("why", "Nearest reason"),
        ),
        Help(
            f"Items with a label on both sides, and not the same; the surest first. Reasons: {listing(words)}.",
            "A flip from one sure label to another deserves a look. Flips between unsure labels are what more "
            "answers are for.",
        ),
    )


def _move(change: AgreementChange) -> str:
    """`emotion +0.02 (−0.10 to 0.15)`."""
    it = change.difference
    assert it.value is not None
    sign = "+" if it.value > 0 else ""
    bounds = f" ({number(it.interval.low)} to {number(it.interval.high)})" if it.interval else ""
    return f"{change.question} {sign}{number(it.value)}{bounds}"


def _change(thing: str, added: int | None, removed: int | None) -> str:
    if added is None or removed is None:
        return ""
    return f"{count(added, thing)} came and {removed:,} went"


def _length(names: tuple[str, ...] | None) -> int | None:
    return None if names is None else len(names)
