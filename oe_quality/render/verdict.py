"""The first lines of the page: what is good, what needs doing, each with its numbers and its evidence."""

from __future__ import annotations

from oe_quality.analysis.annotators import AnnotatorAudit, Status
from oe_quality.analysis.soft_labels import Consensus, ConsensusSet
from oe_quality.analysis.study import Study
from oe_quality.analysis.votes import VoteStatus
from oe_quality.render.blocks import Level, Tile, Verdict
from oe_quality.render.words import count, estimate, listing, number, share, slug

SURE = 0.9
"""Confidence from which a label is called sure here; the coverage picture shows every other choice."""


def tiles(study: Study) -> tuple[Tile, ...]:
    """The study's size."""
    it = study.overview
    found = [
        Tile(f"{it.n_annotations:,}", "annotations"),
        Tile(f"{it.n_items:,}", "items"),
        Tile(f"{it.n_annotators:,}", "annotators"),
        Tile(f"{it.n_questions:,}", "questions"),
        Tile(f"{it.n_annotations / max(it.n_items, 1):.1f}", "annotations per item"),
    ]
    if it.excluded:
        found.append(Tile(f"{len(it.excluded):,}", "annotators left out"))
    return tuple(found)


def verdicts(study: Study) -> tuple[Verdict, ...]:
    """What needs doing first, then what to know, then what is good."""
    found = [*_people(study.audit), *_agreement(study), *_labels(study), *_next(study)]
    found += [Verdict(Level.NOTE, f"Left out: {part}. {reason}", "provenance") for part, reason in study.missing]
    if study.overview.excluded:
        aliases = [alias for alias, _ in study.overview.excluded]
        words = f"{count(len(aliases), 'annotator')} left out of everything here by a maintainer: {listing(aliases)}."
        found.append(Verdict(Level.NOTE, words, "provenance"))
    order = [Level.ACT, Level.NOTE, Level.GOOD]
    return tuple(sorted(found, key=lambda verdict: order.index(verdict.level)))


def _people(audit: AnnotatorAudit | None) -> list[Verdict]:
    if audit is None:
        return []
    by_status = {status: [row.alias for row in audit.rows if row.status is status] for status in Status}
    judged = len(audit.rows) - len(by_status[Status.INSUFFICIENT])
    found = []
    excluded, review = by_status[Status.EXCLUDE_RECOMMENDED], by_status[Status.REVIEW]
    if excluded:
        words = (
            f"{count(len(excluded), 'annotator')} whose answers say nothing measurable about the items, on two grounds "
            f"each: {listing(excluded)}. Look at their cases before you decide."
        )
        found.append(Verdict(Level.ACT, words, "annotators-table"))
    if review:
        words = (
            f"{count(len(review), 'annotator')} to have a word with: {listing(review)}; the table gives the reasons."
        )
        found.append(Verdict(Level.ACT, words, "annotators-table"))
    if by_status[Status.DISSENTING]:
        words = (
            f"{listing(by_status[Status.DISSENTING])}: answers differ from the others' but fit together. Keep them; "
            "they may hear what others miss."
        )
        found.append(Verdict(Level.NOTE, words, "annotators-table"))
    fine = by_status[Status.OK]
    if fine:
        words = f"{share(len(fine), judged)} of the judged annotators answer in line with the others. Thank them."
        found.append(Verdict(Level.GOOD, words, "skill"))
    few = by_status[Status.INSUFFICIENT]
    if few:
        words = f"{count(len(few), 'annotator')} with too few annotations to judge; nothing is said about them."
        found.append(Verdict(Level.NOTE, words, "annotators-table"))
    return found


def _agreement(study: Study) -> list[Verdict]:
    """The agreement of the audit's question, or of the first one."""
    questions = study.agreement.questions
    if not questions:
        return []
    primary = study.audit.question if study.audit else questions[0].question
    question = next((q for q in questions if q.question == primary), questions[0])
    it = question.headline.estimate
    level = Level.NOTE
    if it.interval is not None:
        level = Level.ACT if it.interval.low <= 0 else Level.GOOD if it.interval.low >= 0.667 else Level.NOTE
    words = f"Agreement on {question.question}, {question.headline.title}: {estimate(it)}."
    if it.interval is not None and it.interval.low <= 0:
        words += " Agreement no better than chance is not ruled out."
    return [Verdict(level, words, f"agreement-{slug(question.question)}")]


def _labels(study: Study) -> list[Verdict]:
    if study.audit is None:
        return []
    found = []
    votes = study.votes_on(study.audit.question)
    for result in study.aggregation:
        if result.question != study.audit.question or not isinstance(result, (Consensus, ConsensusSet)):
            continue
        best = result.posterior.max(axis=1)
        sure = int((best >= SURE).sum())
        words = (
            f"{share(sure, len(best))} of the items have a label for {result.question} that is {SURE:.0%} sure or more "
            f"({result.method}, tempered); {count(int((result.winner < 0).sum()), 'item')} have no winner."
        )
        found.append(Verdict(Level.NOTE, words, f"coverage-{slug(result.question)}"))
    if votes is not None:
        singles = votes.status.count(VoteStatus.SINGLE)
        if singles:
            words = f"{share(singles, len(votes.items))} of the items rest on a single annotator."
            found.append(Verdict(Level.NOTE, words, f"votes-{slug(votes.question)}"))
    return found


def _next(study: Study) -> list[Verdict]:
    if study.queue is None or not study.queue.items:
        return []
    first = study.queue.items[0]
    words = (
        f"One more answer to each of {count(len(study.queue.items), 'item')} would teach most about "
        f"{study.queue.question} (the first is worth {number(first.gain)} {study.queue.unit})."
    )
    return [Verdict(Level.NOTE, words, "relabel")]
