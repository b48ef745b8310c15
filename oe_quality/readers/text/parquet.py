"""Parquet files as a polars frame; what is damaged is an error, never a crash."""

from __future__ import annotations

import io

import polars as pl

from oe_quality.errors import InputError
from oe_quality.readers.text.source import InputFile


def parquet_columns(file: InputFile) -> tuple[str, ...]:
    """The names of the columns, or none if the file is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_schema(io.BytesIO(file.content)).names)
    except (pa.ArrowException, OSError, ValueError, KeyError):
        return ()


def read_parquet(file: InputFile, columns: list[str] | None = None) -> pl.DataFrame:
    """The whole file, or some columns of it.

    Raises:
        InputError: the file is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(file.content), columns=columns)
        # Text that is no UTF-8 would only be found when it is used.
        table.validate(full=True)
        frame = pl.from_arrow(table)
    except (pa.ArrowException, OSError, ValueError, KeyError, MemoryError, pl.exceptions.PolarsError) as error:
        raise InputError(
            f"the Parquet file is damaged ({type(error).__name__})",
            place=file.place(),
            remedy="Fetch it again; a Parquet file cannot be read in part.",
        ) from None
    assert isinstance(frame, pl.DataFrame)
    return frame
