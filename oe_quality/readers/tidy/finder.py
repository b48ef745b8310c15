"""Columns by their names: as the user gives them, else as they are commonly called."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from oe_quality.errors import InputError, Place, UsageError
from oe_quality.readers.text.sheet import named
from oe_quality.readers.tidy.names import COMMON, plain
from oe_quality.suggest import near

_SHOWN = 30


class Finder:
    """The columns of one file; each can be taken once by a guess.

    Args:
        names: of the columns; place: the file, for errors.
        sparse: columns that are empty in most rows: what every row needs is in another one, if there is one.
        within: what the names of a record's fields begin with, as `annotations.` in `annotations.label`.
    """

    def __init__(self, names: Sequence[str], place: Place, sparse: Collection[str] = (), within: str = "") -> None:
        self._names = names
        self._place = place
        self._sparse = frozenset(sparse)
        self._within = within
        self._taken: set[str] = set()

    @property
    def free(self) -> list[str]:
        """The columns that nothing has taken yet."""
        return [name for name in self._names if name not in self._taken]

    def take(self, *columns: str) -> None:
        """These columns have a role."""
        self._taken.update(columns)

    def given(self, column: str) -> str:
        """The column that the user named.

        Raises:
            UsageError: there is none of that name.
            InputError: there are several.
        """
        found = [name for name in self._names if name == column]
        found = found or [name for name in self._names if plain(name) == plain(column)]
        if not found:
            remedy = near(column, self._names) + there_are(self._names)
            raise UsageError(f"there is no column {column!r}", place=self._place, remedy=remedy)
        return self._only(found)

    def group(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The columns that the user named; a name that ends in * stands for all that begin so."""
        found: list[str] = []
        for column in columns:
            begun = [name for name in self._names if column.endswith("*") and name.startswith(column[:-1])]
            found += begun or [self.given(column)]
        self.take(*found)
        return tuple(dict.fromkeys(found))

    def common(self, role: str) -> str | None:
        """The first free column with a name that is common for the role; it is taken then."""
        found = self.candidates(role)
        return self._only([found[0]]) if found else None

    def candidates(self, role: str) -> list[str]:
        """All free columns with a name that is common for the role, likeliest first."""
        spelt = {name: plain(name.removeprefix(self._within)) for name in self.free}
        found = [name for word in COMMON[role] for name, spelling in spelt.items() if spelling == word]
        full = [name for name in found if name not in self._sparse]
        if role == "question":
            return full
        return [*full, *(name for name in found if name in self._sparse)] if role in ("item", "annotator") else found

    def absent(self, what: str, remedy: str) -> InputError:
        """The error where a file is of no use without a role."""
        reason = f"no column is known to hold {what}"
        return InputError(reason, place=self._place, remedy=f"{remedy} {there_are(self._names)}")

    def _only(self, found: list[str]) -> str:
        name = found[0]
        twins = [other for other in self._names if other == f"{name} (2)" or plain(other) == plain(name)]
        if len(twins) > 1:
            reason = f"{len(twins)} columns are called {name!r}"
            raise InputError(reason, place=self._place, remedy="Give each column its own name.")
        self._taken.add(name)
        return name


def there_are(names: Sequence[str]) -> str:
    """The columns, as a sentence; an e-mail address among them is not repeated."""
    shown = ", ".join(map(named, names[:_SHOWN]))
    return f"The columns are {shown}{', ...' if len(names) > _SHOWN else ''}."
