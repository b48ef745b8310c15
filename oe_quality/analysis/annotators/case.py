"""One annotator's whole case: the evidence, the telling items, and words to write to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from oe_quality.analysis.annotators.audit import gather_findings, summarise
from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.messages import Seen, compose, kind_of, may_say_mixup, to_discuss
from oe_quality.analysis.annotators.mixups import Mixup, mixups
from oe_quality.analysis.annotators.results import AnnotatorRow, CopyingPair
from oe_quality.analysis.annotators.telling import TellingItem, telling_items
from oe_quality.analysis.annotators.wording import sentences
from oe_quality.analysis.links import links_of
from oe_quality.config import Config
from oe_quality.diction import ITEMS, Diction
from oe_quality.errors import UsageError
from oe_quality.notebook import Shown
from oe_quality.plaintext import percent
from oe_quality.progress import Progress, silent
from oe_quality.results import Json, document, to_json

if TYPE_CHECKING:
    from oe_quality.store import Store
    from oe_quality.store.people import Person


@dataclass(frozen=True, slots=True)
class Case(Shown):
    """All that a maintainer needs before talking to one annotator.

    Attributes:
        question: on which skill rests; row: the annotator's line of the audit.
        items: to look at, most telling first; pairs: those found copying that the annotator is part of.
        message: a draft to the annotator, kind and without the names of others.
        diction: what the items are called.
        links: (n items,) where each can be found: https addresses, empty where none is known.
    """

    question: str
    row: AnnotatorRow
    items: tuple[TellingItem, ...]
    pairs: tuple[CopyingPair, ...]
    message: str
    diction: Diction = ITEMS
    links: tuple[str, ...] = ()

    def frame(self) -> pl.DataFrame:
        """The items: item, own, others, support, n_others, link (empty where none is known)."""
        links = self.links or ("",) * len(self.items)
        rows = [
            (c.item, list(c.own), list(c.others), c.support, c.n_others, link)
            for c, link in zip(self.items, links, strict=True)
        ]
        kinds: dict[str, pl.DataType] = {
            "item": pl.String(), "own": pl.List(pl.String()), "others": pl.List(pl.String()),
            "support": pl.Float64(), "n_others": pl.Int64(), "link": pl.String(),
        }  # fmt: skip
        return pl.DataFrame(rows, schema=kinds, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.case/2`."""
        return document("oeq.case/2", to_json(self))


def case(
    store: Store,
    who: str,
    question: str | None = None,
    config: Config | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Case:
    """Everything about one annotator.

    Args:
        store: an open store.
        who: a pseudonym such as otter-307, an id or a user name.
        question, config, seed, progress: as in `annotators.audit`.

    Raises:
        UsageError: nobody or more than one person is called that, or a maintainer has excluded them.
        NotComputableError: as in `annotators.audit`.
    """
    settings = config or Config()
    person = store.person(who)
    alias = person.alias
    found = gather_findings(store, question, settings, seed, progress)
    audit = summarise(found, settings, seed)
    row = audit.row(alias)
    if row is None:
        raise _not_audited(person)
    pairs = tuple(p for p in audit.copying.pairs if alias in (p.source, p.copier))
    items = telling_items(found, alias)
    mixed = dict(zip(found.data.primary.aliases, mixups(found), strict=True)).get(alias)
    letter = draft(found, row, mixed, settings)
    known = links_of(store, [it.item for it in items], settings.links)
    links = tuple(known[it.item].url if it.item in known else "" for it in items)
    return Case(audit.question, row, items, pairs, letter, found.data.diction, links)


def draft(found: Findings, row: AnnotatorRow, mixed: Mixup | None, settings: Config) -> str:
    """What could be written to somebody, in English and without names: thanks, what was seen, a question."""
    named = to_discuss(found, row, mixed, settings.triage.watch_kappa)
    seen = Seen(named, None, mixed if may_say_mixup(row, kind_of(row, named)) else None)
    return compose(row, None, seen, {}, sentences("en", settings.messages.texts, found.data.diction))


def without(row: AnnotatorRow, called: Diction) -> str:
    """What would change without somebody, in a sentence."""
    change = row.counterfactual
    alpha = "" if change.alpha_change.value is None else f"alpha would change by {change.alpha_change.value:+.4f}, "
    none = f"; {change.unanswered:,} would have no answer left" if change.unanswered else ""
    changed = f"{called.count(change.n_changed)} ({percent(change.changed_share, 1)})"
    return f"Without {row.alias} {alpha}{changed} {change.change}{none}."


def _not_audited(person: Person) -> UsageError:
    """Why there is no case of somebody: they are left out, since when and why; or they answered nothing of it."""
    if person.excluded and person.excluded_at is not None:
        since = f"since {person.excluded_at:%Y-%m-%d} ({person.reason})"
        remedy = f"Their line stands in oeq annotators, below the others; oeq include takes {person.alias} back in."
        return UsageError(f"{person.words} is left out {since}, so there is no case of them", remedy=remedy)
    return UsageError(
        f"{person.words} gave no answer that this audit rests on", remedy="Name a question: --question Q."
    )
