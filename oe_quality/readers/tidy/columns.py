"""Which column of a tidy file is what: as told, else by the names that people commonly give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.readers.options import ROLES, ReadOptions
from oe_quality.suggest import near

_COMMON: dict[str, tuple[str, ...]] = {
    "item": (
        *("item", "item_id", "itemid", "task", "task_id", "orig_id", "unit", "unit_id", "clip", "clip_id"),
        *("instance", "instance_id", "sample", "sample_id", "example", "example_id", "utterance_id", "subject"),
        *("document", "document_id", "doc_id", "file_name", "filename", "id", "question_id", "question"),
    ),
    "annotator": (
        *("annotator", "annotator_id", "worker", "worker_id", "workerid", "amt_worker_ids", "rater", "rater_id"),
        *("coder", "judge", "observer", "labeler", "labeller", "labeler_id", "assessor", "participant", "listener"),
        *("user", "user_id", "username", "user_name"),
    ),
    "label": (
        *("label", "labels", "answer", "answers", "response", "judgment", "judgement", "annotation", "category"),
        *("choice", "vote", "selected_answer", "rating", "score", "value"),
    ),
    "question": ("question", "question_name", "question_id", "attribute", "dimension"),
    "weight": ("weight", "intensity"),
    "time": ("created_at", "timestamp", "time", "datetime", "annotated_at", "submitted_at", "submit_time", "date"),
    "duration": ("duration_s", "duration", "seconds", "lead_time", "time_spent", "elapsed", "worktimeinseconds"),
    "gold": ("gold", "truth", "gold_label", "true_label", "ground_truth", "expert_label"),
    "occasion": ("occasion", "repeat", "trial", "session"),
}
"""Role -> names, likeliest first, in the spelling of `_plain`."""

_SINGLE = ("gold", "question", "weight", "time", "duration", "occasion")


@dataclass(frozen=True, slots=True)
class Roles:
    """Positions of a file's columns by what they are; None or () where there is none.

    Attributes:
        item, annotator: their parts.
        answers: question name -> position, in the file's or the user's order.
        numeric: the question whose answers were said to be numbers, if any.
        attributes: ("item" or "annotator", name, position).
    """

    item: tuple[int, ...]
    annotator: tuple[int, ...]
    answers: dict[str, int]
    numeric: str | None = None
    question: int | None = None
    weight: int | None = None
    time: int | None = None
    duration: int | None = None
    gold: int | None = None
    occasion: int | None = None
    attributes: tuple[tuple[str, str, int], ...] = ()

    @property
    def used(self) -> tuple[int, ...]:
        """Every position that is read, ascending."""
        single = (self.question, self.weight, self.time, self.duration, self.gold, self.occasion)
        described = tuple(position for _, _, position in self.attributes)
        several = {*self.item, *self.annotator, *self.answers.values(), *described}
        return tuple(sorted(several | {position for position in single if position is not None}))


def plain(name: str) -> str:
    """A column's name in the spelling in which names are compared: lower case, words joined by "_"."""
    return re.sub(r"\W+|_+", "_", name.strip().strip("\ufeff").casefold()).strip("_")


def looks_like_header(cells: Sequence[str], options: ReadOptions) -> bool:
    """Whether a first row names columns rather than answering: it holds a name that is given or common."""
    spelt = [plain(cell) for cell in cells]
    if options.columns:
        return spelt[: len(options.columns)] == [plain(name) for name in options.columns]
    told = (*options.item, *options.annotator, *options.label, *(getattr(options, role) or "" for role in _SINGLE))
    given = {plain(name) for name in (*told, options.value or "") if name}
    common = {name for role in ("item", "annotator", "label", "gold") for name in _COMMON[role]}
    return not (given | common).isdisjoint(spelt)


def names_by_position(width: int, options: ReadOptions, positional: tuple[str, ...], place: Place) -> list[str]:
    """The names of a headerless file's columns: as the user says, else `positional` if the number fits.

    Raises:
        InputError: nothing says what they are.
        UsageError: more columns are named than there are.
    """
    if not options.columns and len(positional) == width:
        return list(positional)
    if not options.columns:
        raise InputError(
            f"none of the {width} cells of the first row is a column name that is known; the file may have no header",
            place=place,
            remedy=f"Without a header, say what the columns are by position: --columns {_example(width)}. "
            "With one, name them: --item COL --annotator COL --label COL.",
        )
    if len(options.columns) > width:
        raise UsageError(
            f"{len(options.columns)} columns are named, and the rows have {width}",
            remedy=f"Name each column once, by position, out of {', '.join(ROLES)}; any other word is passed over.",
        )
    names = list(options.columns)
    return names + [f"column {number}" for number in range(len(names) + 1, width + 1)]


