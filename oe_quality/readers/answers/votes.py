"""Whether columns of whole numbers count answers: the rows of a table of votes add up to one number.

Ratings, ranks and percentages may do so as well. What chance would hardly give is taken for counts; what it may give, a
ranking or a share of 100 is asked about.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.errors import InputError, Place
from oe_quality.readers.text.sheet import listed

MOST_CHANCE = 0.005
"""Chance, at most, that ratings given at random add up alike in all rows, from which they are taken for counts."""
_PERCENT = 100
_RANKED = 3
"""Different numbers from which rows that hold the same ones in another order look like ranks."""
_NAMED = re.compile(r"(^|[\W_])(n|num|number|count|counts|vote|votes|total|sum|freq|frequency)([\W_]|$)", re.IGNORECASE)


def doubt_of(counts: Mapping[str, pl.Series], beside: Sequence[str] = ()) -> str:
    """What columns with the same sum in all rows may be instead of counts, as a part of a sentence; "" if nothing.

    Args:
        counts: (R,) whole numbers from 0 up by column, as Float64; beside: names of columns that hold their sum.

    >>> ratings = {"a": pl.Series([0.0, 1, 2, 1]), "b": pl.Series([2.0, 1, 0, 1])}
    >>> doubt_of(ratings)
    'ratings that add up alike by chance'
    >>> doubt_of({f"n_{name}": cells for name, cells in ratings.items()})
    ''
    """
    if all(map(_NAMED.search, counts)) or any(map(_NAMED.search, beside)):
        return ""
    table = np.column_stack([cells.to_numpy() for cells in counts.values()])
    if table.sum(axis=1).max() == _PERCENT and not beside:
        return "percentages"
    ordered = np.sort(table, axis=1)
    if (ordered == ordered[0]).all() and len(np.unique(ordered[0])) == table.shape[1] >= _RANKED:
        return "ranks"
    return "ratings that add up alike by chance" if _chance(table) > MOST_CHANCE else ""


def _chance(table: NDArray[np.float64]) -> float:
    """Chance that all rows (R, C) have one sum, if each column's numbers came in any order: about normal."""
    spread = float(np.sqrt(2 * np.pi * table.var(axis=0).sum()))
    return float(min(1.0, 1 / spread) ** (len(table) - 1)) if spread else 1.0


def asked(columns: Sequence[str], doubt: str, place: Place) -> InputError:
    """The question whether columns count answers."""
    given = shlex.quote(",".join(columns))
    return InputError(
        f"the columns {listed(columns)} add up to one number in all rows: they may count answers, or be {doubt}",
        place=place,
        remedy=f"Say --counts {given} if they count answers, or --wide {given} if each is a person.",
    )
