"""Large tables on disk as sheets of some rows each, so that no file has to fit into memory.

Delimited text, JSON Lines, a JSON array and Parquet can be cut between rows. What cannot be cut without knowing all of
it (another encoding than UTF-8, a stray quotation mark, a damaged array) is `UncutError`, and read as a whole.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from oe_quality.errors import InputError
from oe_quality.readers.text.bounds import MAX_LINE, check_lines, check_unpacked
from oe_quality.readers.text.csv import BadRow, lines_of
from oe_quality.readers.text.foreign import refuse_foreign
from oe_quality.readers.text.json import Record, elements_of, is_json, lines_in, parse_json
from oe_quality.readers.text.parquet import table_sheet
from oe_quality.readers.text.reading import Header, rows_of
from oe_quality.readers.text.sheet import LINE, Sheet, cell_of, unique_names
from oe_quality.readers.text.source import ZIP, InputFile, beside_path

LARGE = 16 << 20
"""Bytes, unpacked, from which a table is read in parts."""
BLOCK = 8 << 20
"""Bytes of text that are read at a time."""
ROWS = 200_000
"""Rows of a part at most, where they can be counted beforehand."""

_PARQUET = b"PAR1"
_CELL = 16
"""Bytes of a cell of text in memory, however well it is packed on disk."""
_HEAD = 1 << 20
_HEAD_ROWS = 1000
_PACKED = 8
"""A packed table is seldom smaller than this part of itself."""


class UncutError(Exception):
    """A table that cannot be read in parts; says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """A large table.

    Attributes:
        head: its first rows as a file of their own, for telling formats apart.
        sheets: its rows, some at a time; every call gives the same sheets. Takes the header of delimited text.
        size: bytes on disk, unpacked.
        unpacked: where a packed file was unpacked to, gone with this.
    """

    head: InputFile
    sheets: Callable[[Header | None], Iterator[Sheet]]
    size: int
    unpacked: TemporaryDirectory[str] | None = None


def may_be_large(path: str | Path) -> bool:
    """Whether a file is so big on disk that its table may be large."""
    place = Path(path)
    return place.is_file() and place.stat().st_size * _PACKED >= LARGE


def large(path: str | Path, least: int | None = None) -> Blocks | None:
    """A file that is read in parts, or None for one that is small or of a kind that cannot be cut.

    Args:
        path: the file; least: bytes from which it is large, `LARGE` by default.
    """
    place, least = Path(path), LARGE if least is None else least
    if str(path) == "-" or not place.is_file():
        return None
    try:
        with place.open("rb") as file:
            magic = file.read(4)
        packed = magic[:2] == b"\x1f\x8b"
        if place.stat().st_size * (_PACKED if packed else 1) < least and magic != _PARQUET:
            return None
        folder = TemporaryDirectory(prefix="oeq-") if packed else None
        plain = place if folder is None else _unpacked(place, Path(folder.name) / "table")
        if (_held(plain) if magic == _PARQUET else plain.stat().st_size) < least:
            return None
        with place.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return _cut(plain, InputFile(place.name, digest, b"", beside=beside_path(place)), folder)
    except (OSError, EOFError, zlib.error, InputError, UncutError):
        # Whatever is wrong with it is said where it is read as a whole.
        return None


def _unpacked(place: Path, to: Path) -> Path:
    size, packed = 0, place.stat().st_size
    with gzip.open(place) as source, to.open("wb") as sink:
        while piece := source.read(BLOCK):
            size += len(piece)
            check_unpacked(size, packed, place.name)
            sink.write(piece)
    return to


