"""What stands between a command and the system: signals, and refusals turned into words.

Whatever the system or a library refuses comes through here, and is said with what to do and the right exit
status. What is left is a mistake of our own, and only that is called one.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

from oe_quality.errors import InputError, OeQualityError, StoreError
from oe_quality.workshop import NO_ROOM

LIBRARIES = {
    "duckdb": "DuckDB",
    "_duckdb": "DuckDB",
    "polars": "polars",
    "pyarrow": "Arrow",
    "pyo3_runtime": "a library",
}
"""First part of an exception's module -> who refused."""
DEBUG = "OEQ_DEBUG"
"""An environment variable: where it is set, refusals of libraries come with their traceback."""
PATIENCE = 2.0
"""Seconds after a signal in which another one does not interrupt the cleaning up."""
HEEDING = 0.1
"""Seconds in which Python heeds a signal, unless a library keeps it from that."""
FILES = 64
"""That a process may have open at the least: a library to which one is refused may abort instead of saying so."""
_RIGHTS = "Choose a place that you may write to and files that you may read."
_REMEDIES = {
    **NO_ROOM,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: "The disk can only be read. Choose another place.",
    errno.ENAMETOOLONG: "Give a shorter name.",
    errno.EMFILE: "Close other files, or raise the system's limit (ulimit -n).",
    errno.EIO: "The disk or the network failed; try another one.",
    errno.ENOMEM: "Close other programs, or use a machine with more memory.",
}


def allow_files() -> None:
    """Raise the limit on open files where it is low.

    Raises:
        InputError: the system does not let it be raised as far as libraries need.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit.
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= FILES:
        return
    if hard != resource.RLIM_INFINITY and hard < FILES:
        raise InputError(
            f"the system lets a process have {hard} files open, and the libraries need {FILES}",
            remedy="Raise its limit (ulimit -n 1024).",
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, hard))


@dataclass(slots=True)
class Stop:
    """The signal that has asked the process to stop, 0 while none has.

    Attributes:
        number: the signal's.
        when: seconds of the monotonic clock at which it came.
        lost: whether the KeyboardInterrupt that it raised ended where an object was being deleted.
    """

    number: int = 0
    when: float = 0.0
    lost: bool = False


@contextmanager
def stopping(stop: Stop) -> Iterator[None]:
    """Within, the signals that end a process raise KeyboardInterrupt, so that all is cleaned up behind it.

    One may come at the very beginning or end, and is then raised out of this.
    """

    def handle(number: int, _frame: FrameType | None) -> None:
        if stop.number and not stop.lost and time.monotonic() - stop.when < PATIENCE:
            return
        stop.number, stop.when, stop.lost = number, time.monotonic(), False
        raise KeyboardInterrupt

    before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Only the main thread may; and who ignores a signal, as nohup does, keeps ignoring it.
        with suppress(ValueError, AttributeError):
            number = getattr(signal, name)
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, handle)
    try:
        with _unheard(stop), _watched(stop, before):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _unheard(stop: Stop) -> Iterator[None]:
    """Within, what Python can only print, for nobody could catch it, is not printed once a signal has come.

    What is raised while an object is deleted ends there, a signal's KeyboardInterrupt as well: it is noted, and
    raised again by `_watch`.
    """
    before = sys.unraisablehook

    def hook(met: sys.UnraisableHookArgs) -> None:
        if not stop.number:
            before(met)
        elif issubclass(met.exc_type, KeyboardInterrupt):
            stop.lost = True

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before


@contextmanager
def _watched(stop: Stop, signals: Collection[int]) -> Iterator[None]:
    """Within, a thread ends the database's statement that keeps the process from heeding a signal.

    What runs in a library is not interrupted by a signal: Python hears of it when the library comes back.
    """
    try:
        heard, told = os.pipe()
    except OSError:  # No more files may be open; all but long statements are stopped without.
        yield
        return
    os.set_blocking(told, False)
    try:
        before = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    except ValueError:  # Signals are the main thread's affair.
        os.close(told)
        os.close(heard)
        yield
        return
    left = threading.Event()
    watcher = threading.Thread(target=_watch, args=(heard, stop, frozenset(signals), left), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        left.set()
        signal.set_wakeup_fd(before)
        os.close(told)
        watcher.join()
        os.close(heard)


def _watch(heard: int, stop: Stop, signals: Collection[int], left: threading.Event) -> None:
    """Wait for a signal, and see to it that the process can leave."""
    while (number := os.read(heard, 1)) and number[0] not in signals:
        pass
    wait = HEEDING
    while number and not left.wait(wait):
        database = sys.modules.get("oe_quality.store.database")
        # One that has heeded it is left some time: it cleans up, unless it waits for the statement's own threads.
        if database is not None and (wait > HEEDING or not stop.number):
            database.interrupt_all()
        if stop.lost:
            _raise_again(stop.number)
        wait = 10 * HEEDING


def _raise_again(number: int) -> None:
    """Send the main thread a signal, so that even what it waits for is interrupted where the system can do that."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, number)
    else:
        signal.raise_signal(number)


@contextmanager
def spoken(say: Callable[[str], None]) -> Iterator[None]:
    """Within, what the library warns of is said."""

    class Speaker(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say(record.getMessage())

    logger, speaker = logging.getLogger("oe_quality"), Speaker(logging.WARNING)
    logger.addHandler(speaker)
    try:
        yield
    finally:
        logger.removeHandler(speaker)


def explained(error: BaseException) -> OeQualityError | None:
    """What the system or a library refused, as an error that a person can act on; None for any other."""
    if isinstance(error, OeQualityError):
        return error
    if isinstance(error, OSError) and error.errno is not None:
        return _system(error)
    if isinstance(error, UnicodeEncodeError):
        shown = ascii(error.object[error.start : error.start + 1])
        return InputError(
            f"the output's encoding ({error.encoding}) cannot hold the character {shown}",
            remedy="Set PYTHONUTF8=1 in the environment.",
        )
    if isinstance(error, MemoryError):
        return StoreError("memory ran out", remedy="Close other programs, or give the process more memory.")
    if isinstance(error, RecursionError):
        return InputError("something in the input is nested too deeply", remedy="Export it in a flatter form.")
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return InputError(
            "the system grants no more threads, or no memory for them",
            remedy="Raise its limits (ulimit -u, ulimit -v), or close other programs.",
        )
    who = LIBRARIES.get(type(error).__module__.partition(".")[0])
    if who is None:
        return None
    words = (str(error).splitlines() or [type(error).__name__])[0]
    return InputError(
        f"{who} cannot go on: {words}",
        remedy=f"Check the input; if it is sound, report this with the traceback that {DEBUG}=1 shows.",
    )


def _system(error: OSError) -> OeQualityError:
    place = f"{error.filename}: " if isinstance(error.filename, str) else ""
    number = error.errno or 0
    remedy = _REMEDIES.get(number, "Check the names that were given.")
    return InputError(f"{place}{error.strerror or os.strerror(number)}", remedy=remedy)
