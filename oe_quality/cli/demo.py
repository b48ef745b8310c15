"""`oeq demo`: the example study, made anywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from oe_quality.cli.common import talk
from oe_quality.errors import UsageError

EXPORT, GOLD, SETTINGS = "open_empathic.json.gz", "gold.csv", "oeq.toml"
MOODS = "moods.csv"


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    metavar="DIR",
    help="Where all goes.",
)
@click.option("--force", is_flag=True, help="Replace the results of an earlier run in DIR.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
@click.pass_context
def demo(ctx: click.Context, output: Path, force: bool, quiet: bool) -> None:
    """Make the example study in DIR: 901 annotations of 150 invented clips by 25 invented people.

    DIR gets what oeq run makes, and beside it the files it was made of: the export, gold answers and settings. A tidy
    table of another study, moods.csv, is there to try oeq load with.
    """
    from oe_quality.cli.run import run
    from oe_quality.cli.verdict import called
    from oe_quality.resources import folder

    examples = folder("examples")
    sources = {name: examples / name for name in (EXPORT, GOLD, SETTINGS)} | {MOODS: examples / "tidy" / MOODS}
    _refuse_others(output, sources)
    ctx.invoke(
        run,
        exports=(str(sources[EXPORT]),),
        output=output,
        gold=(sources[GOLD],),
        config_file=sources[SETTINGS],
        force=force,
        quiet=quiet,
    )
    for name, source in sources.items():
        if not (output / name).exists():
            shutil.copyfile(source, output / name)
    talk(f"made of {EXPORT}, {GOLD} and {SETTINGS}, which lie there too", quiet=quiet)
    talk(f"your own study: {called()} run YOUR-EXPORT -o study", quiet=quiet)


def _refuse_others(output: Path, sources: dict[str, Path]) -> None:
    """Stop before any work where a file of the example's name is another one.

    Raises:
        UsageError: it names the file.
    """
    for name, source in sources.items():
        there = output / name
        if there.is_symlink() or (there.exists() and not (there.is_file() and _same(there, source))):
            raise UsageError(
                f"{there} is not the example's file of this name",
                remedy="It is not replaced. Move it away, or name another folder with -o.",
            )


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()
