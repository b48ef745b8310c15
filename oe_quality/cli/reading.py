"""Options that say how tidy files are to be understood, for the commands that load them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import F

if TYPE_CHECKING:
    from oe_quality.readers import ReadOptions

_COLUMN = {
    "value": "Column of a numeric answer.",
    "question": "Column that names the question of each row.",
    "weight": "Column of a label's weight or intensity.",
    "time": "Column of the time of the answer (ISO 8601, UTC unless it says).",
    "duration": "Column of the seconds spent.",
    "gold_column": "Column of the known right answer.",
    "occasion": "Column that tells repeats by one annotator apart.",
}
_COLUMNS = {
    "item": "Column that names the item; several are joined.",
    "annotator": "Column that names the annotator; several are joined.",
    "label": "Column of the chosen label; several are one question each.",
    "item_attribute": "Column that describes items, such as language.",
    "annotator_attribute": "Column that describes annotators, such as experience.",
}


def reading_options(command: F) -> F:
    """Everything of `ReadOptions`, and `--gold FILE`."""
    command = click.option(
        "--repeats",
        type=click.Choice(["last", "first", "occasions"]),
        default="last",
        show_default=True,
        help="What repeated answers by one annotator are: corrections, accidents, or retests.",
    )(command)
    command = click.option("--missing", multiple=True, metavar="TEXT", help="Text that means no answer.")(command)
    command = click.option(
        "--scale",
        "scales",
        multiple=True,
        metavar="Q=SCALE",
        help="A question's scale: mood=ordinal:low<mid<high, arousal=interval:0..10, tags=multilabel.",
    )(command)
    command = click.option("--question-name", metavar="NAME", help="Name of the only question.")(command)
    command = click.option(
        "--columns", metavar="ROLE,...", help="A headerless file's columns: item,annotator,label,gold; - passes over."
    )(command)
    for name, text in reversed(_COLUMN.items()):
        command = click.option(f"--{name.replace('_', '-')}", metavar="COL", help=text)(command)
    for name, text in reversed(_COLUMNS.items()):
        command = click.option(f"--{name.replace('_', '-')}", multiple=True, metavar="COL", help=text)(command)
    return click.option(
        "--gold",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A file of known right answers.",
    )(command)


def read_options(given: dict[str, Any]) -> ReadOptions:
    """The options of `reading_options` as the readers take them.

    Raises:
        UsageError: a scale is not written as one.
    """
    from oe_quality.readers import ReadOptions, Repeats
    from oe_quality.scales import parse_scale

    columns = given["columns"]
    return ReadOptions(
        item=given["item"],
        annotator=given["annotator"],
        label=given["label"],
        value=given["value"],
        question=given["question"],
        weight=given["weight"],
        time=given["time"],
        duration=given["duration"],
        gold=given["gold_column"],
        occasion=given["occasion"],
        columns=tuple(part.strip() for part in columns.split(",")) if columns else (),
        scales=tuple(parse_scale(text) for text in given["scales"]),
        question_name=given["question_name"],
        repeats=Repeats(given["repeats"]),
        missing=given["missing"],
        item_attributes=given["item_attribute"],
        annotator_attributes=given["annotator_attribute"],
    )
