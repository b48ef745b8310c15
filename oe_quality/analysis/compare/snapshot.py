"""One form for a store, a release folder and a release in the making, so that any two can be compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.measure import agreement
from oe_quality.analysis.annotators.states import PersonState, states
from oe_quality.analysis.judges.drift import JudgeState, judge_states
from oe_quality.analysis.primary import choose_primary
from oe_quality.analysis.release.data import LabelSet, ReleaseData, ReleaseOptions, label_set
from oe_quality.analysis.release.people import answer_column
from oe_quality.config import Config
from oe_quality.errors import InputError, NotComputableError, Place
from oe_quality.results import Estimate, Interval
from oe_quality.store import Store
from oe_quality.sums import verify

MANIFEST = "manifest.json"
FORM = "oeq.release/1"
_PAIR = ["item", "annotator"]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One question's headline coefficient with its standard error, None where there is none."""

    question: str
    title: str
    estimate: Estimate
    standard_error: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What a comparison needs of one side.

    Attributes:
        name, kind, version: see `compare_rows.Side`.
        names: what annotators are called by: "key" or "pseudonym".
        question, method: of the labels; both empty where there are none.
        labels: item, label (null where there is none), set (sorted; null where no label is known), status,
            confidence (of a multi-label question: of the whole set), sure (of the label alone).
        answers: item, annotator, answer (text): the last answer of each annotator to the question.
        agreement: of every question; fingerprint: of the store behind it.
        people: how everybody stands, where that is known.
        judges: how far models agree with people; empty for a release, which holds no models.
        left_out: ids of annotators whom a maintainer left out; empty for a release, which does not name them.
        sign: of the key of its pseudonyms; empty where there are none, or where an older version made them.
    """

    name: str
    kind: str
    version: str
    names: str
    question: str
    method: str
    labels: pl.DataFrame
    answers: pl.DataFrame
    agreement: tuple[Coefficient, ...]
    fingerprint: str
    people: tuple[PersonState, ...] = ()
    judges: tuple[JudgeState, ...] = ()
    sign: str = ""
    left_out: frozenset[str] = frozenset()


def of_store(
    store: Store,
    name: str,
    question: str | None = None,
    *,
    method: str = "",
    seed: int = 0,
    people: Config | None = None,
) -> Snapshot:
    """A store as it is now; without labels where no question has any.

    Args:
        store: an open store; name: what it is called in words; question: whose labels, chosen if None.
        method: of the labels; seed: of everything random.
        people: the settings of an audit, where the comparison is to speak of people too.

    Raises:
        UsageError: the question is unknown or has no labels.
    """
    found = _label_set(store, question, method, seed)
    responses = store.responses()
    asked = found.question.name if found else ""
    mine = responses.filter(pl.col("question") == asked)
    return Snapshot(
        name=name,
        kind="store",
        version="",
        names="key",
        question=asked,
        method=_method(found),
        labels=_labels(found.table) if found else _labels(_NO_LABELS),
        answers=_answers(mine.with_columns(order=pl.int_range(pl.len())), "labels"),
        agreement=headlines(agreement(store, seed=seed)),
        fingerprint=store.fingerprint(),
        people=_people(store, question, people, seed) if people else (),
        judges=judge_states(store, seed),
        left_out=frozenset(store.annotators().filter(pl.col("excluded"))["annotator"]),
    )


def _people(store: Store, question: str | None, config: Config, seed: int) -> tuple[PersonState, ...]:
    try:
        return states(store, question, config, seed)
    except NotComputableError:
        return ()


def of_data(data: ReleaseData, name: str, version: str) -> Snapshot:
    """A release in the making."""
    primary = data.labels[0]
    return Snapshot(
        name=name,
        kind="release",
        version=version,
        names="pseudonym",
        question=primary.question.name,
        method=_method(primary),
        labels=_labels(primary.table),
        answers=_answers(data.annotations.rename({"occasion": "order"}), answer_column(primary.question)),
        agreement=headlines(data.agreement),
        fingerprint=data.fingerprint,
        sign=data.sign,
    )


def of_release(folder: Path) -> Snapshot:
    """A release on disk, as it was made: its check sums hold.

    Raises:
        InputError: the folder holds no release, one that was changed, or one of a form that is not known here.
    """
    body = manifest(folder)
    verify(folder)
    try:
        return _read(folder, body)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, pl.exceptions.PolarsError):
        # Its sums hold, so it was made so: by a version of another form, or by hand.
        place = Place(str(folder / MANIFEST))
        raise InputError("the manifest and the tables do not have the form of a release", place=place) from None


def _read(folder: Path, body: dict[str, Any]) -> Snapshot:
    first = body["labels"][0]
    answers = _parquet(folder, "annotations").rename({"occasion": "order"})
    return Snapshot(
        name=folder.name,
        kind="release",
        version=body["version"],
        names="pseudonym",
        question=first["question"],
        method=first.get("algorithm") or first["method"].partition(",")[0],
        labels=_labels(_parquet(folder, first["table"])),
        answers=_answers(answers, first["column"]),
        agreement=tuple(_read_coefficient(row) for row in body["agreement"]),
        fingerprint=body["store"]["fingerprint"],
        sign=body.get("pseudonyms", {}).get("sign", ""),
    )


_NO_LABELS = pl.DataFrame(schema={"item": pl.String, "label": pl.String, "status": pl.String, "confidence": pl.Float64})
"""As a table of labels that holds none."""


def _label_set(store: Store, question: str | None, method: str, seed: int) -> LabelSet | None:
    try:
        name = question or choose_primary(store.info().questions)[0]
    except NotComputableError:
        return None
    return label_set(store, name, ReleaseOptions((name,), method, seed=seed))


def _method(found: LabelSet | None) -> str:
    """The algorithm alone: its calibration is learned anew from each data set."""
    return found.algorithm if found else ""


def _labels(table: pl.DataFrame) -> pl.DataFrame:
    """What stands for each item: the set of a multi-label question, else the label alone."""
    whole = "labels" in table.columns
    if whole:
        sets = pl.col("labels").list.sort()
        # Releases before 0.2 do not say how sure a whole set is.
        sure = pl.col("set_confidence") if "set_confidence" in table.columns else pl.lit(None, pl.Float64)
    else:
        sets = pl.when(pl.col("label").is_not_null()).then(pl.concat_list("label"))
        sure = pl.col("confidence")
    own = pl.col("confidence").alias("sure")
    return table.select("item", "label", sets.alias("set"), "status", sure.alias("confidence"), own)


def _answers(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The last answer of each annotator to each item, as one text whatever its kind."""
    kept = frame.filter(pl.col(column).is_not_null()).sort("item", "annotator", "order")
    last = kept.unique(_PAIR, keep="last", maintain_order=True)
    if isinstance(last.schema[column], pl.List):
        answer = pl.col(column).list.sort().list.join("\x1f")
    else:
        answer = pl.col(column).cast(pl.String)
    return last.select(*_PAIR, answer.alias("answer"))


