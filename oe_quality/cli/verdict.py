"""What a study comes to, in the sentences of the page's verdict, and what to do next."""

from __future__ import annotations

import shlex
import shutil
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oe_quality.analysis.study import Study


def verdict_lines(study: Study) -> list[str]:
    """The verdict, most urgent first: a heading for each level and one line per sentence."""
    from oe_quality.render.report.verdict import verdicts

    lines = []
    for heading, several in groupby(verdicts(study), key=lambda it: it.level_word):
        lines += [heading, *(f"  - {it.words}" for it in several)]
    return lines


def next_steps(study: Study, report: Path, store: Path) -> list[str]:
    """Commands that follow from the study, each with what it gives."""
    from oe_quality.analysis.annotators.audit import Status

    oeq = called()
    db = shlex.quote(str(store))
    steps = [(report.resolve().as_uri(), "the page with all evidence, offline")]
    if study.audit is not None and any(row.status.urgency <= Status.WATCH.urgency for row in study.audit.rows):
        steps.append((f"{oeq} annotators {db} --triage", "who needs a look, and why"))
        steps.append((f"{oeq} messages {db} -o letters", "a draft to everybody, thanks first"))
    if study.queue is not None and study.queue.items:
        steps.append((f"{oeq} relabel {db} -n {len(study.queue.items)}", "what to ask next, and whom"))
    if study.judges is not None:
        steps.append((f"{oeq} judges {db}", "may a model stand in for an annotator, and on what evidence"))
    steps.append((f"{oeq} agreement {db} --explain", "what each coefficient says"))
    width = max(len(command) for command, _ in steps if command.startswith(oeq))
    return ["Next", *(f"  {command:<{width}}   {what}" for command, what in steps)]


_CACHE_OF_UV = "archive-v"
"""How the folder begins in which uv unpacks environments that are nobody's."""


def called() -> str:
    """How this command is called from where the user stands: `oeq` where it is on the path, else its file.

    `python -m oe_quality` is called so again, and what uvx keeps in its cache by uvx: uvx has it on the path of this
    process, not of the user's shell.
    """
    here = Path(sys.argv[0])
    if any(part.startswith(_CACHE_OF_UV) for part in here.resolve().parts):
        return "uvx oe-quality"
    if here.name == "__main__.py":
        return f"{_python()} -m oe_quality"
    found = shutil.which(here.name)
    if here.stem not in ("oeq", "oe-quality") or (found and Path(found).resolve() == here.resolve()):
        return here.stem if here.stem in ("oeq", "oe-quality") else "oeq"
    return shlex.quote(_from_here(here.resolve()))


def _python() -> str:
    """How this interpreter is called: by its name where the path leads to it, else by its file."""
    names = (name for name in ("python", "python3") if shutil.which(name) == sys.executable)
    return next(names, shlex.quote(_from_here(Path(sys.executable))))


def _from_here(place: Path) -> str:
    return str(place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place)
