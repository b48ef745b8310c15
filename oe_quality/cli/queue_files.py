"""Queues on disk: tasks for an annotation tool, with links, checked before and written whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from oe_quality.errors import UsageError

if TYPE_CHECKING:
    from oe_quality.config import Config
    from oe_quality.store import Store

TOOLS = ("label-studio", "potato", "prodigy", "argilla", "doccano", "csv")
"""Stands here too so that `--help` imports nothing; a test holds it to `publish.queues.TOOLS`."""
TEXT = "text"
"""The attribute of items that are texts."""


def refuse_early(tool: str | None, output: Path | None, db: Path, *, force: bool) -> None:
    """Stop before any computing where a queue cannot be written.

    Raises:
        UsageError: the tool or the place is missing, or something stands in the way.
    """
    from oe_quality.cli.leaving import refuse_table
    from oe_quality.files import refuse_to_replace_folder

    if tool is None and output is None:
        return
    if tool is None or output is None:
        raise UsageError("a queue needs a tool and a place", remedy=f"Give --to ({', '.join(TOOLS)}) and -o.")
    if tool == "csv":
        refuse_table(output, force=force, inputs=[db])
    else:
        refuse_to_replace_folder(output, force=force, inputs=[db])


def write_queue(
    store: Store,
    question: str,
    items: Iterable[tuple[str, str]],
    tool: str,
    output: Path,
    config: Config,
    *,
    force: bool,
) -> list[str]:
    """Write the files of a queue; returns their names.

    Args:
        store: for the question and for what is known of items.
        question: what is asked; items: (item, votes), votes empty where who answers is to judge afresh.
        tool: one of `TOOLS`; output: a file for csv, else a folder.
        config: whose [links] say where items can be found.
        force: whether an earlier queue there may be replaced.
    """
    from oe_quality.analysis.links import links_of
    from oe_quality.cli.leaving import refuse_table
    from oe_quality.dictionary import beside
    from oe_quality.files import together, whole_folder
    from oe_quality.publish.queues import Task, queue_files
    from oe_quality.sums import write_sums

    wanted = list(items)
    links = links_of(store, [item for item, _ in wanted], config.links)
    texts = {item: value for item, name, value in store.item_attributes().iter_rows() if name == TEXT}
    tasks = [Task(item, links[item].url if item in links else "", texts.get(item, ""), votes) for item, votes in wanted]
    files = queue_files(tool, tasks, store.question(question))
    if tool == "csv":
        refuse_table(output, force=force)
        names = (output.name, beside(output).name)
        with together(output.parent, names) as new:
            for name, text in zip(names, files.values(), strict=True):
                (new / name).write_text(text, encoding="utf-8")
        return list(names)
    with whole_folder(output, force=force) as folder:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        write_sums(folder)
    return list(files)
