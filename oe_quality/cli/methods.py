"""`oeq methods`: what a paper says about agreement."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.agreement import INTERVALS
from oe_quality.cli.common import encodable, seed_option, store_argument
from oe_quality.errors import UsageError

if TYPE_CHECKING:
    from oe_quality.store import Store

ALSO = ("severity", "retest", "limits", "divided", "xrr", "equal", "groups-apart")
"""Results that the paragraph can speak of beside agreement."""
OF_GROUPS = ("xrr", "equal", "groups-apart")


@click.command()
@store_argument
@click.option("--question", metavar="Q", help="One question only.")
@click.option("--coefficient", metavar="NAME", multiple=True, help="As of oeq agreement; may be given several times.")
@click.option("--interval", type=click.Choice(INTERVALS), default="two-way", show_default=True, help="See agreement.")
@click.option("--level", default=0.95, show_default=True, help="Nominal coverage of the intervals.")
@click.option("--resamples", default=1000, show_default=True, help="Resamples of a bootstrap.")
@click.option(
    "--also",
    multiple=True,
    type=click.Choice(ALSO),
    help="Speak of this too, with its sources; may be given several times.",
)
@click.option("--against", type=float, help="Speak of what shows that agreement is not this value (see plan).")
@click.option("--by", metavar="ATTRIBUTE", help="Of --also xrr, equal and groups-apart: the attribute of the groups.")
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
    also: tuple[str, ...],
    against: float | None,
    by: str | None,
    seed: int,
    fmt: str,
    quiet: bool,  # noqa: ARG001 (all commands take it)
) -> None:
    """Write the paragraph, the table and the bibliography of a paper's methods section.

    What was computed, on what, with which intervals, by which version: from the numbers of the store DB.
    """
    import sys

    from oe_quality.analysis.agreement.measure import agreement
    from oe_quality.analysis.planning.power import plan_power
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
        others = _beside(store, question, also, by, seed)
        if against is not None:
            others.append(plan_power(store, _one(store, question), against, coefficient=(coefficient or ("alpha",))[0]))
        found = write(measured, beside=others, fingerprint=store.fingerprint())
    text = {"text": found.text, "latex": found.latex, "markdown": found.markdown, "bibtex": found.bibtex}[fmt]()
    click.echo(encodable(text, sys.stdout), nl=False)


def _beside(store: Store, question: str | None, also: tuple[str, ...], by: str | None, seed: int) -> list[object]:
    """The results that were asked for, in the order in which they were.

    Raises:
        UsageError: groups were asked for, and no attribute was named, or the other way round.
    """
    from oe_quality.analysis.contrast.equal import equal_agreement
    from oe_quality.analysis.distributions.apart import groups_apart
    from oe_quality.analysis.distributions.divided import divided
    from oe_quality.analysis.reliability.crossed import xrr
    from oe_quality.analysis.reliability.limits import limits
    from oe_quality.analysis.reliability.retest import retest
    from oe_quality.analysis.severity.measure import severity

    of_groups = [name for name in also if name in OF_GROUPS]
    if of_groups and by is None:
        raise UsageError(f"--also {of_groups[0]} is of groups", remedy="Say by what: --by ATTRIBUTE.")
    if by is not None and not of_groups:
        raise UsageError("--by is for groups", remedy=f"Give --also {' or --also '.join(OF_GROUPS)} with it.")
    group = by or ""
    made: dict[str, Callable[[], object]] = {
        "severity": lambda: severity(store, question, seed=seed),
        "retest": lambda: retest(store, question, seed=seed),
        "limits": lambda: limits(store, question),
        "divided": lambda: divided(store, _one(store, question), seed=seed),
        "xrr": lambda: xrr(store, group, question, seed=seed),
        "equal": lambda: equal_agreement(store, _one(store, question), group),
        "groups-apart": lambda: groups_apart(store, _one(store, question), group, seed=seed),
    }
    return [made[name]() for name in dict.fromkeys(also)]


def _one(store: Store, question: str | None) -> str:
    """The question that was named, else the one that the audit rests on."""
    from oe_quality.analysis.primary import choose_primary

    return question or choose_primary(store.info().questions)[0]
