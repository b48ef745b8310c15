"""The store of the folder in which somebody stands: where there is one `quality.duckdb`, DB may be left out."""

from __future__ import annotations

from pathlib import Path

import click

STORE = "quality.duckdb"
_ENDINGS = (".duckdb", ".db")


class StoreArgument(click.Argument):
    """The argument DB, which may be left out."""


def with_store(command: click.Command, arguments: list[str]) -> list[str]:
    """The arguments with the store of this folder before them, where they name none.

    A first argument that exists, or that is called like a store, names one; so does nothing that is meant for `load`,
    which makes stores.
    """
    if not any(isinstance(part, StoreArgument) for part in command.params) or not Path(STORE).is_file():
        return arguments
    positional = _positional(command, arguments)
    if positional is None or (positional and _names_a_store(positional[0])):
        return arguments
    if not {"-q", "--quiet", "-h", "--help"} & set(arguments):
        click.echo(f"the store is {STORE}, in this folder", err=True)
    return [STORE, *arguments]


def _names_a_store(text: str) -> bool:
    try:
        return Path(text).exists() or Path(text).suffix in _ENDINGS
    except OSError:  # a whole statement is too long for a name
        return False


def _positional(command: click.Command, arguments: list[str]) -> list[str] | None:
    """The arguments that are neither options nor their values; None where they make no sense."""
    options = [part for part in command.params if isinstance(part, click.Option)]
    bare = click.Command(command.name, params=list(options))
    context = click.Context(bare, info_name=command.name, help_option_names=["-h", "--help"])
    try:
        _, left, _ = bare.make_parser(context).parse_args(list(arguments))
    except click.UsageError:
        return None
    return left
