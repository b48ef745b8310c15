"""What resampling asks of a statistic: its value, and its value with units left out or reweighted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Deleted:
    """The statistic after each deletion.

    Attributes:
        values: (G,) NaN where the deletion leaves it undefined.
        times: (G,) how many items, annotators or answers each value stands for.
    """

    values: Floats
    times: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Answers, R of them, by where they stand.

    Attributes:
        item, annotator: (R,) codes; row: (R,) the row of `Statistic.without_answers` that leaves the answer out.
    """

    item: NDArray[np.int32]
    annotator: NDArray[np.int32]
    row: NDArray[np.integer[Any]]


class Statistic(Protocol):
    """What the intervals need of a statistic."""

    @property
    def value(self) -> float: ...

    @property
    def lowest(self) -> float:
        """The least value that is possible with answers in these numbers; the greatest is 1."""
        ...

    def without_items(self) -> Deleted: ...

    def without_annotators(self) -> Deleted:
        """In the order of annotator codes, one row for each annotator, absent ones included (times 0)."""
        ...

    def without_answers(self) -> Deleted: ...

    def item_rows(self) -> NDArray[np.int32]:
        """(I,) the row of `without_items` that is each item's, -1 for items that do not matter."""
        ...

    def cells(self) -> Cells:
        """Where each answer stands, and its row of `without_answers`."""
        ...

    def resampled(self, frequency: Floats) -> Floats:
        """(B,) values for frequencies (B, rows of `without_items`) of items."""
        ...

    @property
    def frequency(self) -> NDArray[np.int64]:
        """(rows of `without_items`,) the frequencies observed."""
        ...

    def reweighted(self, item_weight: Floats, annotator_weight: Floats) -> float:
        """The value with items (I,) and annotators (A,) counted so often; no annotator is paired with a copy."""
        ...
