"""Method and provenance: what anybody needs to make the same page again."""

from __future__ import annotations

import polars as pl

from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet, Perception, Ratings, SoftLabel
from oe_quality.analysis.provenance import Provenance, provenance_of
from oe_quality.render.page.blocks import Block, Column, Help, Prose, Section, Table
from oe_quality.render.sections.part import Material, Part

BATCH_COLUMNS = (
    Column("file", "File"),
    Column("format", "Format"),
    Column("loaded_at", "Loaded (UTC)"),
    Column("rows_read", "Rows read", "number"),
    Column("rows_accepted", "Taken in", "number"),
    Column("rows_skipped", "Skipped", "number"),
    Column("rows_rejected", "Rejected", "number"),
    Column("sha256", "SHA-256", extra=True),
)
"""Columns of the batches that are shown, where they are there."""


KINDS: dict[type[SoftLabel], str] = {
    Consensus: "consensus",
    ConsensusSet: "consensus, label by label,",
    Perception: "shares of people",
    Ratings: "combined ratings",
}
"""What a soft label is called."""


def _drawn(it: Material) -> Section:
    how = tuple(f"{label.question}: {KINDS[type(label)]} by {label.method}." for label in it.study.aggregation)
    return section(provenance_of(it.study, it.command), how)


PART = Part("provenance", "Method and provenance", "nothing", _drawn)


def section(it: Provenance, methods: tuple[str, ...] = ()) -> Section:
    """The part of the page about how it was made.

    Args:
        it: what went into the page.
        methods: sentences on the methods behind its numbers.
    """
    blocks: list[Block] = [made(it), batches(it)]
    if methods:
        blocks.append(Prose(methods, "Methods", "methods"))
    blocks += [excluded(it), packages(it)]
    if it.config.strip():
        blocks.append(settings(it))
    return Section(
        PART.id,
        PART.title,
        "The same files, versions, settings and seed give the same numbers.",
        tuple(blocks),
    )


def made(it: Provenance) -> Prose:
    """Command, versions, seed and fingerprint."""
    return Prose(
        (
            f"Made by: {it.command}",
            f"oe-quality {it.version}, Python {it.python}, seed {it.seed}.",
            f"Fingerprint of the data that the analyses saw (SHA-256): {it.fingerprint}. It does not depend on the "
            "order in which files were loaded.",
        ),
        "How this page was made",
        "made",
    )


def batches(it: Provenance) -> Block:
    """The files that the answers come from."""
    if it.batches.is_empty():
        return Prose(("The store names no files.",), "Files", "batches")
    frame = it.batches.with_columns(pl.col(pl.Datetime).dt.strftime("%Y-%m-%d %H:%M:%S"))
    return Table(
        "batches",
        "Files",
        frame,
        tuple(column for column in BATCH_COLUMNS if column.name in frame.columns),
        Help(
            "The files that the store was made from, in the order in which they were loaded.",
            "The SHA-256 tells whether somebody else's file is the same one. Rows that were rejected are named in the "
            "output of the loading command.",
        ),
    )


def excluded(it: Provenance) -> Block:
    """Who was left out, and why."""
    if not it.excluded:
        return Prose(("Nobody was left out.",), "Left out", "left-out")
    rows = [(one.alias, f"{one.decided_at:%Y-%m-%d}", one.reason) for one in it.excluded]
    return Table(
        "left-out",
        "Left out",
        pl.DataFrame(rows, schema=["annotator", "since", "reason"], orient="row"),
        (Column("annotator", "Annotator"), Column("since", "Since (UTC)"), Column("reason", "Reason")),
        Help(
            "Annotators whose answers no number on this page uses, by a maintainer's decision.",
            "Nothing was deleted: the answers are still in the store, and including them again is one command.",
        ),
        annotator="annotator",
    )


def packages(it: Provenance) -> Table:
    """The libraries behind the numbers."""
    return Table(
        "packages",
        "Libraries",
        pl.DataFrame(list(it.packages), schema={"name": pl.String, "version": pl.String}, orient="row"),
        (Column("name", "Library"), Column("version", "Version")),
        Help("The libraries that computed the numbers.", "Other versions may differ in the last digits."),
    )


def settings(it: Provenance) -> Table:
    """Thresholds and flags in force."""
    lines = [line.partition("=") for line in it.config.splitlines() if line.strip()]
    rows = [(key.strip(), value.strip()) for key, _, value in lines]
    return Table(
        "settings",
        "Settings",
        pl.DataFrame(rows, schema={"setting": pl.String, "value": pl.String}, orient="row"),
        (Column("setting", "Setting"), Column("value", "Value")),
        Help(
            "The thresholds and switches that were in force.",
            "Each can be set in oeq.toml or under [tool.oeq] in pyproject.toml.",
        ),
    )
