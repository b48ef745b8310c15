"""`oeq figure`: one picture, as a paper takes it."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.common import progress_bar, say, seed_option, store_argument, talk, terminal_table
from oe_quality.errors import UsageError

BY_GROUP = ("shares", "groups-apart")
"""Pictures of groups that --by names."""


@click.command()
@store_argument
@click.argument("name", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to: .svg, .pdf or .png.")
@click.option("--question", metavar="Q", help="Of this question.  [default: the one that the audit rests on]")
@click.option("--by", default="", metavar="ATTRIBUTE", help="Of shares and groups-apart: draw its groups.")
@click.option("--width", type=float, metavar="MM", help="Width of the whole figure, such as 85 for a column.")
@click.option("--grey", is_flag=True, help="In greys that are told apart in print.")
@click.option("--force", is_flag=True, help="Replace what stands at --output.")
@seed_option
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def figure(
    db: Path,
    name: str | None,
    output: Path | None,
    question: str | None,
    by: str,
    width: float | None,
    grey: bool,
    force: bool,
    seed: int,
    quiet: bool,
) -> None:
    """Draw one of the report's figures of the store DB for a paper; without NAME, list them.

    The caption goes to stdout. Annotators stand in it by pseudonym.
    """
    from oe_quality.files import refuse_to_overwrite, whole
    from oe_quality.publish.figures import Asked, known, picture
    from oe_quality.render.paper.sheet import LEGIBLE, bound, drawn, figure_of, kind_of
    from oe_quality.store import open_store

    if name is None:
        click.echo(terminal_table(known()), nl=False)
        return
    if output is None:
        raise UsageError("no place to write the figure to", remedy=f"Give -o {name}.svg (or .pdf, .png).")
    if by and name not in BY_GROUP:
        raise UsageError(f"{name} is drawn of no groups", remedy=f"--by is for {' and '.join(BY_GROUP)}.")
    wanted, kind = picture(name), kind_of(output)
    refuse_to_overwrite(output, force=force, inputs=[db])
    with open_store(db) as store:
        made = figure_of(wanted.draw(Asked(store, question, seed, progress_bar(quiet=quiet), by)))
    sheet = drawn(bound(made), kind, width=width, grey=grey)
    with whole(output, force=force, inputs=[db]) as new:
        new.write_bytes(sheet.content)
    say(f"{made.title}{'' if made.title.endswith('?') else '.'} {made.caption}")
    small = f"; its text is {sheet.points:.1f} points high, give it more width" if sheet.points < LEGIBLE else ""
    talk(f"wrote {output}{small}", quiet=quiet)
