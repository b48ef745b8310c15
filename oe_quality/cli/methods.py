"""`oeq methods`: what a paper says about agreement."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.agreement import INTERVALS
from oe_quality.cli.common import encodable, seed_option, store_argument


@click.command()
@store_argument
@click.option("--question", metavar="Q", help="One question only.")
@click.option("--coefficient", metavar="NAME", multiple=True, help="As of oeq agreement; may be given several times.")
@click.option("--interval", type=click.Choice(INTERVALS), default="two-way", show_default=True, help="See agreement.")
@click.option("--level", default=0.95, show_default=True, help="Nominal coverage of the intervals.")
@click.option("--resamples", default=1000, show_default=True, help="Resamples of a bootstrap.")
@seed_option
@click.option(
    "--format",
    "fmt",
    type=click.Choice(("text", "latex", "markdown", "bibtex")),
    default="text",
    show_default=True,
    help="latex wants the packages booktabs and natbib; markdown cites as pandoc reads it.",
)
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def methods(
    db: Path,
    question: str | None,
    coefficient: tuple[str, ...],
    interval: str,
    level: float,
    resamples: int,
    seed: int,
    fmt: str,
    quiet: bool,  # noqa: ARG001 (all commands take it)
) -> None:
    """Write the paragraph, the table and the bibliography of a paper's methods section.

    What was computed, on what, with which intervals, by which version: from the numbers of the store DB.
    """
    import sys

    from oe_quality.analysis.agreement.measure import agreement
    from oe_quality.render.paper.methods import methods as write
    from oe_quality.store import open_store

    with open_store(db) as store:
        measured = agreement(
            store,
            question,
            coefficient=coefficient or None,
            interval=interval,
            level=level,
            resamples=resamples,
            seed=seed,
        )
        found = write(measured, fingerprint=store.fingerprint())
    text = {"text": found.text, "latex": found.latex, "markdown": found.markdown, "bibtex": found.bibtex}[fmt]()
    click.echo(encodable(text, sys.stdout), nl=False)
