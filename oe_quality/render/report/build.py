"""The report: a study as one page, and its numbers as files beside it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet, Perception, Ratings, SoftLabel
from oe_quality.analysis.annotators.audit import Status
from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.provenance import provenance_of
from oe_quality.analysis.study import Study
from oe_quality.files import refuse_to_overwrite, whole
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

DATA = "report_data"
TITLE = "Annotation quality"
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


def page_of(study: Study, title: str = TITLE, moved: Comparison | None = None) -> Page:
    """The page's blocks."""
    it = study.overview
    subtitle = (
        f"{it.n_annotations:,} annotations of {it.n_items:,} items by {it.n_annotators:,} annotators, "
        f"from {it.n_batches} export{'' if it.n_batches == 1 else 's'}."
    )
    wanted = study.config.report.sections
    sections = _sections(study, moved)
    if wanted:
        sections = sorted((it for it in sections if it.id in wanted), key=lambda it: wanted.index(it.id))
    return Page(study.config.report.title or title, subtitle, tiles(study), verdicts(study, moved), tuple(sections))


def write_report(
    study: Study,
    path: Path,
    *,
    title: str = TITLE,
    moved: Comparison | None = None,
    force: bool = False,
) -> list[Path]:
    """Write the page to `path` and its numbers to the folder `report_data` beside it, each whole or not at all.

    Returns:
        The page and the folder.

    Raises:
        UsageError: one of them exists and `force` is off.
    """
    folder = path.parent / DATA
    refuse_to_overwrite(path, force=force)
    refuse_to_overwrite(folder, force=force)
    made = page_of(study, title, moved)
    with whole(path, force=force) as draft:
        draft.write_text(page.html(made), encoding="utf-8", newline="\n")
        beside = Path(tempfile.mkdtemp(prefix=f".{DATA}.", dir=path.parent))
        write_data(made, beside)
        beside.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    return [path, folder]


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
