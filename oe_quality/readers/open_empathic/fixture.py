"""A Django fixture of Open Empathic: rows, users, profiles, and the audit log.

A row keeps only its last annotation. The audit log keeps what each save changed, so that replaying
it gives the form as every annotator left it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from oe_quality.errors import InputError
from oe_quality.privacy import holds_email, pseudonym, scrub
from oe_quality.progress import Progress
from oe_quality.readers.open_empathic.annotations import Collector, is_annotated
from oe_quality.readers.open_empathic.audit_log import Action, Entry, State, replay
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import ATTRIBUTE, Export, Status
from oe_quality.readers.text.cells import label_of, text_of, time_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import is_json, parse_json, records_of
from oe_quality.readers.text.source import InputFile

FORMAT = "open-empathic fixture"

_ROWS, _USERS, _PROFILES, _LOG = "audio_recorder.utterances", "auth.user", "users.profile", "auditlog.logentry"
_PROFILE_FIELDS = ("status", "gender", "age", "profession", "institute", "experience", "paid")
_FORM = {"emotion", "arousal", "valence", "bg_sounds", "audio_quality", "time_spent", "audio_recording"}
"""Fields that users and profiles lack: they tell which content type the rows have in the log."""

_DUMP = "Write it with `manage.py dumpdata audio_recorder users auth.user auditlog`."


@dataclass(slots=True)
class Contents:
    """What a fixture holds, by kind.

    Attributes:
        rows: primary key -> (record number, fields).
        users: primary key -> user name.
        profiles: the user's primary key -> fields.
        log: record number, primary key and fields of each entry, in the file's order.
    """

    rows: dict[str, tuple[int, State]] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, State] = field(default_factory=dict)
    log: list[tuple[int, str, State]] = field(default_factory=list)

    def user_key(self, reference: Any) -> str:
        """A user's primary key, from the key itself or from a natural key (`["name"]`)."""
        if isinstance(reference, list) and len(reference) == 1:
            name = text_of(reference[0])
            return next((key for key, known in self.users.items() if known == name), pseudonym(name))
        return pseudonym(label_of(text_of(reference)))


@dataclass(slots=True)
class Findings:
    """What the replay met beside annotations."""

    gaps: int = 0
    outside_form: int = 0
    deleted: int = 0


def sniff(file: InputFile) -> bool:
    """Whether the text is a JSON array of Django objects of the tool."""
    known = (f'"{name}"' for name in (_ROWS, _USERS, _PROFILES, _LOG))
    return is_json(file.head) and '"model"' in file.head and any(name in file.head for name in known)


def read(file: InputFile, _options: ReadOptions, progress: Progress) -> Export:
    """Replay the log. The format says all that options could.

    A row, in the sense of `Counts`, is an audit-log entry about an utterance, an utterance that
    the log does not know, or a record that is damaged.

    Raises:
        InputError: the file holds no utterances.
    """
    collector = Collector()
    contents = _sort_out(file, collector)
    entries = _entries(contents.log, collector)
    if not contents.rows and not entries:
        raise InputError("the fixture holds no utterances", place=file.place(), remedy=_DUMP)
    findings = Findings()
    keys = sorted(entries.keys() | contents.rows.keys(), key=_numeric)
    for done, key in enumerate(keys):
        if done % 1000 == 0:
            progress(f"Replaying {file.name}", done, len(keys))
        row = contents.rows.get(key)
        found = _annotations(entries.get(key, []), row, collector, findings)
        for record, state, status in found:
            collector.add(_as_download(state, key, contents), record, status=status)
        if row is not None:
            collector.stands(row[1] | {"id": key}, answered=bool(found))
    progress(f"Replaying {file.name}", len(keys), len(keys))
    return collector.finish(
        file,
        FORMAT,
        annotators=_attributes(contents.profiles),
        names={key: name for key, name in contents.users.items() if name and not holds_email(name)},
        remarks=_remarks(collector, findings, has_log=bool(entries)),
    )


def _sort_out(file: InputFile, collector: Collector) -> Contents:
    """Put every record where it belongs; other models than the four are passed over."""
    contents = Contents()
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            collector.reject(record.line, None, record.reason)
            continue
        number, content = record
        model, fields = content.get("model"), content.get("fields")
        if model not in (_ROWS, _USERS, _PROFILES, _LOG):
            continue
        try:
            if not isinstance(fields, dict):
                raise ValueError("it has no fields")
            key = label_of(text_of(content.get("pk")))
            if model == _ROWS:
                contents.rows[key] = (number, fields)
            elif model == _USERS:
                contents.users[key] = label_of(text_of(fields.get("username")))
            elif model == _PROFILES:
                contents.profiles[contents.user_key(fields.get("user"))] = fields
            else:
                contents.log.append((number, key, fields))
        except ValueError as error:
            collector.reject(number, None, str(error))
    return contents


