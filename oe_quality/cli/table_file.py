"""`-o FILE` of commands that print a table: the same table whole, as a file beside what is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from oe_quality.cli.leaving import refuse_table, write_table
from oe_quality.errors import UsageError

if TYPE_CHECKING:
    from oe_quality.workbook import Tabular

F = TypeVar("F", bound=Callable[..., Any])
KINDS = (".csv", ".parquet", ".xlsx")
WANTED = "oe_quality.cli.table_file"
"""Key of the file that was asked for in click's context."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """Where a table is to be written.

    Attributes:
        path: ends in one of `KINDS`; force: whether what was made here may be replaced.
    """

    path: Path
    force: bool


def table_file_option(command: F) -> F:
    """`-o` and `--force`, for a command whose results go through `emit`."""

    @wraps(command)
    def run(*args: Any, output: Path | None, force: bool, **options: Any) -> Any:
        if output is not None:
            want(output, force=force, inputs=[given for given in options.values() if isinstance(given, Path)])
        done = command(*args, **options)
        refuse_unwritten()
        return done

    there = click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the table too: .csv, .parquet, .xlsx.",
    )
    forced = click.option("--force", is_flag=True, help="Replace the file if it was made here.")
    return there(forced(run))  # type: ignore[return-value]  # the command, with two options more


def want(path: Path, *, force: bool, inputs: list[Path]) -> None:
    """Have `emit` write what it prints, and stop before any computing where that cannot be done.

    Raises:
        UsageError: the name has another ending, something stands there, or a package is missing.
    """
    if path.suffix not in KINDS:
        remedy = f"Call it {path.stem or 'table'}.csv, .parquet or .xlsx."
        raise UsageError(f"{path.name} ends in none of {', '.join(KINDS)}", remedy=remedy)
    refuse_table(path, force=force, inputs=inputs)
    click.get_current_context().meta[WANTED] = TableFile(path, force)


def refuse_unwritten() -> None:
    """Say so where what was shown was no table, so that nothing was written.

    Raises:
        UsageError: a file was asked for, and is not there.
    """
    wanted = click.get_current_context().meta.pop(WANTED, None)
    if isinstance(wanted, TableFile):
        raise UsageError(
            f"{wanted.path.name} was not written: what was shown is no table",
            remedy="Leave out -o, or add --format csv.",
        )


def write_wanted(result: Tabular, name: str, *, exact: bool = False) -> Path | None:
    """Write a result where the command line asks for it; where it was written, None if nothing was asked.

    A workbook holds all its tables, a sheet each; the others hold its frame, rounded unless `exact`.
    """
    context = click.get_current_context(silent=True)
    wanted = context.meta.pop(WANTED, None) if context else None
    if not isinstance(wanted, TableFile):
        return None
    if wanted.path.suffix == ".xlsx":
        from oe_quality.workbook import sheets_of, write_sheets

        write_sheets(dict(sheets_of(wanted.path.stem, result)), wanted.path, wanted.force, name)
    else:
        write_table(result.frame(), wanted.path, name, force=wanted.force, exact=exact)
    return wanted.path
