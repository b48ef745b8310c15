"""`oeq exclude` and `oeq include`: who is left out of results, decided by a person and recorded."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.common import store_argument, talk


@click.command()
@store_argument
@click.argument("annotator")
@click.option("--reason", required=True, help="Why; it is kept, and shown with every later result.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def exclude(db: Path, annotator: str, reason: str, quiet: bool) -> None:
    """Leave ANNOTATOR (an alias such as A17, or a key) out of later results. Nothing is deleted."""
    from oe_quality.store import open_store

    with open_store(db, read_only=False) as store:
        alias = store.exclude(annotator, reason)
    talk(f"{alias} is left out of results from now on; oeq include {db} {alias} takes them back in", quiet=quiet)


@click.command()
@store_argument
@click.argument("annotator")
@click.option("--reason", default="", help="Why; it is kept.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def include(db: Path, annotator: str, reason: str, quiet: bool) -> None:
    """Take ANNOTATOR (an alias such as A17, or a key), who was excluded, back into results."""
    from oe_quality.store import open_store

    with open_store(db, read_only=False) as store:
        alias = store.include(annotator, reason)
    talk(f"{alias} is part of results again", quiet=quiet)
