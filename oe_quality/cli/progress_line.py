"""One line on a terminal that says what is being done, how far it is, and that it is still alive."""

from __future__ import annotations

import atexit
import shutil
import threading
import time
from typing import TextIO

from oe_quality.plaintext import visible

EVERY = 0.25
"""Seconds between two pictures of the line."""
WHEEL = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
ERASE = "\r\x1b[K"


class ProgressLine:
    """A `Progress` that draws itself until it is hidden.

    A thread draws it, since a step may take minutes without a word, as when code is compiled for the
    first time. Whoever writes to the terminal calls `hide` before; the next step brings the line back.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._began = time.monotonic()
        self._what = ""
        self._share = ""
        self._thread: threading.Thread | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take note of a step; the thread shows it."""
        share = f" {100 * done // total} %" if total else f" {done:,}" if done else ""
        with self._lock:
            self._what, self._share = what, share
        if self._thread is None:
            self._thread = threading.Thread(target=self._draw_on, daemon=True, name="progress")
            self._thread.start()
            atexit.register(self.hide)
        self._wake.set()

    def hide(self) -> None:
        """Take the line off the terminal until there is another step."""
        self._wake.clear()
        with self._lock:
            if self._what:
                self._what = ""
                self._write(ERASE)

    def _draw_on(self) -> None:
        turn = 0
        while True:
            self._wake.wait()
            with self._lock:
                if self._what:
                    self._write(ERASE + self._line(WHEEL[turn % len(WHEEL)]))
            turn += 1
            time.sleep(EVERY)

    def _line(self, wheel: str) -> str:
        seconds = int(time.monotonic() - self._began)
        line = f"{wheel} {seconds // 60}:{seconds % 60:02d}  {visible(self._what)}{self._share}"
        return line[: shutil.get_terminal_size().columns - 1]

    def _write(self, text: str) -> None:
        # A terminal that has gone away is no reason to stop working.
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._what = ""
