"""`oeq plan`: how many answers per item reach a target."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.common import emit, output_options, seed_option, store_argument, talk


@click.command()
@store_argument
@click.option("--question", help="Plan this question only.  [default: all but free text]")
@click.option("--target", type=float, default=0.8, show_default=True, help="Reliability to reach, between 0 and 1.")
@seed_option
@output_options
def plan(db: Path, question: str | None, target: float, seed: int, fmt: str, quiet: bool, verbose: bool) -> None:
    """Say how reliable the mean, or the share, of k answers per item is, and how many reach a target.

    The reliability is Phi(k) of a generalizability study: each item is answered by other annotators.
    """
    from oe_quality.analysis.plan_rows import Plans
    from oe_quality.analysis.planning import plan as plan_one
    from oe_quality.analysis.planning import plan_all
    from oe_quality.store import open_store

    with open_store(db) as store:
        if question is None:
            plans = plan_all(store, target=target, seed=seed)
        else:
            plans = Plans((plan_one(store, question, target=target, seed=seed),))
    for one in plans.plans:
        now = f"{one.question}: {one.measure}; {one.answers_now:.1f} answers per item now"
        talk("\n  ".join([now, *one.warnings]) if verbose or len(plans.plans) == 1 else now, quiet=quiet)
    emit(plans, fmt, view=plans.summary(), title=f"Answers per item for a reliability of {target:g}")
