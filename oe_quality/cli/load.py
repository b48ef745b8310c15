"""`oeq load`: exports into a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from oe_quality.cli.common import progress_bar, talk
from oe_quality.cli.reading import read_options, reading_options


@click.command()
@click.argument("db", type=click.Path(path_type=Path))
@click.argument("exports", nargs=-1, metavar="EXPORT...")
@reading_options
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
@click.option("-v", "--verbose", is_flag=True, help="List every rejected row.")
def load(db: Path, exports: tuple[str, ...], gold: tuple[Path, ...], quiet: bool, verbose: bool, **given: Any) -> None:
    """Load annotation exports into the store DB, which is made if it is not there.

    The format is told by the content; "-" reads standard input, and files may be gzipped. Each file
    is loaded whole or not at all: if one fails, those before it stay loaded. Loading a file again
    changes nothing; a newer export updates what it holds anew and keeps what it replaces.
    """
    from oe_quality.cli.loaded import summary
    from oe_quality.config import find_config
    from oe_quality.keys import find_key
    from oe_quality.loading import load_each

    if not (exports or gold):
        raise click.UsageError("Name at least one EXPORT, or a file with --gold.")
    config = find_config(Path.cwd())
    options = read_options(given, config.labels)
    key = find_key(config.people)
    progress = progress_bar(quiet=quiet)
    loaded: list[str] = []
    try:
        for one in load_each(db, exports, gold=gold, options=options, progress=progress, key=key):
            loaded.append(one.export.file)
            talk(summary(one, verbose=verbose), quiet=quiet)
    except Exception:
        if loaded:
            talk(f"loaded before the failure: {', '.join(loaded)}", quiet=quiet)
        raise
