"""What changed for people between two looks: who is new on the list or off it, who improved, who went quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from oe_quality.analysis.annotators.results import ON_LIST
from oe_quality.analysis.annotators.states import PersonState
from oe_quality.analysis.annotators.wording import about
from oe_quality.results import Estimate


class Turn(StrEnum):
    """What became of somebody, in the order in which it is told."""

    ON_LIST = "newly on the list"
    LEFT_OUT = "left out"
    IMPROVED = "improved"
    OFF_LIST = "off the list"
    RETURNED = "taken back in"
    NEW = "new"
    QUIET = "gone quiet"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One thing that changed for one person.

    Attributes:
        alias: pseudonym; turn: what; words: the same in a sentence, with what it rests on.
        before, after: status, empty for somebody who was not there or is left out.
        rise: for who improved: agreement after the word minus before it.
    """

    alias: str
    turn: Turn
    words: str
    before: str
    after: str
    rise: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody of the later side stood before, and stands.

    Attributes:
        alias: pseudonym of the later side.
        before, after: status, empty for who was left out; None before for who was not there.
        kappa_before, kappa_after: agreement with the others, None where it is not known.
    """

    alias: str
    before: str | None
    after: str
    kappa_before: float | None
    kappa_after: float | None

    @property
    def was_on_list(self) -> bool:
        """Whether somebody should have had a look."""
        return self.before in ON_LIST


def standings(before: Sequence[PersonState], after: Sequence[PersonState]) -> tuple[Standing, ...]:
    """Everybody of the later side, ascending by pseudonym; people are known by their ids."""
    was = {it.annotator: it for it in before}
    return tuple(
        Standing(
            it.alias,
            was[it.annotator].status if it.annotator in was else None,
            it.status,
            was[it.annotator].kappa.value if it.annotator in was else None,
            it.kappa.value,
        )
        for it in sorted(after, key=lambda one: one.alias)
    )


def changes_for_people(before: Sequence[PersonState], after: Sequence[PersonState]) -> tuple[PersonChange, ...]:
    """Everything that changed, person by person within each kind.

    Rules: on the list is who has the status review or exclude recommended. Improved is who had a word or was left out,
    and whose agreement afterwards lies above that before it by more than the interval of the difference. Gone quiet
    is who answered in the time before the first look that is as long as the time between the two, and not since.

    Args:
        before, after: how everybody stood; people are known by their ids.
    """
    was = {it.annotator: it for it in before}
    quiet = _span(before, after)
    found = [change for it in after for change in _of(was.get(it.annotator), it, quiet)]
    return tuple(sorted(found, key=lambda it: (list(Turn).index(it.turn), it.alias)))


def people_lines(found: Sequence[PersonChange]) -> list[str]:
    """What changed for people: a heading for each kind, and a line a person.

    >>> people_lines([PersonChange("otter-307", Turn.QUIET, "last answer on 2026-11-02", "ok", "ok")])
    ['gone quiet:', '  - otter-307: last answer on 2026-11-02']
    """
    lines = []
    for turn, several in groupby(found, key=lambda it: it.turn):
        lines += [f"{turn.value}:", *(f"  - {it.alias}: {it.words}" for it in several)]
    return lines


def _of(was: PersonState | None, it: PersonState, quiet: tuple[datetime, datetime] | None) -> list[PersonChange]:
    """What changed for one person."""

    def change(turn: Turn, words: str, rise: Estimate | None = None) -> PersonChange:
        return PersonChange(it.alias, turn, words, was.status if was else "", it.status, rise)

    found = []
    if was is None:
        found.append(change(Turn.NEW, about("new_person", n=f"{it.n_annotations:,}", status=_listed(it))))
    elif not it.status and was.status:
        found.append(change(Turn.LEFT_OUT, about("was", before=was.status)))
    elif it.status and not was.status:
        found.append(change(Turn.RETURNED, about("taken_back", after=it.status)))
    elif it.on_list and not was.on_list:
        found.append(change(Turn.ON_LIST, about("status_moved", after=it.status, before=was.status)))
    elif was.on_list and not it.on_list and it.status:
        found.append(change(Turn.OFF_LIST, about("status_moved", after=it.status, before=was.status)))
    if it.rise.value is not None and it.rise.interval is not None and it.rise.interval.low > 0:
        rise, when = it.rise, f"{it.word_at:%Y-%m-%d}" if it.word_at else ""
        bounds = {"low": f"{it.rise.interval.low:.2f}", "high": f"{it.rise.interval.high:.2f}"}
        what = "they were left out" if it.word == "exclusion" else f"the letter ({it.word})"
        words = about("rose", rise=f"{rise.value:.2f}", what=what, when=when, **bounds)
        found.append(change(Turn.IMPROVED, words, rise))
    if was is not None and it.status and it.n_annotations == was.n_annotations and _within(it.last_answer, quiet):
        found.append(change(Turn.QUIET, about("quiet_since", when=f"{it.last_answer:%Y-%m-%d}")))
    return found


def _within(moment: datetime | None, span: tuple[datetime, datetime] | None) -> bool:
    return moment is not None and span is not None and span[0] <= moment <= span[1]


def _listed(it: PersonState) -> str:
    return f"; {it.status}" if it.on_list else ""


def _span(before: Sequence[PersonState], after: Sequence[PersonState]) -> tuple[datetime, datetime] | None:
    """The time before the first look that is as long as that between the two; None where times do not tell it."""
    ends = [max((it.last_answer for it in side if it.last_answer), default=None) for side in (before, after)]
    if ends[0] is None or ends[1] is None or ends[1] <= ends[0]:
        return None
    return ends[0] - (ends[1] - ends[0]), ends[0]
