"""`oeq warm`: compile beforehand, so that nobody waits for it."""

from __future__ import annotations

import click

from oe_quality.cli.common import progress_bar, talk


@click.command()
@click.option(
    "--labels",
    default="2-8",
    show_default=True,
    metavar="N-M",
    help="Numbers of labels that questions have; each is compiled for itself.",
)
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def warm(labels: str, quiet: bool) -> None:
    """Compile for this machine what analyses need, by analysing small made-up studies.

    For images: what is compiled goes beside the package, or where NUMBA_CACHE_DIR points, and is used from there even
    where that can only be read. Set NUMBA_CPU_NAME=generic, here and later, for an image that runs on other processors.
    """
    from oe_quality.analysis.simulate import Form, Plan, simulate
    from oe_quality.analysis.study import study
    from oe_quality.compiled import find_place, share
    from oe_quality.loading import from_frame
    from oe_quality.readers import ReadOptions
    from oe_quality.scales import parse_scale
    from oe_quality.workshop import MASK

    low, dash, high = labels.partition("-")
    if not low.isdecimal() or (dash and not high.isdecimal()) or not 2 <= int(low) <= int(high or low):
        raise click.UsageError(f"--labels {labels!r} is neither a number from 2 on nor a range such as 2-8")
    choices = [Plan(Form.CHOICE, 40, k, {"good": 6}) for k in range(int(low), int(high or low) + 1)]
    plans = [Plan(Form.STUDY, 40, 6, {"good": 6}), Plan(Form.RATING, 40, 6, {"good": 6}), *choices]
    progress = progress_bar(quiet=quiet)
    for plan in plans:
        made = simulate(plan)
        options = ReadOptions(scales=tuple(parse_scale(text) for text in made.scales))
        with from_frame(made.annotations, options) as store:
            study(store, progress=progress)
    where = find_place()
    share(where, MASK)
    place = "beside the package" if where.place is None else f"in {where.place}"
    kept = place if where.lasting else "nowhere: no place can be written to. Set NUMBA_CACHE_DIR to one"
    talk(f"compiled for {len(plans)} kinds of studies, kept {kept}", quiet=quiet)
