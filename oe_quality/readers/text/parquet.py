"""Parquet files as cells: every type as what it is; damage is an error, never a crash."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from oe_quality.errors import InputError
from oe_quality.readers.text.bounds import check_columns
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.sheet import LINE, Sheet, unique_names
from oe_quality.readers.text.source import InputFile

_NOT_SPELLED = re.compile(r"<value out of range: (-?\d+)>")
_HUGGING_FACE = b"huggingface"
_SEQUENCES = ("List", "LargeList", "Sequence")
_POLARS_ENUM = b"_PL_ENUM_VALUES2"


def parquet_columns(file: InputFile) -> tuple[str, ...]:
    """The names of the columns, or none if the file is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if file.table is not None:
        return tuple(file.table.schema.names)
    try:
        return tuple(pq.read_schema(io.BytesIO(file.content)).names)
    except (pa.ArrowException, OSError, ValueError, KeyError):
        return ()


def read_parquet(file: InputFile, columns: list[str] | None = None) -> pl.DataFrame:
    """The whole file, or some columns of it, in polars' types.

    Raises:
        InputError: the file is damaged.
    """
    frame = _guarded(file, lambda table: pl.from_arrow(table), columns)
    assert isinstance(frame, pl.DataFrame)
    return frame


def parquet_sheet(file: InputFile, columns: Collection[str] | None = None) -> Sheet:
    """The file's cells; see `table_sheet`.

    Args:
        file: the file; columns: the names that are wanted, all by default.

    Raises:
        InputError: the file is damaged.
    """
    check_columns(len(parquet_columns(file)), file.place())
    sheet = _guarded(file, lambda table: table_sheet(table, columns), None)
    assert isinstance(sheet, Sheet)
    return sheet


def table_sheet(table: Any, columns: Collection[str] | None = None, first: int = 1) -> Sheet:
    """The cells of an Arrow table. Codes of a `ClassLabel` (Hugging Face) are the names that its schema gives them.

    Args:
        table: in pyarrow.
        columns: the names that are wanted, all by default.
        first: the number of its first row.
    """
    names = tuple(table.schema.names)
    unique = unique_names(names)
    features, ranked = _class_features(table.schema), _ranked(table.schema)
    texts = [pl.int_range(first, first + table.num_rows, dtype=pl.Int64, eager=True).alias(LINE)]
    orders: dict[str, tuple[str, ...]] = {}
    for place, name in enumerate(unique):
        if columns is not None and name not in columns:
            continue
        values, order = _column(table.column(place), features.get(names[place]))
        texts.append(values.alias(str(place)))
        if names[place] in ranked:
            orders[name] = ranked[names[place]] or order
    return Sheet(unique, pl.DataFrame(texts), (), orders)


def _guarded(file: InputFile, use: Any, columns: list[str] | None) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if file.table is not None:
            return use(file.table if columns is None else file.table.select(columns))
        table = pq.read_table(io.BytesIO(file.content), columns=columns)
        # Text that is no UTF-8 would only be found when it is used.
        table.validate(full=True)
        return use(table)
    except (pa.ArrowException, OSError, KeyError, MemoryError, ValueError, pl.exceptions.PolarsError) as error:
        raise InputError(
            f"the Parquet file is damaged ({type(error).__name__})",
            place=file.place(),
            remedy="Fetch it again; a Parquet file cannot be read in part.",
        ) from None


