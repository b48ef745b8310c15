"""`oeq aggregate`: soft labels, with the name of what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import emit, output_options, progress_bar, seed_option, store_argument, talk, terminal_table
from oe_quality.cli.models import hearing, models_options
from oe_quality.cli.on_spark import aggregate_files, engine_options, refuse_unused
from oe_quality.plaintext import visible

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.aggregation.aggregate import Aggregation
    from oe_quality.store import Store

SUFFIXES = (".parquet", ".csv", ".xlsx")
OF_SPARK = ("master", "item", "annotator", "label")
OF_STORE = ("question", "population", "kind", "save", "explain", "with_models", "each_model", "seed", "fmt")
"""Options of one engine alone."""


@click.command()
@store_argument
@click.option("--question", help="One question.  [default: all]")
@click.option(
    "--method",
    help='"pool", an algorithm, or "auto" for the one that predicts people best, not gold.  [default: by scale]',
)
@click.option("--population", type=click.Choice(["all", "reliable"]), help="Whose perception.  [default: by scale]")
@click.option(
    "--kind", type=click.Choice(["consensus", "perception", "both"]), help="Which soft label.  [default: by scale]"
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write labels, one row per item: .parquet, .csv, .xlsx."
)
@click.option("--force", is_flag=True, help="Replace the output file if it is there.")
@click.option("--save/--no-save", default=True, show_default=True, help="Keep the labels in the store.")
@click.option("--explain", is_flag=True, help="Say what each number means, and what it does not say.")
@models_options
@engine_options
@seed_option
@output_options
@click.pass_context
def aggregate(
    context: click.Context,
    db: Path,
    question: str | None,
    method: str | None,
    population: str | None,
    kind: str | None,
    output: Path | None,
    force: bool,
    save: bool,
    explain: bool,
    with_models: tuple[str, ...],
    each_model: bool,
    engine: str,
    master: str,
    item: str,
    annotator: str,
    label: str,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make soft labels of the answers in DB.

    A consensus is belief about one truth; a perception is the share of people who perceive a label. Neither
    stands for the other. Numbers get a value with its standard error.
    """
    from oe_quality.analysis.aggregation import wording as aggregate_text
    from oe_quality.analysis.aggregation.aggregate import aggregate as aggregate_store
    from oe_quality.cli.leaving import refuse_table, write_table
    from oe_quality.store import open_store
    from oe_quality.workshop import require_room

    refuse_unused(context, OF_STORE if engine == "spark" else OF_SPARK, engine)
    if engine == "spark":
        columns = (item, annotator, label)
        aggregate_files(db, output, columns=columns, master=master, method=method, force=force, quiet=quiet)
        return
    if output is not None:
        if output.suffix not in SUFFIXES:
            raise click.UsageError(f"{output.name} ends in none of {', '.join(SUFFIXES)}")
        refuse_table(output, force=force, inputs=[db])
        require_room(output.parent)
    with open_store(db, read_only=not save) as store:
        with hearing(store, with_models, each=each_model, seed=seed):
            found = aggregate_store(
                store,
                question,
                method=method,
                population=population,
                kind=kind,
                seed=seed,
                progress=progress_bar(quiet=quiet),
            )
        if save:
            _keep(store, found, population, quiet=quiet)
    if output is not None:
        write_table(found.labels_frame(), output, force=force)
        where = "on a sheet of its own" if output.suffix == ".xlsx" else "beside it"
        talk(f"wrote {visible(str(output))}, and {where} what its columns mean", quiet=quiet)
    if explain:
        for result in found:
            click.echo(visible(aggregate_text.explanation(result)) + "\n")
        return
    for result in found if verbose else ():
        talk(visible(aggregate_text.explanation(result)), quiet=quiet)
    _show(found, fmt, aggregate_text.summary(found), quiet=quiet)


def _keep(store: Store, found: Aggregation, population: str | None, *, quiet: bool) -> None:
    parameters = {"seed": found.seed, "population": population}
    runs = [store.save_soft_labels(result, parameters) for result in found]
    if runs:
        talk(f"kept in the store as run {runs[0]}" + (f" to {runs[-1]}" if len(runs) > 1 else ""), quiet=quiet)


def _show(found: Aggregation, fmt: str, summary: pl.DataFrame, *, quiet: bool) -> None:
    for name, reason in found.skipped:
        talk(visible(f"{name}: {reason}"), quiet=quiet)
    for warning in found.warnings:
        talk(visible(f"warning: {warning}"), quiet=quiet)
    if fmt == "table":
        for comparison in found.comparisons:
            title = (
                f"{comparison.question}: bits lost per held-out answer; the least, which predicts people best, is taken"
            )
            title = visible(title)
            click.echo(terminal_table(comparison.frame(), title))
    emit(found, fmt, view=summary, title="Soft labels")
    if fmt == "table":
        talk("--explain says what each number means; -o FILE writes the labels.", quiet=quiet)
