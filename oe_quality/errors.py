"""What can go wrong, said so that the reader can mend it.

Every error names what happened, where (file, line, column, where they are known) and what to do.
The command line turns `exit_code` into the process's exit status; nothing else depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an input something happened; unknown parts are None and are not printed."""

    file: str | None = None
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [self.file or ""]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(f"column {self.column!r}")
        return ", ".join(part for part in parts if part)


class OeQualityError(Exception):
    """Base of all errors that a user can act on.

    >>> import oe_quality as oeq
    >>> try:
    ...     oeq.parse_scale("mood")
    ... except oeq.OeQualityError as error:
    ...     print(type(error).__name__)
    UsageError
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, *, place: Place | None = None, remedy: str = "") -> None:
        self.what = what
        self.place = place or Place()
        self.remedy = remedy
        super().__init__(self.__str__())

    def __str__(self) -> str:
        where = str(self.place)
        text = f"{where}: {self.what}" if where else self.what
        return f"{text}\n  {self.remedy}" if self.remedy else text


class InputError(OeQualityError):
    """A file, a column or a value that was given cannot be used."""


class UsageError(OeQualityError):
    """The call itself is off: an unknown question, method, option or combination."""

    exit_code = 2


class StoreError(OeQualityError):
    """The DuckDB file cannot be opened, is locked, or is of another version."""


class NotComputableError(OeQualityError):
    """The data do not determine what was asked for; the message says why."""

    exit_code = 4


class CheckFailedError(OeQualityError):
    """A threshold that the user stated was not met."""

    exit_code = 1
