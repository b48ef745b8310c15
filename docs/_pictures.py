"""The pictures of the page in README and docs: `python docs/_pictures.py [PAGE]` draws them, in both themes.

Without a page the example study's is made first, as `oeq demo` makes it: some two minutes.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent
THEMES = ("light", "dark")
SCREEN = {"width": 1280, "height": 900}
MADE_BY = "oeq demo -o demo -q"


def gallery() -> object:
    """docs/_gallery.py, which runs commands in an empty folder of their own."""
    spec = importlib.util.spec_from_file_location("_gallery", DOCS / "_gallery.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(DOCS / "_gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def draw(page: Path, folder: Path = DOCS) -> list[Path]:
    """The first screen of a page as report-light.png and report-dark.png."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    made = [folder / f"report-{theme}.png" for theme in THEMES]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for theme, picture in zip(THEMES, made, strict=True):
            tab = browser.new_page(viewport=SCREEN, color_scheme=theme)
            tab.goto(page.resolve().as_uri())
            tab.screenshot(path=picture)
            tab.close()
        browser.close()
    return made


def main(arguments: list[str]) -> int:
    """Draw the page that is named, or the example's."""
    if arguments:
        draw(Path(arguments[0]))
        return 0
    with tempfile.TemporaryDirectory() as work:
        made = gallery().make("report", [MADE_BY, "cp demo/report.html report.html"], Path(work))
        draw(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
