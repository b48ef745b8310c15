"""A private folder in which files are made before they take their places, all of them or none.

The folder lies beside the places, so that a rename moves what was made. It is locked while its process
lives: whoever finds one that nobody locks knows that its process was killed. If that was before the new
files were complete, the folder is swept; if it was while they took their places, the move is finished.
"""

from __future__ import annotations

import ctypes
import errno
import json
import logging
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from oe_quality.errors import InputError, UsageError
from oe_quality.sums import SUMS, differences, sha256

try:
    import fcntl
except ImportError:  # Windows has no such locks; folders of killed runs stay there until somebody removes them.
    fcntl = None  # type: ignore[assignment]

LOG = logging.getLogger("oe_quality")
LOCK, PLAN, NEW, OLD = "lock", "plan.json", "new", "old"
_NAME = re.compile(r"\.oeq-[a-z0-9_]{8}\.part")
_AT_WORKING_FOLDER = -100
_SWAP = 2
_DUCKDB = b"DUCK"
_LEAST = 1 << 20
"""Bytes that must be free before anything is made."""
NO_ROOM = {
    errno.ENOSPC: "Make room on the disk, or choose another place; what stood there before is as it was.",
    errno.EDQUOT: "Make room among your files, or choose another place; what stood there before is as it was.",
    errno.EFBIG: "The system's limit on the size of files is too low: raise it (ulimit -f).",
}
"""What to do about a disk that takes no more, by the system's number for it."""


def _users_mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


MASK = _users_mask()
"""What the user withholds from others; `private` withholds all, and what is meant to be read gets this back."""


@contextmanager
def private() -> Iterator[None]:
    """Files that are made within are readable by nobody else."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def workshop(folder: Path, *, beyond: int = 0, least: int = _LEAST) -> Iterator[Path]:
    """Yield a new private folder in `folder`, which is made if it is not there; what is made in neither stays.

    Args:
        folder: where it is made.
        beyond: the size of a file there that is to grow; least: bytes that must be free for it.

    Raises:
        UsageError: nothing can be written there.
        InputError: there is no room, or no file may grow so far.
    """
    made = _with_parents(folder)
    try:
        sweep(folder)
        with _locked(folder, beyond, least) as room:
            (room / NEW).mkdir(mode=0o700)
            (room / OLD).mkdir(mode=0o700)
            yield room
    finally:
        for one in reversed(made):
            # A folder that holds something by now stays.
            with suppress(OSError):
                one.rmdir()


def require_room(folder: Path, *, beyond: int = 0, least: int = _LEAST) -> None:
    """Make sure, before any work is done, that files can be made in `folder`; what killed runs left there is swept.

    Args:
        folder: where they are to be made.
        beyond: the size of a file there that is to grow; least: bytes that must be free for it.

    Raises:
        UsageError: nothing can be written there.
        InputError: there is no room, or no file may grow so far.
    """
    with workshop(folder, beyond=beyond, least=least):
        pass


def move_in(room: Path, folder: Path, names: Sequence[str]) -> None:
    """Give each of `names` in `folder` the content that stands in the workshop, or none where none was made.

    All names change or none does: what fails is undone, and what a kill interrupts is finished by `sweep`.
    """
    plan = {name: _mark(room / NEW / name) for name in names}
    before = {name: _mark(folder / name) for name in names}
    for name in names:
        flush(room / NEW / name)
    _write_through(room / PLAN, json.dumps({name: [plan[name], before[name]] for name in names}))
    moved: list[str] = []
    try:
        for name in names:
            # The name counts as moved before it is: undoing what was not done changes nothing.
            moved.append(name)
            _move(room, folder, name, plan[name])
    except BaseException:
        for name in reversed(moved):
            _move_back(room, folder, name, plan[name])
        (room / PLAN).unlink()
        raise
    _flush_folder(folder)
    (room / PLAN).unlink()


def sweep(folder: Path) -> None:
    """Finish or remove what killed runs have left in `folder`, and say so."""
    try:
        left = [path for path in folder.iterdir() if _NAME.fullmatch(path.name) and not path.is_symlink()]
    except OSError:
        return
    for room in left:
        with suppress(OSError), _abandoned(room) as ours:
            if ours and (room / PLAN).exists():
                _finish(room, folder)
                LOG.warning("finished in %s what a killed run had begun", folder)
            elif ours:
                LOG.warning("removed %s, which a killed run had left", room)
            if ours:
                _clear(room)


def is_store(path: Path) -> bool:
    """Whether the file is a DuckDB file, by its content."""
    try:
        with path.open("rb") as stream:
            return stream.read(12)[8:] == _DUCKDB
    except OSError:
        return False


def _with_parents(folder: Path) -> list[Path]:
    """Make a folder with its parents; returns those that were not there, the outermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"cannot make the folder {folder}: {_why(error)}", remedy="Choose a folder that can be written to."
        ) from None
    return missing[::-1]


