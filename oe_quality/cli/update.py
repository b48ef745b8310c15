"""`oeq update`: the week: new exports into the study, everything anew beside the old, and what changed for people."""

from __future__ import annotations

import shlex
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import progress_bar, seed_option, settings_in, talk
from oe_quality.cli.compare import came_and_went
from oe_quality.cli.reading import read_options, reading_options
from oe_quality.cli.run import RESULTS, STORE, Job, analyse, conclude, list_made, load_into
from oe_quality.errors import UsageError
from oe_quality.files import together

if TYPE_CHECKING:
    from oe_quality.analysis.compare.results import Comparison


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("exports", nargs=-1, metavar="EXPORT...")
@reading_options
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@seed_option
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
@click.option("-v", "--verbose", is_flag=True, help="List every rejected row.")
def update(
    folder: Path,
    exports: tuple[str, ...],
    gold: tuple[Path, ...],
    config_file: Path | None,
    seed: int,
    quiet: bool,
    verbose: bool,
    **given: Any,
) -> None:
    """Load new exports into the study in DIR, which oeq run made, and make everything in it anew.

    What stood there before is kept in a folder before-DATE in DIR; decisions, gold and the journal stay in the store.
    At the end stands what changed for people and for labels. A failure leaves DIR as it was.
    """
    from oe_quality.analysis.compare.compare import compare, open_side
    from oe_quality.kernel.em.sharing import shared_fits
    from oe_quality.keys import find_key
    from oe_quality.store import open_store

    if not (folder / STORE).is_file():
        raise UsageError(f"there is no study in {folder}", remedy=f"Make one with: oeq run EXPORT... -o {folder}")
    if not (exports or gold):
        raise UsageError("nothing to load was named", remedy="Name at least one EXPORT, or a file with --gold.")
    config = settings_in(config_file, page=True)
    options = read_options(given, config.labels)
    progress, kept = progress_bar(quiet=quiet), f"before-{datetime.now(UTC):%Y-%m-%dT%H%M%S}"
    _settle(folder / STORE)
    with shared_fits(), together(folder, (*RESULTS, kept)) as fresh:
        _keep(folder, fresh / kept)
        shutil.copyfile(folder / STORE, fresh / STORE)
        load_into(
            fresh / STORE, exports, gold, options, progress, find_key(config.people), quiet=quiet, verbose=verbose
        )
        with open_store(fresh / STORE, read_only=False) as store:
            found = analyse(Job(store, fresh, config, seed, progress))
        sides = [open_side(place / STORE, seed=seed, people=config) for place in (fresh / kept, fresh)]
        made = list_made(fresh)
    conclude(found, folder, made, quiet=quiet)
    talk("\n".join(["", *changed_lines(compare(*sides)), "", *_ways(folder, kept)]), quiet=quiet)


def _settle(place: Path) -> None:
    """Let what a killed process left beside a store enter it, so that its file alone holds everything."""
    from oe_quality.store import open_store

    open_store(place, read_only=False).close()


def _keep(folder: Path, kept: Path) -> None:
    """Copy the results that stand in the folder."""
    kept.mkdir()
    for name in RESULTS:
        place = folder / name
        if place.is_dir():
            shutil.copytree(place, kept / name, symlinks=True)
        elif place.is_file():
            shutil.copy2(place, kept / name)


def changed_lines(found: Comparison) -> list[str]:
    """What changed, for people first, then for labels and why."""
    from oe_quality.analysis.compare.people import people_lines

    lines = ["What changed for people"]
    lines += [f"  {line}" for line in people_lines(found.people)] or ["  nothing"]
    lines += ["What changed for labels"]
    if found.flips:
        why = Counter(flip.why.value for flip in found.flips)
        reasons = ", ".join(f"{n:,} because {reason}" for reason, n in why.most_common())
        lines.append(f"  {len(found.flips):,} of {found.n_common:,} items have another label: {reasons}")
    else:
        lines.append(f"  none of {found.n_common:,} items has another label")
    return lines + [f"  {line}" for line in came_and_went(found.changes)]


def _ways(folder: Path, kept: str) -> list[str]:
    before, after = (shlex.quote(str(place)) for place in (folder / kept / STORE, folder / STORE))
    return [f"all of it: oeq compare {before} {after}"]
