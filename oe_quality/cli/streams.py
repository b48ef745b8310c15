"""Standard streams that are closed, full or no longer read: none of them decides how a command ends by accident."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast


def open_standard_streams() -> None:
    """Open descriptors 0 to 2 on the null device where they are closed, before a store could become one of them."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 (kept to the end)


def silence(stream: Any) -> None:
    """Send to nowhere what is still to be written to a stream: it must not fail at the interpreter's end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Guarded:
    """A stream on which a command goes on when its reader has had enough.

    Talk may also be refused, by a full device: it never stops the work, and that it was lost is remembered. Data that
    are refused are an error at once.
    """

    def __init__(self, stream: Any, *, talk: bool) -> None:
        self._stream = stream
        self._talk = talk
        self.lost = False

    @property
    def buffer(self) -> Guarded:
        """The stream's bytes, guarded as well; an AttributeError where it has none."""
        return Guarded(self._stream.buffer, talk=self._talk)

    def write(self, text: Any) -> int:
        self._attempt(self._stream.write, text)
        return len(text)

    def writelines(self, lines: Iterable[Any]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        self._attempt(self._stream.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _attempt(self, do: Callable[..., object], *given: Any) -> None:
        try:
            do(*given)
        except BrokenPipeError:
            silence(self._stream)
        except OSError:
            if not self._talk:
                raise
            self.lost = True
            silence(self._stream)


@contextmanager
def guarded() -> Iterator[Guarded]:
    """Guard stdout and stderr within; yields the latter, which knows whether talk was lost."""
    before = sys.stdout, sys.stderr
    talk = Guarded(sys.stderr, talk=True)
    sys.stdout, sys.stderr = cast(TextIO, Guarded(sys.stdout, talk=False)), cast(TextIO, talk)
    try:
        yield talk
    finally:
        sys.stdout, sys.stderr = before
