"""`oeq plan`: how many answers per item reach a target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import emit, output_options, progress_bar, seed_option, store_argument, talk
from oe_quality.cli.table_file import table_file_option
from oe_quality.errors import UsageError
from oe_quality.plaintext import percent, visible

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.planning.results import Plans

FEW = 3
"""Questions up to which all that a plan says of each is told without being asked."""


@click.command()
@store_argument
@click.option("--question", help="Plan this question only.  [default: all but free text]")
@click.option("--target", type=float, default=0.8, show_default=True, help="Reliability to reach, between 0 and 1.")
@click.option("--width", type=float, help="Say instead what makes the interval of agreement so wide, such as .1.")
@click.option("--against", type=float, help="Say instead what shows that agreement is not this value, such as .667.")
@click.option("--expected", type=float, help="With --against: the true value to plan for.  [default: that so far]")
@click.option("--power", type=float, default=0.8, show_default=True, help="With --against: how often it is shown.")
@click.option("--coefficient", default="alpha", show_default=True, help="With --width and --against: what is measured.")
@seed_option
@table_file_option
@output_options
def plan(
    db: Path,
    question: str | None,
    target: float,
    width: float | None,
    against: float | None,
    expected: float | None,
    power: float,
    coefficient: str,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Say how reliable the mean, or the share, of k answers per item is, and how many reach a target.

    The reliability is Phi(k) of a generalizability study: each item is answered by other annotators. Of labels it also
    says how many are expected to be right with more answers, how many answers rank items by how far people disagree
    on them, and what either costs.
    """
    from oe_quality.analysis.planning.labels import sentences
    from oe_quality.analysis.planning.plan import plan as plan_one
    from oe_quality.analysis.planning.plan import plan_all
    from oe_quality.analysis.planning.ranking import sentence
    from oe_quality.analysis.planning.results import Plans
    from oe_quality.store import open_store

    if width is not None and against is not None:
        raise UsageError("--width and --against are two plans", remedy="Ask for one of them at a time.")
    if against is None and expected is not None:
        raise UsageError("--expected is of a test", remedy="Say against what: --against .667")
    if width is not None:
        _show_width(db, question, width, coefficient, fmt, quiet=quiet)
        return
    if against is not None:
        _show_power(db, question, against, expected, power, coefficient, fmt, quiet=quiet)
        return
    with open_store(db) as store:
        if question is None:
            plans = plan_all(store, target=target, seed=seed, progress=progress_bar(quiet=quiet))
        else:
            plans = Plans((plan_one(store, question, target=target, seed=seed),))
    for one in plans.plans:
        now = f"{one.question}: {one.measure}; {one.answers_now:.1f} answers per item now (harmonic mean)"
        more = [*one.warnings, *sentences(one.labels), *([sentence(one.ranking, target)] if one.ranking else [])]
        told = [now, *more] if verbose or len(plans.plans) <= FEW else [now]
        talk("\n  ".join(visible(line) for line in told), quiet=quiet)
    whole = question is None and not verbose
    emit(plans, fmt, view=_summary(plans, whole=whole), title=f"Answers per item for a reliability of {target:g}")
    if whole and fmt == "table":
        talk("Label by label: --question Q, or -v for all.", quiet=quiet)


def _show_power(
    db: Path,
    question: str | None,
    against: float,
    expected: float | None,
    power: float,
    coefficient: str,
    fmt: str,
    *,
    quiet: bool,
) -> None:
    """What it takes to show that agreement is not a value."""
    from oe_quality.analysis.planning.power import HOW, plan_power
    from oe_quality.store import open_store

    if question is None:
        raise UsageError("--against is of one question", remedy="Name it: --question Q --against .667")
    with open_store(db) as store:
        found = plan_power(store, question, against, expected=expected, coefficient=coefficient, power=power)
    talk(f"{HOW}{f' Note: {found.note}.' if found.note else ''}", quiet=quiet)
    heads = {"n_items": "items now", "n_annotators": "annotators now", "power_now": "power now"}
    heads |= {"items_alone": "items with these annotators", "textbook_items": "items by formula", "textbook": "formula"}
    view = found.frame().drop("null", "power", "level", "note").rename(heads)
    view = view.drop([name for name in view.columns if view[name][0] in (None, "")])
    emit(found, fmt, view=view, title=f"To show, {percent(power)} of the time, that it is not {against:g}")


def _show_width(db: Path, question: str | None, width: float, coefficient: str, fmt: str, *, quiet: bool) -> None:
    """What it takes for an interval of that width."""
    from oe_quality.analysis.planning.width import HOW, plan_width
    from oe_quality.store import open_store

    if question is None:
        raise UsageError("--width is of one question", remedy="Name it: --question Q --width .1")
    with open_store(db) as store:
        found = plan_width(store, question, width, coefficient=coefficient)
    talk(f"{HOW}{f' Note: {found.note}.' if found.note else ''}", quiet=quiet)
    heads = {"n_items": "items now", "n_annotators": "annotators now", "width_now": "width now"}
    heads |= {"items_alone": "items with these annotators", "least_width": "least width with these"}
    view = found.frame().drop("width", "level", "note").rename(heads)
    emit(found, fmt, view=view, title=f"For an interval {width:g} wide, at {percent(found.level)}")


def _summary(plans: Plans, *, whole: bool) -> pl.DataFrame:
    """One row per question, or per part of it, with bounds beside their value."""
    import polars as pl

    rows = [
        {
            "question": row["question"],
            **({} if whole else {"part": row["part"]}),
            "answers": row["answers"],
            "one answer": _with_bounds(row["one answer"], row["low"], row["high"], ".2f"),
            "as now": _with_bounds(row["as now"], None, None, ".2f"),
            "needed": _with_bounds(row["needed"], row["from"], row["to"], ",d"),
            "more answers": row["more answers"],
        }
        for row in _rows(plans, whole=whole)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _rows(plans: Plans, *, whole: bool) -> list[dict[str, Any]]:
    """The summary's rows; of a whole question the first alone, which speaks of all labels together."""
    frames = [plan.summary().head(1) if whole else plan.summary() for plan in plans.plans]
    return [row for frame in frames for row in frame.iter_rows(named=True)]


def _with_bounds(value: float | None, low: float | None, high: float | None, form: str) -> str:
    """`6 [3, 10]`; "–" stands where no number is known, for a bound as for the value."""
    texts = ["–" if number is None else format(number, form) for number in (value, low, high)]
    return texts[0] if value is None or (low is None and high is None) else f"{texts[0]} [{texts[1]}, {texts[2]}]"
