"""Whom to thank, coach or ask: every annotator in one table and in one plot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import altair as alt
import polars as pl

from oe_quality.analysis.annotators.audit import AnnotatorAudit, AnnotatorRow, Status
from oe_quality.analysis.annotators.results import ON_LIST, FlagCode
from oe_quality.analysis.compare.people import Standing
from oe_quality.config import Config
from oe_quality.plaintext import count, percent
from oe_quality.render.charts import dots, labels, style
from oe_quality.render.charts.chart import Chart
from oe_quality.render.charts.sparse import sparse, sparse_words
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table
from oe_quality.render.page.words import listing, number
from oe_quality.render.sections import flag_rules
from oe_quality.render.sections.part import Material, Part

STATUS_ORDER = [status.value for status in Status]
STATUS_COLOURS = [style.VERMILION, style.ORANGE, style.SKY, style.PURPLE, style.GREEN, style.GREY]
STATUS_SHAPES = ["triangle-up", "diamond", "square", "cross", "circle", "triangle-down"]

Names = dict[str, str]
"""Alias -> user name; empty unless the user asked for names."""
NOTHING: Mapping[str, Standing] = MappingProxyType({})
WAS_ABSENT, WAS_OUT = "not there", "left out"
"""Status before of those who had none."""


def _drawn(it: Material) -> Section | None:
    audit = it.study.judged
    before = {one.alias: one for one in it.moved.standings} if it.moved else {}
    return None if audit is None else section(audit, it.study.names, it.study.config, before)


PART = Part("annotators", "Annotators", "a question whose annotators can be audited", _drawn)


def section(
    audit: AnnotatorAudit, names: Names, config: Config | None = None, before: Mapping[str, Standing] = NOTHING
) -> Section:
    """The annotators' part of the page.

    Args:
        audit: of all; names: of people, where they were asked for.
        config: has the thresholds that were in force, the defaults if None.
        before: by pseudonym, how somebody stood at an earlier look; empty where there was none.
    """
    blocks: list[Block] = [
        table(audit, names, before),
        noticed(audit, config or Config()),
        skill(audit, before),
        speed(audit),
        offsets(audit),
        remarks(audit),
    ]
    return Section(
        PART.id,
        PART.title,
        "Who answers like the others, who does not, and on what evidence. Nothing here is a verdict on a person: "
        "a status says what to look at next, and whoever differs may be the one who sees what is there.",
        tuple(blocks),
    )


def frame(audit: AnnotatorAudit, names: Names, before: Mapping[str, Standing] = NOTHING) -> pl.DataFrame:
    """The audit's frame with its flags named, names of people where they were asked for, and how they stood before."""
    codes = [listing_of_flags(row) for row in audit.rows] + [None] * len(audit.set_aside)
    full = audit.frame().with_columns(pl.Series("flags", codes, dtype=pl.String))
    aliases = [row.alias for row in audit.rows] + [it.alias for it in audit.set_aside]
    if before:
        stood = [before.get(alias) for alias in aliases]
        full = full.with_columns(
            pl.Series("kappa_before", [it and it.kappa_before for it in stood], dtype=pl.Float64),
            pl.Series("status_before", [_stood(it) for it in stood], dtype=pl.String),
        )
    if not names:
        return full
    known = pl.Series("name", [names.get(alias) for alias in aliases], dtype=pl.String)
    return full.insert_column(1, known)


def _stood(it: Standing | None) -> str:
    if it is None or it.before is None:
        return WAS_ABSENT
    return it.before or WAS_OUT


def listing_of_flags(row: AnnotatorRow) -> str | None:
    """Each kind of flag once: `speed, label rate (3)`."""
    times = Counter(flag.code.value.replace("_", " ") for flag in row.flags)
    return ", ".join(f"{code} ({n})" if n > 1 else code for code, n in times.items()) or None