def _column(column: Any, feature: Any = None) -> tuple[pl.Series, tuple[str, ...]]:
    """A column as text, and its categories in the type's order where it has some; of sounds and pictures the path."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    order: tuple[str, ...] = ()
    if pa.types.is_dictionary(kind):
        combined = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        dictionary = combined.dictionary if isinstance(combined, pa.DictionaryArray) else combined.chunk(0).dictionary
        order = tuple(text_of(word) for word in dictionary.to_pylist())
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if _is_media(kind):
        return _column(pc.struct_field(column, "path"))
    if feature is not None:
        return pl.Series([_cell(_named(value, feature)) for value in column.to_pylist()], dtype=pl.String), order
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        texts = pl.from_arrow(column)
        assert isinstance(texts, pl.Series)
        return texts.cast(pl.String).fill_null(""), order
    if pa.types.is_temporal(kind):
        return pl.Series(_times(column), dtype=pl.String).fill_null(""), order
    return pl.Series([_cell(value) for value in column.to_pylist()], dtype=pl.String), order


def _is_media(kind: Any) -> bool:
    """Whether values are sounds or pictures as the `datasets` library keeps them: bytes and a path."""
    import pyarrow as pa

    return bool(pa.types.is_struct(kind)) and {"bytes", "path"} == {field.name for field in kind}


def _times(column: Any) -> list[str | None]:
    """Times in ISO 8601, durations and clock times in seconds and hh:mm:ss; years beyond 9999 as Arrow spells them.

    What it does not spell, tens of thousands of years away, is a count of the type's units.
    """
    import pyarrow as pa

    kind = column.type
    if pa.types.is_duration(kind):
        scale = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[kind.unit]
        counts = column.cast(pa.int64()).to_pylist()
        return [None if count is None else text_of(count / scale) for count in counts]
    if pa.types.is_interval(kind):
        return [None if value is None else str(tuple(value)) for value in column.to_pylist()]
    if pa.types.is_timestamp(kind):
        # Arrow's own cast spells every year, where Python's datetime ends at 9999; with a zone it is in UTC.
        zoned = kind.tz is not None
        plain = column.cast(pa.timestamp(kind.unit, "UTC" if zoned else None))
        texts = plain.cast(pa.string()).to_pylist()
        return [None if text is None else _spelled(text.replace("Z", "+00:00"), f" {kind.unit}") for text in texts]
    unit = " days" if pa.types.is_date32(kind) else ""
    return [None if text is None else _spelled(text, unit) for text in column.cast(pa.string()).to_pylist()]


def _spelled(text: str, unit: str) -> str:
    """A time as Arrow spells it, or the count that stands in its excuse."""
    found = _NOT_SPELLED.fullmatch(text)
    return f"{found[1]}{unit} since 1970" if found else text


def _named(value: Any, feature: Any) -> Any:
    """A value in which the codes of classes, however deep in lists and objects, are the names that a feature gives.

    Codes that no name is given to, -1 and null are no class.
    """
    if isinstance(value, list):
        inner = feature.get("feature", feature) if isinstance(feature, dict) else feature
        element = inner[0] if isinstance(inner, list) and len(inner) == 1 else inner
        return [_named(part, element) for part in value]
    if not isinstance(feature, dict):
        return value
    if feature.get("_type") == "ClassLabel":
        names = feature.get("names")
        if isinstance(value, int) and isinstance(names, list) and 0 <= value < len(names):
            return str(names[value])
        return "" if value == -1 else value
    if isinstance(value, dict):
        # A sequence of objects is kept as an object of sequences; its features stand one level further down.
        parts = feature.get("feature") if feature.get("_type") in _SEQUENCES else feature
        return {
            name: _named(part, parts.get(name) if isinstance(parts, dict) else None) for name, part in value.items()
        }
    return value


def _cell(value: Any) -> str:
    """A value of any type as the text of a cell: lists and objects as JSON."""
    if isinstance(value, (list, dict)):
        return json.dumps(_plain(value), ensure_ascii=False)
    return text_of(_plain(value))


def _plain(value: Any) -> Any:
    """A value in JSON's types; NaN in a column of numbers is none."""
    from datetime import date, datetime, time, timedelta
    from decimal import Decimal
    from uuid import UUID

    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {text_of(name): _plain(part) for name, part in value.items()}
    if isinstance(value, Decimal):
        # Normalizing would round to the 28 digits that Python computes with.
        return text_of(int(value)) if value == value.to_integral_value() else f"{value:f}".rstrip("0")
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return _of_bytes(value)
    if isinstance(value, float) and math.isnan(value):
        return None
    return str(value) if isinstance(value, UUID) else value


def _of_bytes(value: bytes) -> str:
    """Bytes as the text that they spell, or as hexadecimal digits where they spell none."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
    return text if text.isprintable() else value.hex()


def _class_features(schema: Any) -> Mapping[str, Any]:
    """The features that hold classes, by column, as the `datasets` library keeps them in the schema's metadata."""
    try:
        features = json.loads((schema.metadata or {})[_HUGGING_FACE])["info"]["features"]
        return {column: feature for column, feature in features.items() if "ClassLabel" in json.dumps(feature)}
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _ranked(schema: Any) -> Mapping[str, tuple[str, ...]]:
    """The columns whose categories are in an order that means something; their categories where the file lists them."""
    import pyarrow as pa

    ordered = (field for field in schema if pa.types.is_dictionary(field.type) and field.type.ordered)
    return {field.name: _enum((field.metadata or {}).get(_POLARS_ENUM, b"")) for field in ordered}


def _enum(written: bytes) -> tuple[str, ...]:
    """A polars Enum's categories out of `2;lo3;mid2;hi`: each with the number of its bytes before it."""
    words = []
    while written:
        length, _, rest = written.partition(b";")
        if not length.isdigit() or int(length) > len(rest):
            return ()
        words.append(rest[: int(length)].decode("utf-8", "replace"))
        written = rest[int(length) :]
    return tuple(words)
