"""`oeq agreement`: how far annotators agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import emit, output_options, progress_bar, say, seed_option, store_argument, talk
from oe_quality.cli.models import hearing, models_options
from oe_quality.cli.table_file import want
from oe_quality.errors import CheckFailedError, UsageError
from oe_quality.plaintext import percent, visible

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.agreement.agreement import Agreement
    from oe_quality.store import Store

HEADERS = {"n_items": "items", "n_annotators": "annotators", "n_chosen": "chosen", "q_value": "q"}
"""What a terminal's table calls columns that CSV and JSON name in full."""
INTERVALS = ("two-way", "items", "annotators", "both", "analytic")

NOTHING = {
    "pair_table": "No two annotators answered an item in common, so there are no pairs to list.",
    "slice_table": "No slice has as many items that can be compared as --smallest asks for, so none is shown.",
    "label_table": "Numbers have no labels; labels are judged where two or more were given on items with two answers.",
}
"""Why a table is empty."""
ONE_TABLE = (
    "--by, --pairs, --labels, --retest, --xrr, --limits, --versus, --equal, --plan, --explain and --verify show "
    "different tables"
)


@click.command()
@store_argument
@click.option("--question", metavar="Q", help="One question only.")
@click.option(
    "--coefficient",
    metavar="NAME",
    multiple=True,
    help="A coefficient instead of those that fit the scale; may be given several times. "
    "alpha stands for the alpha of the question's own scale; an unknown name lists all.",
)
@click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of weights between labels (or distances), labels in the first row and column: cohen-own, alpha-own, ...",
)
@click.option("--by", metavar="ATTRIBUTE", help="Slice by an item's or annotator's attribute, or time:month.")
@click.option("--smallest", default=30, show_default=True, help="Comparable items below which a slice is folded away.")
@click.option(
    "--interval",
    type=click.Choice(INTERVALS),
    default="two-way",
    show_default=True,
    help="two-way: jackknife over items and annotators; items, annotators, both: bootstrap; analytic: by formula.",
)
@click.option("--level", default=0.95, show_default=True, help="Nominal coverage of the intervals.")
@click.option("--resamples", default=1000, show_default=True, help="Resamples of a bootstrap.")
@click.option("--pairs", is_flag=True, help="List all pairs of annotators that share items.")
@click.option("--labels", is_flag=True, help="List each label against all others.")
@click.option("--retest", is_flag=True, help="Say whether annotators answer as they did before, where they did twice.")
@click.option("--xrr", metavar="ATTRIBUTE", help="Compare groups of annotators with each other (cross-replication).")
@click.option("--limits", is_flag=True, help="Of numbers: between which bounds two annotators differ (Bland-Altman).")
@click.option(
    "--versus", metavar="Q2|DB2", help="Test whether it is the same on another question, or in another store."
)
@click.option("--equal", metavar="ATTRIBUTE", help="Test whether it is the same in all groups of an attribute.")
@click.option("--plan", is_flag=True, help="Say how reliability grows with the number of annotators (see oeq plan).")
@click.option("--explain", is_flag=True, help="Say what each number is, on whom it rests and whom it left out.")
@click.option("--verify", is_flag=True, help="Recompute by independent packages; exit 1 if they differ.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write all tables as one workbook: .xlsx.")
@click.option("--force", is_flag=True, help="Replace the output file if it is there.")
@models_options
@seed_option
@output_options
@click.pass_context
def agreement(
    context: click.Context,
    db: Path,
    question: str | None,
    coefficient: tuple[str, ...],
    weights: Path | None,
    by: str | None,
    smallest: int,
    interval: str,
    level: float,
    resamples: int,
    pairs: bool,
    labels: bool,
    retest: bool,
    xrr: str | None,
    limits: bool,
    versus: str | None,
    equal: str | None,
    plan: bool,
    explain: bool,
    verify: bool,
    output: Path | None,
    force: bool,
    with_models: tuple[str, ...],
    each_model: bool,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Measure agreement on every question of the store DB, each on its own scale, with intervals."""
    from oe_quality.analysis.agreement.measure import agreement as measure
    from oe_quality.analysis.agreement.weights import read_weights
    from oe_quality.store import open_store

    named = [one is not None for one in (xrr, versus, equal)]
    if sum((pairs, labels, retest, limits, plan, explain, verify, by is not None, *named)) > 1:
        raise UsageError(ONE_TABLE, remedy="Ask for one of them at a time.")
    elsewhere = retest or limits or plan or verify or any(named)
    _refuse_beside(weights, with_models, beside=elsewhere)
    _refuse_workbook(output, db, force=force)
    if output is not None and elsewhere:
        want(output, force=force, inputs=[db])
    if plan:
        from oe_quality.cli.plan import plan as plan_command

        context.invoke(plan_command, db=db, question=question, seed=seed, fmt=fmt, quiet=quiet, verbose=verbose)
        return
    if versus is not None or equal is not None:
        from oe_quality.cli.contrast import show

        show(db, question, coefficient, fmt, versus=versus, equal=equal, level=level, smallest=smallest, quiet=quiet)
        return
    with open_store(db) as store:
        if verify:
            _verify(store, question, fmt)
            return
        if retest or limits or xrr is not None:
            _beside(store, question, fmt, retest=retest, xrr=xrr, level=level, seed=seed)
            return
        with hearing(store, with_models, each=each_model, seed=seed):
            found = measure(
                store,
                question,
                coefficient=coefficient or None,
                by=by,
                weights=read_weights(weights) if weights else None,
                pairs=pairs,
                interval=interval,
                level=level,
                resamples=resamples,
                seed=seed,
                smallest=smallest,
                progress=progress_bar(quiet=quiet),
            )
    if output is not None:
        _write(found, output, force=force, quiet=quiet)
    if explain:
        say(found.explain().rstrip("\n"))
        return
    _talk(found, quiet=quiet, verbose=verbose or question is not None)
    _show(found, fmt, by=by is not None, pairs=pairs, labels=labels, all_of_them=bool(question or coefficient))


def _refuse_beside(weights: Path | None, with_models: tuple[str, ...], *, beside: bool) -> None:
    """Raise where weights or models were given for a table that knows neither."""
    if weights and beside:
        raise UsageError("--weights are of coefficients, which are not in that table", remedy="Leave one of them out.")
    if with_models and beside:
        raise UsageError("--with-models is for coefficients, --by, --pairs, --labels and --explain")


def _refuse_workbook(output: Path | None, db: Path, *, force: bool) -> None:
    """Raise before any computing where the workbook cannot be written."""
    from oe_quality.workbook import SUFFIX, refuse_workbook

    if output is None:
        return
    if output.suffix != SUFFIX:
        raise UsageError(
            f"{output.name} does not end in {SUFFIX}",
            remedy="A workbook holds all tables; for one of them as CSV, print it with --format csv.",
        )
    refuse_workbook(output, force=force, inputs=[db])


def _write(found: Agreement, output: Path, *, force: bool, quiet: bool) -> None:
    from oe_quality.workbook import write_excel

    tables = {"labels": found.label_frame(), "pairs": found.pair_frame()}
    held = {name: frame for name, frame in tables.items() if frame.height}
    write_excel({"coefficients": found.frame(), **held}, output, force=force)
    talk(f"wrote {visible(str(output))}, a sheet for each table and one for what its columns mean", quiet=quiet)


def _beside(
    store: Store, question: str | None, fmt: str, *, retest: bool, xrr: str | None, level: float, seed: int
) -> None:
    """What stands beside agreement: repeats, groups, else limits."""
    from oe_quality.cli import reliability

    if retest:
        reliability.show_retest(store, question, fmt, level=level, seed=seed)
    elif xrr is not None:
        reliability.show_xrr(store, xrr, question, fmt, level=level, seed=seed)
    else:
        reliability.show_limits(store, question, fmt, level=level)


def _talk(found: Agreement, *, quiet: bool, verbose: bool) -> None:
    """Say on stderr what the table does not."""
    from oe_quality.analysis.agreement.tables import folded

    sentences = [f"{q.question}: {text}" for q in found.questions for text in q.reading] if verbose else []
    for sentence in [*sentences, *folded(found), *(found.notes if verbose else ())]:
        talk(visible(sentence), quiet=quiet)
    if not verbose:
        talk("More coefficients: --question Q. What they mean, on whom they rest: --explain.", quiet=quiet)


def _show(found: Agreement, fmt: str, *, by: bool, pairs: bool, labels: bool, all_of_them: bool) -> None:
    """Print the table that was asked for."""
    from oe_quality.analysis.agreement.tables import compact, label_table, pair_table, slice_table

    for wanted, table in ((pairs, pair_table), (by, slice_table), (labels, label_table)):
        if wanted:
            result = table(found)
            if not result.rows.height:
                talk(NOTHING[table.__name__])
            view = compact(result).rename(HEADERS, strict=False)
            names = view["question"].unique().to_list() if view.height else []
            title = names[0] if len(names) == 1 else ""
            emit(result, fmt, view=view.drop("question") if title else view, title=title)
            return
    emit(found, fmt, view=_coefficients(found) if all_of_them else _headlines(found), title=_title(found))


def _title(found: Agreement) -> str:
    intervals = [m.estimate.interval for q in found.questions for m in q.measured]
    named = sorted({f"{i.method}: {i.population}" for i in intervals if i})
    return f"Agreement, with {percent(found.level)} intervals ({'; '.join(named) or 'none can be given'})"


def _headlines(found: Agreement) -> pl.DataFrame:
    """One row per question: the coefficient that fits its scale, and what everybody understands beside it."""
    import polars as pl

    rows = []
    for q in found.questions:
        percent = next((m for m in q.measured if m.coefficient == "percent"), None)
        rows.append(
            {
                "question": q.question,
                "coefficient": q.headline.coefficient,
                "value": q.headline.estimate.written(),
                "percent agreement": percent.estimate.written() if percent else None,
                "items": q.headline.estimate.n_items,
                "annotators": q.headline.estimate.n_annotators,
                "answers": q.headline.estimate.n_responses,
            }
        )
    view = pl.DataFrame(rows, infer_schema_length=None)
    return view.drop([name for name in view.columns if view[name].null_count() == len(view)])


def _coefficients(found: Agreement) -> pl.DataFrame:
    """One row per question and coefficient."""
    import polars as pl

    rows = [
        {
            "question": q.question,
            "coefficient": m.coefficient,
            "value": m.estimate.written(),
            "items": m.estimate.n_items,
            "annotators": m.estimate.n_annotators,
            "answers": m.estimate.n_responses,
        }
        for q in found.questions
        for m in q.measured
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _verify(store: Store, question: str | None, fmt: str) -> None:
    """Print our values beside those of other packages.

    Raises:
        CheckFailedError: they differ.
    """
    from oe_quality.analysis.agreement.verify import verify

    found = verify(store, question)
    emit(found, fmt)
    differing = [check for check in found.checks if check.agrees is False]
    if differing:
        names = ", ".join(f"{check.coefficient} of {check.question}" for check in differing)
        raise CheckFailedError(
            f"{len(differing)} coefficients differ from other packages: {names}",
            remedy="Please report this with the table above.",
        )
