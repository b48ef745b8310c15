"""Making a folder beside its place and moving it there whole; its check sums."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oe_quality.errors import UsageError

SUMS = "SHA256SUMS"


@contextmanager
def whole_folder(place: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield a new empty folder beside `place`; on success it takes `place`'s name, else it is removed.

    A process that is killed leaves at most a folder whose name begins with a point; `place` itself
    is never half made.

    Raises:
        UsageError: `place` exists and `force` is off, or its parent cannot be made.
    """
    if place.exists() and not force:
        raise UsageError(f"{place} exists", remedy="Give --force to replace it, or another version.")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {place.parent}: {error.strerror}") from None
    beside = Path(tempfile.mkdtemp(prefix=f".{place.name[:40]}.", dir=place.parent))
    try:
        yield beside
        beside.chmod(0o755)
        _take_place(beside, place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _take_place(beside: Path, place: Path) -> None:
    """Rename `beside` to `place`; what stood there is moved away first and removed last."""
    if not place.exists():
        beside.rename(place)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{place.name[:40]}.old.", dir=place.parent))
    os.replace(place, old)  # noqa: PTH105 (Path.replace says file; this moves a folder onto an empty one)
    try:
        beside.rename(place)
    except OSError:
        os.replace(old, place)  # noqa: PTH105
        raise
    shutil.rmtree(old, ignore_errors=True)


def files_of(folder: Path) -> list[Path]:
    """All files below a folder, by their path in it."""
    return sorted(
        (path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.relative_to(folder).as_posix()
    )


def sha256(path: Path) -> str:
    """The file's SHA-256, lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Write `SHA256SUMS` over all other files, in the form that `sha256sum -c` reads."""
    lines = [
        f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files_of(folder) if path.name != SUMS
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
