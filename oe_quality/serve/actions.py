"""What the page's buttons do: each the same call of the library as the command line's, said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from oe_quality.analysis.annotators.record import record
from oe_quality.analysis.planning.relabel import relabel
from oe_quality.analysis.release.gold import expert
from oe_quality.errors import UsageError
from oe_quality.publish.queues import TOOLS, write_queue
from oe_quality.results import Json
from oe_quality.scales import Question, Scale
from oe_quality.serve.body import Body
from oe_quality.serve.desk import Desk
from oe_quality.store.journal import KINDS, Sent

QUEUE = 200
"""Items of a queue, as many as `oeq relabel` gives."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came of it.

    Attributes:
        words: what was done, or why it was not.
        doubt: whether the record speaks against it and it was not done; asked again with `sure`, it is.
    """

    words: str
    doubt: bool = False


def exclude(desk: Desk, body: Body) -> Said:
    """Leave somebody out of later results (`oeq exclude`); who has a good record is asked about once."""
    who, reason = body.text("annotator"), body.text("reason")
    with desk.store(read_only=False) as store:
        person = store.person(who)
        doubt = "" if body.yes("sure") or person.excluded else record(store, person.alias, desk.config).doubt
        if doubt:
            return Said(f"{person.alias}: {doubt}. Leave them out?", doubt=True)
        alias = store.exclude(person.alias, reason)
    return Said(f"{alias} is left out of results from now on.")


def include(desk: Desk, body: Body) -> Said:
    """Take somebody back in (`oeq include --yes`): why they are out stands beside the button."""
    who, reason = body.text("annotator"), body.text("reason", needed=False)
    with desk.store(read_only=False) as store:
        alias = store.include(store.person(who).alias, reason)
    return Said(f"{alias} is part of results again.")


def sent(desk: Desk, body: Body) -> Said:
    """Note that a letter went out (`oeq messages --sent`, `--wrote`)."""
    who, kind, about = body.text("annotator"), body.text("kind"), body.text("about", needed=False)
    with desk.store(read_only=False) as store:
        person = store.person(who)
        store.record_sent([Sent(f"pseudonym:{person.alias}", kind, about)])
    return Said(f"Noted: {person.alias} was written to ({kind}).")


def gold(desk: Desk, body: Body) -> Said:
    """Set the gold of an item, as an expert adjudicated it (`oeq gold add`)."""
    item, name, source = body.text("item"), body.text("question"), expert(body.text("by"))
    labels, value = body.texts("labels"), body.number("value")
    with desk.store(read_only=False) as store:
        if not store.has_item(item):
            raise UsageError(f"the store has no item {item!r}")
        _require_answer(store.question(name), labels, value)
        row = {"item": [item], "question": [name], "labels": [labels or None], "value": [value]}
        store.save_gold(pl.DataFrame(row, schema_overrides={"labels": pl.List(pl.String), "value": pl.Float64}), source)
    said = f"{value:g}" if value is not None else ", ".join(labels)
    return Said(f"The gold of {item} for {name} is {said}, by {source}.")


def _require_answer(question: Question, labels: list[str], value: float | None) -> None:
    """Refuse what is no answer to a question, as a reader of files of gold does."""
    name = question.name
    if question.scale is Scale.TEXT:
        raise UsageError(f"{name} is free text, which has no gold")
    if (value is None) if question.scale.is_numeric else not labels:
        raise UsageError(f"the gold of {name} is lacking", remedy="Choose it.")
    if value is not None and (labels or not question.ends[0] <= value <= question.ends[1]):
        raise UsageError(f"{value:g} is no answer to {name}")
    if unknown := sorted(set(labels) - set(question.labels)):
        raise UsageError(f"{name} has no label {', '.join(map(repr, unknown))}")
    if len(labels) > 1 and question.scale.is_choice:
        raise UsageError(f"{name} has one answer, not {len(labels)}")


def queue(desk: Desk, body: Body) -> Said:
    """Write what to ask next into the study's folder, under a new name (`oeq relabel --to TOOL -o PLACE`)."""
    tool, name = body.text("tool"), body.text("question", needed=False)
    if tool not in TOOLS:
        raise UsageError(f"no such tool: {tool!r}", remedy=f"Known: {', '.join(TOOLS)}.")
    desk.idle()
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}"
    place = desk.folder / (f"queue-{moment}.csv" if tool == "csv" else f"queue-{tool}-{moment}")
    with desk.store() as store:
        found = relabel(store, name or None, n=QUEUE, seed=desk.seed)
        items = [(it.item, "") for it in found.items]
        write_queue(store, found.question, items, tool, place, desk.config, force=False)
    return Said(f"Wrote {len(items):,} tasks for {tool} about {found.question} to {place}.")


def anew(desk: Desk, body: Body) -> Said:  # noqa: ARG001 (every action takes what was said)
    """Make the page anew, beside all else (`oeq report --force`)."""
    desk.make()
    return Said("The page is being made anew.")


ACTIONS: dict[str, Callable[[Desk, Body], Said]] = {
    "exclude": exclude,
    "include": include,
    "sent": sent,
    "gold": gold,
    "queue": queue,
    "anew": anew,
}
"""Name in the address -> what it does."""


def state(desk: Desk) -> Json:
    """What the buttons need to know: the page's age, who is left out, and what can be chosen."""
    with desk.store() as store:
        out = store.annotators().filter(pl.col("excluded")).select("alias", "reason").fill_null("").sort("alias")
        asked = [question for question in store.questions() if question.scale is not Scale.TEXT]
    return {
        "schema": "oeq.serve/1",
        "made": desk.made(),
        "stale": desk.stale(),
        "making": desk.making.stage,
        "failed": desk.making.failed,
        "excluded": out.to_dicts(),
        "questions": [
            {
                "name": one.name,
                "labels": list(one.labels),
                "number": one.scale.is_numeric,
                "several": one.scale is Scale.MULTILABEL,
            }
            for one in asked
        ],
        "kinds": list(KINDS),
        "tools": list(TOOLS),
    }
