"""`oeq report`: one offline HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import given_command, progress_bar, seed_option, settings_in, store_argument, talk
from oe_quality.cli.models import hearing, models_options

if TYPE_CHECKING:
    from oe_quality.analysis.compare.results import Comparison
    from oe_quality.analysis.study import Study


@click.command()
@store_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default="report.html", show_default=True, metavar="FILE"
)
@click.option("--title", default="Annotation quality", help="Of the page.")
@click.option("--names", is_flag=True, help="Show user names beside the pseudonyms.")
@click.option("--baseline", type=click.Path(path_type=Path), help="An earlier store or release: show what moved.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@click.option("--force", is_flag=True, help="Replace an existing page.")
@models_options
@seed_option
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
def report(
    db: Path,
    output: Path,
    title: str,
    names: bool,
    baseline: Path | None,
    config_file: Path | None,
    force: bool,
    with_models: tuple[str, ...],
    each_model: bool,
    seed: int,
    quiet: bool,
) -> None:
    """Write the HTML report of a store: one file that needs no network, and its numbers in a folder beside it.

    The folder is named after the page: report_data for report.html. With --force a page and its numbers are
    replaced only if both are as they were made. An output that ends in .xlsx is a workbook of the study's tables.
    """
    from oe_quality.analysis.compare.compare import compare, open_side
    from oe_quality.analysis.study import study
    from oe_quality.render.report.build import refuse_to_replace_page, write_report
    from oe_quality.render.report.recipe import Recipe, seen_from
    from oe_quality.store import open_store
    from oe_quality.workbook import SUFFIX, refuse_workbook
    from oe_quality.workshop import require_room

    inputs = [path for path in (db, baseline, config_file) if path is not None]
    as_workbook = output.suffix == SUFFIX
    refuse = refuse_workbook if as_workbook else refuse_to_replace_page
    refuse(output, force=force, inputs=inputs)
    require_room(output.parent)
    config = settings_in(config_file, page=not as_workbook)
    progress = progress_bar(quiet=quiet)
    moved = compare(*(open_side(it, seed=seed, people=config) for it in (baseline, db))) if baseline else None
    flipped = [it.item for it in moved.flips] if moved else []
    with open_store(db) as store, hearing(store, with_models, each=each_model, seed=seed):
        found = study(store, config=config, names=names, flipped=flipped, seed=seed, progress=progress)
    if as_workbook:
        _write_workbook(found, moved, output, title=title, force=force)
        talk(f"wrote {output}, a sheet for each table and one for what its columns mean", quiet=quiet)
        return
    recipe = Recipe(title, names, seen_from(output, baseline), with_models, each_model)
    made = write_report(found, output, recipe=recipe, moved=moved, command=given_command(), force=force)
    talk(f"wrote {' and '.join(str(path) for path in made)}", quiet=quiet)


def _write_workbook(found: Study, moved: Comparison | None, output: Path, *, title: str, force: bool) -> None:
    """The study's tables, and what moved since the baseline."""
    from oe_quality.workbook import sheets_of, write_sheets

    changes = dict(sheets_of("changes", moved)) if moved is not None else {}
    write_sheets({**found.tables(), **changes}, output, force, title=title)