def table(audit: AnnotatorAudit, names: Names, before: Mapping[str, Standing] = NOTHING) -> Table:
    """All annotators, the most urgent first."""
    rows = frame(audit, names, before)
    columns = [Column("annotator", "Annotator", help="A pseudonym that stays the same in this store.")]
    if names:
        columns.append(Column("name", "Name"))
    columns += [
        Column("status", "Status", "status", help="What to look at next."),
        Column(
            "kappa",
            "Agreement",
            "estimate",
            2,
            "With the others' consensus, beyond chance.",
            "kappa_low",
            "kappa_high",
            bar=True,
        ),
        *(BEFORE if before else ()),
        Column("n_annotations", "Annotations", "number"),
        Column("reason", "Why", "words"),
        Column(
            "accuracy",
            "Accuracy",
            "estimate",
            2,
            "Expected share of right answers.",
            "accuracy_low",
            "accuracy_high",
            extra=True,
            bar=True,
        ),
        Column("bits", "Bits", "number", 2, "Information per annotation about the truth.", extra=True),
    ]
    if rows["gold_accuracy"].is_not_null().any():
        columns.append(
            Column("gold_accuracy", "Gold", "percent", 0, "Right answers on items with a gold answer.", bar=True)
        )
    columns += [
        Column(
            "coherence",
            "Coherence",
            "number",
            2,
            "Do the labels fit the own ratings? 1 fully, 0 not at all.",
            extra=True,
        ),
        Column("median_seconds", "Seconds", "number", 0, "Median per annotation."),
        Column("flags", "Noticed", "words", help="What was noticed; the next table says it in words.", extra=True),
    ]
    return Table(
        "annotators-table",
        "All annotators",
        rows,
        tuple(column for column in columns if rows[column.name].is_not_null().any()),
        Help(
            "One line per annotator, the most urgent status first, then the lowest agreement.",
            "Agreement is measured against the consensus of the others, without the annotator's own answers, and "
            "beyond what the annotator's own habits would reach by chance: always giving the same answer scores 0. "
            "The interval is wide when there are few annotations. Sort by a heading; filter with words or > and <.",
            "Dawid and Skene 1979; Raykar and Yu 2012 (spammer score); Cohen 1960 (chance correction).",
        ),
        annotator="annotator",
    )


BEFORE = (
    Column("status_before", "Before", "status", help="Status at the earlier look."),
    Column("kappa_before", "Agreement before", "number", 2, "At the earlier look.", extra=True, bar=True),
)


def noticed(audit: AnnotatorAudit, config: Config) -> Block:
    """Every flag with its evidence: what was measured, the rule and threshold, the n and the error rate."""
    records = [
        (
            row.alias,
            flag.words,
            flag_rules.rule(flag, config),
            flag.n,
            flag.p,
            flag.q,
            flag_rules.settings(flag.code),
            row.status.value,
            flag.code.value,
            flag.value,
            flag.threshold,
            flag.question,
        )
        for row in audit.rows
        for flag in row.flags
    ]
    if not records:
        why = "Nothing unusual was noticed about anyone."
        return Prose((why, f"Looked for: {listing(_switched(config), 14)}."), "What was noticed", "noticed")
    names = (
        "annotator",
        "words",
        "rule",
        "n",
        "p",
        "q",
        "settings",
        "status",
        "flag",
        "value",
        "threshold",
        "question",
    )
    off = [code.value for code in FlagCode if not getattr(config.flags, code.value)]
    said = f" Switched off here: {listing(off, 14)}." if off else ""
    return Table(
        "noticed",
        "What was noticed, and on what evidence",
        pl.DataFrame(records, schema=list(names), orient="row", infer_schema_length=None),
        (
            Column("annotator", "Annotator"),
            Column("words", "What was noticed", "words"),
            Column("rule", "Noticed when", "words", help="The rule, with the threshold in force."),
            Column("n", "n", "number", help="Annotations, or shared items of a pair, that it rests on."),
            Column("q", "q", "number", 3, "Share of such flags expected to be false alarms."),
            Column("settings", "Set in oeq.toml", "words", help="Keys of thresholds, and of the switch.", extra=True),
            Column("status", "Status", "status"),
        ),
        Help(
            "One line per flag: what was measured, the rule and threshold that raised it, and the number it rests on.",
            "q is the p-value after false-discovery control: among flags with q below .05 some 5 % are expected to be "
            "false alarms. A further column names the keys of oeq.toml that move the threshold and switch the flag "
            f"off.{said}",
            "Benjamini and Hochberg 1995",
        ),
        annotator="annotator",
    )


