"""Open Empathic annotations, wherever they were read, as an `Export`.

The CSV, Parquet and JSON downloads and the fixture all end here, so that one annotation gives
the same rows whichever file brought it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import polars as pl

from oe_quality.privacy import pseudonym, scrub
from oe_quality.readers.open_empathic.clip import Clip, parse_clip
from oe_quality.readers.open_empathic.form import QUESTIONS, Filled, Problem, read_form
from oe_quality.readers.rows import ATTRIBUTE, ITEM_ROW, REJECT, RESPONSE, Counts, Export, Source, Status, empty
from oe_quality.readers.text.cells import label_of, number_of, text_of, time_of
from oe_quality.readers.text.source import InputFile, cut_remark

T = TypeVar("T")

_STATUS = {"Needs Updating": Status.FLAGGED}
"""What the tool's reviewers say of a row; every other status is an answer's."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One form, filled in once by one annotator.

    Attributes:
        line: the line or record of the file that it comes from, from 1.
        row: the tool's row id, as text.
        clip: what was annotated.
        language: of the clip, or "".
        annotator: the user's primary key, as text.
        when: to the second, naive UTC, since the exports keep different fractions; None if unknown.
        seconds: how long the page was active; None if unknown.
        filled: the answers.
        status: what became of it in the tool.
    """

    line: int
    row: str
    clip: Clip
    language: str
    annotator: str
    when: datetime | None
    seconds: float | None
    filled: Filled
    status: Status = Status.ANSWERED

    @property
    def occasion(self) -> str:
        """Tells the annotator's repeats on the clip apart, and is the same in every export."""
        return f"row {self.row}" if self.when is None else self.when.isoformat()


