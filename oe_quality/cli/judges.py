"""`oeq judges`: may a model stand in for an annotator, and on what evidence?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import emit, output_options, progress_bar, seed_option, store_argument, talk
from oe_quality.cli.table_file import table_file_option
from oe_quality.errors import UsageError
from oe_quality.plaintext import visible

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.judges.data import Terms
    from oe_quality.analysis.judges.results import Judges
    from oe_quality.results import Json


@click.command()
@store_argument
@click.option("--question", help="One question.  [default: all that a model answered]")
@click.option("--model", "models", multiple=True, metavar="NAME", help="One model; repeatable.  [default: all]")
@click.option(
    "--by",
    metavar="ATTRIBUTE",
    help="Slice by an item attribute: where is a model near to people? With --shares: where are which labels?",
)
@click.option(
    "--epsilon",
    type=float,
    default=0.1,
    show_default=True,
    help="How much less good than an annotator a model may be for what it saves: .2 experts, .15 skilled, .1 a crowd.",
)
@click.option(
    "--differing", is_flag=True, help="The items on which the model says something else than all people who answered."
)
@click.option("--biases", is_flag=True, help="Per label: how much more often than people the model gives it.")
@click.option("--shares", is_flag=True, help="Shares of labels over all items, the model's corrected by people's.")
@click.option(
    "--right", is_flag=True, help="Against people's majority: accuracy, kappa, recall and precision by label."
)
@click.option("--confusion", is_flag=True, help="Which label a model gives where most people gave which.")
@click.option(
    "--confidence", is_flag=True, help="Is a model as often right as it says? Bins, calibration error, Brier."
)
@click.option("--plan", is_flag=True, help="How many people and items it takes to show that a model is as good.")
@click.option("--power", type=float, default=0.8, show_default=True, help="Of --plan: how often it is to be shown.")
@click.option("--pairs", is_flag=True, help="Models beside one another: agreement and shared errors.")
@click.option("--people", is_flag=True, help="The yardstick: each person held against the others as a model is.")
@seed_option
@table_file_option
@output_options
def judges(
    db: Path,
    question: str | None,
    models: tuple[str, ...],
    by: str | None,
    epsilon: float,
    differing: bool,
    biases: bool,
    shares: bool,
    right: bool,
    confusion: bool,
    confidence: bool,
    plan: bool,
    power: float,
    pairs: bool,
    people: bool,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 (every command takes it; there is no more to say here)
) -> None:
    """Hold the models of a store against its people: agreement, bias, and the alternative annotator test.

    Models are out of every other number. Each is held against people on the items that both answered, with
    intervals for new items and new annotators.
    """
    from oe_quality.analysis.judges.data import Terms
    from oe_quality.analysis.judges.measure import judges as compare
    from oe_quality.analysis.judges.wording import sentences, single_people
    from oe_quality.store import open_store

    views = {"differing": differing, "biases": biases, "shares": shares, "pairs": pairs, "people": people}
    views |= {"right": right, "confusion": confusion, "confidence": confidence}
    asked = [name for name, wanted in views.items() if wanted]
    if len(asked) + (by is not None) > 1 and not (by and asked == ["shares"]):
        names = ", ".join(f"--{name}" for name in views)
        raise UsageError(
            f"{names} and --by show different tables", remedy="Ask for one of them at a time, or --shares --by."
        )
    terms = Terms(epsilon=epsilon, seed=seed)
    if plan:
        if asked or by is not None:
            raise UsageError("--plan shows a table of its own", remedy="Ask for it alone.")
        _plan(db, question, models, power, terms, fmt, quiet=quiet)
        return
    with open_store(db) as store:
        found = compare(store, question, models=models, by=by, terms=terms, progress=progress_bar(quiet=quiet))
    which = ("apart" if asked else "slices") if by else asked[0] if asked else ""
    title = f"Models beside people in {db.name}"
    emit(
        Viewed(found, _table(found, which)) if which else found,
        fmt,
        view=_view(found, which),
        title=title,
        name="judges",
    )
    for sentence in sentences(found):
        talk(visible(sentence), quiet=quiet)
    for note in single_people(found) if differing else ():
        talk(visible(note), quiet=quiet)
    for note in (note for q in found.questions for note in q.notes if people):
        talk(visible(note), quiet=quiet)


def _plan(
    db: Path, question: str | None, models: tuple[str, ...], power: float, terms: Terms, fmt: str, *, quiet: bool
) -> None:
    """Designs of a judge test, and what they come to."""
    from oe_quality.analysis.judges.planning import judge_plan
    from oe_quality.store import open_store

    with open_store(db) as store:
        found = judge_plan(store, question, models=models, target=power, terms=terms)
    emit(found, fmt, title="Power of the alternative annotator test, by simulation")
    for sentence in found.words:
        talk(visible(sentence), quiet=quiet)


@dataclass(frozen=True, slots=True, eq=False)
class Viewed:
    """A result of which one table was asked for: JSON is whole, CSV is that table."""

    result: Judges
    table: pl.DataFrame

    def frame(self) -> pl.DataFrame:
        return self.table

    def to_dict(self) -> Json:
        return self.result.to_dict()


def _view(found: Judges, which: str) -> pl.DataFrame:
    """What is shown to people."""
    return rounded(_table(found, which)) if which else _overview(found)


def _table(found: Judges, which: str) -> pl.DataFrame:
    """The table that was asked for."""
    from oe_quality.analysis.judges import tables

    chosen = {
        "differing": tables.differing_items,
        "biases": tables.bias_table,
        "shares": tables.powered_table,
        "pairs": tables.pair_table,
        "right": tables.right_table,
        "confusion": tables.confusion_table,
        "confidence": tables.confidence_table,
        "people": tables.yardstick_table,
        "slices": tables.slice_table,
        "apart": tables.apart_table,
    }[which]
    return chosen(found)


def rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers with three digits behind the point, for people."""
    import polars as pl

    return frame.with_columns(pl.col(pl.Float64).round(3))


def _overview(found: Judges) -> pl.DataFrame:
    """One row per question and model, as people read it."""
    import polars as pl

    rows = [
        {
            "question": q.question,
            "model": judge.model,
            "stands in": judge.alt_test.outcome.value,
            "as near as a person": judge.alt_test.advantage.written(),
            "agreement with people": judge.agreement.with_people.written(),
            "among people": judge.agreement.among_people.written(),
            "items": judge.agreement.with_people.n_items,
            "people": judge.agreement.with_people.n_annotators,
            "differs from all": f"{judge.differing.n_differing} of {judge.differing.n_unanimous}",
        }
        for q in found.questions
        for judge in q.judges
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