def _switched(config: Config) -> list[str]:
    return [code.value.replace("_", " ") for code in FlagCode if getattr(config.flags, code.value)]


def remarks(audit: AnnotatorAudit) -> Prose:
    """What the judgements rest on, and what is not known."""
    why = audit.question_why[:1].lower() + audit.question_why[1:].rstrip(".")
    first = f"Annotators are judged on {audit.question}: {why}."
    return Prose((first, *audit.warnings), "Remarks")


def skill(audit: AnnotatorAudit, before: Mapping[str, Standing] = NOTHING) -> Figure:
    """Agreement of every annotator with its interval, sorted; and what it was before."""
    rows = [row for row in audit.rows if row.kappa.value is not None]
    points = pl.DataFrame([_point(row) for row in rows], schema=POINT)
    was = [it and it.kappa_before for it in (before.get(row.alias) for row in rows)]
    points = points.with_columns(pl.Series("before", was, dtype=pl.Float64)) if before else points
    points = points.sort("kappa", descending=True).with_columns(pl.int_range(1, pl.len() + 1).alias("rank"))
    drawn = sparse(points, URGENT)
    base = Chart(style.named("skill"))
    x = dots.people_axis(points.height, "from the highest agreement")
    bars = base.mark_rule(strokeWidth=1.5, clip=True).encode(
        x=x,
        y=alt.Y("low:Q", title="agreement beyond chance", scale=_ends(points)),
        y2="high:Q",
        color=_colour(),
        opacity=alt.value(0.55),
    )
    marks = base.mark_point(filled=True, size=55).encode(
        x=x,
        y="kappa:Q",
        color=_colour(),
        shape=_shape(),
        opacity=alt.value(0.9),
        tooltip=[*TOOLTIP, *([alt.Tooltip("before:Q", format=".2f")] if before else [])],
    )
    earlier = base.mark_point(filled=False, color=style.GREY, size=40).encode(x=x, y="before:Q")
    layers = (bars, earlier, marks) if before else (bars, marks)
    chart = style.styled(alt.layer(*layers).properties(width=style.WIDTH, height=300))
    kappas = points["kappa"].to_list()
    urgent = [row.alias for row in audit.rows if row.status in ON_LIST]
    spread = f" from {number(min(kappas))} to {number(max(kappas))}" if kappas else ""
    caption = (
        f"Agreement of {count(points.height, 'annotator')} with the consensus of the others{spread}; bars are "
        f"{_level(rows)} intervals. {_urgent_words(urgent)}"
    )
    known = sum(kappa is not None for kappa in was)
    caption += f" Open circles are how {count(known, 'annotator')} stood before." if known else ""
    caption += sparse_words(drawn.height, points.height, FIRST)
    return Figure(
        "skill",
        "Agreement of every annotator",
        chart,
        {"skill": drawn},
        caption,
        Help(
            "Each mark is an annotator: agreement with the others' consensus beyond chance.",
            "0 is what chance would give, 1 is full agreement, below 0 is reversed. A bar that crosses 0 leaves it "
            "open whether the answers say anything about the items.",
            "Leave-one-out kappa with chance from the annotator's own rates.",
        ),
    )


