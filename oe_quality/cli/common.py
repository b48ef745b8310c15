"""What all commands share: options, output forms, progress, and the talk on stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO, TypeVar

import click

from oe_quality.cli.found_store import StoreArgument
from oe_quality.cli.leaving import csv_text
from oe_quality.cli.progress_line import ProgressLine
from oe_quality.cli.table_file import write_wanted
from oe_quality.compiled import find_place
from oe_quality.memory import allow
from oe_quality.plaintext import escaped_json, visible
from oe_quality.progress import COMPILING, Progress, silent
from oe_quality.results import Json

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.config import Config

F = TypeVar("F", bound=Callable[..., Any])
GIVEN = "oe_quality.cli.given"
"""Key of the command line in click's context."""
FORMATS = ("table", "json", "csv", "md", "columns")
WIDE = 160
"""Columns of a table that goes to a file or a pipe."""


class Result(Protocol):
    """What every analysis returns."""

    def frame(self) -> pl.DataFrame: ...

    def to_dict(self) -> Json: ...


def given_command() -> str:
    """The command line that is being run, as it was given."""
    return str(click.get_current_context().meta[GIVEN])


def allow_as_set() -> None:
    """Let work take the memory that the settings of the current folder's project allow, read when it is asked for."""

    def said() -> str:
        from oe_quality.config import find_config

        return find_config(Path.cwd()).limits.memory

    allow(said)


def settings_in(file: Path | None, *, page: bool = False) -> Config:
    """The settings in `file`, or those of the project that the current folder belongs to.

    Args:
        page: whether a page is to be made, so that a section that is not there is refused before any work.

    Raises:
        InputError: the settings cannot be used.
    """
    from oe_quality.config import Config, changes, config_file, read_config

    place = file or config_file(Path.cwd())
    found = read_config(place) if place else Config()
    if place and not file and (changed := changes(found)):
        context = click.get_current_context(silent=True)
        quiet = bool(context and context.params.get("quiet"))
        talk(f"settings of {place}: {', '.join(changed)}", quiet=quiet)
    allow(lambda: found.limits.memory)
    if page:
        from oe_quality.render.sections.registry import parts_of

        parts_of(found)
    return found


def output_options(command: F) -> F:
    """`--format`, `-q`, `-v`."""
    command = click.option(
        "--format",
        "fmt",
        type=click.Choice(FORMATS),
        default="table",
        help="Form of the data on stdout; columns: what those of csv mean.",
    )(command)
    command = click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")(command)
    return click.option("-v", "--verbose", is_flag=True, help="More talk on stderr.")(command)


def seed_option(command: F) -> F:
    """`--seed`."""
    return click.option("--seed", type=int, default=0, show_default=True, help="Seed of everything random.")(command)


def store_argument(command: F) -> F:
    """The DB argument: an existing store; it may be left out in a folder that holds one."""
    return click.argument("db", type=StorePath(path_type=Path), cls=StoreArgument)(command)


class StorePath(click.Path):
    """The path of a store: `~` is the user's home, and memory is no place for one."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, for click."""
        if str(value) == ":memory:":
            self.fail("a store in memory would be gone at once; name a file", param, ctx)
        return Path(os.fsdecode(super().convert(value, param, ctx))).expanduser()


def emit(
    result: Result, fmt: str, *, view: pl.DataFrame | None = None, title: str = "", name: str = "", exact: bool = False
) -> None:
    """Print a result on stdout: JSON whole, CSV as its frame, table and Markdown as `view` or its frame.

    Where the command line asks for a file (`table_file_option`), it is written there too.

    `columns` is the dictionary of the CSV, whose table is called `name`; its numbers are rounded unless `exact`.
    """
    hide_progress()
    if fmt == "json":
        text = json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False, indent=2)
        click.echo(escaped_json(text))
    elif fmt == "csv":
        click.echo(csv_text(result.frame(), exact=exact), nl=False)
    elif fmt == "columns":
        from oe_quality.dictionary import dictionary

        click.echo(csv_text(dictionary(result.frame(), name)), nl=False)
    else:
        frame = result.frame() if view is None else view
        # A blank line parts a table from what is said after it.
        text = markdown(frame) if fmt == "md" else terminal_table(frame, title)
        click.echo(encodable(text, sys.stdout), nl=fmt == "table")
        said = left_out_words(result)
        if said:
            click.echo(encodable(fitted(said, sys.stdout), sys.stdout))
    to_file(result, name, exact=exact)