def headlines(found: Agreement) -> tuple[Coefficient, ...]:
    """The headline coefficient of every question."""
    return tuple(
        Coefficient(q.question, q.headline.title, q.headline.estimate, q.headline.standard_error)
        for q in found.questions
    )


def _read_coefficient(row: dict[str, Any]) -> Coefficient:
    it = dict(row["estimate"])
    interval = None if it["interval"] is None else Interval(**it["interval"])
    return Coefficient(
        row["question"], row["coefficient"], Estimate(**{**it, "interval": interval}), row["standard_error"]
    )


def manifest(folder: Path) -> dict[str, Any]:
    """What a release says of itself, as it stands there.

    Raises:
        InputError: the folder holds no release, or one of a form that is not known here.
    """
    place = Place(str(folder / MANIFEST))
    try:
        body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError("this is no release", place=place, remedy="Name a folder that `oeq release` made.") from None
    if not isinstance(body, dict) or body.get("schema") != FORM:
        raise InputError(f"this is no release of the form {FORM}", place=place)
    return body


def _parquet(folder: Path, name: str) -> pl.DataFrame:
    if Path(name).name != name:
        raise ValueError("a table of a release lies in it")
    path = folder / "data" / f"{name}.parquet"
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError):
        raise InputError("the release lacks this table, or it cannot be read", place=Place(str(path))) from None
