"""An export's responses and gold answers with labels as stored codes, checked on the way in.

Readers reject what is wrong with a row; what is refused here would break what analyses rely on,
so it stops the load as a whole.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from oe_quality.errors import InputError, Place
from oe_quality.privacy import holds_address
from oe_quality.readers.rows import ATTRIBUTE, GOLD, ITEM_ROW, REJECT, RESPONSE, Export, Source, Status
from oe_quality.scales import Scale
from oe_quality.store.database import Database
from oe_quality.store.vocabulary import StoredQuestion, Vocabulary, extend

_BUG_IN_READER = "This is a fault of the reader, not of the file; please report it."


def in_form(export: Export) -> Export:
    """The export's frames with exactly the columns and types of `readers.rows`.

    Raises:
        InputError: a column is missing or of another type, or a row lacks what identifies it. Of a file that is read
            in parts, when the part is.
    """

    def responses(part: pl.DataFrame) -> pl.DataFrame:
        if "confidence" not in part.columns:
            part = part.with_columns(confidence=pl.lit(None, pl.Float64))
        return _formed(part, "responses", RESPONSE, export.file)

    def attributes(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        known = _formed(frame, name, ATTRIBUTE, export.file).drop_nulls()
        return known.unique(["key", "name"], keep="last", maintain_order=True)

    return replace(
        export.through(responses),
        gold=_formed(export.gold, "gold", GOLD, export.file),
        items=attributes(export.items, "items"),
        annotators=attributes(export.annotators, "annotators"),
        item_rows=_formed(export.item_rows, "item_rows", ITEM_ROW, export.file).drop_nulls(),
        rejects=_formed(export.rejects, "rejects", REJECT, export.file),
    )


_NEEDED = {
    "responses": ("item", "annotator", "question", "occasion", "status", "source"),
    "gold": ("item", "question"),
}
"""What identifies an answer."""


def _formed(frame: pl.DataFrame, name: str, form: dict[str, pl.DataType], file: str) -> pl.DataFrame:
    try:
        frame = frame.select([pl.col(column).cast(kind) for column, kind in form.items()])
    except pl.exceptions.PolarsError as error:
        what = f"the {name} of this export are not in their form: {str(error).splitlines()[0]}"
        raise InputError(what, place=Place(file), remedy=_BUG_IN_READER) from None
    for column in _NEEDED.get(name, ()):
        if frame[column].null_count():
            line = frame.filter(pl.col(column).is_null())["line"][0]
            raise InputError(f"one of the {name} lacks its {column}", place=Place(file, line), remedy=_BUG_IN_READER)
    return frame


def annotators_of(keys: pl.Series, names: dict[str, str]) -> pl.DataFrame:
    """Everyone whom an export names: key (unique), name (null where unknown or an address).

    Args:
        keys: of everyone, each once; names: user names where there are some.
    """
    known = [names.get(key) for key in keys]
    clean = [None if name is None or holds_address(name) else name for name in known]
    return pl.DataFrame({"key": keys, "name": pl.Series(clean, dtype=pl.String)})


def staged(database: Database, responses: pl.DataFrame, vocabulary: Vocabulary, file: str) -> pl.DataFrame:
    """Responses with `question_id` and label codes, question by question.

    Raises:
        InputError: an answer does not fit its question.
    """
    parts = [
        _coded(database, part, _asked(vocabulary, part["question"][0], file), file)
        for part in responses.partition_by("question", maintain_order=True)
    ]
    return pl.concat(parts) if parts else _without_rows(responses)


def staged_gold(database: Database, gold: pl.DataFrame, vocabulary: Vocabulary, file: str) -> pl.DataFrame:
    """Gold answers with `question_id` and label codes.

    Raises:
        InputError: an answer does not fit its question.
    """
    parts = []
    for part in gold.partition_by("question", maintain_order=True):
        asked = _asked(vocabulary, part["question"][0], file)
        rows = part.drop("question").unique("item", keep="last", maintain_order=True)
        codes = _codes(database, rows.with_columns(weights=pl.lit(None, pl.List(pl.Float64))), asked, file)[0]
        parts.append(_with_codes(rows, asked.question_id, codes))
    return pl.concat(parts) if parts else _without_rows(gold)


def _asked(vocabulary: Vocabulary, name: str, file: str) -> StoredQuestion:
    if name not in vocabulary.by_name:
        what = f"there are answers to {name!r}, which the export does not describe"
        raise InputError(what, place=Place(file), remedy=_BUG_IN_READER)
    return vocabulary.by_name[name]


def _coded(database: Database, part: pl.DataFrame, asked: StoredQuestion, file: str) -> pl.DataFrame:
    part = part.with_columns(pl.when(pl.col("value").is_finite()).then("value").alias("value"))
    _refuse_misfits(part, asked, file)
    codes, weights = _codes(database, part, asked, file)
    return _with_codes(part.drop("question").with_columns(weights), asked.question_id, codes)


def _with_codes(rows: pl.DataFrame, question_id: int, codes: pl.Series) -> pl.DataFrame:
    return rows.with_columns(codes.alias("labels"), pl.lit(question_id, pl.Int32).alias("question_id"))


def _without_rows(empty: pl.DataFrame) -> pl.DataFrame:
    return _with_codes(empty.drop("question"), 0, pl.Series([], dtype=pl.List(pl.Int32)))


def _refuse_misfits(part: pl.DataFrame, asked: StoredQuestion, file: str) -> None:
    """Raise where a response is not of the form that its question's scale asks for."""
    answered = pl.col("status") == Status.ANSWERED.value
    count = pl.col("labels").list.len().fill_null(-1).cast(pl.Int64)
    scale = asked.question.scale
    if scale.is_numeric:
        misfit, needed = answered & pl.col("value").is_null(), "a finite number"
    elif scale is Scale.MULTILABEL:
        misfit, needed = answered & (count < 0), "a list of labels"
    else:
        misfit, needed = answered & (count != 1), "exactly one label"
    weighted = pl.col("weights").is_not_null()
    checks = {
        f"an answer to {asked.question.name!r} needs {needed}": misfit,
        "weights and labels differ in number": weighted & (pl.col("weights").list.len() != count),
        "a weight is no finite number": weighted & ~pl.col("weights").list.eval(pl.element().is_finite()).list.all(),
        "a status is unknown": ~pl.col("status").is_in([s.value for s in Status]),
        "a source is unknown": ~pl.col("source").is_in([s.value for s in Source]),
    }
    for what, wrong in checks.items():
        lines = part.filter(wrong)["line"]
        if len(lines):
            raise InputError(what, place=Place(file, lines[0]), remedy=_BUG_IN_READER)


