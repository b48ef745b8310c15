"""The tables of a study of agreement other than its coefficients: labels, pairs, slices."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.results import SliceRow
from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json

SLICE_TABLE = {
    **dict.fromkeys(("question", "slice"), pl.String),
    **dict.fromkeys(("n_items", "n_annotators"), pl.Int64),
    "coefficient": pl.String,
    **dict.fromkeys(("value", "value_low", "value_high"), pl.Float64),
    **dict.fromkeys(("difference", "difference_low", "difference_high", "q_value"), pl.Float64),
}


@dataclass(frozen=True, slots=True, eq=False)
class Table(Shown):
    """One table of a study, with the whole study as its JSON form."""

    study: Agreement
    rows: pl.DataFrame

    def frame(self) -> pl.DataFrame:
        return self.rows

    def to_dict(self) -> Json:
        return self.study.to_dict()


def label_table(found: Agreement) -> Table:
    """One row per question and label: prevalence, and each coefficient with its bounds."""
    return Table(found, found.label_frame())


def pair_table(found: Agreement) -> Table:
    """One row per question and pair of annotators."""
    return Table(found, found.pair_frame())


def slice_table(found: Agreement) -> Table:
    """One row per question and slice large enough: its coefficient, and the difference from the rest."""
    rows = [
        {"question": q.question, "slice": row.name, **_slice(row)}
        for q in found.questions
        if q.slices is not None
        for row in q.slices.rows
    ]
    return Table(found, pl.DataFrame(rows, schema=SLICE_TABLE))


def compact(table: Table) -> pl.DataFrame:
    """For reading: each value with its bounds in one cell."""
    frame = table.rows
    for name in [c.removesuffix("_low") for c in frame.columns if c.endswith("_low")]:
        cells = [_cell(*row) for row in frame.select(name, f"{name}_low", f"{name}_high").iter_rows()]
        frame = frame.with_columns(pl.Series(name, cells, dtype=pl.String)).drop(f"{name}_low", f"{name}_high")
    return frame.drop([c for c in ("note",) if c in frame.columns and frame[c].null_count() == len(frame)])


def _cell(value: float | None, low: float | None, high: float | None) -> str | None:
    if value is None:
        return None
    return f"{value:.3f}" if low is None else f"{value:.3f} [{low:.3f}, {high:.3f}]"


def folded(found: Agreement) -> list[str]:
    """A sentence per question on the slices that are not shown."""
    sentences = []
    for q in found.questions:
        s = q.slices
        if s is None or not (s.folded or s.without):
            continue
        parts = []
        if s.folded:
            named = "1 slice" if s.folded == 1 else f"{s.folded} slices"
            parts.append(
                f"{named} with fewer than {s.smallest} comparable items folded away ({s.folded_responses:,} answers)"
            )
        if s.without:
            parts.append(f"{s.without:,} answers without {s.by}")
        sentences.append(f"{q.question}: {'; '.join(parts)}")
    return sentences


def _slice(row: SliceRow) -> dict[str, object]:
    cells: dict[str, object] = {
        "n_items": row.basis.n_items - row.basis.n_single,
        "n_annotators": row.basis.n_comparable,
        "coefficient": row.measured.coefficient,
        **row.measured.estimate.cells("value"),
    }
    apart = row.difference or Estimate(None, undefined="there is nothing to compare with")
    return cells | apart.cells("difference") | {"q_value": row.q_value}
