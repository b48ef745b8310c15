"""`oeq set-scale`: another scale for questions of a store."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.common import store_argument


@click.command("set-scale")
@store_argument
@click.argument("scales", nargs=-1, required=True, metavar="Q=SCALE...")
def set_scale(db: Path, scales: tuple[str, ...]) -> None:
    """Give questions of the store DB another scale: mood=ordinal:low<mid<high, arousal=interval.

    The answers that are held are written anew, and none is lost: exclusions, gold and history stay. If an answer does
    not fit the scale nothing changes.
    """
    from oe_quality.cli.loaded import question_line
    from oe_quality.scales import parse_scale
    from oe_quality.store import open_store

    wanted = [parse_scale(text) for text in scales]
    with open_store(db, read_only=False) as store:
        for question in wanted:
            store.set_scale(question)
        for question in wanted:
            click.echo(question_line(store.question(question.name)))
