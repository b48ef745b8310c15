"""`oeq run`: the main job, from exports to a store, agreement, reliability, soft labels and a page."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import progress_bar, seed_option, talk
from oe_quality.cli.reading import read_options, reading_options
from oe_quality.errors import UsageError
from oe_quality.files import refuse_to_overwrite
from oe_quality.progress import Progress

if TYPE_CHECKING:
    from oe_quality.analysis.study import Study
    from oe_quality.config import Config
    from oe_quality.readers import ReadOptions
    from oe_quality.store import Store

STORE = "quality.duckdb"
AGREEMENT, ANNOTATORS, LABELS = "agreement.json", "annotators.csv", "labels.parquet"
DATA, REPORT = "report_data", "report.html"
RESULTS = (AGREEMENT, ANNOTATORS, LABELS, DATA, REPORT)


@dataclass(frozen=True, slots=True)
class Job:
    """What every step needs."""

    store: Store
    folder: Path
    config: Config
    seed: int
    progress: Progress


@click.command()
@click.argument("exports", nargs=-1, required=True, metavar="EXPORT...")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where all goes.")
@reading_options
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@click.option("--force", is_flag=True, help="Replace the results of an earlier run in DIR.")
@seed_option
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
@click.option("-v", "--verbose", is_flag=True, help="List every rejected row.")
def run(
    exports: tuple[str, ...],
    output: Path,
    gold: tuple[Path, ...],
    config_file: Path | None,
    force: bool,
    seed: int,
    quiet: bool,
    verbose: bool,
    **given: Any,
) -> None:
    """From exports to everything: DIR gets the store quality.duckdb, report.html, labels.parquet (soft labels),
    agreement.json and annotators.csv.

    The files appear when all are made, each of them whole; a run that fails leaves DIR as it was.
    """
    from oe_quality.config import find_config, read_config
    from oe_quality.store import open_store

    config = read_config(config_file) if config_file else find_config(Path.cwd())
    options = read_options(given)
    _refuse_to_lose(output, force=force)
    progress = progress_bar(quiet=quiet)
    with _beside(output) as folder:
        _load(folder / STORE, exports, gold, options, progress, quiet=quiet, verbose=verbose)
        with open_store(folder / STORE, read_only=False) as store:
            found = _analyse(Job(store, folder, config, seed, progress))
        made = _move(folder, output)
    _conclude(found, output, made, quiet=quiet)


def _refuse_to_lose(output: Path, *, force: bool) -> None:
    """Stop before any work where results stand in the way, or decisions that a fresh store would not hold.

    Raises:
        UsageError: a result of that name exists and `force` is off, or the store there holds decisions.
    """
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is not a folder", remedy="Give a folder, or a name that is free.")
    for name in (STORE, *RESULTS):
        refuse_to_overwrite(output / name, force=force)
    if not (output / STORE).exists():
        return
    from oe_quality.store import open_store

    with open_store(output / STORE) as store:
        decisions = store.exclusions().height
        sources = [s for question in store.questions() for s in store.gold(question.name)["source"] if s != "export"]
    if decisions or sources:
        raise UsageError(
            f"{output / STORE} holds {decisions} decisions about annotators and {len(sources)} gold answers "
            "made there, which a fresh store would not have",
            remedy=f"Add to it with: oeq load {output / STORE} EXPORT, or name another folder.",
        )


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """A folder on the same disk as `output`, gone afterwards."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        beside = tempfile.TemporaryDirectory(prefix=f".{output.name[:40]}.", dir=output.parent)
    except OSError as error:
        raise UsageError(f"cannot write beside {output}: {error.strerror}", remedy="Choose another folder.") from None
    with beside as folder:
        yield Path(folder)


def _load(
    store: Path,
    exports: tuple[str, ...],
    gold: tuple[Path, ...],
    options: ReadOptions,
    progress: Progress,
    *,
    quiet: bool,
    verbose: bool,
) -> None:
    from oe_quality.cli.loaded import summary
    from oe_quality.loading import load_each

    for one in load_each(store, exports, gold=gold, options=options, progress=progress):
        talk(summary(one, verbose=verbose), quiet=quiet)


def _analyse(job: Job) -> Study:
    """Everything computed once, written five times."""
    from oe_quality.analysis.study import study
    from oe_quality.render.report.build import write_report
    from oe_quality.spreadsheets import spreadsheet_csv

    found = study(job.store, config=job.config, seed=job.seed, progress=job.progress)
    text = json.dumps(found.agreement.to_dict(), ensure_ascii=False, allow_nan=False, indent=2)
    (job.folder / AGREEMENT).write_text(text + "\n", encoding="utf-8")
    if found.audit is not None:
        (job.folder / ANNOTATORS).write_text(spreadsheet_csv(found.audit.frame()), encoding="utf-8")
    for result in found.aggregation:
        job.store.save_soft_labels(result, {"seed": job.seed})
    found.aggregation.labels_frame().write_parquet(job.folder / LABELS)
    job.progress("drawing the page", 0, 0)
    write_report(found, job.folder / REPORT)
    return found


def _conclude(found: Study, output: Path, made: list[str], *, quiet: bool) -> None:
    """What came of it in a few lines, and what to do next."""
    if quiet:
        return
    from oe_quality.cli.verdict import next_steps, verdict_lines

    it = found.overview
    talk(f"\n{it.n_annotations:,} annotations of {it.n_items:,} items by {it.n_annotators:,} annotators\n")
    talk("\n".join([*verdict_lines(found), "", *next_steps(found, output / REPORT, output / STORE), ""]))
    talk(f"wrote {', '.join(made)} to {output}")


def _move(folder: Path, output: Path) -> list[str]:
    """Put everything in its place, the page last: who sees it finds what it speaks of."""
    output.mkdir(exist_ok=True)
    made = []
    for name in (STORE, *RESULTS):
        # What an earlier run left does not belong to this store.
        if (output / name).is_dir():
            shutil.rmtree(output / name)
        elif not (folder / name).exists():
            (output / name).unlink(missing_ok=True)
        if (folder / name).exists():
            (folder / name).replace(output / name)
            made.append(name)
    return made
