"""What other installed packages add: algorithms, coefficients and readers, found by their entry points.

A package that brings an algorithm says so in its `pyproject.toml`:

    [project.entry-points."oe_quality.algorithms"]
    mine = "my_package.mine:CARD"

The object named there is of the type that this package's own are of, or a tuple of them. `oe_quality.testing` has the
checks that it must pass.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

from oe_quality.errors import InputError

T = TypeVar("T")

ALGORITHMS = "oe_quality.algorithms"
COEFFICIENTS = "oe_quality.coefficients"
READERS = "oe_quality.readers"


@cache
def added(group: str, kind: type[T]) -> tuple[T, ...]:
    """Everything of this kind that installed packages add, in the order of their entry points' names.

    Raises:
        InputError: an entry point cannot be imported, or leads to something else.
    """
    points = sorted(entry_points(group=group), key=lambda point: (point.name, point.value))
    return tuple(part for point in points for part in _loaded(point, kind))


def _loaded(point: EntryPoint, kind: type[T]) -> tuple[T, ...]:
    who = f"the entry point {point.name!r} of {point.dist.name if point.dist else 'an unknown package'}"
    remedy = f"Mend or uninstall the package; {point.value} must be a {kind.__name__} or a tuple of them."
    try:
        found = point.load()
    except (ImportError, AttributeError) as error:
        raise InputError(f"{who} cannot be imported: {error}", remedy=remedy) from error
    parts = found if isinstance(found, tuple) else (found,)
    for part in parts:
        if not isinstance(part, kind):
            raise InputError(f"{who} is a {type(part).__name__}", remedy=remedy)
    return parts
