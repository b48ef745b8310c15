"""Options that say how tidy files are to be understood, for the commands that load them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import F

if TYPE_CHECKING:
    from oe_quality.config import LabelsConfig
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
_MORE = {
    "status": "Column of what became of an answer: submitted, draft, discarded, rejected ...",
    "source": "Column of who answered: human or model.",
    "confidence": "Column in which a model says how sure it is, 0 to 1.",
    "started": "Column of the time when the annotator began.",
    "finished": "Column of the time when the annotator ended; with --started it gives the duration.",
    "reason": "Column of the annotator's remark on the answer.",
}
_GROUPS = {
    "one_hot": "Columns of 0 and 1 that are one set of labels; cue_* is all that begin so.",
    "wide": "Columns that are a person each, or an item each beside --annotator; r* is all that begin so. "
    "'{annotator}_{question}' says how columns are named by two things.",
    "counts": "Columns that count the answers for each label, or one such column beside --label; none: no column does.",
    "zip": "Columns of lists that lie beside each other, place by place.",
}
_COLUMNS = {
    "item": "Column that names the item; several are joined.",
    "annotator": "Column that names the annotator; several are joined. file or folder: its name is the person's.",
    "label": "Column of the chosen label; several are one question each.",
    "item_attribute": "Column that describes items, such as language.",
    "annotator_attribute": "Column that describes annotators, such as experience.",
}


def _column(name: str, text: str, *, multiple: bool = False, several: bool = False) -> Callable[[F], F]:
    """An option that names a column, or several at once."""
    metavar = "COL,..." if several else "COL"
    return click.option(f"--{name.replace('_', '-')}", name, multiple=multiple, metavar=metavar, help=text)


_OPTIONS = (
    click.option(
        "--gold",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A file of known right answers.",
    ),
    *(_column(name, text, multiple=True) for name, text in _COLUMNS.items()),
    click.option(
        "--join",
        multiple=True,
        metavar="FILE[=COL]",
        help="A table that describes items or annotators, a row each; COL names them, as in people.csv=worker or "
        "people.csv=annotator:who.",
    ),
    *(_column(name, text) for name, text in _COLUMN.items()),
    click.option(
        "--columns", metavar="ROLE,...", help="A headerless file's columns: item,annotator,label,gold; - passes over."
    ),
    click.option("--question-name", metavar="NAME", help="Name of the only question."),
    click.option(
        "--scale",
        "scales",
        multiple=True,
        metavar="Q=SCALE",
        help="A question's scale: mood=ordinal:low<mid<high, arousal=interval:0..10, tags=multilabel.",
    ),
    click.option("--missing", multiple=True, metavar="TEXT", help="Text that means no answer."),
    *(_column(name, text) for name, text in _MORE.items()),
    *(_column(name, text, multiple=True, several=True) for name, text in _GROUPS.items()),
    click.option(
        "--model", multiple=True, metavar="NAME", help="An annotator who is a model, or a column of its answers."
    ),
    click.option("--split", metavar="TEXT", help="What parts several labels in one cell, such as ';'."),
    click.option(
        "--day-order", type=click.Choice(["dmy", "mdy"]), help="What comes first in dates: the day or the month."
    ),
    click.option(
        "--rename", multiple=True, metavar="OLD=NEW", help="A label by another name, wherever it is answered."
    ),
    click.option(
        "--fold",
        multiple=True,
        type=click.Choice(["case", "width", "zeros"]),
        help="Take look-alikes as one: Joy and joy; full and half width; 007 and 7.",
    ),
    click.option(
        "--scope",
        type=click.Choice(["study", "file"]),
        default="study",
        show_default=True,
        help="Whether a name means the same in every file, or in its own file only.",
    ),
    click.option(
        "--map",
        "mapping",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A mapping that says what the columns mean, as oeq inspect -o writes it; none: nothing that was said of "
        "earlier exports holds.",
    ),
    click.option(
        "--new-gold",
        is_flag=True,
        help="Let gold answers take the place of others that an earlier file gave; without, that is refused.",
    ),
    click.option(
        "--repeats",
        type=click.Choice(["last", "first", "occasions", "agreed"]),
        help="What repeated answers by one annotator are, in a file and across files: corrections, accidents, retests; "
        "agreed: corrections where a time tells, else none counts.  [default: agreed]",
    ),
)
"""Everything of `ReadOptions`, in the order of the help."""


def reading_options(command: F) -> F:
    """Everything of `ReadOptions`, and `--gold FILE`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_options(given: dict[str, Any], labels: LabelsConfig) -> ReadOptions:
    """The options of `reading_options` as the readers take them, with the settings for labels.

    Raises:
        UsageError: a scale is not written as one.
    """
    from oe_quality.readers import ReadOptions, Repeats
    from oe_quality.readers.mapping_file import read_mapping
    from oe_quality.readers.options import OFF
    from oe_quality.scales import parse_scale

    columns, afresh = given["columns"], given["mapping"] == Path(OFF)
    groups = {name: tuple(part for text in given[name] for part in _listed(text)) for name in _GROUPS}
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
        columns=_listed(columns),
        scales=tuple(parse_scale(text) for text in given["scales"]),
        question_name=given["question_name"],
        repeats=Repeats(given["repeats"]) if given["repeats"] else None,
        missing=given["missing"],
        item_attributes=given["item_attribute"],
        annotator_attributes=given["annotator_attribute"],
        join=given["join"],
        status=given["status"],
        source=given["source"],
        started=given["started"],
        finished=given["finished"],
        confidence=given["confidence"],
        reason=given["reason"],
        models=given["model"],
        day_order=given["day_order"],
        split=(given["split"] or "").replace("\\n", "\n"),
        one_hot=groups["one_hot"],
        wide=groups["wide"],
        counts=groups["counts"],
        zipped=groups["zip"],
        fold=given["fold"],
        renamed=tuple(map(_pair, given["rename"])),
        renamed_in=labels.pairs,
        scope=given["scope"],
        new_gold=given["new_gold"],
        mapping=read_mapping(given["mapping"]) if given["mapping"] and not afresh else None,
        afresh=afresh,
    )


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",")) if text else ()


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not equals or not old.strip() or not new.strip():
        raise click.UsageError(f"--rename is written OLD=NEW, not {text!r}.")
    return old.strip(), new.strip()
