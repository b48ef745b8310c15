"""`oeq serve`: the page live on its store, on this machine alone."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.common import given_command, say, seed_option, settings_in, talk
from oe_quality.errors import UsageError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR", default=".")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port.  [default: a free one]")
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@seed_option
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def serve(folder: Path, port: int, show: bool, config_file: Path | None, seed: int, quiet: bool) -> None:
    """Show the page of the study in DIR, which oeq run made, with buttons: exclude and include with a reason, note
    letters as sent, set the gold of an item, write the queue, make the page anew.

    Each does what the command of that name does. The address that is printed opens once, in one browser on this
    machine; nobody else is answered. Ctrl-C ends it.
    """
    from oe_quality.serve.server import Server

    if not (folder / "quality.duckdb").is_file():
        raise UsageError(f"there is no study in {folder}", remedy=f"Make one with: oeq run EXPORT... -o {folder}")
    server = Server(folder, port, config=settings_in(config_file, page=True), seed=seed, command=given_command())
    try:
        if server.desk.html() is None:
            talk("this version made no page there yet; it is being made", quiet=quiet)
            server.desk.make()
        say(server.guard.door)
        talk("the address opens once; Ctrl-C ends", quiet=quiet)
        if show:
            click.launch(server.guard.door)
        server.serve_forever()
    except KeyboardInterrupt:
        talk("ended", quiet=quiet)
    finally:
        server.end()