def _codes(database: Database, part: pl.DataFrame, asked: StoredQuestion, file: str) -> tuple[pl.Series, pl.Series]:
    """(R,) labels as ascending stored codes without repeats, and the weights in the same order."""
    lists, weights = part["labels"], part["weights"]
    counts = lists.list.len().fill_null(0).to_numpy()
    filled = part.filter(pl.Series(counts > 0))
    flat = filled["labels"].explode()
    _give_codes(database, flat, asked, part, file)
    known = {"label": asked.labels, "code": range(len(asked.labels))}
    table = pl.DataFrame(known, schema={"label": pl.String, "code": pl.Int32})
    codes = flat.to_frame("label").join(table, on="label", how="left", maintain_order="left")["code"].to_numpy()
    if not len(codes) or counts.max() == 1:
        return _lists(codes, counts, lists.is_null()), weights
    ones = pl.lit(1.0).repeat_by(pl.col("labels").list.len())
    heavy = filled.select(pl.coalesce("weights", ones).alias("weights"))["weights"].explode().to_numpy()
    return _sorted_sets(codes, heavy, counts, lists.is_null(), weights.is_null())


def _sorted_sets(
    codes: NDArray[np.int32],
    heavy: NDArray[np.float64],
    counts: NDArray[np.integer],
    unlabelled: pl.Series,
    unweighted: pl.Series,
) -> tuple[pl.Series, pl.Series]:
    """Sort each response's codes (E,) with their weights (E,), and keep the first of equal ones."""
    rows = np.repeat(np.arange(len(counts)), counts)
    order = np.lexsort((codes, rows))
    rows, codes, heavy = rows[order], codes[order], heavy[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (codes[1:] != codes[:-1])
    kept = np.bincount(rows[first], minlength=len(counts))
    return _lists(codes[first], kept, unlabelled), _lists(heavy[first], kept, unweighted).alias("weights")


def _give_codes(database: Database, flat: pl.Series, asked: StoredQuestion, part: pl.DataFrame, file: str) -> None:
    """Give codes to labels of an open vocabulary; raise at a label that a closed list lacks."""
    have = set(asked.labels)
    unknown = [label for label in flat.unique(maintain_order=True).to_list() if label not in have]
    if None in unknown:
        raise InputError(
            f"an answer to {asked.question.name!r} holds no text", place=Place(file), remedy=_BUG_IN_READER
        )
    if asked.question.open_vocabulary or asked.question.scale is Scale.TEXT:
        extend(database, asked, sorted(unknown))
        return
    if unknown:
        line = part.filter(pl.col("labels").list.contains(unknown[0]))["line"][0]
        known = ", ".join(asked.labels) or "none"
        raise InputError(
            f"{unknown[0]!r} is no label of the question {asked.question.name!r}",
            place=Place(file, line),
            remedy=f"Its labels are: {known}. Declare them all with --scale, or correct the file.",
        )


def _lists(entries: NDArray[np.generic], counts: NDArray[np.integer], null: pl.Series) -> pl.Series:
    """(R,) lists cut from flat entries (E,) by counts (R,); null where the mask says so."""
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    # By way of polars: Arrow's own conversion of arrays imports pandas where there is one.
    flat, ends = pl.Series(entries).to_arrow(), pl.Series(offsets).to_arrow()
    array = pa.LargeListArray.from_arrays(ends, flat, mask=null.to_arrow())
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)
    return series
