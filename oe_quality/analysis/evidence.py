"""What people ask for by name: a person's telling items, an item's answers, and where the item can be found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from oe_quality.analysis.annotators.case import draft, without
from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.mixups import mixups
from oe_quality.analysis.annotators.results import AnnotatorAudit, Status
from oe_quality.analysis.annotators.strengths import SURE
from oe_quality.analysis.annotators.telling import telling_items
from oe_quality.analysis.links import links_of
from oe_quality.config import Config
from oe_quality.store import Store

MOST_PEOPLE, ITEMS_EACH = 200, 5
"""People whose telling items are kept, the most urgent; and how many of each."""
MOST_ITEMS = 1000
"""Items whose answers are kept."""
MOST_LABELS = 60
"""Labels from which on no drafts are kept: each pair of labels is looked at for them."""
PAIRS_EACH, FEWEST_MIXED = 5, 2
"""Pairs of labels that are told of one person, the most frequent; and how often a pair must have been mixed up."""
NO_LINKS = pl.DataFrame(schema={"item": pl.String, "url": pl.String})
QUIET = (Status.OK, Status.INSUFFICIENT)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Single answers behind a study's findings.

    Attributes:
        telling: annotator (alias), item, own, others, support: where somebody differs most from the others.
        cases: annotator, without, draft: what would change without somebody, and what could be written to them.
        mixed: annotator, others, own, n, of: of the items on which the others are sure of a label, on how many somebody
            gave another instead.
        answers: item, annotator (alias), answer: of the audit's question.
        links: item, url: https alone.
    """

    telling: pl.DataFrame
    cases: pl.DataFrame
    mixed: pl.DataFrame
    answers: pl.DataFrame
    links: pl.DataFrame


def evidence(store: Store, found: Findings, audit: AnnotatorAudit, items: Iterable[str], config: Config) -> Evidence:
    """The answers to the items that matter: those asked for, and those on which people who stand out differ."""
    telling = _telling(found, audit)
    wanted = list(dict.fromkeys([*items, *telling["item"].to_list()]))[:MOST_ITEMS]
    links = [(item, link.url) for item, link in links_of(store, wanted, config.links).items()]
    places = pl.DataFrame(links, schema=NO_LINKS.schema, orient="row")
    return Evidence(telling, _cases(found, audit, config), _mixed(found, audit), _answers(found, wanted), places)


def _telling(found: Findings, audit: AnnotatorAudit) -> pl.DataFrame:
    noticed = [row.alias for row in audit.rows if row.status not in QUIET][:MOST_PEOPLE]
    rows = [
        (alias, it.item, ", ".join(it.own) or "nothing chosen", ", ".join(it.others), it.support)
        for alias in noticed
        for it in telling_items(found, alias, ITEMS_EACH)
    ]
    schema = {**dict.fromkeys(("annotator", "item", "own", "others"), pl.String), "support": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _cases(found: Findings, audit: AnnotatorAudit, config: Config) -> pl.DataFrame:
    """The most urgent first, as the audit has them."""
    many = len(found.data.primary.labels) > MOST_LABELS
    mixed = {} if many else dict(zip(found.data.primary.aliases, mixups(found), strict=True))
    rows = [
        (row.alias, without(row, found.data.diction), None if many else draft(found, row, mixed.get(row.alias), config))
        for row in audit.rows[:MOST_PEOPLE]
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("annotator", "without", "draft"), pl.String), orient="row")


def _mixed(found: Findings, audit: AnnotatorAudit) -> pl.DataFrame:
    schema = {**dict.fromkeys(("annotator", "others", "own"), pl.String), "n": pl.Int64, "of": pl.Int64}
    rows = [] if found.data.numeric else [one for row in audit.rows[:MOST_PEOPLE] for one in _pairs(found, row.alias)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _pairs(found: Findings, alias: str) -> list[tuple[str, str, str, int, int]]:
    """The labels that somebody most often gives where the others are sure of another, and that theirs is absent."""
    data, labels = found.data, found.data.primary.labels
    own = data.primary.data.annotator == data.primary.aliases.to_list().index(alias)
    usable = own & found.fit.usable
    chosen, support = data.chosen[usable], found.fit.support[usable]
    sure, absent = support >= SURE, support <= 1 - SURE
    times = (sure & ~chosen).astype(np.int64).T @ (absent & chosen).astype(np.int64)
    order = np.argsort(-times, axis=None, kind="stable")[:PAIRS_EACH]
    pairs = [divmod(int(place), len(labels)) for place in order]
    of = sure.sum(axis=0)
    return [
        (alias, labels[b], labels[c], int(times[b, c]), int(of[b])) for b, c in pairs if times[b, c] >= FEWEST_MIXED
    ]


def _answers(found: Findings, items: list[str]) -> pl.DataFrame:
    panel = found.data.primary
    wanted = panel.items.is_in(pl.Series(items, dtype=pl.String).implode()).to_numpy()
    of = panel.data.items()
    rows = [
        (str(panel.items[int(of[r])]), str(panel.aliases[int(panel.data.annotator[r])]), panel.said(int(r)))
        for r in np.flatnonzero(wanted[of])
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("item", "annotator", "answer"), pl.String), orient="row")
