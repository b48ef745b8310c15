"""The sample pages of docs/gallery.md: `python docs/_gallery.py DIR` makes them, with the commands that stand there.

A console block after a line `<!-- sample: NAME -->` is run line by line in an empty folder, and NAME.html, which it
leaves, goes to DIR. Names after DIR choose samples. With --pictures the first screen of each is drawn into docs/ as
well, by Chromium.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "gallery.md"

SAMPLE = re.compile(r"^<!-- sample: ([\w-]+) -->\n+```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
SCREEN = {"width": 1280, "height": 900}
SHRINK = 0.5
"""Pixels of a picture per pixel of the screen: what is legible, in less than 80 kB."""


def samples(text: str) -> dict[str, list[str]]:
    """Name of each sample that a page shows -> the commands that make it."""
    return {
        name: [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
        for name, block in SAMPLE.findall(text)
    }


def environment(home: Path) -> dict[str, str]:
    """Where commands run: no settings of the user's, and this installation's commands before others."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith("OEQ_")}
    return keep | {
        "XDG_CONFIG_HOME": str(home),
        "PATH": str(Path(sys.executable).parent) + os.pathsep + keep.get("PATH", os.defpath),
    }


def make(name: str, commands: list[str], folder: Path) -> Path:
    """Run a sample's commands and put its page into the folder.

    Raises:
        RuntimeError: a command failed, with what it said.
    """
    with tempfile.TemporaryDirectory() as work:
        for command in commands:
            done = subprocess.run(  # noqa: S603 (the project's own page)
                ["/bin/sh", "-c", command],
                cwd=work,
                env=environment(Path(work)),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"{name}: {command}\n{done.stderr}")
        return Path(shutil.copy(Path(work, f"{name}.html"), folder))


def draw(shots: dict[Path, Path], *, theme: str = "light", shrink: float = 1.0) -> None:
    """The first screen of each page as a picture, by Chromium.

    Args:
        shots: page -> picture.
        theme: the colours that a reader's system asks for, light or dark.
        shrink: pixels of a picture per pixel of the screen.
    """
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport=SCREEN, color_scheme=theme, device_scale_factor=shrink)
        for page, picture in shots.items():
            tab.goto(page.resolve().as_uri())
            tab.screenshot(path=picture)
        browser.close()


def main(arguments: list[str]) -> int:
    """Make the samples named, or all."""
    places = [one for one in arguments if one != "--pictures"]
    if not places:
        sys.stderr.write("usage: python docs/_gallery.py DIR [NAME...] [--pictures]\n")
        return 2
    folder = Path(places[0])
    folder.mkdir(parents=True, exist_ok=True)
    known = samples(PAGE.read_text(encoding="utf-8"))
    pages = [make(name, known[name], folder) for name in places[1:] or known]
    if "--pictures" in arguments:
        draw({page: DOCS / f"gallery-{page.stem}.png" for page in pages}, shrink=SHRINK)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
