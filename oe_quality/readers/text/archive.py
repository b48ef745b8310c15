"""ZIP archives and folders as the files in them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from oe_quality.errors import InputError, Place
from oe_quality.readers.text.bounds import MAX_DEPTH, MAX_FILES, check_unpacked
from oe_quality.readers.text.source import ZIP, Beside, InputFile, beside_path, input_from_bytes, read_bytes, unpack
from oe_quality.readers.text.workbook import is_workbook, sheets_of

_TABLES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xls", ".xlsb", ".ods"})
_PACKED = frozenset({".gz", ".zip"})
_HEADERS = frozenset({".yaml", ".yml"})
"""Files that describe others and are read with them."""

_ENDINGS = ", ".join(sorted(_TABLES | _PACKED))
_PIECE = 1 << 20
_SHOWN = 5


def open_inputs(path: str | Path) -> Iterator[InputFile]:
    """The inputs that a path stands for: a file, an archive's files, a workbook's sheets, a folder's files.

    They come in the order of their names, whatever the archive's or the disk's order.

    Raises:
        InputError: nothing in it can be read, or it is too large.
    """
    if str(path) != "-" and Path(path).is_dir():
        yield from _folder(Path(path))
    else:
        name = "-" if str(path) == "-" else Path(path).name
        lies_in = "" if name == "-" else Path(path).absolute().parent.name
        for file in inputs_of(read_bytes(path), name, beside_path(path)):
            yield replace(file, lies_in=lies_in)


def open_input(path: str | Path) -> InputFile:
    """The one input that a path stands for.

    Raises:
        InputError: it cannot be read, or holds several.
    """
    if str(path) != "-" and Path(path).is_dir():
        raise InputError("that is a folder", place=Place(str(path)), remedy="Name a file in it.")
    found = open_inputs(path)
    first = next(found)
    if next(found, None) is not None:
        raise InputError("it holds several files or sheets", place=Place(Path(path).name), remedy="Name one of them.")
    return first


def inputs_of(raw: bytes, name: str, beside: Beside, depth: int = 0) -> Iterator[InputFile]:
    """The same for bytes that are already in memory.

    Args:
        raw: the bytes as they lie on disk.
        name: what they are called.
        beside: gives the bytes of neighbours.
        depth: how many archives they lie in.

    Raises:
        InputError: see `open_inputs`.
    """
    content = unpack(raw, name)[0] if raw[:2] == b"\x1f\x8b" else raw
    if is_workbook(content):
        yield from sheets_of(content, raw, name)
    elif content[:4] == ZIP:
        yield from _archive(content, name, depth)
    else:
        yield input_from_bytes(raw, name, beside=beside)


def _archive(content: bytes, name: str, depth: int) -> Iterator[InputFile]:
    if depth >= MAX_DEPTH:
        raise InputError("archives lie too deeply within archives", place=Place(name), remedy="Unpack it yourself.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    if any(member.endswith(".npy") for member in members):
        raise InputError("this is a NumPy archive (.npz)", place=Place(name), remedy="Write a CSV with named columns.")
    if "word/document.xml" in members:
        raise InputError("this is a text document", place=Place(name), remedy="Save its table as CSV and load that.")
    chosen, notes = _chosen(list(members), name)
    budget = _Budget(len(content), name)

    def read(member: str) -> bytes | None:
        return budget.read(archive, members[member]) if member in members else None

    for member in chosen:
        folder = PurePosixPath(member).parent

        def beside(other: str, folder: PurePosixPath = folder) -> bytes | None:
            return read(str(folder / PurePosixPath(other).name))

        raw = read(member)
        if raw is not None and raw.strip():
            yield from _noted(inputs_of(raw, f"{name}/{member}", beside, depth + 1), notes)
            notes = ()


def _damaged(name: str) -> InputError:
    return InputError("the ZIP archive is damaged or encrypted", place=Place(name), remedy="Fetch or pack it again.")


class _Budget:
    """Unpacks an archive's files, and stops where all of them together are too much."""

    def __init__(self, packed: int, name: str) -> None:
        self._packed = packed
        self._name = name
        self._size = 0

    def read(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        """The bytes of one file.

        Raises:
            InputError: it is damaged, or too large.
        """
        parts = []
        # What the archive says of itself comes first, so that a bomb is not held in part.
        check_unpacked(self._size + info.file_size, self._packed, self._name)
        try:
            with archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    self._size += len(piece)
                    check_unpacked(self._size, self._packed, self._name)
                    parts.append(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise _damaged(f"{self._name}/{info.filename}") from error
        return b"".join(parts)


def _folder(folder: Path) -> Iterator[InputFile]:
    paths = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            paths[path.relative_to(folder).as_posix()] = path
        if len(paths) > MAX_FILES:
            break
    chosen, notes = _chosen(list(paths), folder.name)
    for name in chosen:
        path = paths[name]
        raw = read_bytes(path)
        if raw.strip():
            yield from _noted(inputs_of(raw, f"{folder.name}/{name}", beside_path(path), 1), notes)
            notes = ()


def _chosen(names: list[str], place: str) -> tuple[list[str], tuple[str, ...]]:
    """The files that may be exports, in the order of their names, and a note on those passed over.

    Raises:
        InputError: there are none, or too many.
    """
    if len(names) > MAX_FILES:
        raise InputError(f"it holds more than {MAX_FILES:,} files", place=Place(place), remedy="Load them in parts.")
    visible = sorted(name for name in names if not _is_hidden(name))
    chosen = [name for name in visible if _ending(name) in _TABLES | _PACKED]
    if not chosen:
        raise InputError("it holds no file of answers", place=Place(place), remedy=f"Read are files named {_ENDINGS}.")
    left = [name for name in visible if name not in set(chosen) and _ending(name) not in _HEADERS]
    if not left:
        return chosen, ()
    shown = ", ".join(left[:_SHOWN]) + (", ..." if len(left) > _SHOWN else "")
    return chosen, (f"{len(left):,} other file{'s' if len(left) > 1 else ''} in {place} passed over: {shown}.",)


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "__MACOSX", "~$")) for part in parts)


def _noted(inputs: Iterator[InputFile], notes: tuple[str, ...]) -> Iterator[InputFile]:
    """The inputs, the first of them with notes."""
    for file in inputs:
        yield replace(file, notes=(*file.notes, *notes))
        notes = ()
