"""`oeq compare`: what changed between two stores or releases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import emit, output_options, seed_option, talk
from oe_quality.cli.table_file import table_file_option
from oe_quality.results import Json

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.compare.results import Changes


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--question", metavar="Q", help="Whose labels.  [default: as in oeq annotators]")
@click.option("--flips", is_flag=True, help="List the items that have another label, the surest first.")
@seed_option
@table_file_option
@output_options
def compare(
    before: Path,
    after: Path,
    question: str | None,
    flips: bool,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 (every command takes it; there is no more to say here)
) -> None:
    """Hold AFTER against BEFORE: agreement, annotators, labels that flipped, with intervals.

    Each is a store or the folder of a release. The interval of a difference adds both variances as if the
    two were independent; where they share data it is wider than need be, so what is clear is clear.
    """
    from oe_quality.analysis.compare.compare import compare, open_side
    from oe_quality.analysis.compare.people import people_lines
    from oe_quality.config import find_config

    config = find_config(Path.cwd())
    sides = [open_side(place, question, seed=seed, people=config) for place in (before, after)]
    found = compare(*sides)
    was, now = found.before.method, found.after.method
    talk(f"labels of {found.before.question!r}: {was if was == now else f'{was}, then {now}'}", quiet=quiet)
    for line in (
        *came_and_went(found.changes),
        *people_lines(found.people),
        *(it.words for it in found.judges),
        *found.notes,
    ):
        talk(line, quiet=quiet)
    if flips and fmt != "json":
        emit(_Flips(found.flip_frame()), fmt, title="Labels that flipped")
    else:
        emit(found, fmt, view=_view(found.frame()), title=_title(before, after))


def _title(before: Path, after: Path) -> str:
    """Both names; with their folders where the names alone are the same."""
    if before.name != after.name:
        return f"{before.name} and {after.name}"
    return f"{before} and {after}"


def _view(frame: pl.DataFrame) -> pl.DataFrame:
    """Differences with their bounds in one cell; why one is undefined only where one is."""
    import polars as pl

    def number(name: str) -> pl.Expr:
        rounded = pl.col(name).round(3)
        # What rounds to -0 is 0.
        return pl.when(rounded == 0).then(0.0).otherwise(rounded)

    bounds = pl.format(" [{}, {}]", number("low"), number("high")).fill_null("")
    view = frame.with_columns(difference=number("difference").cast(pl.String) + bounds).drop("low", "high")
    return view.drop("undefined") if not (view["undefined"].fill_null("") != "").any() else view


class _Flips:
    """The list of flips as a result of its own."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows

    def frame(self) -> pl.DataFrame:
        return self._rows

    def to_dict(self) -> Json:
        return {"flips": self._rows.to_dicts()}


def came_and_went(changes: Changes) -> list[str]:
    """Counts in sentences."""
    lines = [f"items: {len(changes.items_added):,} added, {len(changes.items_removed):,} removed"]
    if changes.annotations_added is not None:
        lines.append(
            f"annotations: {changes.annotations_added:,} added, {changes.annotations_removed:,} removed, "
            f"{changes.annotations_changed:,} changed"
        )
        lines.append(
            f"annotators: {len(changes.annotators_added or ()):,} new, {len(changes.annotators_removed or ()):,} gone"
        )
    return lines
