import datetime
import decimal
import io
import json
import uuid

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from oe_quality.errors import InputError
from oe_quality.readers.text.parquet import parquet_columns, parquet_sheet
from oe_quality.readers.text.source import input_from_bytes


def sheet(table, **metadata):
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata or None), buffer)
    return parquet_sheet(input_from_bytes(buffer.getvalue(), "answers.parquet"))


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (pa.array([decimal.Decimal("1.50"), decimal.Decimal("3.00")]), ["1.5", "3"]),
        (pa.array([1.5, float("nan"), float("inf")]), ["1.5", "", "inf"]),
        (
            pa.array([decimal.Decimal("12345678901234567890.1234567890123450")]),
            ["12345678901234567890.123456789012345"],
        ),
        (pa.array([decimal.Decimal(10**60 + 1)], pa.decimal256(70, 2)), [f"{10**60 + 1}"]),
        (pa.array([uuid.UUID(int=5).bytes, None], pa.uuid()), ["00000000-0000-0000-0000-000000000005", ""]),
        (pa.array([datetime.time(1, 2, 3), None]), ["01:02:03.000000", ""]),
        (pa.array([datetime.timedelta(seconds=1.5), None]), ["1.5", ""]),
        (pa.array([b"abc", b"\xff\0"]), ["abc", "ff00"]),
        (pa.array([{"a": 1, "b": ["x"]}, None]), ['{"a": 1, "b": ["x"]}', ""]),
        (pa.array([[["x"], ["y", "z"]], None]), ['[["x"], ["y", "z"]]', ""]),
        (pa.array([2 * 253402300800, 0], pa.timestamp("s")), ["18029-12-31 00:00:00.000", "1970-01-01 00:00:00.000"]),
        (pa.array([2**30, None], pa.date32()), ["1073741824 days since 1970", ""]),
        (pa.array([2**50, None], pa.timestamp("ms")), ["1125899906842624 ms since 1970", ""]),
        (pa.array([10**9, None], pa.timestamp("s", "Europe/Berlin")), ["2001-09-09 01:46:40.000+00:00", ""]),
        (pa.array([datetime.date(2024, 1, 2), None]), ["2024-01-02", ""]),
        (pa.array([2**63, None], pa.uint64()), ["9223372036854775808", ""]),
        (pa.array([1.0, None]), ["1", ""]),
        (pa.array([True, None]), ["true", ""]),
        (pa.nulls(2), ["", ""]),
        (pa.array([{"bytes": b"RIFF", "path": "a.wav"}, None]), ["a.wav", ""]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_every_type_is_read_as_what_it_is(values, cells):
    assert sheet(pa.table({"x": values})).cells("x").to_list() == cells


def test_class_labels_are_their_names():
    emotion = {"names": ["joy", "fear"], "_type": "ClassLabel"}
    features = {
        "emotion": emotion,
        "all": {"feature": emotion, "_type": "List"},
        "old": [emotion],
        "id": {"_type": "Value"},
    }
    table = pa.table({"emotion": [1, -1], "all": [[0, 1], []], "old": [[1], None], "id": [1, 2]})
    found = sheet(table, huggingface=json.dumps({"info": {"features": features}}))
    assert found.cells("emotion").to_list() == ["fear", ""]
    assert found.cells("all").to_list() == ['["joy", "fear"]', "[]"]
    assert found.cells("old").to_list() == ['["fear"]', ""]
    assert found.cells("id").to_list() == ["1", "2"]
    assert not found.orders


@pytest.mark.parametrize("kind", ["List", "Sequence"])
def test_class_labels_within_objects_are_their_names(kind):
    answer = {"who": {"dtype": "string", "_type": "Value"}, "label": {"names": ["joy", "fear"], "_type": "ClassLabel"}}
    features = {"answers": {"feature": answer, "_type": kind}}
    rows = {"who": ["p1", "p2"], "label": [1, 0]}
    value = rows if kind == "Sequence" else [{"who": "p1", "label": 1}, {"who": "p2", "label": 0}]
    found = sheet(pa.table({"answers": [value]}), huggingface=json.dumps({"info": {"features": features}}))
    wanted = {"who": ["p1", "p2"], "label": ["fear", "joy"]}
    named = wanted if kind == "Sequence" else [{"who": "p1", "label": "fear"}, {"who": "p2", "label": "joy"}]
    assert json.loads(found.cells("answers")[0]) == named


@pytest.mark.parametrize(
    "metadata", ["", "{", "[]", '{"info": {"features": 5}}', '{"info": {"features": {"x": [[]]}}}']
)
def test_damaged_metadata_names_nothing(metadata):
    assert sheet(pa.table({"x": [1]}), huggingface=metadata).cells("x").to_list() == ["1"]


def test_the_order_of_categories_is_kept():
    buffer = io.BytesIO()
    levels = pl.Enum(["low", "mid", "high"])
    frame = pl.DataFrame({"e": pl.Series(["low", "high", None], dtype=levels), "c": pl.Series(["x", "y", "x"])})
    frame.with_columns(pl.col("c").cast(pl.Categorical)).write_parquet(buffer)
    found = parquet_sheet(input_from_bytes(buffer.getvalue(), "x"))
    assert found.orders == {"e": ("low", "mid", "high")}
    assert found.cells("e").to_list() == ["low", "high", ""]
    ordered = pa.DictionaryArray.from_arrays([0, None], ["b", "a"], ordered=True)
    assert sheet(pa.table({"x": ordered})).orders == {"x": ("b", "a")}


def test_damage_is_said_and_columns_may_be_chosen():
    buffer = io.BytesIO()
    pl.DataFrame({"a": ["x"], "b": ["y"]}).write_parquet(buffer)
    file = input_from_bytes(buffer.getvalue(), "x")
    chosen = parquet_sheet(file, ["b"])
    assert (chosen.names, chosen.has("a"), chosen.cells("b").to_list()) == (("a", "b"), False, ["y"])
    broken = input_from_bytes(buffer.getvalue()[:-20], "x")
    assert parquet_columns(broken) == ()
    with pytest.raises(InputError, match="damaged"):
        parquet_sheet(broken)
