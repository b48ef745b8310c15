"""The shapes in which every number leaves the library: an estimate with its n, interval and reason.

A coefficient never stands alone: `Estimate` carries how many items, annotators and responses it
rests on, the interval and the method behind it, and, where there is no value, why not.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

Json = dict[str, Any]
Bounded = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence or credible interval.

    Attributes:
        low, high: the bounds, in the unit of the estimate.
        level: the nominal coverage, 0..1.
        method: how it was made, such as "two-way jackknife".
        population: whom it speaks for, such as "new items, these annotators".
    """

    low: float
    high: float
    level: float = 0.95
    method: str = ""
    population: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise ValueError(f"no interval: low {self.low}, high {self.high}")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with what it rests on, or the reason why there is none.

    Attributes:
        value: the estimate; None where it is undefined, never NaN.
        interval: None where none can be given; `undefined` or `note` then says why.
        n_items, n_annotators, n_responses: what it was computed on.
        undefined: why there is no value; empty where there is one.
        note: a caution to show beside the number.

    >>> Estimate(0.41, Interval(0.3, 0.54), n_items=20).written()
    '0.41 [0.30, 0.54]'
    """

    value: float | None
    interval: Interval | None = None
    n_items: int = 0
    n_annotators: int = 0
    n_responses: int = 0
    undefined: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"an estimate is a finite number or None with a reason, not {self.value}")
        if (self.value is None) != bool(self.undefined):
            raise ValueError("an estimate has either a value or a reason why it is undefined")

    @property
    def bounded(self) -> Bounded:
        """The value and the ends of its interval, each None where there is none.

        >>> Estimate(0.5, Interval(0.4, 0.6)).bounded, Estimate(None, undefined="no pairs").bounded
        ((0.5, 0.4, 0.6), (None, None, None))
        """
        return (self.value, self.interval.low, self.interval.high) if self.interval else (self.value, None, None)

    def cells(self, name: str) -> dict[str, float | None]:
        """The same as cells of a table: `name`, `name_low` and `name_high`.

        >>> Estimate(0.5, Interval(0.4, 0.6)).cells("kappa")
        {'kappa': 0.5, 'kappa_low': 0.4, 'kappa_high': 0.6}
        """
        return dict(zip((name, f"{name}_low", f"{name}_high"), self.bounded, strict=True))

    def written(self, digits: int = 2) -> str:
        """As in a sentence or a table, or why there is no value.

        >>> Estimate(0.41, Interval(-0.001, 0.54)).written(), Estimate(None, undefined="no pairs").written()
        ('0.41 [0.00, 0.54]', 'no pairs')
        """
        if self.value is None:
            return self.undefined
        # Adding 0 turns what rounds to -0 into 0.
        value, *ends = (f"{round(one, digits) + 0:.{digits}f}" for one in self.bounded if one is not None)
        return f"{value} [{', '.join(ends)}]" if ends else value


def to_json(value: Any) -> Any:
    """Turn frozen results into plain JSON values, keeping field names.

    Raises:
        ValueError: a float is not finite, which must not reach a document.
        TypeError: a value has no JSON form.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} cannot stand in a result")
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if hasattr(value, "tolist"):
        return to_json(value.tolist())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def document(schema: str, body: Json) -> Json:
    """A JSON document that names its form and version, such as `oeq.agreement/1`."""
    return {"schema": schema, **body}
