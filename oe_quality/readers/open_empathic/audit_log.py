"""Replaying an audit log that keeps changed fields only.

An annotator who agrees with the one before about a field leaves no trace of it, so a form as it
was left is the whole state after an entry, not what the entry says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

State = dict[str, Any]
"""A row's fields at one moment; null as None or absent."""


class Action(IntEnum):
    """What django-auditlog says an entry did."""

    CREATE = 0
    UPDATE = 1
    DELETE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One audit-log entry about a row.

    Attributes:
        record: its number in the file, from 1.
        row: primary key of the row, as text.
        action: what was done.
        order: when it was written, then its own key: the order of the replay.
        changes: field -> (before, after).
    """

    record: int
    row: str
    action: Action
    order: tuple[datetime, int]
    changes: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Replay:
    """A row after each of its entries.

    Attributes:
        states: (n entries,) the row's fields after each.
        has_gap: whether an entry is missing, so that the log contradicts itself.
    """

    states: tuple[State, ...]
    has_gap: bool


def replay(entries: Sequence[Entry], final: Mapping[str, Any] | None) -> Replay:
    """The states of a row after each entry, from its creation forward.

    Where the log does not begin with the creation, or lacks an entry in the middle, the states
    that follow are found backward from the row as it stands, which is certain too.

    Args:
        entries: of one row, in order.
        final: the row as it stands in the export; None if it was deleted.
    """
    backward = None if final is None else _backward(entries, final)
    if backward is not None and (not entries or entries[0].action is not Action.CREATE):
        return Replay(backward, has_gap=False)
    states: list[State] = []
    state: State = {}
    gap = None
    for place, entry in enumerate(entries):
        if gap is None and any(_text(state.get(name)) != _text(before) for name, (before, _) in entry.changes.items()):
            gap = place
        if entry.action is not Action.DELETE:
            state = state | {name: after for name, (_, after) in entry.changes.items()}
        states.append(state)
    if gap is not None and backward is not None:
        states[gap:] = backward[gap:]
    return Replay(tuple(states), gap is not None)


def _backward(entries: Sequence[Entry], final: Mapping[str, Any]) -> tuple[State, ...]:
    states: list[State] = []
    state = dict(final)
    for entry in reversed(entries):
        states.append(state)
        state = state | {name: before for name, (before, _) in entry.changes.items()}
    return tuple(reversed(states))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
