"""How much memory work may take: what a person says, else a part of what the machine or the container has left."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path

from oe_quality.errors import InputError, UsageError

try:
    import resource
except ImportError:  # Windows has no such limits.
    resource = None  # type: ignore[assignment]

VARIABLE = "OEQ_MEMORY"
SHARE = 0.5
"""Of what is free, where nobody says how much."""
LEAST = 512 << 20
"""Bytes; with less not even the libraries run."""

_ALLOWED: ContextVar[Callable[[], str]] = ContextVar("allowed", default=str)
"""Where a project's settings say it, read when it is needed; the variable goes before it."""
ADDRESSES, PER_CORE = 2 << 30, 32 << 20
"""Bytes of addresses, most of them never filled, that libraries set aside; and more for each core's threads."""

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?\s*", re.IGNORECASE)
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_USED = ("/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory/memory.usage_in_bytes")


def budget() -> int:
    """Bytes that work may take: by the variable OEQ_MEMORY, else by `allow`, else half of what is free.

    Raises:
        UsageError: what was said is no size.
    """
    said = os.environ.get(VARIABLE) or _ALLOWED.get()()
    if said:
        return max(LEAST, parse_size(said))
    return max(LEAST, int(SHARE * free()))


def allow(said: Callable[[], str]) -> None:
    """Let work take as much as `said` gives when it is asked, such as "4GB"; an empty text leaves it to the machine.

    >>> allow(lambda: "2GB")
    >>> budget() == 2 << 30 or VARIABLE in os.environ
    True
    >>> allow(str)
    """
    _ALLOWED.set(said)


def refuse_low_limit() -> None:
    """Stop where the system grants a process fewer addresses than the libraries need: some of them would abort.

    Raises:
        InputError: it says how many.
    """
    if resource is None:
        return
    limit, needed = resource.getrlimit(resource.RLIMIT_AS)[0], ADDRESSES + (os.cpu_count() or 1) * PER_CORE
    if 0 <= limit < needed and limit != resource.RLIM_INFINITY:
        raise InputError(
            f"the limit on a process's memory is {limit / 1e9:.1f} GB of addresses, and the libraries need "
            f"{needed / 1e9:.1f}",
            remedy=f"Raise it (ulimit -v unlimited); {VARIABLE}=2GB bounds what the work itself takes.",
        )


def parse_size(text: str) -> int:
    """Bytes from a size as people write it.

    >>> parse_size("4GB"), parse_size("512 MiB"), parse_size("1.5G")
    (4294967296, 536870912, 1610612736)

    Raises:
        UsageError: it is none.
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise UsageError(
            f"{text!r} is no size of memory",
            remedy=f"Write it as 4GB or 500MB, in {VARIABLE} or as memory under [limits].",
        )
    return int(float(found[1]) * _UNITS[found[2].upper()])


def free() -> int:
    """Bytes that this process could still take, as far as the machine and its container say."""
    left = [number for number in (_of_machine(), _of_container()) if number is not None]
    return min(left, default=4 << 30)


def _of_machine() -> int | None:
    for line in _text("/proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) << 10
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (ValueError, OSError, AttributeError):
        return None


def _of_container() -> int | None:
    for limit, used in zip(_LIMITS, _USED, strict=True):
        most, now = _text(limit).strip(), _text(used).strip()
        if most.isdigit() and int(most) < 1 << 60:
            return max(0, int(most) - (int(now) if now.isdigit() else 0))
    return None


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""
