"""`oeq inspect`: how files would be read, without loading them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oe_quality.cli.reading import read_options, reading_options
from oe_quality.plaintext import visible

if TYPE_CHECKING:
    from oe_quality.loading import Inspected

ROWS_SHOWN = 5
REJECTS_SHOWN = 5


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@reading_options
@click.option("-n", "--rows", type=click.IntRange(0), default=ROWS_SHOWN, show_default=True, help="Answers to show.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the first file's mapping, to edit."
)
@click.option("-f", "--force", is_flag=True, help="Replace the file that -o names.")
def inspect(
    files: tuple[str, ...], rows: int, output: Path | None, force: bool, gold: tuple[Path, ...], **given: Any
) -> None:
    """Show how FILEs would be read, and load nothing.

    For each: its format, what its columns mean and why, the scale of each question, the first answers as they would be
    stored, what would be refused, and what looks odd. -o writes the mapping, for oeq load --map.
    """
    from oe_quality.config import find_config
    from oe_quality.files import whole
    from oe_quality.loading import inspect_each
    from oe_quality.readers.join import tables_of
    from oe_quality.readers.mapping_file import write_mapping

    del gold  # it is of no use before the answers are there
    options = read_options(given, find_config(Path.cwd()).labels)
    found = inspect_each(files, options)
    for one in found:
        click.echo(_shown(one, rows))
    if output is not None:
        mapping = next((one.mapping for one in found if one.mapping is not None), None)
        if mapping is None:
            raise click.UsageError("A file of this format says all by itself; there is no mapping to write.")
        inputs = [*map(Path, files), *tables_of(options)]
        with whole(output, force=force, inputs=inputs) as place:
            place.write_text(write_mapping(mapping), encoding="utf-8")
        click.echo(f"Wrote {output}; use it with oeq load DB FILE --map {output}")


def _shown(one: Inspected, rows: int) -> str:
    from oe_quality.cli.loaded import question_line, rejects_lines
    from oe_quality.readers.mapping_file import write_mapping

    export = one.export
    counts = export.counts
    lines = [
        f"{visible(export.file, 60)}: {export.format}",
        f"  {counts.read:,} rows: {counts.accepted:,} would be accepted, {counts.superseded:,} superseded, "
        f"{counts.skipped:,} skipped, {counts.rejected:,} rejected",
    ]
    lines += [f"  {question_line(question)}" for question in export.questions]
    lines += [f"  {visible(remark, 300)}" for remark in export.remarks]
    lines += rejects_lines(export.rejects, REJECTS_SHOWN)
    answers = export.responses.select("item", "annotator", "question", "labels", "value", "created_at", "source")
    if rows and len(answers):
        lines.append("  first answers:")
    for row in answers.head(rows).iter_rows(named=True):
        answer = row["value"] if row["labels"] is None else ", ".join(row["labels"]) or "(none of them)"
        when = f", {row['created_at']:%Y-%m-%d %H:%M:%S}" if row["created_at"] else ""
        who = row["annotator"] + (" (model)" if row["source"] == "model" else "")
        parts = [visible(str(part), 60) for part in (row["item"], who, row["question"], answer)]
        lines.append(f"    {parts[0]} | {parts[1]} | {parts[2]}: {parts[3]}{when}")
    if one.mapping is not None:
        lines += ["  mapping:", *(f"    {visible(line, 300)}" for line in write_mapping(one.mapping).splitlines())]
    return "\n".join(lines)
