"""Who is left out of results, and who is taken back in: decided by a person, recorded for good."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime

from oe_quality.errors import UsageError
from oe_quality.store.database import Database


def decide(database: Database, who: str, *, excluded: bool, reason: str, now: datetime | None = None) -> str:
    """Record a decision about the annotator with this alias or key; returns the alias.

    Raises:
        UsageError: nobody has that alias or key, the decision stands already, or an exclusion gives no reason.
    """
    if excluded and not reason.strip():
        raise UsageError("an exclusion needs a reason", remedy="Give it with --reason; it is shown with every result.")
    number, alias, stands = _find(database, who)
    if stands == excluded:
        raise UsageError(f"{alias} is {'already excluded' if excluded else 'not excluded'}")
    moment = now or datetime.now(UTC).replace(tzinfo=None)
    with database.transaction():
        database.run(
            "keep/add_exclusion", annotator_id=number, excluded=excluded, reason=reason.strip(), decided_at=moment
        )
    return alias


def _find(database: Database, who: str) -> tuple[int, str, bool]:
    """(annotator_id, alias, whether excluded): by alias first, for that is what people are shown."""
    people = database.frame("query/people")
    for column in ("alias", "annotator"):
        found = people.filter(people[column] == who)
        if len(found):
            return found["annotator_id"][0], found["alias"][0], found["excluded"][0]
    near = difflib.get_close_matches(who, people["alias"].to_list(), n=1)
    remedy = f"Did you mean {near[0]}?" if near else "oeq annotators DB lists the aliases."
    raise UsageError(f"the store has no annotator {who!r}", remedy=remedy)
