"""`oeq aggregate --engine spark`: labels of Parquet files that pass through no store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from oe_quality.cli.common import progress_bar, talk
from oe_quality.plaintext import visible

F = TypeVar("F", bound=Callable[..., Any])
ENGINES = ("store", "spark")
LOCAL = "local[*]"


def engine_options(command: F) -> F:
    """Where the work is done, and what columns of a file are called."""
    columns = (("label", "labels"), ("annotator", "annotators"), ("item", "items"))
    for name, what in columns:
        text = f"Spark: the column of {what}."
        command = click.option(f"--{name}", default=name, show_default=True, metavar="COLUMN", help=text)(command)
    text = "Spark: the cluster, such as spark://host:7077."
    command = click.option("--master", default=LOCAL, show_default=True, help=text)(command)
    text = "The store's, or Spark on Parquet: DB is then a file or folder of answers, and -o a folder."
    return click.option("--engine", type=click.Choice(ENGINES), default="store", show_default=True, help=text)(command)


def refuse_unused(context: click.Context, unused: tuple[str, ...], engine: str) -> None:
    """Raise where an option was said that would have no effect with this engine."""
    said = [name for name in unused if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]
    if said:
        raise click.UsageError(f"--{said[0].replace('_', '-')} would have no effect with --engine {engine}.")


def aggregate_files(
    source: Path, output: Path | None, *, columns: tuple[str, str, str], master: str, method: str | None, **how: bool
) -> None:
    """Write the labels of `source` to the folder `output`; `how`: force, quiet."""
    from oe_quality.cluster.aggregate import DEFAULT
    from oe_quality.cluster.files import label_files, refuse_place

    if output is None:
        raise click.UsageError("--engine spark needs -o FOLDER for the labels.")
    refuse_place(output, source, force=how["force"])
    item, annotator, label = columns
    found = label_files(
        source,
        output,
        master=master,
        item=item,
        annotator=annotator,
        label=label,
        method=method or DEFAULT,
        force=how["force"],
        progress=progress_bar(quiet=how["quiet"]),
    )
    state = "converged" if found.converged else "did not converge"
    said = f"{found.method} {state}: {sum(found.n_responses):,} answers of {len(found.annotators):,} annotators"
    left = f"; {found.left_out:,} rows without an item, an annotator or a label" if found.left_out else ""
    talk(visible(f"{said}{left}\nwrote {output}"), quiet=how["quiet"])