def speed(audit: AnnotatorAudit) -> Block:
    """Agreement against median seconds, the picture that tells haste from honest disagreement."""
    rows = [row for row in audit.rows if row.kappa.value is not None and row.behaviour.median_seconds]
    if not rows:
        return Prose(("The exports hold no durations, so speed cannot be shown.",), "Speed", "speed")
    points = _with_sides(sparse(pl.DataFrame([_point(row) for row in rows], schema=POINT), URGENT))
    base = Chart(style.named("speed"))
    x = alt.X(
        "seconds:Q",
        title="median seconds per annotation",
        scale=alt.Scale(type="log", nice=False, padding=30),
        axis=alt.Axis(values=dots.log_ticks(points["seconds"])),
    )
    y = alt.Y("kappa:Q", title="agreement beyond chance")
    marks = base.mark_point(filled=True).encode(
        x=x,
        y=y,
        size=alt.Size("n:Q", title="annotations", scale=dots.SIZES, legend=alt.Legend(tickCount=4)),
        color=_colour(),
        shape=_shape(),
        opacity=alt.value(0.8),
        tooltip=TOOLTIP,
    )
    flagged = [row.alias for row in rows if any(flag.code.value == "speed" for flag in row.flags)]
    caption = (
        f"Median seconds of {count(len(rows), 'annotator')} against agreement; the size of a mark is the number of "
        f"annotations. Unusually fast: {listing(flagged)}.{sparse_words(points.height, len(rows), FIRST)}"
    )
    return Figure(
        "speed",
        "Agreement against speed",
        style.styled(alt.layer(marks, *labels.layers(base, x, y, "annotator")).properties(width=WIDE, height=HIGH)),
        {"speed": points},
        caption,
        Help(
            "Each mark is an annotator. To the left: fast; low: answers differ from the others'.",
            "Fast and low together suggest haste. Slow and low may be honest disagreement or a misunderstood "
            "guideline. The scale of seconds is logarithmic, as a page left open can count for hours.",
        ),
    )


def _with_sides(points: pl.DataFrame) -> pl.DataFrame:
    """The points with the side on which a name stands, of those who are to be looked at first."""
    logs = points.with_columns(pl.col("seconds").log().alias("log"))
    ends = (dots.ends(logs["log"]), dots.ends(logs["kappa"]))
    seen = pl.col("status").is_in([status.value for status in NAMED_STATUS])
    named = labels.placed(logs, "log", "kappa", "annotator", ends, (WIDE, HIGH)).drop("log")
    if named.select(seen.sum()).item() > dots.MOST_NAMED:
        return named.with_columns(pl.lit(None, pl.String).alias("side"))
    return named.with_columns(pl.when(seen).then("side").alias("side"))


