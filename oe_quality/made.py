"""What commands have made in a folder: a list of check sums there, by which the next one knows what it may replace.

The list has the form that `sha256sum -c oeq.sha256` reads. A file that is not on it, or that was changed since, is
somebody's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from oe_quality.errors import InputError, UsageError
from oe_quality.sums import files_of, read_sums, sha256

LIST = "oeq.sha256"


def is_as_made(path: Path) -> bool:
    """Whether a file, or every file of a folder, is on the list beside it and still is as it was made."""
    try:
        listed = _listed(path.parent)
        return _sums(path.parent, path.name) == {name: listed[name] for name in _of(listed, path.name)} != {}
    except (InputError, OSError):
        return False


def refuse_list(folder: Path) -> None:
    """Stop where something else has the list's name.

    Raises:
        UsageError: it is a link or a folder, or holds no list.
    """
    place = folder / LIST
    try:
        if place.is_symlink():
            raise InputError("it is a link")
        _listed(folder)
    except InputError:
        raise UsageError(
            f"{place} is not the list of what oeq made there, and is in its way",
            remedy="Give it another name, or write to another folder.",
        ) from None


def note(new: Path, folder: Path, names: Sequence[str]) -> None:
    """Write into `new` the list that `folder` is to have when files and folders of these names have moved there.

    Of a name that cannot stand in such a list nothing is noted, so that its file is never replaced.
    """
    before = _listed(folder)
    gone = {name for made in names for name in _of(before, made)}
    listed = {name: digest for name, digest in before.items() if name not in gone and (folder / name).is_file()}
    for made in names:
        if _can_be_listed(made):
            listed |= _sums(new, made)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(listed.items())]
    if lines:
        (new / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")


def _sums(folder: Path, made: str) -> dict[str, str]:
    """Name -> check sum of a file in a folder, or of all files of a folder in it; a link has none."""
    place = folder / made
    inside = files_of(place) if place.is_dir() else [place] if place.exists() else []
    return {path.relative_to(folder).as_posix(): "" if path.is_symlink() else sha256(path) for path in inside}


def _of(listed: Iterable[str], made: str) -> list[str]:
    """The names on a list that are a file's, or are of files in a folder."""
    return [name for name in listed if name == made or name.startswith(f"{made}/")]


def _listed(folder: Path) -> dict[str, str]:
    """Name -> check sum; empty where there is no list.

    Raises:
        InputError: what stands there is none.
    """
    return read_sums(folder / LIST) if (folder / LIST).exists() else {}


def _can_be_listed(name: str) -> bool:
    with suppress(UnicodeEncodeError):
        name.encode()
        return len(name.splitlines()) == 1
    return False