@contextmanager
def _locked(folder: Path, beyond: int, least: int) -> Iterator[Path]:
    # Its name is known before it is there, so that a signal at any moment finds it.
    room, ours = folder / f".oeq-{secrets.token_hex(4)}.part", True
    try:
        try:
            room.mkdir(mode=0o700)
        except OSError as error:
            ours = False
            raise UsageError(
                f"cannot write in the folder {folder}: {_why(error)}", remedy="Choose a folder that can be written to."
            ) from None
        with (room / LOCK).open("w") as lock:
            if fcntl is not None:
                with suppress(OSError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _try_for_room(lock.fileno(), folder, beyond, least)
            yield room
    finally:
        if ours:
            _clear_whole(room)


def _try_for_room(descriptor: int, folder: Path, beyond: int, least: int) -> None:
    """Have the system set room aside, and give it back: it alone knows of disks, quotas and limits."""
    if sys.platform != "linux":
        return
    try:
        os.posix_fallocate(descriptor, beyond, least)
        os.ftruncate(descriptor, 0)
    except OSError as error:
        # What cannot set aside, as some file systems, may yet take what is written.
        if error.errno in NO_ROOM:
            what = "no file may grow far enough" if error.errno == errno.EFBIG else "there is no room"
            raise InputError(f"{what} in the folder {folder}: {_why(error)}", remedy=NO_ROOM[error.errno]) from None


def _clear_whole(room: Path) -> None:
    """Remove a workshop; a signal meanwhile is heeded when it is gone."""
    try:
        _clear(room)
    except KeyboardInterrupt:
        _clear(room)
        raise


def _clear(room: Path) -> None:
    """Remove a workshop, its lock last: what a kill leaves of it is known for what it is."""
    with suppress(OSError):
        # Without its content a plan would move nothing where everything was to be moved.
        (room / PLAN).unlink(missing_ok=True)
        for path in room.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != LOCK:
                path.unlink(missing_ok=True)
    shutil.rmtree(room, ignore_errors=True)
    if room.exists():
        _clear_frugally(room)


def _clear_frugally(room: Path) -> None:
    """Remove a folder with one file open at a time, where the system allows a process no more."""
    for place, folders, files in os.walk(room, topdown=False):
        for name in files:
            with suppress(OSError):
                Path(place, name).unlink()
        for name in folders:
            with suppress(OSError):
                Path(place, name).rmdir()
    with suppress(OSError):
        room.rmdir()


@contextmanager
def _abandoned(room: Path) -> Iterator[bool]:
    """Whether the process that made the folder is gone; it is held while this is asked."""
    if fcntl is None or room.stat().st_uid != os.geteuid():
        yield False
        return
    try:
        descriptor = os.open(room / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        # Work begins under the lock and is cleared away before it. A process that has made the folder and is about
        # to lock it is told by the failure of its own lock.
        room.rmdir()
        yield False
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _finish(room: Path, folder: Path) -> None:
    plan = json.loads((room / PLAN).read_text(encoding="utf-8"))
    for name, (mark, before) in plan.items():
        if Path(name).name != name:
            continue
        place = folder / name
        if place.exists() and not (_is_still(place, mark) or _is_still(place, before)):
            LOG.warning("%s was changed since, and is left as it is", place)
        else:
            _move(room, folder, name, mark)
    _flush_folder(folder)


def _is_still(place: Path, mark: str) -> bool:
    """Whether a file or folder is as it was when it got this mark."""
    if _mark(place) != mark:
        return False
    return not (place / SUMS).exists() or not differences(place)


def _mark(path: Path) -> str:
    """By what content is known again: a folder by its list of check sums; the empty string where nothing stands."""
    if path.is_dir():
        return sha256(path / SUMS) if (path / SUMS).exists() else "folder"
    return sha256(path) if path.exists() else ""


def _move(room: Path, folder: Path, name: str, mark: str) -> None:
    new, place = room / NEW / name, folder / name
    if not mark:
        if place.exists():
            place.rename(room / OLD / name)
    elif not new.exists() or _mark(new) != mark:
        return
    elif not place.exists():
        new.rename(place)
    elif not _swapped(new, place):
        place.rename(room / OLD / name)
        new.rename(place)


def _move_back(room: Path, folder: Path, name: str, mark: str) -> None:
    new, old, place = room / NEW / name, room / OLD / name, folder / name
    if old.exists():
        if place.exists():
            place.rename(new)
        old.rename(place)
    elif mark and not new.exists():
        place.rename(new)
    elif mark and _mark(new) != mark:
        _swapped(new, place)


def _swapped(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where system or file system cannot."""
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        return bool(library.renamex_np(first, second, _SWAP) == 0)
    if not hasattr(library, "renameat2"):
        return False
    return bool(library.renameat2(_AT_WORKING_FOLDER, first, _AT_WORKING_FOLDER, second, _SWAP) == 0)


def flush(path: Path) -> None:
    """Have everything below a path on the disk, with the rights that the user grants."""
    if path.is_dir():
        for child in path.iterdir():
            flush(child)
        path.chmod(0o777 & ~MASK)
        _flush_folder(path)
    elif path.exists():
        path.chmod(0o600 if is_store(path) else 0o666 & ~MASK)
        with path.open("rb") as stream:
            os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    # Some file systems cannot; what was renamed then lasts as long as they see fit.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    _flush_folder(path.parent)


def _why(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