def _cut(place: Path, file: InputFile, folder: TemporaryDirectory[str] | None) -> Blocks | None:
    size = place.stat().st_size
    with place.open("rb") as source:
        begin = source.read(_HEAD)
    lies_in = place.absolute().parent.name if folder is None else ""
    if begin.startswith(_PARQUET):
        head, rows = _parquet_head(place)
        return Blocks(replace(file, content=head, lies_in=lies_in), lambda _: _of_parquet(place, rows), size, folder)
    if begin.startswith(ZIP) or b"\0" in begin:
        return None
    refuse_foreign(begin, file.name)
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(begin[: begin.rfind(b"\n") + 1] or begin)
    except UnicodeDecodeError:
        return None
    head_file = replace(file, content=text.encode(), lies_in=lies_in)
    if not is_json(head_file.head):
        return Blocks(head_file, lambda header: _of_text(place, header), size, folder)
    if not head_file.head.lstrip().startswith("[") and not _is_lines(begin):
        return None
    spool = _Records(place)
    return Blocks(head_file, lambda _: spool.sheets(), size, folder)


def _is_lines(begin: bytes) -> bool:
    """Whether the first line is JSON by itself, and others follow."""
    first, _, rest = begin.partition(b"\n")
    try:
        parse_json(first.decode("utf-8-sig"))
    except ValueError:
        return False
    return bool(rest.strip())


# Text


def _texts(place: Path) -> Iterator[str]:
    """The text of a file, some megabytes at a time, cut at line ends that no quotation marks enclose.

    Raises:
        UncutError: quotation marks go on and on, or it is not all UTF-8.
        InputError: a line is longer than any table's.
    """
    with place.open("rb") as file:
        rest, lines = b"", 0
        while piece := file.read(BLOCK):
            rest += piece
            cut = _end_of_row(rest)
            if not cut and len(rest) > MAX_LINE:
                check_lines(rest, place.name, lines)
                raise UncutError("its quotation marks do not match")
            yield from _decoded(rest[:cut])
            lines += rest.count(b"\n", 0, cut)
            rest = rest[cut:]
        yield from _decoded(rest)


def _decoded(piece: bytes) -> Iterator[str]:
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        raise UncutError("it is not all UTF-8") from None
    if text:
        yield text


def _end_of_row(block: bytes) -> int:
    """Where the last row ends: after a line end with an even number of quotation marks before it; 0 for nowhere."""
    quotes = block.count(b'"')
    end = len(block)
    while (found := block.rfind(b"\n", 0, end)) >= 0:
        quotes -= block.count(b'"', found, end)
        if quotes % 2 == 0:
            return found + 1
        end = found
    return 0


def _of_text(place: Path, header: Header | None) -> Iterator[Sheet]:
    if header is None:
        raise UncutError("it has no header")
    places = tuple(range(len(header.names)))
    before = 0
    for text in _texts(place):
        text = text.removeprefix("\ufeff") if not before else text
        here = replace(header, line=max(0, header.line - before))
        frame, bad = rows_of(text, here, places)
        rejects = tuple(BadRow(row.line + before, row.reason) for row in bad)
        yield Sheet(header.names, frame.with_columns(pl.col(LINE) + before), rejects)
        before += len(lines_of(text)) if "\r" in text else text.count("\n")


# JSON


