"""`oeq relabel`: which items to ask about next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import emit, output_options, progress_bar, seed_option, store_argument, talk
from oe_quality.cli.queue_files import TOOLS, refuse_early

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.planning.relabel import RelabelQueue


@click.command()
@store_argument
@click.option("-n", "--number", type=click.IntRange(min=1), default=200, show_default=True, help="Items at most.")
@click.option(
    "--for",
    "target",
    type=click.Choice(["consensus", "perception"]),
    default="consensus",
    show_default=True,
    help="What is to be learned: the one truth, or how people perceive the item.",
)
@click.option(
    "--budget", type=float, metavar="MINUTES", help="Of annotators' time; items are taken by gain per second."
)
@click.option("--question", help="The question.  [default: as in oeq annotators]")
@click.option("--to", "tool", type=click.Choice(TOOLS), help="Write tasks that this tool imports, to -o.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="PLACE", help="A folder; for csv FILE.csv or .xlsx."
)
@click.option("--force", is_flag=True, help="Replace an earlier queue there.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Settings.  [default: oeq.toml, found]")
@seed_option
@output_options
def relabel(
    db: Path,
    number: int,
    target: str,
    budget: float | None,
    question: str | None,
    tool: str | None,
    output: Path | None,
    force: bool,
    config_file: Path | None,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 (every command takes it; there is no more to say here)
) -> None:
    """Rank items by what one more answer would teach, and say whom to ask: never somebody who has seen the item.

    With --to they become tasks for an annotation tool, without the votes so far. What is answered there and loaded
    again (oeq load) lands on the same items.
    """
    from oe_quality.analysis.planning.relabel import Target, relabel
    from oe_quality.analysis.planning.work import in_words
    from oe_quality.config import find_config, read_config
    from oe_quality.publish.queues import write_queue
    from oe_quality.store import open_store

    refuse_early(tool, output, db, force=force)
    config = read_config(config_file) if config_file else find_config(Path.cwd())
    with open_store(db) as store:
        queue = relabel(
            store,
            question,
            n=number,
            target=Target(target),
            budget_minutes=budget,
            seed=seed,
            progress=progress_bar(quiet=quiet),
        )
        called = config.words.over(store.diction())
        if tool is not None and output is not None:
            items = [(it.item, "") for it in queue.items]
            made = write_queue(store, queue.question, items, tool, output, config, force=force)
            talk(f"wrote {len(items):,} tasks for {tool} to {output}: {', '.join(made)}", quiet=quiet)
            return
    time = in_words(None if queue.minutes is None else queue.minutes / 60)
    talk(f"{called.count(len(queue.items))}, {queue.total_gain:.3g} {queue.unit} to be expected{time}", quiet=quiet)
    emit(queue, fmt, view=_view(queue), title=f"What to ask next about {queue.question}, for the {queue.target.value}")


def _view(queue: RelabelQueue) -> pl.DataFrame:
    """The queue as a person reads it: votes as "label 3", whole seconds, the gain's unit."""
    import polars as pl

    frame = queue.frame().select(
        "item",
        pl.col("gain").alias(f"gain ({queue.unit})"),
        pl.col("n_annotators").alias("annotators"),
        "votes",
        pl.col("seconds").round().cast(pl.Int64),
        "ask",
    )
    return frame.drop("seconds") if frame["seconds"].null_count() == frame.height else frame
