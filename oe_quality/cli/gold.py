"""`oeq gold`: what is known to be right, and who says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import emit, output_options, progress_bar, seed_option, store_argument, talk
from oe_quality.cli.queue_files import FOR_EXPERTS, refuse_early
from oe_quality.errors import InputError, Place, UsageError
from oe_quality.plaintext import count, percent

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.aggregation.coverage import Coverage, CoverageRow
    from oe_quality.store import Store

ACTIONS = ("list", "choose", "contested", "add", "split")


@click.command()
@store_argument
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--question", metavar="Q", help="The question.  [default: as in oeq annotators]")
@click.option("--by", default="", help="add: the expert who adjudicated. split: the attribute whose groups stay whole.")
@click.option("--confidence", type=float, default=0.95, show_default=True, help="choose: of the consensus, at least.")
@click.option("--save", is_flag=True, help="choose: keep them in the store, under a name that says consensus.")
@click.option("-n", "--number", type=click.IntRange(min=1), default=50, show_default=True, help="contested: at most.")
@click.option(
    "--to", "tool", type=click.Choice(FOR_EXPERTS), help="contested: write tasks that the tool imports, to -o."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="PLACE", help="A folder; for csv FILE.csv or .xlsx."
)
@click.option("--force", is_flag=True, help="Replace an earlier queue there.")
@click.option("--salt", default="", help="split: changes all splits together.")
@seed_option
@output_options
def gold(
    db: Path,
    action: str,
    file: Path | None,
    question: str | None,
    by: str,
    confidence: float,
    save: bool,
    number: int,
    tool: str | None,
    output: Path | None,
    force: bool,
    salt: str,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 (every command takes it; there is no more to say here)
) -> None:
    """List, choose, add and split gold items.

    \b
    list       all gold, with its source
    choose     items whose consensus reaches --confidence, and how many of them to expect wrong
    contested  the items about which the answers leave most doubt, with their votes, for an expert
    add        gold answers from FILE, adjudicated by the expert named in --by: a table (item, question, gold),
               or what a tool exports of the expert's answers
    split      train, validation and test; whole groups of --by (a speaker, a video) stay together
    """
    from oe_quality.analysis.planning.contested import contested
    from oe_quality.analysis.release.gold import gold_list, splits_of
    from oe_quality.config import find_config
    from oe_quality.publish.queues import write_queue
    from oe_quality.store import open_store

    if (action == "add") != (file is not None):
        raise UsageError("only `add` takes a file, and it needs one" if file else "`add` needs a file of gold answers")
    refuse_early(tool, output, db, force=force)
    with open_store(db, read_only=not (save or action == "add")) as store:
        name = _question(store, question) if action != "add" else ""
        if action == "list":
            found_gold = gold_list(store, name)
            emit(found_gold, fmt, view=_filled(found_gold.frame()), title=f"Gold of {name}")
        elif action == "contested":
            found_items = contested(store, name, number, seed, progress_bar(quiet=quiet))
            if tool is None or output is None:
                emit(found_items.with_links(store, find_config(Path.cwd()).links), fmt, title=f"For an expert: {name}")
                return
            made = write_queue(store, name, found_items.votes(), tool, output, find_config(Path.cwd()), force=force)
            talk(f"wrote {found_items.table.height:,} tasks for {tool} to {output}: {', '.join(made)}", quiet=quiet)
        elif action == "choose":
            _choose(store, name, confidence, save, seed, fmt, quiet)
        elif action == "split":
            found = splits_of(store, name, by, salt)
            talk(f"{found.ungrouped:,} items stand alone, without a group", quiet=quiet or not by)
            emit(found, fmt, view=found.counts() if fmt == "table" else None, title=f"Splits of {name}")
        elif file is not None:
            _add(store, file, by, quiet)


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Without the columns in which nothing stands."""
    return frame.drop([name for name in frame.columns if frame.height and frame[name].null_count() == frame.height])


def _question(store: Store, question: str | None) -> str:
    from oe_quality.analysis.primary import choose_primary

    return store.question(question).name if question else choose_primary(store.info().questions)[0]


def _choose(store: Store, question: str, confidence: float, save: bool, seed: int, fmt: str, quiet: bool) -> None:
    from oe_quality.analysis.release.data import ReleaseOptions, label_set
    from oe_quality.analysis.release.gold import choose_gold, for_store, sureness, wrong_ones

    progress = progress_bar(quiet=quiet)
    labels = label_set(store, question, ReleaseOptions((question,), seed=seed), progress=progress)
    chosen = choose_gold(labels, confidence)
    talk(" ".join(sureness(labels)), quiet=quiet)
    for line in coverage_lines(chosen.coverage):
        talk(line, quiet=quiet)
    if chosen.expected_wrong is not None:
        talk(f"{chosen.table.height:,} items chosen; {wrong_ones(chosen, labels.calibration.n_gold)}", quiet=quiet)
    if save:
        n = store.save_gold(for_store(chosen), source=chosen.source)
        talk(f"{n:,} kept as {chosen.source!r}; they are never taken for an expert's", quiet=quiet)
    emit(chosen, fmt, title=f"Gold of {question} by {chosen.source}")


def coverage_lines(found: Coverage) -> list[str]:
    """What is kept at each confidence, and how much of it is wrong, in sentences."""
    return [
        f"at {row.threshold:g}: {row.n_kept:,} {found.what} kept ({percent(row.share_kept)}), {_wrong(row)}"
        for row in found.rows
    ]


def _wrong(row: CoverageRow) -> str:
    if row.expected_wrong is None:
        return "none to be wrong"
    seen = row.observed_wrong
    words = f"{percent(row.expected_wrong, 1)} expected wrong"
    return words if seen.value is None else f"{words}, {percent(seen.value, 1)} of {seen.n_items:,} with gold are"


def _add(store: Store, file: Path, by: str, quiet: bool) -> None:
    from oe_quality.analysis.release.gold import expert
    from oe_quality.loading import gold_in

    source = expert(by)
    known = store.questions()
    answers, rejected = gold_in(file, known)
    names = {question.name for question in known}
    unknown = sorted(set(answers["question"]) - names)
    if unknown:
        raise InputError(f"no such question in the store: {', '.join(unknown)}", place=Place(str(file)))
    n = store.save_gold(answers, source=source)
    unused = f"; {count(rejected, 'row')} could not be used" if rejected else ""
    talk(f"{count(n, 'gold answer')} by {source}{unused}", quiet=quiet)