class UnusableRowError(ValueError):
    """A row whose clip or annotator is unknown, so that none of its answers can be placed."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.problem = Problem(column, reason)


def is_annotated(fields: Mapping[str, Any]) -> bool:
    """Whether anyone has filled in the form: an untouched row has no emotion, not even `{}`."""
    emotion = fields.get("emotion")
    if emotion in ("", None):
        return False
    return fields.get("status") != "Pending" or str(emotion).lstrip().startswith("{")


def read_annotation(fields: Mapping[str, Any], line: int) -> Annotation:
    """Turn the fields of a row, under the names of the headerless CSV, into an annotation.

    Raises:
        UnusableRowError: the clip or the annotator cannot be told.
    """
    clip = _needed(fields, "audio_recording", parse_clip)
    annotator = _needed(fields, "author_id", _annotator)
    filled = read_form(fields)
    problems = list(filled.problems)
    when = _optional(fields, "date_created", _second, problems)
    seconds = _optional(fields, "time_spent", _duration, problems)
    language = _optional(fields, "language", scrub, problems)
    return Annotation(
        line=line,
        row=_row_id(fields),
        clip=clip,
        language=language or "",
        annotator=annotator,
        when=when,
        seconds=seconds,
        filled=replace(filled, problems=tuple(problems)),
        status=_STATUS.get(str(fields.get("status")), Status.ANSWERED),
    )


def _needed(fields: Mapping[str, Any], column: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(label_of(text_of(fields.get(column))))
    except ValueError as error:
        raise UnusableRowError(column, str(error)) from None


def _optional(fields: Mapping[str, Any], column: str, parse: Callable[[str], T], problems: list[Problem]) -> T | None:
    try:
        text = label_of(text_of(fields.get(column)))
        return parse(text) if text else None
    except ValueError as error:
        problems.append(Problem(column, str(error)))
        return None


def _annotator(text: str) -> str:
    if not text:
        raise ValueError("no annotator is named")
    return pseudonym(text)


def _second(text: str) -> datetime:
    return time_of(text).replace(microsecond=0)


def _duration(text: str) -> float:
    seconds = number_of(text)
    if seconds < 0:
        raise ValueError("it is a negative duration")
    return seconds


def _row_id(fields: Mapping[str, Any]) -> str:
    try:
        return pseudonym(label_of(text_of(fields.get("id"))))
    except ValueError:
        return ""


@dataclass(slots=True)
class Collector:
    """Gathers what a reader finds in one file, and makes the `Export` of it.

    Every row handed in is counted; `finish` says where each went. Of two annotations by one
    annotator of one clip in the same second, the later in the file supersedes the earlier.
    """

    annotations: dict[tuple[str, str, str], Annotation] = field(default_factory=dict)
    standing: list[tuple[str, str, bool]] = field(default_factory=list)
    rejects: list[tuple[int, str | None, str]] = field(default_factory=list)
    superseded: int = 0
    skipped: int = 0
    rejected: int = 0

    def add(self, fields: Mapping[str, Any], line: int, *, status: Status | None = None) -> None:
        """Take a row that was annotated."""
        try:
            annotation = read_annotation(fields, line)
        except UnusableRowError as error:
            self.reject(line, error.problem.column, error.problem.reason)
            return
        self.rejects += [(line, problem.column, problem.reason) for problem in annotation.filled.problems]
        if not annotation.filled.answers:
            self.rejected += 1
            return
        key = (annotation.clip.item, annotation.annotator, annotation.occasion)
        self.superseded += key in self.annotations
        self.annotations[key] = annotation if status is None else replace(annotation, status=status)

    def stands(self, fields: Mapping[str, Any], *, answered: bool) -> None:
        """Note the clip that a row of the tool shows, and whether anybody has annotated it there."""
        try:
            clip = _needed(fields, "audio_recording", parse_clip)
        except UnusableRowError:
            return
        row = _row_id(fields)
        if row:
            self.standing.append((clip.item, row, answered))

    def skip(self) -> None:
        """Take a row that is no annotation."""
        self.skipped += 1

    def reject(self, line: int, column: str | None, reason: str) -> None:
        """Take a row of which nothing can be used."""
        self.rejected += 1
        self.rejects.append((line, column, reason))

    @property
    def counts(self) -> Counts:
        """Where every row went."""
        accepted = len(self.annotations)
        read = accepted + self.superseded + self.skipped + self.rejected
        return Counts(read, accepted, self.superseded, self.skipped, self.rejected)

    def finish(
        self,
        file: InputFile,
        format_name: str,
        *,
        annotators: pl.DataFrame | None = None,
        names: Mapping[str, str] | None = None,
        remarks: Iterable[str] = (),
    ) -> Export:
        """The export of all annotations taken; attributes and names of others than their annotators are dropped."""
        found = list(self.annotations.values())
        known = {annotation.annotator for annotation in found}
        profiles = empty(ATTRIBUTE) if annotators is None else annotators
        items, differing = _item_attributes(found)
        clips = {annotation.clip.item for annotation in found}
        return Export(
            file=file.name,
            format=format_name,
            sha256=file.sha256,
            questions=QUESTIONS,
            responses=_responses(found),
            counts=self.counts,
            items=items,
            item_rows=pl.DataFrame([at for at in self.standing if at[0] in clips], schema=ITEM_ROW, orient="row"),
            annotators=profiles.filter(pl.col("key").is_in(list(known))),
            annotator_names={key: name for key, name in (names or {}).items() if key in known},
            rejects=pl.DataFrame(self.rejects, schema=REJECT, orient="row"),
            remarks=(*remarks, *_remarks(found, differing), *cut_remark(file)),
        )


def _responses(found: list[Annotation]) -> pl.DataFrame:
    """One row per answer, in the form of `RESPONSE`."""
    once = pl.DataFrame(
        {
            "item": [annotation.clip.item for annotation in found],
            "annotator": [annotation.annotator for annotation in found],
            "occasion": [annotation.occasion for annotation in found],
            "created_at": [annotation.when for annotation in found],
            "duration_s": [annotation.seconds for annotation in found],
            "status": [annotation.status.value for annotation in found],
            "line": [annotation.line for annotation in found],
            "question": [list(annotation.filled.answers) for annotation in found],
        },
        schema_overrides=RESPONSE | {"question": pl.List(pl.String())},
    )
    answers = [answer for annotation in found for answer in annotation.filled.answers.values()]
    labels = _lists([answer.labels for answer in answers]).alias("labels")
    values = pl.Series("value", [answer.value for answer in answers], RESPONSE["value"])
    return (
        once.explode("question")
        .with_columns(labels, values, weights=None, confidence=None, source=pl.lit(Source.HUMAN.value))
        .select(pl.col(name).cast(dtype) for name, dtype in RESPONSE.items())
    )


def _lists(labels: list[tuple[str, ...] | None]) -> pl.Series:
    """A column of lists of text: Arrow builds it many times faster than polars does, and from Python imports pandas."""
    import pyarrow as pa

    flat = pl.Series([label for each in labels if each for label in each], dtype=pl.String)
    ends = pl.Series([0, *(len(each or ()) for each in labels)], dtype=pl.Int64).cum_sum()
    null = pl.Series([each is None for each in labels], dtype=pl.Boolean)
    lists = pl.from_arrow(pa.LargeListArray.from_arrays(ends.to_arrow(), flat.to_arrow(), mask=null.to_arrow()))
    assert isinstance(lists, pl.Series)
    return lists


def _item_attributes(found: list[Annotation]) -> tuple[pl.DataFrame, int]:
    """Video, length and language of each clip, and how many clips stand under several languages."""
    clips: dict[str, Clip] = {}
    languages: dict[str, dict[str, None]] = {}
    for annotation in found:
        clips.setdefault(annotation.clip.item, annotation.clip)
        if annotation.language:
            languages.setdefault(annotation.clip.item, {})[annotation.language] = None
    rows: list[tuple[str, str, str]] = []
    for item, clip in clips.items():
        rows += [(item, "language", language) for language in list(languages.get(item, {}))[:1]]
        rows.append((item, "video", clip.video))
        if clip.seconds is not None:
            rows.append((item, "clip_s", f"{clip.seconds:g}"))
    differing = sum(len(names) > 1 for names in languages.values())
    return pl.DataFrame(rows, schema=ATTRIBUTE, orient="row"), differing


def _remarks(found: list[Annotation], differing: int) -> list[str]:
    bare = sum(annotation.filled.bare_word for annotation in found)
    timeless = sum(annotation.when is None for annotation in found)
    flagged = sum(annotation.status is Status.FLAGGED for annotation in found)
    said = (
        (bare, "have a single word for emotion that names no category: the word is kept, the category unanswered"),
        (timeless, "have no readable time: the row's id tells their occasion"),
        (flagged, "were sent back by a reviewer (Needs Updating) and are marked as flagged"),
    )
    remarks = [f"{count:,} annotations {what}." for count, what in said if count]
    if differing:
        remarks.append(f"{differing:,} clips stand under several languages; the first in the file counts.")
    return remarks
