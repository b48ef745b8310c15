"""What the page's first lines say of people: in the words of the one file of wording, each by its rule."""

from __future__ import annotations

from statistics import median

from oe_quality.analysis.annotators.audit import AnnotatorAudit, AnnotatorRow, Status
from oe_quality.analysis.annotators.wording import GISTS, about
from oe_quality.plaintext import count, percent
from oe_quality.render.page.blocks import Level, Verdict
from oe_quality.render.page.words import listing, number, share

NAMED = 4
"""Reasons named with their annotators; the table has all."""
AT_CHANCE = f"{GISTS['at_chance']}, and "
"""Beginning of a reason that the sentence around it has said already."""


def people_lines(audit: AnnotatorAudit | None) -> list[Verdict]:
    """One line for everything that an audit says of people."""
    if audit is None:
        return []
    by_status = {status: [row for row in audit.rows if row.status is status] for status in Status}
    judged = len(audit.rows) - len(by_status[Status.INSUFFICIENT])
    return [
        *_urgent(audit, by_status[Status.EXCLUDE_RECOMMENDED], by_status[Status.REVIEW]),
        *_alike(audit),
        *_others(by_status),
        *_fine(by_status[Status.OK], judged),
    ]


def left_out_line(people: list[str], *, public: bool) -> list[Verdict]:
    """Who is left out of everything on the page; where it is `public`, how many."""
    if not people:
        return []
    named = "" if public else f": {listing(people)}"
    words = about("left_out_here", people=count(len(people), "annotator"), named=named)
    return [Verdict(Level.NOTE, words, "provenance")]


def _urgent(audit: AnnotatorAudit, excluded: list[AnnotatorRow], review: list[AnnotatorRow]) -> list[Verdict]:
    found = []
    if excluded:
        given = sum(row.n_annotations for row in excluded)
        whole = sum(row.n_annotations for row in audit.rows)
        words = about(
            "as_by_chance",
            people=count(len(excluded), "annotator"),
            share=percent(given / whole),
            agree="agrees" if len(excluded) == 1 else "agree",
            kappas=_kappas(excluded),
            reasons=_reasons(excluded),
        )
        found.append(Verdict(Level.ACT, words, "annotators-table"))
    if review:
        words = about("to_talk_to", people=count(len(review), "annotator"), reasons=_reasons(review))
        found.append(Verdict(Level.ACT, words, "noticed"))
    return found


def _alike(audit: AnnotatorAudit) -> list[Verdict]:
    if not audit.copying.pairs:
        return []
    first, n = audit.copying.pairs[0], len(audit.copying.pairs)
    words = about(
        "alike_pair" if n == 1 else "alike_pairs",
        n=f"{n:,}",
        pair=f"{first.source} and {first.copier}",
        items=audit.diction.many,
        same=first.same,
        shared=first.n_shared,
        expected=number(first.expected, 1),
    )
    return [Verdict(Level.ACT, words, "alike")]


def _others(by_status: dict[Status, list[AnnotatorRow]]) -> list[Verdict]:
    kinds = (
        ("other_views", Status.DISSENTING, "annotators-table"),
        ("keep_an_eye", Status.WATCH, "noticed"),
        ("nothing_said", Status.INSUFFICIENT, "annotators-table"),
    )
    found = []
    for name, status, evidence in kinds:
        rows = by_status[status]
        if rows:
            people, named = count(len(rows), "annotator"), listing([row.alias for row in rows])
            found.append(Verdict(Level.NOTE, about(name, people=people, named=named), evidence))
    return found


def _fine(fine: list[AnnotatorRow], judged: int) -> list[Verdict]:
    if not fine:
        return []
    known = [row.kappa.value for row in fine if row.kappa.value is not None]
    middle = f" (median agreement beyond chance {number(median(known))})" if known else ""
    return [Verdict(Level.GOOD, about("in_line", share=share(len(fine), judged), middle=middle), "skill")]


def _kappas(rows: list[AnnotatorRow]) -> str:
    known = [row.kappa.value for row in rows if row.kappa.value is not None]
    if not known:
        return ""
    low, high = number(min(known)), number(max(known))
    return f" (agreement beyond chance {low if low == high else f'{low} to {high}'})"


def _reasons(rows: list[AnnotatorRow]) -> str:
    grouped: dict[str, list[str]] = {}
    for row in rows:
        grouped.setdefault(row.reason.removeprefix(AT_CHANCE), []).append(row.alias)
    said = [f"{listing(aliases)} ({reason})" for reason, aliases in grouped.items()]
    more = f"; and {len(said) - NAMED} more reasons" if len(said) > NAMED else ""
    return "; ".join(said[:NAMED]) + more