def _example(width: int) -> str:
    """Roles for `--columns` as an example of as many as there are."""
    likely = ("item", "annotator", "label", "gold")
    return ",".join((*likely[:width], *("-" for _ in range(width - len(likely)))))


def find_roles(names: Sequence[str], options: ReadOptions, place: Place) -> Roles:
    """Give every column its role. What the user said goes before what names suggest.

    A column called "question" is the item where nothing else looks like one, as in
    `question,worker,answer`; beside an item it names the question.

    Raises:
        InputError: no column can be the item, the annotator or the answer.
        UsageError: a column that was named does not exist.
    """
    finder = _Finder(names, place)
    single = {role: finder.given(column) for role in _SINGLE if (column := getattr(options, role)) is not None}
    answers_given = (*options.label, *((options.value,) if options.value else ()))
    answers = [finder.given(column) for column in answers_given]
    item = tuple(map(finder.given, options.item))
    annotator = tuple(map(finder.given, options.annotator))
    attributes = tuple(
        (kind, column, finder.given(column))
        for kind, columns in (("item", options.item_attributes), ("annotator", options.annotator_attributes))
        for column in columns
    )
    item = item or finder.needed("item")
    annotator = annotator or finder.needed("annotator")
    # Columns that are a question each leave none for a column that names questions.
    guessed = [role for role in _SINGLE if role != "question" or len(answers) < 2]
    for role in guessed:
        position = finder.common(role)
        if role not in single and position is not None:
            single[role] = position
    answers = answers or list(finder.needed("label"))
    by_name = {names[position].strip(): position for position in answers}
    numeric = names[answers[-1]].strip() if options.value else None
    return Roles(item, annotator, by_name, numeric, attributes=attributes, **single)


def find_gold_roles(names: Sequence[str], options: ReadOptions, place: Place) -> Roles:
    """The same for a file of gold answers, which has no annotators; its gold may be called label or answer.

    Raises:
        InputError: no column can be the item or the gold answer.
        UsageError: a column that was named does not exist.
    """
    finder = _Finder(names, place)
    told = options.gold or next(iter(options.label), options.value)
    gold = None if told is None else finder.given(told)
    question = None if options.question is None else finder.given(options.question)
    item = tuple(map(finder.given, options.item)) or finder.needed("item")
    if gold is None:
        gold = finder.common("gold")
    gold = finder.needed("label")[0] if gold is None else gold
    question = finder.common("question") if question is None else question
    return Roles(item, (), {}, question=question, gold=gold)


_ABSENT = {
    "item": ("the item", "Name it with --item COLUMN; several are joined."),
    "annotator": (
        "the annotator",
        "Name it with --annotator COLUMN. Files with a column per annotator, or with counts, "
        "must first be turned into one row per answer.",
    ),
    "label": ("answers", "Name each with --label COLUMN, or a number with --value COLUMN."),
}
"""Role -> what is absent, and what to do."""


class _Finder:
    """Finds columns and remembers which are taken, so that none serves twice by accident."""

    def __init__(self, names: Sequence[str], place: Place) -> None:
        self._names = names
        self._place = place
        self._taken: set[int] = set()

    def given(self, column: str) -> int:
        """The column that the user named."""
        found = [position for position, name in enumerate(self._names) if name == column]
        found = found or [position for position, name in enumerate(self._names) if plain(name) == plain(column)]
        if not found:
            remedy = near(column, self._names) + self._there_are()
            raise UsageError(f"there is no column {column!r}", place=self._place, remedy=remedy)
        self._taken.add(self._only(found))
        return found[0]

    def common(self, role: str) -> int | None:
        """The first free column with a name that is common for the role."""
        for name in _COMMON[role]:
            found = [
                position
                for position, column in enumerate(self._names)
                if position not in self._taken and plain(column) == name
            ]
            if found:
                self._taken.add(self._only(found))
                return found[0]
        return None

    def needed(self, role: str) -> tuple[int]:
        """The same where the file is of no use without it."""
        position = self.common(role)
        if position is None:
            what, remedy = _ABSENT[role]
            reason = f"no column is known to hold {what}"
            raise InputError(reason, place=self._place, remedy=f"{remedy} {self._there_are()}")
        return (position,)

    def _only(self, found: list[int]) -> int:
        if len(found) > 1:
            reason = f"{len(found)} columns are called {self._names[found[0]]!r}"
            raise InputError(reason, place=self._place, remedy="Give each column its own name.")
        return found[0]

    def _there_are(self) -> str:
        shown = ", ".join(repr(name[:40]) for name in self._names[:30])
        return f"The columns are {shown}{', ...' if len(self._names) > 30 else ''}."
