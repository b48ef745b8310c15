"""How annotators work: runs of one answer, habits, drift and fatigue, answers in time order."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.annotators.results import AnnotatorAudit, AnnotatorRow, FlagCode
from oe_quality.plaintext import count
from oe_quality.render.charts import dots, style
from oe_quality.render.charts.sparse import sparse, sparse_words
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table
from oe_quality.render.page.words import listing, number
from oe_quality.render.sections import timelines
from oe_quality.render.sections.part import Material, Part

HABITS = {
    FlagCode.ONE_LABEL: "one answer most of the time",
    FlagCode.SPEED: "much faster than usual",
    FlagCode.UNTOUCHED: "sliders left as they stood",
}
"""Flag -> what its share counts, in the order of the picture."""


def _drawn(it: Material) -> Section | None:
    audit = it.study.judged
    return None if audit is None else section(audit, it.study.timelines)


PART = Part("behaviour", "Ways of working", "a question whose annotators can be audited", _drawn)


def section(audit: AnnotatorAudit, answers: pl.DataFrame) -> Section:
    """The part of the page about ways of working.

    Args:
        audit: of all annotators.
        answers: see `timelines.blocks`.
    """
    blocks: list[Block] = [runs(audit), habits(audit), drift(audit), *timelines.blocks(answers), table(audit)]
    return Section(
        PART.id,
        PART.title,
        "How answers come about: in long runs, in haste, with untouched sliders, changing over time. Any of these can "
        "have a good reason, such as items of one kind in a row; they are a reason to ask, not to judge.",
        tuple(blocks),
    )


def runs(audit: AnnotatorAudit) -> Block:
    """The longest run of equal answers of every annotator, against what their own habits lead to."""
    known = [row for row in audit.rows if row.behaviour.longest_run and row.behaviour.expected_run]
    if not known:
        return Prose(
            ("The answers have no times, so runs of one answer cannot be seen.",), "Runs of one answer", "runs"
        )
    points = _ranked(
        known,
        FlagCode.RUN,
        {row.alias: (row.behaviour.longest_run, row.behaviour.expected_run, row.behaviour.run_p) for row in known},
        ("longest", "expected", "p"),
    )
    top = points.row(0, named=True)
    farthest = points.sort(pl.col("longest") - pl.col("expected"), descending=True, maintain_order=True)
    beyond = farthest.row(0, named=True)
    named, drawn = _noticed(points), sparse(points, NOTICED_FIRST)
    chart = dots.ranked(
        "runs",
        points.height,
        "longest run of one answer",
        ["annotator:N", "longest:Q", alt.Tooltip("expected:Q", format=".1f"), alt.Tooltip("p:Q", format=".3f"), "n:Q"],
        value="longest",
        expected="expected",
    )
    return Figure(
        "runs",
        "Runs of one answer",
        style.styled(chart.properties(width=style.WIDTH - 80, height=240)),
        {"runs": drawn},
        f"The longest run is {count(top['longest'], 'equal answer')} in a row, by {top['annotator']}. Farthest beyond "
        f"what the same answers in random order give is {beyond['annotator']}, with {beyond['longest']} where "
        f"{number(beyond['expected'], 1)} would be usual. Noticed: {listing(named)}."
        f"{_left_out(drawn, points)}",
        Help(
            "Each mark is an annotator: how many times in a row the same answer was given. The grey tick is what the "
            "same answers in random order give on average.",
            "A mark far above its tick means that equal answers follow one another. It is noticed only if the others' "
            "answers on these items do not explain it.",
            "Longest run against permutations of the annotator's own answers; Besag and Clifford 1991.",
        ),
    )


def habits(audit: AnnotatorAudit) -> Block:
    """Shares of one answer, fast answers and untouched sliders, every annotator a mark."""
    rows = [
        {"habit": words, "annotator": row.alias, "share": share, "notice": _notice(row, code), "n": row.n_annotations}
        for code, words in HABITS.items()
        for row in audit.rows
        if (share := _habit(row, code)) is not None
    ]
    if not rows:
        return Prose(("Nothing is known of speed, sliders or label rates.",), "Habits", "habits")
    points = pl.DataFrame(rows)
    drawn = pl.concat([sparse(one, NOTICED_FIRST) for one in points.partition_by("habit", maintain_order=True)])
    ground = dots.base("habits")
    chart = ground.mark_point(filled=True, size=70).encode(
        x=alt.X(
            "share:Q",
            title="share of the annotator's answers",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        y=alt.Y("habit:N", sort=None, title=None),
        color=dots.notice_colour(),
        shape=dots.notice_shape(),
        opacity=alt.value(0.75),
        tooltip=["annotator:N", "habit:N", alt.Tooltip("share:Q", format=".0%"), "n:Q"],
    )
    said = [
        f"{words}: {listing(_noticed(points.filter(pl.col('habit') == words)))}"
        for words in points["habit"].unique(maintain_order=True)
    ]
    lacking = [words for words in HABITS.values() if words not in points["habit"].to_list()]
    unknown = f" Not known here: {listing(lacking)}." if lacking else ""
    return Figure(
        "habits",
        "Habits",
        style.styled(chart.properties(width=style.WIDTH - 230, height=alt.Step(46))),
        {"habits": drawn},
        f"Noticed, {'; '.join(said)}.{unknown}{_left_out(drawn, points)}",
        Help(
            "Each mark is an annotator: the share of answers that are the most frequent one, that came much faster "
            "than usual for the item, or that left all sliders where they stood.",
            "Look at marks that stand apart. A high share of one answer is noticed only if the others do not give that "
            "answer to the same items as often.",
        ),
    )


def drift(audit: AnnotatorAudit) -> Block:
    """The largest fall of agreement over time, against the smallest that could have been seen."""
    known = [row for row in audit.rows if row.behaviour.drift is not None]
    if not known:
        why = "Nobody has enough answers with times, on items that others answered too, to see a change over time."
        return Prose((why,), "Changes over time", "drift")
    values = {row.alias: (row.behaviour.drift, row.behaviour.detectable_drop, row.behaviour.drift_p) for row in known}
    points = _ranked(known, FlagCode.DRIFT, values, ("drop", "detectable", "p"))
    named, drawn = _noticed(points), sparse(points, NOTICED_FIRST)
    chart = dots.ranked(
        "drift",
        points.height,
        "fall of agreement",
        [
            "annotator:N",
            alt.Tooltip("drop:Q", format=".2f"),
            alt.Tooltip("detectable:Q", format=".2f"),
            alt.Tooltip("p:Q", format=".3f"),
            "n:Q",
        ],
        value="drop",
        expected="detectable",
    )
    middle = points["detectable"].median()
    reach = (
        f" Half of the annotators would have to fall by {number(middle)} or more to be seen four times in five."
        if isinstance(middle, float)
        else ""
    )
    return Figure(
        "drift",
        "Changes over time",
        style.styled(chart.properties(width=style.WIDTH - 80, height=220)),
        {"drift": drawn},
        f"Agreement with the others fell clearly for {listing(named) if named else 'nobody'}.{reach}"
        f"{_left_out(drawn, points)}",
        Help(
            "Each mark is an annotator: by how much agreement with the others fell at the most likely moment of "
            "change. The grey tick is the smallest fall that these answers would show four times in five.",
            "A largest fall can be found in any series of answers: it counts when it is noticed. A tick high up means "
            "that there are too few answers to tell, not that nothing changed.",
            "Page 1954 (cumulative sums), p-values by permutation.",
        ),
        _drift_table(known),
    )


def table(audit: AnnotatorAudit) -> Table:
    """Everything about ways of working, one line per annotator."""
    frame = pl.DataFrame([_line(row) for row in audit.rows], infer_schema_length=None)
    columns = (
        Column("annotator", "Annotator"),
        Column("n", "Annotations", "number"),
        Column("median_seconds", "Seconds", "number", 0, "Median per annotation.", extra=True),
        Column("fast_share", "Fast", "percent", 0, "Share of annotations much faster than usual for their item."),
        Column("untouched_share", "Untouched", "percent", 0, "Share of annotations with all sliders left alone."),
        Column("top_label", "Most frequent", "text", 0, "The answer given most."),
        Column("top_label_share", "Its share", "percent", 0),
        Column("others_top_share", "Others'", "percent", 0, "How often the others give it on the same items."),
        Column("entropy", "Variety", "number", 1, "Bits of the distribution of the own answers.", extra=True),
        Column("longest_run", "Longest run", "number"),
        Column("expected_run", "Expected", "number", 1, "Longest run of the same answers in random order.", extra=True),
        Column("run_p", "p", "number", 3, extra=True),
        Column("sessions", "Sessions", "number", 0, "Stretches of work without a long pause.", extra=True),
        Column("largest_session", "Longest", "number", 0, "Annotations in the longest session.", extra=True),
        Column("busiest_hour", "Busiest hour", "number", 0, "Hour of day, UTC, with most annotations.", extra=True),
        Column("night_share", "Night", "percent", 0, "Share of annotations from 0 to 5 UTC.", extra=True),
    )
    return Table(
        "behaviour-table",
        "Ways of working, all annotators",
        frame,
        tuple(column for column in columns if frame[column.name].is_not_null().any()),
        Help(
            "How each annotator works: speed, sliders, variety, runs, and sessions.",
            "A dash means that the data do not tell, for want of times, durations or sliders. Hours are UTC: night "
            "there may be noon where the annotator lives.",
            "Entropy: Shannon 1948.",
        ),
        annotator="annotator",
    )


def _drift_table(rows: list[AnnotatorRow]) -> Table:
    frame = pl.DataFrame(
        [
            {
                "annotator": row.alias,
                "n": row.n_annotations,
                "drop": row.behaviour.drift,
                "at": row.behaviour.drift_at,
                "p": row.behaviour.drift_p,
                "detectable": row.behaviour.detectable_drop,
                "fatigue": row.behaviour.fatigue,
                "fatigue_p": row.behaviour.fatigue_p,
            }
            for row in rows
        ],
        infer_schema_length=None,
    )
    return Table(
        "drift-table",
        "Drift and fatigue",
        frame.sort("p", "annotator", nulls_last=True),
        (
            Column("annotator", "Annotator"),
            Column("n", "Annotations", "number"),
            Column("drop", "Fall", "number", 2, "Agreement before the change less agreement after it."),
            Column("at", "After", "number", 0, "Annotations before the change."),
            Column("p", "p", "number", 3),
            Column("detectable", "Detectable", "number", 2, "Smallest fall that would be seen four times in five."),
            Column("fatigue", "Per hour", "number", 2, "Change of agreement per hour within sessions."),
            Column("fatigue_p", "p of that", "number", 3),
        ),
        Help(
            "Changes of agreement over all annotations (drift) and within sessions (fatigue).",
            "Small p: more than chance. Negative per hour: agreement falls as a session goes on.",
            "Page 1954; Pitman 1937.",
        ),
        annotator="annotator",
    )


def _ranked(
    rows: list[AnnotatorRow],
    code: FlagCode,
    values: dict[str, tuple[float | None, float | None, float | None]],
    names: tuple[str, str, str],
) -> pl.DataFrame:
    """annotator, notice, n, the three named values, rank; the largest first value first."""
    records = [(row.alias, _notice(row, code), row.n_annotations, *values[row.alias]) for row in rows]
    frame = pl.DataFrame(records, schema=["annotator", "notice", "n", *names], orient="row", infer_schema_length=None)
    return frame.sort(names[0], "annotator", descending=[True, False]).with_row_index("rank", 1)


NOTICED_FIRST = pl.col("notice") == dots.NOTICED


def _noticed(points: pl.DataFrame) -> list[str]:
    return points.filter(NOTICED_FIRST)["annotator"].to_list()


def _left_out(drawn: pl.DataFrame, points: pl.DataFrame) -> str:
    return sparse_words(drawn.height, points.height, "those who were noticed first")


def _notice(row: AnnotatorRow, code: FlagCode) -> str:
    return dots.NOTICED if any(flag.code is code for flag in row.flags) else dots.USUAL


def _habit(row: AnnotatorRow, code: FlagCode) -> float | None:
    return {
        FlagCode.ONE_LABEL: row.behaviour.top_label_share,
        FlagCode.SPEED: row.behaviour.fast_share.value,
        FlagCode.UNTOUCHED: row.behaviour.untouched_share.value,
    }[code]


def _line(row: AnnotatorRow) -> dict[str, object]:
    it = row.behaviour
    return {
        "annotator": row.alias,
        "n": row.n_annotations,
        "median_seconds": it.median_seconds,
        "fast_share": it.fast_share.value,
        "untouched_share": it.untouched_share.value,
        "top_label": it.top_label or None,
        "top_label_share": it.top_label_share,
        "others_top_share": it.others_top_share,
        "entropy": it.entropy,
        "longest_run": it.longest_run,
        "expected_run": it.expected_run,
        "run_p": it.run_p,
        "sessions": it.sessions,
        "largest_session": it.largest_session,
        "busiest_hour": it.busiest_hour,
        "night_share": it.night_share,
    }
