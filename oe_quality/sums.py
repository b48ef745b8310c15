"""Lists of check sums, in the form that `sha256sum -c` reads: what was made here, and whether it still is as it was."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from oe_quality.errors import InputError, Place

SUMS = "SHA256SUMS"


def files_of(folder: Path) -> list[Path]:
    """All files below a folder, links among them, by their path in it; links to folders are not followed."""
    found = []
    for base, folders, files in os.walk(folder):
        here = Path(base)
        found += [here / name for name in files]
        found += [here / name for name in folders if (here / name).is_symlink()]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def sha256(path: Path) -> str:
    """The file's SHA-256, lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_sums(folder: Path, *, beside: Iterable[Path] = (), name: str = SUMS) -> None:
    """Write the list over all other files of a folder, and over files that lie beside it."""
    lines = [
        f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files_of(folder) if path != folder / name
    ]
    lines += [f"{sha256(path)}  ../{path.name}\n" for path in beside]
    (folder / name).write_text("".join(lines), encoding="utf-8", newline="\n")


def read_sums(path: Path) -> dict[str, str]:
    """Name -> check sum, as a list says.

    Raises:
        InputError: there is no list, or it is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError("there is no readable list of check sums", place=Place(str(path))) from None
    listed = {name: digest for digest, blanks, name in (line.partition("  ") for line in lines) if blanks}
    if not listed or len(listed) != len(lines):
        raise InputError("this is no list of check sums", place=Place(str(path)))
    return listed


def differences(folder: Path) -> list[str]:
    """How the files of a folder differ from its list, in words; empty where all are as they were made.

    Raises:
        InputError: there is no list, or it is none.
    """
    listed = read_sums(folder / SUMS)
    there = {path.relative_to(folder).as_posix(): path for path in files_of(folder) if path != folder / SUMS}
    there |= {name: folder / name for name in listed if name.startswith("../") and (folder / name).exists()}
    wrong = [f"{name} is missing" for name in sorted(listed.keys() - there.keys())]
    wrong += [f"{name} is not on the list" for name in sorted(there.keys() - listed.keys())]
    wrong += [f"{name} is a link" for name, path in sorted(there.items()) if path.is_symlink()]
    same = sorted(listed.keys() & there.keys())
    return wrong + [f"{name} was changed" for name in same if not _is_as_listed(there[name], listed[name])]


def _is_as_listed(path: Path, digest: str) -> bool:
    try:
        return sha256(path) == digest
    except OSError:
        return False


def verify(folder: Path) -> int:
    """Hold every file of a release against its list; returns their number.

    Raises:
        InputError: a file differs, is missing, or is not listed; or there is no list.
    """
    place = Place(str(folder / SUMS))
    if not (folder / SUMS).is_file():
        raise InputError("this is no release", place=place, remedy="Name a folder that `oeq release` made.")
    if wrong := differences(folder):
        remedy = "Make the release again; a bundle is not to be changed by hand."
        more = f"; {len(wrong) - 5:,} more" if len(wrong) > 5 else ""
        raise InputError(f"the bundle is not as it was made: {'; '.join(wrong[:5])}{more}", place=place, remedy=remedy)
    return len(read_sums(folder / SUMS))
