"""`oeq push`: a release to the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.common import talk


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("repository")
@click.option("--public", is_flag=True, help="Make a new repository public; otherwise it is private.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def push(folder: Path, repository: str, public: bool, quiet: bool) -> None:
    """Upload the release in FOLDER to the data set REPOSITORY (owner/name).

    Needs the extra oe-quality[push]. A bundle whose check sums fail is refused. Tested against a local
    stand-in of the Hub's interface; it was not tried against the real one.
    """
    from oe_quality.analysis.compare.snapshot import of_release
    from oe_quality.publish.hub import push
    from oe_quality.sums import verify

    verify(folder)
    address = push(folder, repository, version=of_release(folder).version, private=not public)
    talk("uploaded; note that this command was only ever tried against a stand-in of the Hub", quiet=quiet)
    click.echo(address)
