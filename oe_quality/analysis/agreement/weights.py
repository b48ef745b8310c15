"""Weights of one's own: how much of an agreement two different labels are."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.kernel.arrays import Floats

Weights: TypeAlias = Mapping[tuple[str, str], float] | Callable[[str, str], float]
"""Agreement weights (1 for equal labels) or distances (0 for equal labels) of two labels, as a table or a function."""
REMEDY = "Give weights with 1, or distances with 0, for every label with itself."


def matrix(labels: tuple[str, ...], weights: Weights) -> Floats:
    """(K, K) agreement weights between labels, at most 1, 1 on the diagonal.

    Distances are turned into weights, 1 - distance / the largest one (Cohen 1968, eq. 8).

    >>> matrix(("no", "yes"), lambda a, b: 3.0 * (a != b)).tolist()
    [[1.0, 0.0], [0.0, 1.0]]

    Raises:
        UsageError: a pair of labels has no number, or they are no symmetric weights or distances.
    """
    size = len(labels)
    found = np.array([_number(weights, a, b) for a in labels for b in labels], dtype=np.float64).reshape(size, size)
    if not np.isfinite(found).all() or not np.array_equal(found, found.T):
        raise UsageError("the weights are not the same both ways, or not finite", remedy=REMEDY)
    diagonal = np.diagonal(found)
    if (diagonal == 0).all() and (found >= 0).all():
        return 1 - found / (found.max(initial=0.0) or 1.0)
    if (diagonal == 1).all() and (found <= 1).all():
        return found
    raise UsageError("these are neither weights nor distances", remedy=REMEDY)


def _number(weights: Weights, a: str, b: str) -> float:
    if callable(weights):
        return float(weights(a, b))
    value = weights.get((a, b), weights.get((b, a)))
    if value is None:
        raise UsageError(f"no weight is given for {a!r} and {b!r}", remedy="Give one for every two labels.")
    return float(value)


def read_weights(path: Path) -> dict[tuple[str, str], float]:
    """A CSV file whose first row and first column are labels, with a number in every other cell.

    Raises:
        InputError: the file cannot be read, or a cell is no number.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            rows = [row for row in csv.reader(lines) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the weights cannot be read: {error}", place=Place(str(path))) from None
    found = {}
    for number, row in enumerate(rows[1:], start=2):
        for label, cell in zip(rows[0][1:], row[1:], strict=False):
            try:
                found[row[0].strip(), label.strip()] = float(cell)
            except ValueError:
                place = Place(str(path), number, label)
                raise InputError(f"{cell!r} is no number", place=place, remedy=REMEDY) from None
    return found
