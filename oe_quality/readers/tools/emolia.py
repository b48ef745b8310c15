"""LAION's emolia-bench and the audit beside it: the mission's own formats."""

from __future__ import annotations

from dataclasses import dataclass

from oe_quality.diction import CLIPS
from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, refused
from oe_quality.scales import Question, Scale

FORMAT = "emolia"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the tables: columns that tell it, and what they mean."""

    columns: frozenset[str]
    item: tuple[str, ...]
    answer: str
    question: str
    labels: tuple[str, ...]
    scale: Scale = Scale.ORDINAL


_EMOTION = _Kind(
    frozenset({"annotation_id", "username", "queried_emotion", "task_type", "file_name", "rating"}),
    ("file_name", "queried_emotion", "task_type"),
    "rating",
    "emotion",
    ("not_present", "weakly_present", "strongly_present"),
)
_DIMENSION = _Kind(
    frozenset({"annotation_id", "username", "dimension", "level", "polarity", "file_name", "rating"}),
    ("file_name", "dimension", "level", "polarity"),
    "rating",
    "dimension",
    ("no", "yes"),
    Scale.NOMINAL,
)
_AUDIT = _Kind(
    frozenset({"rater_id", "item_id", "attribute", "fit", "ms_on_item"}),
    ("item_id", "attribute"),
    "fit",
    "fit",
    ("no", "partial", "fits"),
)
_KINDS = (_EMOTION, _DIMENSION, _AUDIT)
_USERS = frozenset({"username", "onboarded", "annotation_count", "listening_setup"})
_FLAGS = frozenset({"flag_id", "username", "file_name", "reason"})


def sniff(file: InputFile) -> bool:
    """Whether it is one of the tables, that of the people, or that of the flags."""
    names = set(column_names(file))
    return any(kind.columns <= names for kind in _KINDS) or names >= _USERS or names >= _FLAGS


def table(file: InputFile) -> Read:
    """Items are made of several columns: a file's name occurs with each emotion or dimension that was asked about.

    The clip's length (`sample_time_ms`) is no time that anybody took; re-annotations supersede what they replace.
    """
    names = set(column_names(file))
    if names >= _FLAGS:
        raise refused(
            file, "a table of flags, which holds no ratings", "Load the annotations; flags are about the data."
        )
    kind = next((one for one in _KINDS if one.columns <= names), None)
    if kind is None:
        remedy = "Load the annotations and add it with --join."
        raise refused(file, "a table of the people, which holds no ratings", remedy)
    sheet = read_sheet(file)
    audit = kind is _AUDIT
    remarks: tuple[str, ...] = ()
    if audit:
        remarks = (
            "'qc_expect' is not read: its words are no answers to 'fit'. 'rater_level' is not read either; "
            "--label fit --label rater_level reads both.",
        )
    return sheet, Mapping(
        format=FORMAT,
        item=kind.item,
        annotator=("rater_id",) if audit else ("username",),
        answers=(Answers(kind.answer, question=kind.question),),
        time="created_at" if sheet.has("created_at") else None,
        duration="ms_on_item" if audit else "reaction_time_ms" if sheet.has("reaction_time_ms") else None,
        duration_unit="ms",
        item_attributes=tuple(name for name in (*kind.item, "is_quality_check") if sheet.has(name)),
        questions=(Question(kind.question, kind.scale, kind.labels, open_vocabulary=True),),
        remarks=remarks,
    )


TOOL = Tool(FORMAT, sniff, table, diction=CLIPS)