def _entries(log: list[tuple[int, str, State]], collector: Collector) -> dict[str, list[Entry]]:
    """The entries about rows, by row, in the order in which they were written."""
    parsed: list[tuple[str, Entry]] = []
    for number, key, fields in log:
        try:
            parsed.append((str(fields.get("content_type")), _entry(number, key, fields)))
        except ValueError as error:
            collector.reject(number, None, str(error))
    about_rows = {kind for kind, entry in parsed if not _FORM.isdisjoint(entry.changes)}
    by_row: dict[str, list[Entry]] = defaultdict(list)
    for kind, entry in parsed:
        if kind in about_rows:
            by_row[entry.row].append(entry)
    for entries in by_row.values():
        entries.sort(key=lambda entry: entry.order)
    return by_row


def _entry(number: int, key: str, fields: Mapping[str, Any]) -> Entry:
    changes = fields.get("changes")
    if isinstance(changes, str):
        # Older versions of django-auditlog keep the changes as JSON text.
        changes = parse_json(changes)
    if not isinstance(changes, dict):
        raise ValueError("it does not say what was changed")
    pairs = {}
    for name, change in changes.items():
        if not isinstance(change, list) or len(change) != 2:
            raise ValueError("a change is not a pair of before and after")
        pairs[name] = (_nullable(change[0]), _nullable(change[1]))
    action = fields.get("action")
    if not isinstance(action, int) or action not in set(Action):
        raise ValueError("its action is unknown")
    order = (time_of(text_of(fields.get("timestamp"))), _numeric(key)[0])
    return Entry(number, label_of(text_of(fields.get("object_pk"))), Action(action), order, pairs)


def _nullable(value: Any) -> Any:
    """The log writes null as the text `None`."""
    return None if value == "None" else value


def _annotations(
    entries: list[Entry], row: tuple[int, State] | None, collector: Collector, findings: Findings
) -> list[tuple[int, State, Status | None]]:
    """Every annotation of one row: its record, the form as it was left, and its status if the log tells it."""
    replayed = replay(entries, None if row is None else row[1])
    findings.gaps += replayed.has_gap
    found: list[tuple[int, State]] = []
    for entry, state in zip(entries, replayed.states, strict=True):
        # The form sets the time at every save; a save without it came from elsewhere.
        if entry.action is not Action.DELETE and "date_created" in entry.changes and is_annotated(state):
            found.append((entry.record, state))
            continue
        collector.skip()
        findings.outside_form += bool(found) and entry.action is Action.UPDATE and not _FORM.isdisjoint(entry.changes)
    if row is not None:
        _add_standing(found, row, collector, logged=bool(entries))
    deleted = bool(entries) and entries[-1].action is Action.DELETE
    findings.deleted += deleted
    return [(record, state, Status.REJECTED if deleted else None) for record, state in found]


def _add_standing(
    found: list[tuple[int, State]], row: tuple[int, State], collector: Collector, *, logged: bool
) -> None:
    """Add the row's present annotation if the log lacks it; else take the review that it has by now."""
    record, fields = row
    if found and _moment(found[-1][1]) == _moment(fields):
        found[-1] = (found[-1][0], found[-1][1] | {"status": fields.get("status")})
    elif is_annotated(fields):
        found.append((record, fields))
    elif not logged:
        collector.skip()


def _moment(fields: Mapping[str, Any]) -> datetime | None:
    try:
        return time_of(text_of(fields.get("date_created"))).replace(microsecond=0)
    except ValueError:
        return None


def _as_download(state: State, key: str, contents: Contents) -> State:
    """A row's fields under the names that the downloads use."""
    fields = {name: value for name, value in state.items() if name != "author"}
    try:
        author = contents.user_key(state.get("author"))
    except ValueError:
        author = ""
    return fields | {"id": key, "author_id": author}


def _attributes(profiles: Mapping[str, State]) -> pl.DataFrame:
    rows = []
    for key, fields in profiles.items():
        for name in _PROFILE_FIELDS:
            try:
                value = scrub(label_of(text_of(fields.get(name))))
            except ValueError:
                continue
            if value:
                rows.append((key, name, value))
    return pl.DataFrame(rows, schema=ATTRIBUTE, orient="row")


def _remarks(collector: Collector, findings: Findings, *, has_log: bool) -> list[str]:
    said = (
        (collector.skipped, "log entries or rows are no annotations: rows created, reviewed or never touched"),
        (findings.outside_form, "entries change answers outside the form; the annotations stand as they were given"),
        (findings.gaps, "rows have gaps in their log; what follows a gap is found backward from the row as it stands"),
        (findings.deleted, "rows were deleted in the tool; their annotations are marked as rejected"),
    )
    remarks = [f"{count:,} {what}." for count, what in said if count]
    if not has_log:
        remarks.append("The fixture has no audit log: of rows annotated several times only the last is known.")
    return remarks


def _numeric(key: str) -> tuple[int, str]:
    """Sorts numbers by size, before other keys."""
    return (int(key), key) if key.isascii() and key.isdigit() and len(key) < 20 else (1 << 70, key)
