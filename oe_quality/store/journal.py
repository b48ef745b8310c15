"""Who was written to, when and about what: so that what came of a word can be seen later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from oe_quality.errors import UsageError
from oe_quality.store.database import Database
from oe_quality.store.people import find, remark

KINDS = ("thank", "coach", "ask", "pause", "word")
"""What a letter may be; the last is any other word with somebody."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter that went out.

    Attributes:
        who: a pseudonym, id or user name; kind: one of `KINDS`; about: what it was about, may be empty.
    """

    who: str
    kind: str
    about: str = ""


def record(database: Database, sent: Iterable[Sent], now: datetime | None = None) -> int:
    """Record letters, all or none; returns their number.

    Raises:
        UsageError: somebody is not known or not told apart, or a kind is unknown.
    """
    moment = now or datetime.now(UTC).replace(tzinfo=None)
    entries = []
    for one in sent:
        if one.kind not in KINDS:
            raise UsageError(f"{one.kind!r} is no kind of letter", remedy=f"Known: {', '.join(KINDS)}.")
        entries.append((find(database, one.who).annotator_id, one.kind, remark(database, one.about)))
    with database.transaction():
        for number, kind, about in entries:
            database.run("keep/add_journal", annotator_id=number, kind=kind, about=about, sent_at=moment)
    return len(entries)
