"""What people ask for by name: a person's telling items, an item's answers, and where the item can be found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.results import AnnotatorAudit, Status
from oe_quality.analysis.annotators.telling import telling_items
from oe_quality.analysis.links import links_of
from oe_quality.config import Config
from oe_quality.store import Store

MOST_PEOPLE, ITEMS_EACH = 200, 5
"""People whose telling items are kept, the most urgent; and how many of each."""
MOST_ITEMS = 1000
"""Items whose answers are kept."""
NO_LINKS = pl.DataFrame(schema={"item": pl.String, "url": pl.String})
QUIET = (Status.OK, Status.INSUFFICIENT)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Single answers behind a study's findings.

    Attributes:
        telling: annotator (alias), item, own, others, support: where somebody differs most from the others.
        answers: item, annotator (alias), answer: of the audit's question.
        links: item, url: https alone.
    """

    telling: pl.DataFrame
    answers: pl.DataFrame
    links: pl.DataFrame


def evidence(store: Store, found: Findings, audit: AnnotatorAudit, items: Iterable[str], config: Config) -> Evidence:
    """The answers to the items that matter: those asked for, and those on which people who stand out differ."""
    telling = _telling(found, audit)
    wanted = list(dict.fromkeys([*items, *telling["item"].to_list()]))[:MOST_ITEMS]
    links = [(item, link.url) for item, link in links_of(store, wanted, config.links).items()]
    places = pl.DataFrame(links, schema=NO_LINKS.schema, orient="row")
    return Evidence(telling, _answers(found, wanted), places)


def _telling(found: Findings, audit: AnnotatorAudit) -> pl.DataFrame:
    noticed = [row.alias for row in audit.rows if row.status not in QUIET][:MOST_PEOPLE]
    rows = [
        (alias, it.item, ", ".join(it.own) or "nothing chosen", ", ".join(it.others), it.support)
        for alias in noticed
        for it in telling_items(found, alias, ITEMS_EACH)
    ]
    schema = {**dict.fromkeys(("annotator", "item", "own", "others"), pl.String), "support": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _answers(found: Findings, items: list[str]) -> pl.DataFrame:
    panel = found.data.primary
    wanted = panel.items.is_in(pl.Series(items, dtype=pl.String).implode()).to_numpy()
    of = panel.data.items()
    rows = [
        (str(panel.items[int(of[r])]), str(panel.aliases[int(panel.data.annotator[r])]), panel.said(int(r)))
        for r in np.flatnonzero(wanted[of])
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("item", "annotator", "answer"), pl.String), orient="row")
