"""The tables of a release: what each column is, and Parquet with the same bytes each time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from oe_quality.analysis.aggregation.results import column_of
from oe_quality.analysis.release.data import LabelSet, ReleaseData
from oe_quality.analysis.release.labels import RESERVED
from oe_quality.analysis.release.people import answer_column, weights_column
from oe_quality.render.release.identity import slug

DIGITS = 6
"""Decimals of released numbers: beyond them, the last bits differ between machines."""
_LABELS = {
    "item": "The item.",
    "label": "Its label; empty where none is the most probable one, or where gold is a set of several.",
    "labels": "The set of labels that apply; for gold, the gold labels.",
    "status": "On what the label rests: unanimous, majority, tie, single (one answer), none, or gold (by an expert).",
    "confidence": "Probability, from the answers alone, that the label is right (0..1); `method` says how it was "
    "calibrated. Where there is no label, that of the most probable one.",
    "set_confidence": "Probability, from the answers alone, that the whole set is right, label by label (0..1).",
    "ambiguity": "Bits of expected entropy of the perceived shares: people differ, and more answers will not help.",
    "uncertainty": "Bits of entropy for lack of answers (mutual information): more answers would help.",
    "n_annotators": "Annotators who answered.",
    "method": "How label, consensus and confidence were made.",
    "votes_list": "Answers that gave each label, in the order of the labels; divided by their sum, the raw soft label.",
    "consensus_list": "Probability that each label is true, in the order of the labels.",
    "perception_list": "Estimated share of people who perceive each label, in the order of the labels.",
    "consensus": "Probability that each label is true.",
    "perception": "Estimated share of people who perceive each label.",
}
_ANNOTATIONS = {
    "item": "The item.",
    "annotator": "Pseudonym: the same person in every file and release.",
    "occasion": "1 for the annotator's first annotation of the item, 2 for the second, and so on.",
    "time": "When, rounded down.",
    "duration_s": "Seconds that the annotation took.",
}
_ANNOTATORS = {
    "annotator": "Pseudonym: the same person in every file and release.",
    "n_annotations": "Annotations in this release.",
    "kappa": "Agreement with the others' consensus beyond chance.",
    "accuracy": "Expected share of right answers; of label sets, expected F1.",
    "bits": "Information that one answer carries about the truth.",
    "spammer_score": "0 for answers that say nothing about the truth (Raykar & Yu 2012).",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type in polars, and what it means."""

    name: str
    dtype: pl.DataType
    meaning: str


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseTable:
    """One Parquet file.

    Attributes:
        name: of the table and of the card's configuration; path: inside the bundle.
        frame: its rows; columns: in their order; meaning: one sentence.
    """

    name: str
    path: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    meaning: str

    def write(self, folder: Path) -> None:
        """Write the file below `folder`."""
        path = folder / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.frame.write_parquet(path, compression="zstd", compression_level=9, statistics=True, row_group_size=100_000)


def tables(data: ReleaseData) -> tuple[ReleaseTable, ...]:
    """All tables: labels of the primary question, of others, annotations, annotators."""
    found = [_labels(one, _name(place, one)) for place, one in enumerate(data.labels)]
    asked = {answer_column(q): f"Answer to {q.name} ({q.scale.value})." for q in data.questions}
    asked |= {weights_column(q): f"Intensity of each label of {q.name}." for q in data.questions}
    found.append(_table("annotations", data.annotations, _ANNOTATIONS | asked, "One row per annotation."))
    found.append(_table("annotators", data.annotators, _ANNOTATORS, "One row per annotator."))
    return tuple(found)


def _name(place: int, one: LabelSet) -> str:
    """`labels` for the primary question; the number keeps names apart that differ in punctuation only."""
    return f"labels-{place + 1}-{slug(one.question.name)}" if place else "labels"


def _labels(one: LabelSet, name: str) -> ReleaseTable:
    meanings = dict(_LABELS)
    for label in one.question.labels:
        meanings[column_of("n", label)] = f"Answers that gave {label}."
        meanings[column_of("p", label)] = f"Probability that {label} is true."
        meanings[column_of("share", label)] = f"Estimated share of people who perceive {label}."
    return _table(name, one.table, meanings, f"One row per item: the answer to {one.question.name}.")


def _table(name: str, frame: pl.DataFrame, meanings: dict[str, str], meaning: str) -> ReleaseTable:
    rounded = frame.with_columns(_rounded(column) for column in frame.get_columns())
    columns = tuple(Column(c, dtype, _meaning(c, meanings)) for c, dtype in rounded.schema.items())
    return ReleaseTable(name, f"data/{name}.parquet", rounded, columns, meaning)


def _rounded(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Float64:
        rounded = column.round(DIGITS)
        return rounded.set(rounded == 0.0, 0.0)  # of which -0.0, which a rounding may leave, is one
    if isinstance(column.dtype, pl.Struct):
        inner = column.struct.unnest()
        return inner.with_columns(_rounded(one) for one in inner.get_columns()).to_struct(column.name)
    return column


def _meaning(name: str, meanings: dict[str, str]) -> str:
    if name in meanings:
        return meanings[name]
    if name.startswith(RESERVED):
        return f"Attribute of the item: {name.removeprefix(RESERVED)}."
    for suffix, words in (("_se", "Standard error of"), ("_low", "Lower bound of"), ("_high", "Upper bound of")):
        if name.endswith(suffix):
            return f"{words} {name.removesuffix(suffix)}."
    return f"{name}, as the annotators' ratings say it; or an attribute, where people are described."
