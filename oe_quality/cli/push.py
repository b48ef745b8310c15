"""`oeq push`: a release to the Hugging Face Hub, or as a draft to Zenodo."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.common import talk
from oe_quality.errors import UsageError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("repository", required=False)
@click.option("--public", is_flag=True, help="Make a new repository public; otherwise it is private.")
@click.option("--zenodo", is_flag=True, help="A draft with a reserved DOI on Zenodo instead; you publish it there.")
@click.option("--sandbox", is_flag=True, help="With --zenodo: its sandbox, to try things out.")
@click.option("--creator", "creators", multiple=True, metavar="NAME", help="With --zenodo: 'Berg, Anna'; repeatable.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def push(
    folder: Path,
    repository: str | None,
    public: bool,
    zenodo: bool,
    sandbox: bool,
    creators: tuple[str, ...],
    quiet: bool,
) -> None:
    """Upload the release in FOLDER to the data set REPOSITORY (owner/name), or to Zenodo.

    The Hub needs the extra oe-quality[push] and a token as `hf auth login` keeps it; Zenodo needs a token in the
    variable ZENODO_TOKEN. A bundle whose check sums fail is refused. Both were tested against local stand-ins of
    their interfaces; they were not tried against the real ones.
    """
    if zenodo == (repository is not None):
        raise UsageError("a release goes to a repository of the Hub or to Zenodo: give owner/name, or --zenodo")
    if zenodo and public:
        raise UsageError("--public is for the Hub: a draft on Zenodo is published on its site")
    if not zenodo and (sandbox or creators):
        raise UsageError("--sandbox and --creator are for Zenodo: add --zenodo")
    address = (
        _to_zenodo(folder, creators, sandbox, quiet) if repository is None else _to_hub(folder, repository, public)
    )
    name = "Zenodo" if zenodo else "the Hub"
    talk(f"uploaded; note that this command was only ever tried against a stand-in of {name}", quiet=quiet)
    click.echo(address)


def _to_hub(folder: Path, repository: str, public: bool) -> str:
    from oe_quality.analysis.compare.snapshot import of_release
    from oe_quality.publish.hub import push as upload
    from oe_quality.sums import verify

    verify(folder)
    return upload(folder, repository, version=of_release(folder).version, private=not public)


def _to_zenodo(folder: Path, creators: tuple[str, ...], sandbox: bool, quiet: bool) -> str:
    from oe_quality.analysis.compare.snapshot import manifest
    from oe_quality.publish.zenodo import About, deposit

    body = manifest(folder)
    about = About(str(body["name"]), str(body["version"]), str(body["licence"]), creators)
    made = deposit(folder, about, sandbox=sandbox)
    if made.doi:
        talk(f"reserved DOI: {made.doi}; it leads somewhere once you publish the draft", quiet=quiet)
    return made.address
