"""From responses to coded arrays: scope, codes, and the decoding of what DuckDB hands over.

Items and annotators are coded in the order of their names (code points), labels in the order in
which the question shows them; responses come sorted by item, annotator, time and occasion. None of
it depends on the order of loading.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oe_quality.errors import StoreError, UsageError
from oe_quality.kernel.data.chunk import AnyChunk, Chunk, RatingChunk, SetChunk, offsets_of
from oe_quality.readers.times import LONGEST
from oe_quality.scales import Scale
from oe_quality.store.database import DAMAGED, Database
from oe_quality.store.panel import Decision, LeftOut, Panel
from oe_quality.store.vocabulary import StoredQuestion, Vocabulary

Repeats = Literal["last", "all"]


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Whose answers about what a panel holds.

    Attributes:
        asked: the question.
        items: item_id, item (code), name; ascending by name.
        annotators: annotator_id, annotator (code), key, alias; ascending by key.
        left_out: whom and what the panel does not hold, repeats aside.
    """

    asked: StoredQuestion
    items: pl.DataFrame
    annotators: pl.DataFrame
    left_out: LeftOut


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Some whole items' responses, and when and how fast they were given.

    Attributes:
        data: the chunk, its items counted from its own first.
        created_at: (R,) microseconds since 1970 UTC, -1 where unknown.
        duration_s: (R,) seconds, NaN where unknown.
        repeats: responses that were dropped because a later one by the same annotator counts.
    """

    data: AnyChunk
    created_at: NDArray[np.int64]
    duration_s: NDArray[np.float64]
    repeats: int


def panel(
    database: Database,
    name: str,
    *,
    repeats: Repeats,
    include_excluded: bool,
    items: pl.Series | None,
    annotators: pl.Series | None,
    models: bool,
) -> Panel[AnyChunk]:
    """All responses to one question; see `Store.panel`."""
    found = scope(database, name, include_excluded=include_excluded, items=items, annotators=annotators, models=models)
    code(database, found, models=models)
    try:
        table = rows(database, found.asked, 0, len(found.items))
    finally:
        database.run("panel/drop_coded")
    decoded = decode(table, found.asked, 0, len(found.items), repeats)
    out = found.left_out
    return Panel(
        question=found.asked.shown(),
        items=found.items["name"].alias("item"),
        annotators=found.annotators["key"].alias("annotator"),
        aliases=found.annotators["alias"],
        data=decoded.data,
        created_at=decoded.created_at,
        duration_s=decoded.duration_s,
        gold=gold_codes(database, found),
        left_out=replace(out, repeats=decoded.repeats),
        gold_sets=gold_sets(database, found),
    )


def scope(
    database: Database,
    name: str,
    *,
    include_excluded: bool,
    items: pl.Series | None = None,
    annotators: pl.Series | None = None,
    models: bool = False,
) -> Scope:
    """Find whose answers about what are meant, and give them codes."""
    asked = Vocabulary(database).find(name)
    if asked.question.scale is Scale.TEXT:
        remedy = "Read its answers with Store.query or oeq query."
        raise UsageError(f"{name!r} is free text, which has no codes to analyse", remedy=remedy)
    people = database.frame("query/people")
    chosen = people if include_excluded else people.filter(~pl.col("excluded"))
    if annotators is not None:
        chosen = chosen.filter(pl.col("annotator").is_in(annotators.cast(pl.String).implode()))
    wanted = pl.Series("name", [], dtype=pl.String) if items is None else items.cast(pl.String).unique().alias("name")
    parameters = {"question_id": asked.question_id, "all_items": items is None}
    ids = chosen.select("annotator_id")
    with database.given(chosen_annotator=ids, chosen_item=wanted.to_frame()):
        about = database.frame("panel/items", models=models, **parameters).with_row_index("item")
        with database.given(item_code=about):
            present = database.frame("panel/present_annotators", question_id=asked.question_id, models=models)[
                "annotator_id"
            ]
        not_answered, models, others = database.row("panel/left_out", **parameters) or (0, 0, [])
    who = chosen.filter(pl.col("annotator_id").is_in(present.implode())).sort("annotator").rename({"annotator": "key"})
    excluded = people.filter(pl.col("excluded") & pl.col("annotator_id").is_in(list(others)))
    decisions = tuple(Decision(*row) for row in excluded.sort("alias").select("alias", "reason", "decided_at").rows())
    left_out = LeftOut(tuple(it.alias for it in decisions), 0, not_answered, models, decisions)
    return Scope(asked, about, who.select("annotator_id", "key", "alias").with_row_index("annotator"), left_out)


def code(database: Database, found: Scope, *, models: bool = False) -> None:
    """Make the temporary table `coded` of this connection: the answers in codes, sorted."""
    with database.given(
        item_code=found.items.select("item_id", pl.col("item").cast(pl.Int32)),
        annotator_code=found.annotators.select("annotator_id", pl.col("annotator").cast(pl.Int32)),
    ):
        database.run("panel/code", question_id=found.asked.question_id, models=models, longest=LONGEST)
    _refuse_misfits(database, found.asked)


def _refuse_misfits(database: Database, asked: StoredQuestion) -> None:
    """Stop where answers do not fit their question, as no export could have brought them.

    Raises:
        StoreError: it says how many.
    """
    kind = _statement(asked).rpartition("/")[2]
    misfits = database.number("panel/misfits", kind=kind, n_labels=len(asked.labels))
    if misfits:
        database.run("panel/drop_coded")
        raise StoreError(f"{misfits:,} answers to {asked.question.name!r} do not fit the question", remedy=DAMAGED)


def _statement(asked: StoredQuestion) -> str:
    """The statement that reads a question's answers in the form that its scale asks for."""
    if asked.question.scale is Scale.MULTILABEL:
        return "panel/sets"
    return "panel/numbers" if asked.question.scale.is_numeric else "panel/choices"


