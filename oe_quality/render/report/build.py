"""The report: a study as one page, and its numbers as files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet, Perception, Ratings, SoftLabel
from oe_quality.analysis.annotators.audit import Status
from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.provenance import provenance_of
from oe_quality.analysis.study import Study
from oe_quality.errors import UsageError
from oe_quality.files import refuse_changed, refuse_to_overwrite, together
from oe_quality.render.page import html as page
from oe_quality.render.page.blocks import Block, Page, Section
from oe_quality.render.page.data_files import write_data
from oe_quality.render.report.verdict import tiles, verdicts
from oe_quality.render.sections import (
    agreement,
    annotators,
    behaviour,
    comparison,
    confusion,
    distributions,
    gold,
    labels,
    pairs,
    planning,
    provenance,
)
from oe_quality.sums import write_sums

TITLE = "Annotation quality"
PUBLIC_SECTIONS = ("agreement", "labels")
"""What a page for strangers shows: no section in which a single annotator is a row or a mark."""
MARK = b'<meta name="generator" content="oe-quality '
"""What every page of ours holds near its beginning."""
KINDS: dict[type[SoftLabel], str] = {
    Consensus: "consensus",
    ConsensusSet: "consensus, label by label,",
    Perception: "shares of people",
    Ratings: "combined ratings",
}
"""What a soft label is called."""


def report(study: Study, title: str = TITLE, moved: Comparison | None = None) -> str:
    """The page as a string."""
    return page.html(page_of(study, title, moved))


def public_report(study: Study, title: str = TITLE) -> str:
    """The page for strangers as a string: it speaks of data and labels, and of no single annotator."""
    settings = replace(study.config, report=replace(study.config.report, sections=PUBLIC_SECTIONS))
    return page.html(page_of(replace(study, config=settings, names={}), title, public=True))


def page_of(study: Study, title: str = TITLE, moved: Comparison | None = None, *, public: bool = False) -> Page:
    """The page's blocks; of single annotators nothing is said where it is `public`."""
    it = study.overview
    subtitle = (
        f"{it.n_annotations:,} annotations of {it.n_items:,} items by {it.n_annotators:,} annotators, "
        f"from {it.n_batches} export{'' if it.n_batches == 1 else 's'}."
    )
    wanted = study.config.report.sections
    sections = _sections(study, moved)
    if wanted:
        sections = sorted((it for it in sections if it.id in wanted), key=lambda it: wanted.index(it.id))
    told = verdicts(study, moved, public=public)
    return Page(study.config.report.title or title, subtitle, tiles(study), told, tuple(sections))


def write_report(
    study: Study,
    path: Path,
    *,
    title: str = TITLE,
    moved: Comparison | None = None,
    force: bool = False,
) -> list[Path]:
    """Write the page to `path` and its numbers to the folder `data_folder(path)` beside it, both or neither.

    Returns:
        The page and the folder.

    Raises:
        UsageError: as `refuse_to_replace_page`; or nothing can be written there.
    """
    folder = data_folder(path)
    refuse_to_replace_page(path, force=force)
    made = page_of(study, title, moved)
    with together(path.parent, (folder.name, path.name)) as new:
        draft = new / path.name
        draft.write_text(page.html(made, folder.name), encoding="utf-8", newline="\n")
        (new / folder.name).mkdir()
        write_data(made, new / folder.name)
        write_sums(new / folder.name, beside=[draft])
    return [path, folder]


def data_folder(path: Path) -> Path:
    """Where a page's numbers lie: `report_data` beside `report.html`."""
    return path.parent / f"{path.stem}_data"


def refuse_to_replace_page(path: Path, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Stop before any work is done unless both places are free, or hold a page and its numbers as they were made.

    Raises:
        UsageError: it says what stands in the way.
    """
    folder, given = data_folder(path), tuple(inputs)
    refuse_to_overwrite(path, force=force, inputs=given, ours=is_page)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is in the way of the page's numbers", remedy="Give the page another name.")
    if not folder.exists():
        return
    if not force:
        raise UsageError(f"{folder} exists", remedy="Give --force to replace it, or the page another name.")
    if any(one.resolve().is_relative_to(folder.resolve()) for one in (*given, Path.cwd())):
        raise UsageError(f"{folder} holds an input or the working folder", remedy="Give the page another name.")
    refuse_changed(folder)


def is_page(path: Path) -> bool:
    """Whether a file is a page that was made here."""
    with path.open("rb") as stream:
        return MARK in stream.read(4096)


def _sections(study: Study, moved: Comparison | None) -> list[Section]:
    sections = [comparison.section(moved)] if moved is not None else []
    beliefs = [it for it in study.aggregation if isinstance(it, (Consensus, ConsensusSet))]
    if study.audit is not None:
        sections.append(annotators.section(study.audit, study.names, study.config))
        sections.append(behaviour.section(study.audit, study.timelines))
        sections.append(pairs.section(study.audit.copying))
        sections.append(gold.section(study.audit, study.gold_answers))
        beliefs = [it for it in beliefs if it.question == study.audit.question]
    sections.append(agreement.section(study.agreement))
    sections.append(_labels(study))
    if beliefs:
        sections.append(confusion.section(beliefs, _urgent(study)))
    if study.distributions is not None:
        sections.append(distributions.section((study.distributions,), study.emotion_map, study.groups))
    sections.append(planning.section(study.plans, study.queue))
    sections.append(provenance.section(provenance_of(study, "oeq report"), _methods(study)))
    return sections


def _urgent(study: Study) -> tuple[str, ...]:
    """Annotators whose confusion is worth a look of its own."""
    if study.audit is None:
        return ()
    return tuple(row.alias for row in study.audit.rows if row.status in (Status.EXCLUDE_RECOMMENDED, Status.REVIEW))


def _methods(study: Study) -> tuple[str, ...]:
    """How each soft label was made."""
    return tuple(f"{it.question}: {KINDS[type(it)]} by {it.method}." for it in study.aggregation)


def _labels(study: Study) -> Section:
    believed = {it.question for it in study.aggregation if isinstance(it, (Consensus, ConsensusSet))}
    blocks: list[Block] = []
    for result in study.aggregation:
        # Votes stand once per question, beside the consensus where there is one.
        beside = isinstance(result, (Consensus, ConsensusSet)) or result.question not in believed
        gold = study.gold_items if study.audit and result.question == study.audit.question else frozenset()
        blocks += labels.blocks(study.votes_on(result.question) if beside else None, result, gold)
    return Section(
        "labels",
        "Labels",
        "Two kinds of soft label: consensus is belief about one hidden truth, perception the share of people who "
        "perceive a label. Where people differ, the second says how.",
        tuple(blocks),
    )
