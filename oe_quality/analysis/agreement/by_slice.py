"""Agreement by language, accent, time or any attribute of items and annotators, with differences held to account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.agreement.catalogue import Spec, coefficient
from oe_quality.analysis.agreement.comparable import Answers, prepare
from oe_quality.analysis.agreement.estimate import IntervalPlan, measure_all
from oe_quality.analysis.agreement.results import Measured, QuestionAgreement, SliceRow, Slices
from oe_quality.errors import UsageError
from oe_quality.kernel.data.select import keep_responses, last_answers
from oe_quality.kernel.uncertainty.difference import difference
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.results import Estimate
from oe_quality.store.panel import Panel
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from oe_quality.store import Store

Unit = Literal["item", "annotator", "time"]
TIME_UNITS = {"year": "Y", "month": "M", "week": "W", "day": "D"}
UNKNOWN_TIME = -1


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Which slice each response of a panel belongs to.

    Attributes:
        by: the attribute; unit: whose it is.
        names: (G,) the slices; code: (R,) int64, -1 where the attribute is not known.
    """

    by: str
    unit: Unit
    names: tuple[str, ...]
    code: NDArray[np.int64]


def grouping(store: Store, panel: Panel[Any], by: str) -> Grouping:
    """The slices of a panel by an attribute of items or annotators, or by time:year, month, week or day.

    `item:NAME` and `annotator:NAME` say whose attribute is meant where both have one of that name.

    Raises:
        UsageError: nothing is known by that name, or it is ambiguous.
    """
    whose, colon, name = by.partition(":")
    if whose == "time":
        return by_time(panel, name or "month")
    tables = {"item": store.item_attributes(), "annotator": store.annotator_attributes()}
    if colon and whose in tables:
        holders = [whose]
    else:
        name, holders = by, [unit for unit, table in tables.items() if (table["name"] == by).any()]
    if len(holders) > 1:
        raise UsageError(f"both items and annotators have {by!r}", remedy=f"Say item:{by} or annotator:{by}.")
    if not holders or not (tables[holders[0]]["name"] == name).any():
        known = sorted({*tables["item"]["name"], *tables["annotator"]["name"]})
        listed = [*known, *(f"time:{unit}" for unit in TIME_UNITS)]
        raise UsageError(f"nothing to slice by is called {by!r}", remedy=one_of(by, listed))
    attributes = tables[holders[0]].filter(pl.col("name") == name)
    if holders[0] == "item":
        return _by_attribute(by, "item", panel.items, panel.data.items(), attributes)
    return _by_attribute(by, "annotator", panel.annotators, panel.data.annotator, attributes)


def by_time(panel: Panel[Any], unit: str) -> Grouping:
    """Slices by when a response was given (UTC).

    Raises:
        UsageError: the unit is unknown, or no response has a time.
    """
    if unit not in TIME_UNITS:
        raise UsageError(f"no time unit is called {unit!r}", remedy=one_of(unit, TIME_UNITS))
    known = panel.created_at != UNKNOWN_TIME
    if not known.any():
        raise UsageError(f"no answer to {panel.question.name} has a time", remedy="Slice by an attribute instead.")
    stamps = panel.created_at.astype("datetime64[us]").astype(f"datetime64[{TIME_UNITS[unit]}]")
    names, code = np.unique(stamps, return_inverse=True)
    return _compact(f"time:{unit}", "time", [str(name) for name in names], np.where(known, code, -1))


def _by_attribute(
    by: str, unit: Unit, keys: pl.Series, holder: NDArray[np.int32], attributes: pl.DataFrame
) -> Grouping:
    """Map each response's item or annotator (its code in `holder`) to the value of the attribute."""
    frame = pl.DataFrame({"key": keys.cast(pl.String)})
    values = frame.join(attributes.unique("key").select("key", "value"), on="key", how="left", maintain_order="left")
    names = sorted(values["value"].drop_nulls().unique())
    place = {name: i for i, name in enumerate(names)}
    code = np.array([place.get(value, -1) for value in values["value"]], dtype=np.int64)
    return _compact(by, unit, names, code[holder])


def _compact(by: str, unit: Unit, names: list[str], code: NDArray[np.int64]) -> Grouping:
    """Drop slices without a response."""
    used = np.unique(code[code >= 0])
    place = np.full(len(names) + 1, -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    return Grouping(by, unit, tuple(names[u] for u in used), place[code])


def slices_of(
    panel: Panel[Any], group: Grouping, whole: QuestionAgreement, plan: IntervalPlan, *, smallest: int = 30
) -> QuestionAgreement:
    """The same agreement with its headline coefficient per slice, and each slice's difference from the rest.

    Slices with fewer than `smallest` items that two or more annotators answered are folded away. p values
    are adjusted for the number of slices compared (Benjamini & Yekutieli 2001).
    """
    spec = coefficient(whole.headline.coefficient)
    last = last_answers(panel.data)
    parts = [_part(panel, last & (group.code == g)) for g in range(len(group.names))]
    large = [g for g, part in enumerate(parts) if _comparable_items(part) >= smallest]
    small = [part for g, part in enumerate(parts) if g not in large]
    rows = [
        _row(group.names[g], spec, parts[g], _part(panel, last & (group.code >= 0) & (group.code != g)), plan, smallest)
        for g in sorted(large, key=lambda g: (-parts[g].table.n_responses, g))
    ]
    slices = Slices(
        group.by,
        group.unit,
        smallest,
        _adjusted(rows),
        len(small),
        sum(part.table.n_responses for part in small),
        int((last & (group.code < 0)).sum()),
    )
    return replace(whole, slices=slices)


def _part(panel: Panel[Any], keep: NDArray[np.bool_]) -> Answers:
    return prepare(panel.question, keep_responses(panel.data, keep), panel.n_annotators)


def _comparable_items(part: Answers) -> int:
    return part.table.n_items - part.table.n_single


def _row(name: str, spec: Spec, part: Answers, rest: Answers, plan: IntervalPlan, smallest: int) -> SliceRow:
    basis = part.basis()
    measured = measure_all((spec,), part, basis, plan)[0]
    found, p_value = _difference(spec, part, rest, measured, plan, smallest)
    return SliceRow(name, basis, measured, found, p_value, None)


def _difference(
    spec: Spec, part: Answers, rest: Answers, measured: Measured, plan: IntervalPlan, smallest: int
) -> tuple[Estimate | None, float | None]:
    """The slice's coefficient less that of all other answers."""
    if spec.statistic is None or measured.estimate.value is None or _comparable_items(rest) < smallest:
        return None, None
    mine, others = spec.statistic(part), spec.statistic(rest)
    if not np.isfinite(others.value):
        return None, None
    found = difference(mine, others, plan.level)
    a, b = part.table, rest.table
    counts = (_comparable_items(part) + _comparable_items(rest), part.n_annotators, a.n_pairable + b.n_pairable)
    return Estimate(found.value, found.interval, *counts, note=found.note), found.p_value


def _adjusted(rows: list[SliceRow]) -> tuple[SliceRow, ...]:
    """Rows with q values."""
    q = adjusted(np.array([np.nan if row.p_value is None else row.p_value for row in rows]), "by")
    return tuple(
        row if row.p_value is None else replace(row, q_value=float(value)) for row, value in zip(rows, q, strict=True)
    )
