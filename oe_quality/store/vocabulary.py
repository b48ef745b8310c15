"""Questions and their labels: as stored, as merged with a later export, as shown.

A stored code is for ever; the order in which labels are shown is not. A closed list is shown as
declared. An open vocabulary has no order of its own, and the order of arrival would make results
depend on the order of loading: it is shown by number where all labels are numbers, else by text.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.errors import InputError, Place, StoreError, UsageError
from oe_quality.scales import Question, Scale
from oe_quality.store.database import DAMAGED, Database
from oe_quality.suggest import one_of

NEW_LABEL = {"question_id": pl.Int32(), "code": pl.Int32(), "label": pl.String()}


@dataclass(slots=True)
class StoredQuestion:
    """A question with its number and its labels in the order of their codes; `labels` grows while loading."""

    question_id: int
    question: Question
    labels: list[str] = field(default_factory=list)

    def shown(self) -> Question:
        """The question as the rest of the world sees it, labels in the order of showing."""
        return self.question.with_labels(tuple(self.labels[code] for code in self.order()))

    def order(self) -> list[int]:
        """(K,) stored codes in the order of showing."""
        codes = range(len(self.labels))
        return sorted(codes, key=_sort_key(self.labels)) if self.question.open_vocabulary else list(codes)

    def shown_codes(self) -> NDArray[np.int32]:
        """(K,) the shown code of each stored code."""
        shown = np.empty(len(self.labels), dtype=np.int32)
        shown[self.order()] = np.arange(len(self.labels), dtype=np.int32)
        return shown


def _sort_key(labels: list[str]) -> Callable[[int], tuple[float, str]]:
    try:
        numbers = [float(label) for label in labels]
    except ValueError:
        numbers = []
    if numbers and all(map(math.isfinite, numbers)):
        return lambda code: (numbers[code], labels[code])
    return lambda code: (0.0, labels[code])


def _scale(text: str) -> Scale:
    try:
        return Scale(text)
    except ValueError:
        raise StoreError(f"the store names a scale that there is not, {text!r}", remedy=DAMAGED) from None


class Vocabulary:
    """Every question of a store, by name."""

    def __init__(self, database: Database) -> None:
        labels: dict[int, list[str]] = {}
        for question_id, code, label in database.frame("query/labels").iter_rows():
            if code != len(labels.setdefault(question_id, [])):
                raise StoreError(f"the store lacks labels before {label!r}", remedy=DAMAGED)
            labels[question_id].append(label)
        self.by_name = {
            name: StoredQuestion(
                number,
                Question(name, _scale(scale), (), is_open, hierarchical, low, high, untouched, tuple(codes)),
                labels.get(number, []),
            )
            for number, name, scale, is_open, hierarchical, low, high, untouched, codes in database.frame(
                "query/questions"
            ).iter_rows()
        }

    def find(self, name: str) -> StoredQuestion:
        """The question of that name.

        Raises:
            UsageError: there is none; a near miss is suggested.
        """
        if name in self.by_name:
            return self.by_name[name]
        raise UsageError(f"the store has no question {name!r}", remedy=one_of(name, self.by_name, "Its questions"))

    def merge(self, database: Database, questions: tuple[Question, ...], file: str) -> None:
        """Take in an export's questions: new ones, and what it adds to known ones.

        Raises:
            InputError: a question contradicts what the store holds under its name.
        """
        for question in questions:
            known = self.by_name.get(question.name)
            if known is None:
                self._add(database, question)
            else:
                self._complete(database, known, question, file)
            stored = self.by_name[question.name]
            extend(database, stored, question.labels)

    def _add(self, database: Database, question: Question) -> None:
        number = 1 + max((known.question_id for known in self.by_name.values()), default=0)
        database.run(
            "ingest/add_question",
            question_id=number,
            name=question.name,
            scale=question.scale.value,
            open_vocabulary=question.open_vocabulary,
            hierarchical=question.hierarchical,
            low=question.low,
            high=question.high,
            untouched=question.untouched,
            codes=list(question.codes),
        )
        self.by_name[question.name] = StoredQuestion(number, question.with_labels(()))

    def _complete(self, database: Database, known: StoredQuestion, incoming: Question, file: str) -> None:
        held = known.question
        _refuse_conflict(known, incoming, file)
        completed = replace(
            held,
            hierarchical=held.hierarchical or incoming.hierarchical,
            low=incoming.low if held.low is None else held.low,
            high=incoming.high if held.high is None else held.high,
            untouched=incoming.untouched if held.untouched is None else held.untouched,
            codes=held.codes or incoming.codes,
        )
        if completed != held:
            database.run(
                "ingest/update_question",
                question_id=known.question_id,
                hierarchical=completed.hierarchical,
                low=completed.low,
                high=completed.high,
                untouched=completed.untouched,
                codes=list(completed.codes),
            )
            known.question = completed


def extend(database: Database, known: StoredQuestion, labels: tuple[str, ...] | list[str]) -> None:
    """Give codes to labels that the question does not have yet."""
    have = set(known.labels)
    fresh = [label for label in dict.fromkeys(labels) if label not in have]
    if not fresh:
        return
    first = len(known.labels)
    rows = [(known.question_id, first + place, label) for place, label in enumerate(fresh)]
    with database.given(new_label=pl.DataFrame(rows, schema=NEW_LABEL, orient="row")):
        database.run("ingest/add_labels")
    known.labels.extend(fresh)


def _refuse_conflict(known: StoredQuestion, incoming: Question, file: str) -> None:
    """Raise where the same name stands for two different questions."""
    conflict = _conflict(known.question, incoming) or _label_conflict(known, incoming)
    if conflict:
        raise InputError(
            f"the question {incoming.name!r} {conflict}",
            place=Place(file),
            remedy=f"Say with --scale {incoming.name}=... what it is, the same for every file, change the store's with "
            f"oeq set-scale, or load this file into a store of its own.",
        )


def _conflict(held: Question, incoming: Question) -> str:
    if incoming.scale is not held.scale:
        return f"is {incoming.scale} here, and {held.scale} in the store"
    for name in ("low", "high", "untouched"):
        ours, theirs = getattr(held, name), getattr(incoming, name)
        if ours is not None and theirs is not None and ours != theirs:
            return f"has {name} {theirs:g} here, and {ours:g} in the store"
    if held.codes and incoming.codes and held.codes != incoming.codes:
        return "has other words for its numbers here than in the store"
    return ""


def _label_conflict(known: StoredQuestion, incoming: Question) -> str:
    """Where the store's list is closed, a later one may leave labels out, but add none and not reorder them."""
    if known.question.open_vocabulary or not incoming.labels:
        return ""
    place_of = {label: place for place, label in enumerate(known.labels)}
    unknown = [label for label in incoming.labels if label not in place_of]
    if unknown:
        return f"has the label {unknown[0]!r} here, which its closed list in the store lacks"
    places = [place_of[label] for label in incoming.labels]
    if known.question.scale is Scale.ORDINAL and places != sorted(places) and not incoming.open_vocabulary:
        return f"has another order here than {' < '.join(known.labels)}"
    return ""
