"""How a page was made: what whoever makes it anew has to know beside the store, the settings and the seed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TITLE = "Annotation quality"


@dataclass(frozen=True, slots=True)
class Recipe:
    """The wishes that a page was made by.

    Attributes:
        title: of the page; names: whether user names stand beside the pseudonyms.
        baseline: the earlier store or release, as seen from the page's folder; empty without one.
        with_models, each_model: models among the annotators, as for `oeq report`.
    """

    title: str = TITLE
    names: bool = False
    baseline: str = ""
    with_models: tuple[str, ...] = ()
    each_model: bool = False

    def to_dict(self) -> dict[str, object]:
        """As it stands in the index of the page's numbers."""
        return asdict(self)


def seen_from(page: Path, baseline: Path | None) -> str:
    """A baseline's place as a recipe holds it, so that a folder that is moved as a whole stays whole.

    >>> seen_from(Path("study/report.html"), Path("study/old/quality.duckdb")) == os.path.join("old", "quality.duckdb")
    True
    """
    return "" if baseline is None else os.path.relpath(baseline.resolve(), page.parent.resolve())


def recipe_in(index: Path) -> Recipe:
    """The recipe in the index of a page's numbers; the usual one where it holds none that makes sense."""
    try:
        made = json.loads(index.read_text(encoding="utf-8")).get("made")
    except (OSError, ValueError, AttributeError):
        return Recipe()
    return _recipe(made) if isinstance(made, dict) else Recipe()


def _recipe(made: dict[str, Any]) -> Recipe:
    title, baseline, models = made.get("title"), made.get("baseline"), made.get("with_models")
    known = isinstance(models, list) and all(isinstance(model, str) for model in models)
    return Recipe(
        title=title if isinstance(title, str) else TITLE,
        names=made.get("names") is True,
        baseline=baseline if isinstance(baseline, str) else "",
        with_models=tuple(models) if known and models else (),
        each_model=made.get("each_model") is True,
    )
