"""What all commands share: options, output forms, progress, and the talk on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from oe_quality.plaintext import visible
from oe_quality.progress import Progress, silent
from oe_quality.results import Json

if TYPE_CHECKING:
    import polars as pl

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "json", "csv", "md")
CELL_WIDTH = 60
"""Characters of untrusted text that a terminal table shows."""


class Result(Protocol):
    """What every analysis returns."""

    def frame(self) -> pl.DataFrame: ...

    def to_dict(self) -> Json: ...


def output_options(command: F) -> F:
    """`--format`, `-q`, `-v`."""
    command = click.option(
        "--format", "fmt", type=click.Choice(FORMATS), default="table", help="Form of the data on stdout."
    )(command)
    command = click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")(command)
    return click.option("-v", "--verbose", is_flag=True, help="More talk on stderr.")(command)


def seed_option(command: F) -> F:
    """`--seed`."""
    return click.option("--seed", type=int, default=0, show_default=True, help="Seed of everything random.")(command)


def store_argument(command: F) -> F:
    """The DB argument: an existing store."""
    return click.argument("db", type=click.Path(path_type=Path))(command)


def emit(result: Result, fmt: str, *, view: pl.DataFrame | None = None, title: str = "") -> None:
    """Print a result on stdout: JSON whole, CSV as its frame, table and Markdown as `view` or its frame."""
    if fmt == "json":
        click.echo(json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False, indent=2))
    elif fmt == "csv":
        from oe_quality.spreadsheets import spreadsheet_csv

        click.echo(spreadsheet_csv(result.frame()), nl=False)
    else:
        frame = result.frame() if view is None else view
        click.echo(markdown(frame) if fmt == "md" else terminal_table(frame, title), nl=False)


def cell(value: object) -> str:
    """One value as a person wants to read it; "–" where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return visible(", ".join(map(str, value)), CELL_WIDTH)
    return visible(str(value), CELL_WIDTH)


def terminal_table(frame: pl.DataFrame, title: str = "") -> str:
    """The frame as a table as wide as the terminal allows."""
    from io import StringIO

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name, dtype in frame.schema.items():
        table.add_column(Text(name), justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in frame.iter_rows():
        table.add_row(*(Text(cell(value)) for value in row))
    tty = sys.stdout.isatty()
    console = Console(file=StringIO(), force_terminal=tty, width=None if tty else 160)
    console.print(table)
    out = console.file
    assert isinstance(out, StringIO)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def markdown(frame: pl.DataFrame) -> str:
    """The frame as a Markdown table; pipes and markup in data are escaped."""
    import html

    def safe(value: object) -> str:
        return html.escape(cell(value), quote=False).replace("|", "\\|")

    lines = ["| " + " | ".join(map(safe, frame.columns)) + " |", "|" + " --- |" * len(frame.columns)]
    lines += ["| " + " | ".join(map(safe, row)) + " |" for row in frame.iter_rows()]
    return "\n".join(lines) + "\n"


def talk(text: str, *, quiet: bool = False) -> None:
    """Say something on stderr."""
    if not quiet:
        click.echo(text, err=True)


def progress_bar(*, quiet: bool = False) -> Progress:
    """A one-line progress display on stderr; silent where stderr is no terminal."""
    if quiet or not sys.stderr.isatty():
        return silent
    last = 0.0

    def show(what: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        finished = bool(total) and done >= total
        if now - last < 0.1 and not finished:
            return
        last = now
        share = f"{100 * done // total:3d} %" if total else f"{done:,}"
        sys.stderr.write(f"\r\033[K{visible(what, CELL_WIDTH)} {share}" + ("\r\033[K" if finished else ""))
        sys.stderr.flush()

    return show
