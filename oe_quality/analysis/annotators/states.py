"""How everybody stands at one moment: what a later look is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from oe_quality.analysis.annotators.audit import gather_findings, summarise
from oe_quality.analysis.annotators.periods import Answers, answers_of, set_aside
from oe_quality.analysis.annotators.results import ON_LIST, SetAside
from oe_quality.config import Config
from oe_quality.kernel.uncertainty.difference import of_independent
from oe_quality.progress import Progress, silent
from oe_quality.results import Estimate

if TYPE_CHECKING:
    from oe_quality.store import Store

FEWEST = 10
"""Answers on each side of a word below which nothing is said of what came of it."""


@dataclass(frozen=True, slots=True)
class PersonState:
    """One person at one moment.

    Attributes:
        annotator: the id in the exports; alias: the pseudonym.
        status: of the triage, empty for those whom a maintainer has left out.
        n_annotations: given so far; last_answer: when the last one was given, None where times are unknown.
        kappa: agreement with the others.
        word: what there was: the kind of the last letter, or "exclusion"; empty where there was nothing.
        word_at: when; rise: agreement after it minus agreement before it, undefined where it cannot be told.
    """

    annotator: str
    alias: str
    status: str
    n_annotations: int
    last_answer: datetime | None
    kappa: Estimate
    word: str
    word_at: datetime | None
    rise: Estimate

    @property
    def on_list(self) -> bool:
        """Whether somebody should have a look."""
        return self.status in ON_LIST


def states(
    store: Store, question: str | None = None, config: Config | None = None, seed: int = 0, progress: Progress = silent
) -> tuple[PersonState, ...]:
    """How everybody in a store stands, ascending by pseudonym; arguments as in `annotators.audit`.

    Raises:
        UsageError: the question is unknown; NotComputableError: as in `annotators.audit`.
    """
    settings = config or Config()
    found = gather_findings(store, question, settings, seed, progress)
    audit = summarise(found, settings, seed)
    rows = {row.alias: row for row in audit.rows}
    aside = {it.alias: it for it in set_aside(store, found, settings.triage.kappa_level)}
    last = dict(store.annotations(include_excluded=True).group_by("alias").agg(pl.col("created_at").max()).rows())
    letters = {alias: (kind, when) for _, alias, kind, _, when in store.journal().iter_rows() if kind != "thank"}
    out = []
    for person in store.annotators().sort("alias").iter_rows(named=True):
        alias, row, left = person["alias"], rows.get(person["alias"]), aside.get(person["alias"])
        if row is None and left is None:
            continue
        word, when = ("exclusion", left.since) if left else letters.get(alias, ("", None))
        out.append(
            PersonState(
                annotator=person["annotator"],
                alias=alias,
                status="" if row is None else row.status.value,
                n_annotations=person["n_annotations"],
                last_answer=last.get(alias),
                kappa=_NONE if row is None else row.kappa,
                word=word,
                word_at=when,
                rise=_rise_aside(left) if left else _rise(answers_of(found, alias), when, settings.triage.kappa_level),
            )
        )
    return tuple(out)


_NONE = Estimate(None, undefined="there was no word with them")


def _rise(answers: Answers | None, when: datetime | None, level: float) -> Estimate:
    if answers is None or when is None:
        return _NONE
    before, after = answers.before(when), answers.after(when)
    return difference(answers.kappa(before, level), answers.kappa(after, level), int(before.sum()), int(after.sum()))


def _rise_aside(it: SetAside) -> Estimate:
    return difference(it.kappa, it.kappa_since, it.kappa.n_responses, it.kappa_since.n_responses)


def difference(before: Estimate, after: Estimate, n_before: int, n_after: int) -> Estimate:
    """Agreement after minus agreement before, of different answers; the squares of both half widths add.

    >>> from oe_quality.results import Interval
    >>> low, high = (Estimate(v, Interval(v - .3, v + .3, .9, "t", "new items")) for v in (.1, .8))
    >>> found = difference(low, high, 20, 20)
    >>> round(found.value, 2), round(found.interval.low, 2)
    (0.7, 0.28)
    >>> difference(low, high, 20, 3).undefined
    'fewer than 10 answers before or after the word'
    """
    if min(n_before, n_after) < FEWEST:
        return Estimate(None, undefined=f"fewer than {FEWEST} answers before or after the word")
    if before.value is None or after.value is None or before.interval is None or after.interval is None:
        return Estimate(None, undefined=before.undefined or after.undefined or "agreement has no interval")
    interval = of_independent(before, after, "squares of both half widths added")
    return Estimate(after.value - before.value, interval, n_responses=n_before + n_after)
