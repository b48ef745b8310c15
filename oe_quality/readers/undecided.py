"""A column of a model's answers beside people's that says different things about one item.

Each row of an item repeats what the model says about it. Where the rows differ nothing tells which of them is meant,
and none counts, as with contradicting answers of a person. Such a row still counts for the person whom it names, so
these conflicts are in no count of rows and are said by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.errors import InputError, Place
from oe_quality.readers.answers.repeats import Settled
from oe_quality.readers.mapping import Beside, Mapping

MOST_UNDECIDED = 0.5
"""Share of a column's items with different answers from which it is not about items."""

FEWEST = 20
"""Items from which that share is judged."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """One column.

    Attributes:
        model: the column's name; differing: items about which it says different things, ascending; n_items: those
        about which it says anything.
    """

    model: str
    differing: tuple[str, ...]
    n_items: int


def undecided(settled: Settled, mapping: Mapping) -> tuple[Undecided, ...]:
    """The columns of models' answers that differ within an item, where no rule for repeats was given.

    Args:
        settled: the answers of a file; mapping: what its columns mean.
    """
    found = []
    for column in (step.column for step in mapping.steps if isinstance(step, Beside)):
        # With a scope of its own a file's annotators have the file's name before theirs.
        own = (pl.col("annotator") == column) | pl.col("annotator").str.ends_with(f":{column}")
        items = settled.contested.filter(own)["item"].unique().sort()
        if len(items):
            whole = pl.concat([items, settled.accepted.filter(own)["item"]])
            found.append(Undecided(column, tuple(items.to_list()), whole.n_unique()))
    return tuple(found)


def in_words(columns: tuple[Undecided, ...], place: Place) -> tuple[str, ...]:
    """What to say of them.

    Raises:
        InputError: a column says different things about most items, so it does not answer for items.
    """
    for one in columns:
        if one.n_items >= FEWEST and len(one.differing) > MOST_UNDECIDED * one.n_items:
            raise InputError(
                f"the column {one.model!r} says different things about {len(one.differing):,} of {one.n_items:,} items",
                place=place,
                remedy="A model's answer to an item is the same in all its rows. Where it judges each row, give it "
                "rows of its own; where it was asked several times, say --repeats occasions; else leave out --model.",
            )
    return tuple(
        f"{one.model!r} says different things about {len(one.differing):,} of {one.n_items:,} items, such as "
        f"{one.differing[0]!r}: none of its answers to these counts. --repeats last, first or occasions says otherwise."
        for one in columns
    )
