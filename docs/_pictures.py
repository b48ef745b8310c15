"""The pictures of the page in README and docs: `python docs/_pictures.py [PAGE]` draws them, in both themes.

Without a page the example study's is made first, as `oeq demo` makes it: some two minutes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from _gallery import DOCS, draw, make

THEMES = ("light", "dark")
COMMANDS = ["oeq demo -o demo -q", "cp demo/report.html report.html"]


def both(page: Path) -> None:
    """The first screen of a page as report-light.png and report-dark.png."""
    for theme in THEMES:
        draw({page: DOCS / f"report-{theme}.png"}, theme=theme)


def main(arguments: list[str]) -> int:
    """Draw the page that is named, or the example's."""
    if arguments:
        both(Path(arguments[0]))
        return 0
    with tempfile.TemporaryDirectory() as work:
        both(make("report", COMMANDS, Path(work)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