class _Records:
    """Records of JSON, decoded once and kept as cells in files of a temporary folder."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._folder: TemporaryDirectory[str] | None = None
        self._seen: dict[str, int] = {}
        self._parts: list[tuple[Path, tuple[BadRow, ...]]] = []

    def sheets(self) -> Iterator[Sheet]:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="oeq-")
            self._keep(Path(self._folder.name))
        names = unique_names(tuple(self._seen))
        for path, bad in self._parts:
            frame = pl.read_ipc(path)
            absent = [pl.lit("").alias(str(n)) for n in range(len(names)) if str(n) not in frame.columns]
            yield Sheet(names, frame.with_columns(absent), bad)

    def _keep(self, folder: Path) -> None:
        rows = _Rows(self._seen)
        try:
            for record in self._records():
                rows.add(record)
                if rows.height >= ROWS // 2:
                    self._write(rows, folder)
                    rows = _Rows(self._seen)
        except ValueError as error:
            raise UncutError(str(error)) from None
        if rows.height or rows.bad or not self._parts:
            self._write(rows, folder)

    def _write(self, rows: _Rows, folder: Path) -> None:
        if len(self._seen) > _HEAD_ROWS:
            raise UncutError(f"its records have {len(self._seen):,} different keys")
        path = folder / f"{len(self._parts)}.arrow"
        rows.frame().write_ipc(path, compression="lz4")
        self._parts.append((path, tuple(rows.bad)))

    def _records(self) -> Iterator[Record | BadRow]:
        with self._place.open("rb") as file:
            is_array = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
        if is_array:
            with self._place.open(encoding="utf-8-sig", newline="") as text:
                yield from elements_of(iter(lambda: text.read(BLOCK), ""))
            return
        before = 0
        for piece in _texts(self._place):
            yield from lines_in(piece, before)
            before += piece.count("\n")


class _Rows:
    """Records on their way to columns of cells; `seen` gives every key its place, over all parts."""

    def __init__(self, seen: dict[str, int]) -> None:
        self._seen = seen
        self._lines: list[int] = []
        self._cells: dict[str, list[str]] = {}
        self.bad: list[BadRow] = []

    @property
    def height(self) -> int:
        return len(self._lines)

    def add(self, record: Record | BadRow) -> None:
        """One more record; one with a value that cannot be read is bad."""
        if isinstance(record, BadRow):
            self.bad.append(record)
            return
        try:
            row = [(key, _cell(value)) for key, value in record[1].items()]
        except (ValueError, RecursionError):
            self.bad.append(BadRow(record[0], "a value in it cannot be read"))
            return
        height = len(self._lines)
        for key, cell in row:
            column = self._cells.get(key)
            if column is None:
                self._seen.setdefault(key, len(self._seen))
                column = self._cells[key] = []
            if len(column) < height:
                column.extend([""] * (height - len(column)))
            column.append(cell)
        self._lines.append(record[0])

    def frame(self) -> pl.DataFrame:
        """The cells, as in `Sheet.frame`."""
        columns = [pl.Series(LINE, self._lines, pl.Int64)]
        for key, cells in self._cells.items():
            cells.extend([""] * (len(self._lines) - len(cells)))
            columns.append(pl.Series(str(self._seen[key]), cells, pl.String))
        return pl.DataFrame(columns)


def _cell(value: Any) -> str:
    """`cell_of`, quick where there is nothing to do."""
    return value if type(value) is str and value.isascii() else cell_of(value)


# Parquet


def _parquet_head(place: Path) -> tuple[bytes, int]:
    """The first rows as a Parquet file of their own, and how many rows to read at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    try:
        with pq.ParquetFile(place) as file:
            first = next(file.iter_batches(_HEAD_ROWS), None)
            if first is None:
                raise UncutError("it holds no rows")
            pq.write_table(_as_in_file(first, file), sink)
            rows = int(BLOCK * 16 * file.metadata.num_rows / _held(place))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UncutError("its Parquet is damaged") from error
    return sink.getvalue(), max(_HEAD_ROWS, min(ROWS, rows))


def _held(place: Path) -> int:
    """About how many bytes a Parquet file's cells take."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(place) as file:
            found = file.metadata
            packed = sum(found.row_group(number).total_byte_size for number in range(found.num_row_groups))
            return max(1, int(packed), int(found.num_rows) * int(found.num_columns) * _CELL)
    except (pa.ArrowException, OSError, ValueError):
        raise UncutError("its Parquet is damaged") from None


def _as_in_file(batch: Any, file: Any) -> Any:
    import pyarrow as pa

    return pa.Table.from_batches([batch]).replace_schema_metadata(file.schema_arrow.metadata)


def _of_parquet(place: Path, rows: int) -> Iterator[Sheet]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = 1
    try:
        with pq.ParquetFile(place) as file:
            for batch in file.iter_batches(rows):
                table = _as_in_file(batch, file)
                table.validate(full=True)
                yield table_sheet(table, None, first)
                first += table.num_rows
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise UncutError("its Parquet is damaged") from error
