"""`oeq simulate`: annotations whose truth is known."""

from __future__ import annotations

from pathlib import Path

import click

from oe_quality.cli.common import seed_option, talk
from oe_quality.plaintext import visible


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to write to.")
@click.option(
    "--form",
    type=click.Choice(["study", "choice", "rating"]),
    default="study",
    show_default=True,
    help="What is asked: emotions with valence and arousal, one label, or a number.",
)
@click.option("--items", type=click.IntRange(1), default=200, show_default=True)
@click.option("--annotators", type=click.IntRange(1), help="How many good ones, if --kind is not given.  [default: 20]")
@click.option("--kind", "kinds", metavar="KIND=N,...", help="Annotators by kind: good=20,mediocre=5,spammer=3.")
@click.option("--labels", type=click.IntRange(2), default=16, show_default=True, help="Labels to choose from.")
@click.option("--answers", default="5", show_default=True, metavar="N|N-M", help="Answers per item.")
@click.option("--difficulty", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Share of guesses.")
@click.option("--missing", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Share never given.")
@click.option("--heavy-tail", is_flag=True, help="A few annotators do most of the work.")
@click.option("--copy-rate", type=click.FloatRange(0, 1), default=0.9, show_default=True, help="Of copiers.")
@click.option("--drift-at", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Share before the drift.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@seed_option
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def simulate(
    output: Path,
    form: str,
    items: int,
    annotators: int | None,
    kinds: str | None,
    labels: int,
    answers: str,
    difficulty: float,
    missing: float,
    heavy_tail: bool,
    copy_rate: float,
    drift_at: float,
    force: bool,
    seed: int,
    quiet: bool,
) -> None:
    """Make annotations with known truth, for tests, teaching and power studies.

    Writes annotations.csv, which `oeq load` reads, and truth_items.csv, truth_annotators.csv and, for
    single choices, truth_confusion.csv. The same seed gives the same files.

    Kinds: good, mediocre, spammer (answers evenly), marginal (with the labels' frequencies), constant, copier,
    drift (careless later on), speeder, biased, dissenter (sincere, but maps labels otherwise).
    """
    from oe_quality.analysis.simulate import Form, Plan
    from oe_quality.analysis.simulate import simulate as draw
    from oe_quality.files import listed, refuse_to_overwrite
    from oe_quality.kernel.simulate import parse_counts

    if kinds and annotators:
        raise click.UsageError("--kind says how many annotators there are; leave out --annotators.")
    plan = Plan(
        Form(form),
        items,
        labels,
        parse_counts(kinds) if kinds else {"good": annotators or 20},
        _answers(answers),
        difficulty,
        missing,
        heavy_tail,
        copy_rate,
        drift_at,
        seed=seed,
    )
    made = draw(plan)
    for name in made.tables():
        refuse_to_overwrite(output / name, force=force)
    with listed(output, tuple(made.tables())) as new:
        for name, table in made.tables().items():
            table.write_csv(new / name)
    talk(f"{len(made.annotations):,} answers on {items:,} items in {visible(str(output))}", quiet=quiet)
    scales = "".join(f" --scale {scale}" for scale in made.scales)
    talk(f"next: oeq load study.duckdb {visible(str(output / 'annotations.csv'))}{scales}", quiet=quiet)


def _answers(text: str) -> int | tuple[int, int]:
    low, dash, high = text.partition("-")
    if not low.isdecimal() or (dash and not high.isdecimal()) or (dash and int(low) > int(high)):
        raise click.UsageError(f"--answers {text!r} is neither a number nor a range such as 2-6")
    return (int(low), int(high)) if dash else int(low)