def rows(database: Database, asked: StoredQuestion, first: int, stop: int) -> pa.Table:
    """The rows of the items first..stop-1 in `coded`, in the form that the question's scale asks for."""
    return database.table(_statement(asked), first=first, stop=stop)


def decode(table: pa.Table, asked: StoredQuestion, first_item: int, n_items: int, repeats: Repeats) -> Decoded:
    """Turn rows of whole items, sorted, into a chunk.

    Args:
        table: what `rows` gives.
        asked: the question.
        first_item: code of the first item.
        n_items: how many items there are from it on.
        repeats: "last" keeps each annotator's last answer to each item.
    """
    item = _numbers(table, "item") - np.int32(first_item)
    annotator = _numbers(table, "annotator")
    total = len(item)
    if repeats == "last" and total:
        last = np.ones(total, dtype=bool)
        last[:-1] = (item[1:] != item[:-1]) | (annotator[1:] != annotator[:-1])
        if not last.all():
            table, item, annotator = table.filter(pl.Series(last).to_arrow()), item[last], annotator[last]
    offsets = offsets_of(item, n_items)
    data: AnyChunk
    if asked.question.scale is Scale.MULTILABEL:
        data = _sets(table, asked, offsets, annotator)
    elif asked.question.scale.is_numeric:
        data = RatingChunk(offsets, annotator, _numbers(table, "value"))
    else:
        data = Chunk(offsets, annotator, asked.shown_codes()[_numbers(table, "label")])
    return Decoded(data, _numbers(table, "created_at"), _numbers(table, "duration_s"), total - len(item))


def _numbers(table: pa.Table, name: str) -> NDArray:  # type: ignore[type-arg]  # the column's own type
    return np.ascontiguousarray(pl.Series(table.column(name)).to_numpy(writable=True))


def _array(column: Any) -> NDArray[Any]:
    """Of an Arrow column: its own conversion imports pandas."""
    return pl.Series(column).to_numpy()


def _sets(table: pa.Table, asked: StoredQuestion, offsets: NDArray[np.int64], annotator: NDArray[np.int32]) -> SetChunk:
    lists = table.column("labels")
    counts = _array(pc.list_value_length(lists))
    label_offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=label_offsets[1:])
    shown = asked.shown_codes()
    label = shown[_array(pc.list_flatten(lists))] if label_offsets[-1] else np.empty(0, dtype=np.int32)
    weight = _weights(table.column("weights"), counts)
    if np.any(np.diff(shown) < 0):
        order = np.lexsort((label, np.repeat(np.arange(len(counts)), counts)))
        label = label[order]
        weight = None if weight is None else weight[order]
    return SetChunk(offsets, annotator, label_offsets, label, weight)


def _weights(lists: pa.ChunkedArray, counts: NDArray[np.int32]) -> NDArray[np.float64] | None:
    """(E,) one weight per label, 1 where a response has none; None where no response has any."""
    given = _array(pc.is_valid(lists))
    if not given.any():
        return None
    weight = np.ones(int(counts.sum()))
    weight[np.repeat(given, counts)] = _array(pc.list_flatten(lists))
    return weight


def gold_codes(database: Database, found: Scope) -> NDArray[np.int32]:
    """(I,) label code of the gold answer, -1 where there is none or where sources of equal rank differ."""
    codes = np.full(len(found.items), -1, dtype=np.int32)
    if not found.asked.question.scale.is_choice:
        return codes
    gold = database.frame("panel/gold", question_id=found.asked.question_id)
    known = found.items.join(gold, on="name", how="inner")
    if not known["label"].is_between(0, len(found.asked.labels) - 1).all():
        raise StoreError(f"gold answers to {found.asked.question.name!r} do not fit the question", remedy=DAMAGED)
    codes[known["item"].to_numpy()] = found.asked.shown_codes()[known["label"].to_numpy()]
    return codes


def gold_sets(database: Database, found: Scope) -> NDArray[np.int8] | None:
    """(I, K) which labels gold says apply, as in `Panel`; None where no item has gold, or the question has no sets."""
    if found.asked.question.scale is not Scale.MULTILABEL:
        return None
    gold = database.frame("panel/gold_sets", question_id=found.asked.question_id)
    known = found.items.join(gold, on="name", how="inner")
    if known.is_empty():
        return None
    named = known.select("item", "labels").explode("labels").drop_nulls()
    if not named["labels"].is_between(0, len(found.asked.labels) - 1).all():
        raise StoreError(f"gold answers to {found.asked.question.name!r} do not fit the question", remedy=DAMAGED)
    applies = np.full((len(found.items), len(found.asked.labels)), -1, dtype=np.int8)
    applies[known["item"].to_numpy()] = 0
    applies[named["item"].to_numpy(), found.asked.shown_codes()[named["labels"].to_numpy()]] = 1
    return applies
