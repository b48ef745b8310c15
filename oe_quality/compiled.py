"""Where compiled code is kept: beside the source, in the user's cache, or in a folder that goes with the process.

numba looks beside the source or where NUMBA_CACHE_DIR points, and refuses to run where it can write to neither; what
lies in a place that it cannot write to it does not read. So an image that brings compiled code along, read-only,
would compile all of it again. Such a place is shadowed by a folder of links that can be written to.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha1
from pathlib import Path

from oe_quality.recompiling import drop_outdated

PACKAGE = Path(__file__).parent
VARIABLE = "NUMBA_CACHE_DIR"
COMPILED = ("*.nbi", "*.nbc")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where compiled code goes.

    Attributes:
        place: None for beside the source.
        lasting: whether it is there in the next process.
    """

    place: Path | None
    lasting: bool


@cache
def find_place() -> Kept:
    """Choose the place, once, and tell numba, before anything is compiled."""
    # Where there is no /dev/shm numba cannot hold processes apart that share its threads; none of ours do.
    warnings.filterwarnings("ignore", message="Could not obtain multiprocessing lock")
    named = os.environ.get(VARIABLE)
    if named and _writable(Path(named)):
        drop_outdated(PACKAGE / "kernel", lambda folder: Path(named) / _subfolder(folder))
        return Kept(Path(named), lasting=True)
    if not named and _writable(PACKAGE / "kernel" / "__pycache__"):
        drop_outdated(PACKAGE / "kernel", lambda folder: folder / "__pycache__")
        return Kept(None, lasting=True)
    place, lasting = _elsewhere()
    for shipped, subfolder in _shipped(named):
        _shadow(shipped, place / subfolder)
    drop_outdated(PACKAGE / "kernel", lambda folder: place / _subfolder(folder))
    os.environ[VARIABLE] = str(place)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(place)
    return Kept(place, lasting)


def share(kept: Kept, mask: int) -> None:
    """Let others read what was compiled, as far as `mask`, the user's own, does not withhold it: it holds no data."""
    folders = [kept.place] if kept.place else list(PACKAGE.rglob("__pycache__"))
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() or path.suffix in {".nbi", ".nbc"}:
                with suppress(OSError):  # another user's
                    path.chmod((0o777 if path.is_dir() else 0o666) & ~mask)


def _elsewhere() -> tuple[Path, bool]:
    """The user's cache, or a private folder that is removed when the process ends."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 (a Path raises without home)
    place = Path(base) / "oe-quality" / "compiled"
    if place.is_absolute() and _writable(place):
        return place, True
    private = Path(tempfile.mkdtemp(prefix="oe-quality-"))
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    return private, False


def _writable(folder: Path) -> bool:
    """Whether files can be made there, the folder itself included."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        return os.access(folder, os.W_OK | os.X_OK)
    return False


def _shipped(named: str | None) -> list[tuple[Path, str]]:
    """Folders of compiled code that can only be read, and where numba looks for each below its own place."""
    if named:
        with suppress(OSError):  # it is not there, or may not be read either
            return [(folder, folder.name) for folder in Path(named).iterdir() if folder.is_dir()]
        return []
    return [(cache, _subfolder(cache.parent)) for cache in PACKAGE.rglob("__pycache__")]


def _subfolder(source: Path) -> str:
    """As numba names it: the source's folder, and a digest of its whole path."""
    return f"{source.name}_{sha1(str(source).encode(), usedforsecurity=False).hexdigest()}"


def _shadow(shipped: Path, place: Path) -> None:
    """Links to the compiled files of a folder that can be read; numba replaces them and never writes into one."""
    files = [path for pattern in COMPILED for path in shipped.glob(pattern) if os.access(path, os.R_OK)]
    if files:
        place.mkdir(parents=True, exist_ok=True)
    for path in files:
        with suppress(FileExistsError):
            (place / path.name).symlink_to(path)
