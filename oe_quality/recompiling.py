"""What was compiled from sources that have changed since is compiled anew, the functions that it calls included.

numba keeps compiled code under the content of the file that a function stands in; what the function calls in other
files was compiled into it, and of a change there it knows nothing. So a record beside the compiled code tells of what
each module's imports were made; where these have changed, its compiled code is dropped.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

RECORD = "oe-quality-sources.json"
INDEX = "nbi"
"""Ending of the files in which numba looks for compiled code."""
_IMPORT = re.compile(rb"^\s*from ([\w.]+) import (?:\(([^)]*)\)|([^\n]*))", re.MULTILINE)
_NAME = re.compile(rb"\w+")


def drop_outdated(package: Path, folder_of: Callable[[Path], Path]) -> None:
    """Drop compiled code of modules whose imports within `package` have changed since the last call.

    Costs a look at the sizes and times of the sources where nothing has changed.

    Args:
        package: the folder of the sources, as `oe_quality/kernel`.
        folder_of: of a folder of sources, where its compiled code lies.
    """
    sources = sorted(package.rglob("*.py"))
    stamp = _digest(f"{path} {it.st_mtime_ns} {it.st_size}".encode() for path in sources for it in (path.stat(),))
    record = folder_of(package) / RECORD
    known, before = _read(record)
    if known == stamp:
        return
    made = imported(package, sources)
    for name, digest in made.items():
        if before.get(name, digest) != digest:
            path = package / name
            for index in folder_of(path.parent).glob(f"{path.stem}.*.{INDEX}"):
                index.unlink(missing_ok=True)
    _write(record, {"stamp": stamp, "modules": made})


def imported(package: Path, sources: list[Path]) -> dict[str, str]:
    """Source (relative to `package`) -> digest of all that it imports from there, what these import included."""
    texts = {path: path.read_bytes() for path in sources}
    content = {path: blake2b(text, digest_size=16).digest() for path, text in texts.items()}
    direct = {path: _imports(text, package) & texts.keys() for path, text in texts.items()}
    found = {}
    for path in sources:
        seen, left = set(direct[path]), list(direct[path])
        while left:
            new = direct[left.pop()] - seen
            seen |= new
            left += new
        found[path.relative_to(package).as_posix()] = _digest(content[it] for it in sorted(seen - {path}))
    return found


def _imports(text: bytes, package: Path) -> set[Path]:
    """Files within `package` that a source may import: modules by their name, and modules taken from packages."""
    found = set()
    root = package.parent.parent
    for module, several, one in _IMPORT.findall(text):
        place = root.joinpath(*module.decode().split("."))
        found |= {place.with_suffix(".py"), place / "__init__.py"}
        found |= {place / f"{name.decode()}.py" for name in _NAME.findall(several or one)}
    return found


def _digest(parts: Iterable[bytes]) -> str:
    whole = blake2b(digest_size=16)
    for part in parts:
        whole.update(part)
    return whole.hexdigest()


def _read(record: Path) -> tuple[str, dict[str, str]]:
    """The stamp of all sources, and the digest of each module's imports; empty where nothing is known."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(record.read_bytes())
        return str(found["stamp"]), dict(found["modules"])
    return "", {}


def _write(record: Path, content: Mapping[str, object]) -> None:
    """At once, so that no other process reads half of it; where nothing can be written, nothing was dropped either."""
    draft = record.with_name(f"{RECORD}.{os.getpid()}")
    with suppress(OSError):
        draft.write_bytes(json.dumps(content).encode())
        draft.replace(record)