def to_file(result: Result, name: str = "", *, exact: bool = False) -> None:
    """Write a result where the command line asks for a file, and say so; `emit` does it by itself."""
    if written := write_wanted(result, name, exact=exact):
        context = click.get_current_context(silent=True)
        talk(f"wrote {visible(str(written))}", quiet=bool(context and context.params.get("quiet")))


def left_out_words(result: object) -> str:
    """Whom a result leaves out, since when and why; empty where it leaves out nobody."""
    parts = (result, *getattr(result, "questions", ()), *(result if isinstance(result, Iterable) else ()))
    decisions = {it.words: None for part in parts for it in getattr(getattr(part, "left_out", None), "decisions", ())}
    again = {it.repeats_words: None for part in parts if (it := getattr(part, "left_out", None)) is not None}
    heard = {it.heard_words: None for part in parts if (it := getattr(part, "left_out", None)) is not None}
    said = [f"Left out: {'; '.join(decisions)}."] if decisions else []
    # Where questions differ in it, each would need a sentence of its own; `--explain` has them.
    counted = [*again] if len(again) == 1 else []
    return "\n".join([*said, *(visible(words) for words in (*counted, *heard) if words)])


def terminal_table(frame: pl.DataFrame, title: str = "") -> str:
    """The frame as a table as wide as the terminal allows."""
    from oe_quality.cli import table

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE
    return table.terminal_table(frame, title, width=width, styled=styled(sys.stdout))


def markdown(frame: pl.DataFrame) -> str:
    """The frame as a Markdown table; pipes and markup in data are escaped."""
    import html

    from oe_quality.cli.table import cell

    def safe(value: object) -> str:
        return html.escape(cell(value), quote=False).replace("|", "\\|")

    lines = ["| " + " | ".join(map(safe, frame.columns)) + " |", "|" + " --- |" * len(frame.columns)]
    lines += ["| " + " | ".join(map(safe, row)) + " |" for row in frame.iter_rows()]
    return "\n".join(lines) + "\n"


def talk(text: str, *, quiet: bool = False) -> None:
    """Say something on stderr, broken between words where it is a terminal."""
    if not quiet:
        hide_progress()
        click.echo(fitted(text, sys.stderr), err=True)


def say(text: str) -> None:
    """Print text on stdout in the same way."""
    hide_progress()
    click.echo(fitted(text, sys.stdout))


def fitted(text: str, stream: TextIO) -> str:
    """Text that is safe on a terminal and no wider; lines keep their indent, and what follows "- " hangs."""
    lines = [visible(line) for line in encodable(text, stream).split("\n")]
    if not stream.isatty():
        return "\n".join(lines)
    width = shutil.get_terminal_size().columns
    return "\n".join(_broken(line, width) for line in lines)


def encodable(text: str, stream: TextIO) -> str:
    """Text for people with "?" for what the stream's encoding lacks; data (CSV, JSON) are never changed so."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding, "replace")


def _broken(line: str, width: int) -> str:
    indent = " " * (len(line) - len(line.lstrip(" ")))
    hanging = indent + ("  " if line.lstrip().startswith("- ") else "")
    return textwrap.fill(
        line.lstrip(" "),
        width,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def styled(stream: TextIO) -> bool:
    """Whether bold and coloured text is welcome there (https://no-color.org)."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")


_progress_line: ProgressLine | None = None


def progress_bar(*, quiet: bool = False) -> Progress:
    """A one-line progress display on stderr; where that cannot take a line back, only the longest wait is told."""
    global _progress_line
    if quiet:
        return silent
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return _compilation_notice()
    _progress_line = _progress_line or ProgressLine(sys.stderr)
    return _progress_line


def _compilation_notice() -> Progress:
    """Progress that says, once, that numba compiles."""
    told: list[str] = []

    def tell(what: str, *_: int) -> None:
        if what == COMPILING and not told:
            told.append(what)
            click.echo(what, err=True)
            if not find_place().lasting:
                click.echo("it cannot be kept: set NUMBA_CACHE_DIR to a folder that can be written to", err=True)

    return tell


def hide_progress() -> None:
    """Take the progress display off the terminal, as before anything else is written."""
    if _progress_line is not None:
        _progress_line.hide()
