"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oe_quality.errors import UsageError


def refuse_to_overwrite(path: Path, *, force: bool) -> None:
    """Stop before any work is done if `path` stands and may not be replaced.

    Raises:
        UsageError: the file exists and `force` is off.
    """
    if path.exists() and not force:
        raise UsageError(f"{path} exists", remedy="Give --force to replace it, or another name.")


@contextmanager
def whole(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it takes `path`'s place, else it is removed.

    Raises:
        UsageError: `path` exists and `force` is off, or its folder cannot be made.
    """
    refuse_to_overwrite(path, force=force)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {path.parent}: {error.strerror}") from None
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
