"""What `oeq agreement --retest`, `--xrr` and `--limits` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oe_quality.cli.common import emit, talk
from oe_quality.results import Estimate

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.store import Store

RETEST_TITLE = "The same annotator on the same item again"
LIMITS_TITLE = "Second less first, in the ratings' unit; 95 of 100 differences lie between the limits"
NO_PAIRS = "No two annotators rated three items in common."


def show_retest(store: Store, question: str | None, fmt: str, *, level: float, seed: int) -> None:
    """Repeats of annotators, all together first."""
    from oe_quality.analysis.reliability.retest import retest

    found = retest(store, question, level=level, seed=seed)
    heads = {"n_repeated": "repeated", "same": "equal answers", "again": "first against second", "lag_days": "days"}
    emit(found, fmt, view=_view(found.rows, heads), title=RETEST_TITLE)


def show_xrr(store: Store, by: str, question: str | None, fmt: str, *, level: float, seed: int) -> None:
    """Every pair of groups of annotators."""
    from oe_quality.analysis.reliability.crossed import xrr

    found = xrr(store, by, question, level=level, seed=seed)
    heads = {"xrr": "xRR", "first_alpha": "alpha of first", "second_alpha": "alpha of second"}
    emit(found, fmt, view=_view(found.rows, heads), title=f"Agreement between groups of annotators by {by}")


def show_limits(store: Store, question: str | None, fmt: str, *, level: float) -> None:
    """Every pair of annotators who rated the same items in numbers."""
    from oe_quality.analysis.reliability.limits import limits

    found = limits(store, question, level=level)
    if not found.rows:
        talk(NO_PAIRS)
    emit(found, fmt, view=_view(found.rows, {"lower": "lower limit", "upper": "upper limit"}), title=LIMITS_TITLE)


def _view(rows: tuple[Any, ...], heads: dict[str, str]) -> pl.DataFrame:
    """Rows of results for reading: each estimate with its bounds in one cell; columns without a value are left out."""
    import polars as pl

    cells = [
        {heads.get(name, name): _cell(getattr(row, name)) for name in row.__slots__}
        | {"items": next(e.n_items for e in map(row.__getattribute__, row.__slots__) if isinstance(e, Estimate))}
        for row in rows
    ]
    view = pl.DataFrame(cells, infer_schema_length=None)
    return view.drop([name for name in view.columns if view[name].null_count() == len(view)])


def _cell(value: object) -> object:
    return value.written(3) if isinstance(value, Estimate) else value