def offsets(audit: AnnotatorAudit) -> Block:
    """Rating offsets of every annotator with intervals, per question."""
    records = [
        {
            "annotator": row.alias,
            "question": skill.question,
            "offset": skill.offset.value,
            "low": skill.offset.interval.low,
            "high": skill.offset.interval.high,
            "n": skill.offset.n_items,
        }
        for row in audit.rows
        for skill in row.ratings
        if skill.offset.value is not None and skill.offset.interval is not None
    ]
    if not records:
        return Prose(
            ("No numeric question was rated by enough annotators to compare them.",), "Rating offsets", "offsets"
        )
    points = pl.DataFrame(records)
    order = (
        points.group_by("annotator")
        .agg(pl.col("offset").abs().max())
        .sort("offset", "annotator", descending=[True, False])
    )
    shown = order["annotator"].head(40)
    places = {question: place for place, question in enumerate(points["question"].unique(maintain_order=True))}
    points = (
        points.join(shown.to_frame().with_row_index("row"), on="annotator")
        .with_columns(pl.col("question").replace_strict(places, return_dtype=pl.Int64).alias("place"))
        .sort("row", "place")
        .drop("row")
    )
    forest = dots.forest(
        "offsets",
        "annotator",
        "own − others",
        ["annotator:N", "question:N", "offset:Q", "low:Q", "high:Q", "n:Q"],
        value="offset",
        reference=0,
    )
    chart = forest.properties(width=280).facet(
        column=alt.Column("question:N", title=None, sort=alt.EncodingSortField("place", op="min"))
    )
    clear = points.filter((pl.col("low") > 0) | (pl.col("high") < 0))
    widest = clear.sort(pl.col("offset").abs(), "annotator", descending=[True, False]).head(4)
    named = [f"{row['annotator']} {number(row['offset'], 1)} on {row['question']}" for row in widest.to_dicts()]
    cut = f" The {len(shown)} annotators with the largest offsets are shown." if order.height > len(shown) else ""
    return Figure(
        "offsets",
        "Rating offsets",
        style.styled(chart.resolve_scale(x="independent")),
        {"offsets": points},
        f"How far each annotator's ratings lie from the others' on the same items. "
        f"Of {count(points.height, 'offset')}, {clear.height} clearly differ from 0"
        f"{', the largest: ' + listing(named) if named else ''}.{cut}",
        Help(
            "The mean difference between an annotator's ratings and the others' on the same items, in the question's "
            "unit.",
            "Right of the line: rates higher than the others. An offset is a habit, not a fault: it is estimated and "
            "taken out when ratings are combined.",
        ),
    )


URGENT = pl.col("status").is_in([status.value for status in ON_LIST])
FIRST = "those to look at first"
NAMED_STATUS = (*ON_LIST, Status.DISSENTING)
"""Whose names stand beside their marks."""
WIDE, HIGH = style.WIDTH - 120, 320
"""Pixels of the picture of speed."""
POINT = {
    "annotator": pl.String(),
    "status": pl.String(),
    "kappa": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "seconds": pl.Float64(),
    "n": pl.Int64(),
}
TOOLTIP = [
    "annotator:N",
    "status:N",
    alt.Tooltip("kappa:Q", format=".2f"),
    alt.Tooltip("seconds:Q", format=".0f"),
    "n:Q",
]


def _point(row: AnnotatorRow) -> dict[str, object]:
    bounds = row.kappa.interval
    return {
        "annotator": row.alias,
        "status": row.status.value,
        "kappa": row.kappa.value,
        "low": bounds.low if bounds else row.kappa.value,
        "high": bounds.high if bounds else row.kappa.value,
        "seconds": row.behaviour.median_seconds,
        "n": row.n_annotations,
    }


def _ends(points: pl.DataFrame) -> alt.Scale:
    """The axis of agreement: to 1 at most, and no lower than -1, whatever an interval of few answers reaches."""
    lows, highs = points["low"].drop_nulls(), points["high"].drop_nulls()
    if lows.is_empty() or highs.is_empty():
        return alt.Scale()
    low, high = dots.ends(pl.concat([lows, highs]))
    return alt.Scale(domain=[max(low, -1.0), min(high, 1.05)], nice=False)


def _colour() -> alt.Color:
    return alt.Color(
        "status:N",
        title=None,
        scale=alt.Scale(domain=STATUS_ORDER, range=STATUS_COLOURS),
        legend=alt.Legend(orient="top", columns=3),
    )


def _shape() -> alt.Shape:
    return alt.Shape("status:N", title=None, scale=alt.Scale(domain=STATUS_ORDER, range=STATUS_SHAPES))


def _level(rows: list[AnnotatorRow]) -> str:
    levels = {row.kappa.interval.level for row in rows if row.kappa.interval}
    return percent(next(iter(levels))) if len(levels) == 1 else "confidence"


def _urgent_words(urgent: list[str]) -> str:
    if not urgent:
        return "Nobody's answers call for a review."
    return f"{count(len(urgent), 'annotator')} to look at first: {listing(urgent)}."
