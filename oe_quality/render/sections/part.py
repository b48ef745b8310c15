"""What a section of the page declares in its own file, and what it is drawn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.study import Study
from oe_quality.render.page.blocks import Section


@dataclass(frozen=True, slots=True)
class Material:
    """What all sections are drawn from.

    Attributes:
        study: all results on one store.
        moved: what changed since an earlier store or release; None where there is none.
        command: as it was given.
    """

    study: Study
    moved: Comparison | None
    command: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section as lists and settings see it.

    Attributes:
        id: for `[report] sections`; title: for people.
        needs: what it takes to draw it, in words that follow "It needs".
        draw: the section, or None where what it needs is not there.
    """

    id: str
    title: str
    needs: str
    draw: Callable[[Material], Section | None]

    def absent(self) -> Section:
        """What stands in its place where it was asked for and cannot be drawn."""
        return Section(self.id, self.title, f"Not drawn: it needs {self.needs}.", ())
