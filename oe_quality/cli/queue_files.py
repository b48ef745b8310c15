"""Options of commands that write a queue: the tools, and whether a queue can be written at all."""

from __future__ import annotations

from pathlib import Path

from oe_quality.errors import UsageError

TOOLS = ("label-studio", "potato", "prodigy", "argilla", "doccano", "open-empathic", "csv")
"""Stands here too so that `--help` imports nothing; a test holds it to `publish.queues.TOOLS`."""

FOR_EXPERTS = tuple(tool for tool in TOOLS if tool != "open-empathic")
"""Those that show an expert the votes, and keep what is decided apart from the answers."""


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
