"""How long work reports itself: a callback, so that the library never prints."""

from __future__ import annotations

from collections.abc import Callable

COMPILING = "compiling for this machine; a first run takes up to a minute longer (oeq warm does it beforehand)"
"""What is being done while numba compiles, where nothing compiled is found in its cache."""
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and of how many (0 if unknown)."""


def silent(what: str, done: int, total: int) -> None:
    """The default: say nothing."""
