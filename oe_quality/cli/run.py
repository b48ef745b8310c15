"""`oeq run`: the main job, from exports to a store, agreement, reliability, soft labels and a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.common import given_command, progress_bar, seed_option, settings_in, talk
from oe_quality.cli.reading import read_options, reading_options
from oe_quality.errors import InputError, UsageError
from oe_quality.files import refuse_to_overwrite, together
from oe_quality.plaintext import count
from oe_quality.progress import Progress
from oe_quality.sums import read_sums, sha256

if TYPE_CHECKING:
    from oe_quality.analysis.study import Study
    from oe_quality.config import Config
    from oe_quality.keys import Key
    from oe_quality.readers import ReadOptions
    from oe_quality.store import Store

STORE = "quality.duckdb"
AGREEMENT, ANNOTATORS, LABELS = "agreement.json", "annotators.csv", "labels.parquet"
COLUMNS, LABEL_COLUMNS = "annotators.columns.csv", "labels.columns.csv"
REPORT, DATA = "report.html", "report_data"
LIST = "run.sha256"
"""Check sums of what a run made, by which the next one knows what it may replace."""
FILES = (STORE, AGREEMENT, ANNOTATORS, COLUMNS, LABELS, LABEL_COLUMNS)
RESULTS = (*FILES, DATA, REPORT, LIST)
"""All that a run makes, the page after what it speaks of and the list last."""


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
    agreement.json and annotators.csv; annotators.columns.csv and labels.columns.csv say what columns mean.

    The files appear when all are made, each of them whole; a run that fails leaves DIR as it was.
    """
    from oe_quality.keys import find_key
    from oe_quality.readers.join import tables_of
    from oe_quality.store import open_store

    config = settings_in(config_file, page=True)
    options = read_options(given, config.labels)
    inputs = [Path(name) for name in exports if name != "-"] + [*gold, *([config_file] if config_file else [])]
    inputs += tables_of(options)
    _refuse_to_lose(output, inputs, force=force)
    progress = progress_bar(quiet=quiet)
    key = find_key(config.people)
    with together(output, RESULTS) as folder:
        load_into(folder / STORE, exports, gold, options, progress, key, quiet=quiet, verbose=verbose)
        with open_store(folder / STORE, read_only=False) as store:
            found = analyse(Job(store, folder, config, seed, progress))
        made = list_made(folder)
    conclude(found, output, made, quiet=quiet)


def _refuse_to_lose(output: Path, inputs: list[Path], *, force: bool) -> None:
    """Stop before any work where something stands in the way that a run did not make, or that was changed since.

    Raises:
        UsageError: it says what stands there and why it is not replaced.
    """
    from oe_quality.render.report.build import refuse_to_replace_page

    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise UsageError(f"{output} is not a folder", remedy="Give a folder, or a name that is free.")
    if force and (output / STORE).is_file():
        _refuse_to_lose_decisions(output / STORE)
    for name in (*FILES, LIST):
        # Which of them a run has made, its own list says.
        ours = _is_list if name == LIST else Path.is_file
        refuse_to_overwrite(output / name, force=force, inputs=inputs, ours=ours, stores=name == STORE)
    refuse_to_replace_page(output / REPORT, force=force, inputs=inputs)
    _refuse_foreign(output)


def _refuse_foreign(output: Path) -> None:
    """Stop where a file that would be replaced is not as the last run here made it."""
    there = [name for name in FILES if (output / name).exists()]
    if not there:
        return
    try:
        listed = read_sums(output / LIST)
    except InputError:
        listed = {}
    wrong = [name for name in there if listed.get(name) != sha256(output / name)]
    if wrong == [STORE] and STORE in listed:
        raise UsageError(
            f"{output / STORE} was written to since it was made (results kept, people left out, gold, letters)",
            remedy=f"It stays. oeq update {output} EXPORT... adds to it; or move it away, or name another folder.",
        )
    if wrong:
        raise UsageError(
            f"{output} holds what no run made, or what was changed since: {', '.join(wrong)}",
            remedy="It is not replaced. Move it away, or name another folder.",
        )


def _is_list(path: Path) -> bool:
    try:
        return bool(read_sums(path))
    except InputError:
        return False


def _refuse_to_lose_decisions(place: Path) -> None:
    from oe_quality.store import open_store

    with open_store(place) as store:
        decisions = store.exclusions().height
        sources = [s for question in store.questions() for s in store.gold(question.name)["source"] if s != "export"]
    if decisions or sources:
        raise UsageError(
            f"{place} holds {count(decisions, 'decision')} about annotators and "
            f"{count(len(sources), 'gold answer')} made there, which a fresh store would not have",
            remedy=f"Add to it with: oeq load {place} EXPORT, or name another folder.",
        )


def list_made(folder: Path) -> list[str]:
    """Write the list of what was made; returns the names."""
    lines = [f"{sha256(folder / name)}  {name}\n" for name in FILES if (folder / name).exists()]
    (folder / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")
    return [name for name in RESULTS if name != LIST and (folder / name).exists()]


def load_into(
    store: Path,
    exports: tuple[str, ...],
    gold: tuple[Path, ...],
    options: ReadOptions,
    progress: Progress,
    key: Key,
    *,
    quiet: bool,
    verbose: bool,
) -> None:
    """Load exports and files of gold, and say what became of each."""
    from oe_quality.cli.loaded import summary
    from oe_quality.loading import load_each

    for one in load_each(store, exports, gold=gold, options=options, progress=progress, key=key):
        talk(summary(one, verbose=verbose), quiet=quiet)


def analyse(job: Job) -> Study:
    """Everything computed once, written five times."""
    from oe_quality.analysis.study import study
    from oe_quality.dictionary import dictionary, rounded
    from oe_quality.render.report.build import write_report
    from oe_quality.spreadsheets import spreadsheet_csv

    found = study(job.store, config=job.config, seed=job.seed, progress=job.progress)
    text = json.dumps(found.agreement.to_dict(), ensure_ascii=False, allow_nan=False, indent=2)
    (job.folder / AGREEMENT).write_text(text + "\n", encoding="utf-8")
    if found.audit is not None:
        table = rounded(found.audit.frame())
        (job.folder / ANNOTATORS).write_text(spreadsheet_csv(table), encoding="utf-8")
        (job.folder / COLUMNS).write_text(spreadsheet_csv(dictionary(table, "annotators")), encoding="utf-8")
    for result in found.aggregation:
        job.store.save_soft_labels(result, {"seed": job.seed})
    labels = found.aggregation.labels_frame()
    labels.write_parquet(job.folder / LABELS)
    (job.folder / LABEL_COLUMNS).write_text(spreadsheet_csv(dictionary(labels)), encoding="utf-8")
    job.progress("drawing the page", 0, 0)
    write_report(found, job.folder / REPORT, command=given_command())
    return found


def conclude(found: Study, output: Path, made: list[str], *, quiet: bool) -> None:
    """What came of it in a few lines, and what to do next."""
    if quiet:
        return
    from oe_quality.cli.verdict import next_steps, verdict_lines

    it = found.overview
    talk(f"\n{it.totals.words(found.diction)}\n")
    talk("\n".join([*verdict_lines(found), "", *next_steps(found, output / REPORT, output / STORE), ""]))
    talk(f"wrote {', '.join(made)} to {output}")
