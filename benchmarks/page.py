"""The report of a large study: bytes, seconds to open, and whether the same store gives the same bytes.

    python benchmarks/page.py                     # 100,000 annotations by 1,000 annotators, made and studied: minutes
    python benchmarks/page.py --items 500 --annotators 40
    python benchmarks/page.py --twice             # the study and the page made twice, byte for byte

Opening is measured in headless Chromium from the disk: until the load event, and until a person's case is open.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from oe_quality.analysis.simulate import Plan, simulate
from oe_quality.analysis.study import study
from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.render.report.build import write_report
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store

CREW = {"good": 800, "mediocre": 120, "spammer": 40, "constant": 10, "copier": 10, "drift": 10, "speeder": 10}
"""Annotators of each kind, of a thousand."""
SCALES = (
    Question("emotion", Scale.MULTILABEL),
    Question("valence", Scale.INTERVAL, low=-5, high=5),
    Question("arousal", Scale.INTERVAL, low=0, high=10),
)
ANSWERS = 5
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass(frozen=True, slots=True)
class Opened:
    """Milliseconds until the page was there, and from a click on a name until that person's case was open."""

    loaded: float
    case: float


def make_store(folder: Path, items: int, annotators: int) -> Path:
    """A simulated study with emotions, valence and arousal, loaded into a store."""
    kinds = {kind: max(1, round(n * annotators / 1000)) for kind, n in CREW.items()}
    kinds["good"] += annotators - sum(kinds.values())
    made = simulate(Plan(items=items, kinds=kinds, answers=ANSWERS, heavy_tail=True))
    export, store = folder / "annotations.csv", folder / "study.duckdb"
    made.annotations.write_csv(export)
    load(store, export, options=ReadOptions(scales=SCALES))
    return store


def make_page(store: Path, folder: Path) -> Path:
    """The whole study and its page."""
    folder.mkdir()
    with open_store(store) as opened:
        found = study(opened)
    return write_report(found, folder / "report.html")[0]


def open_page(page: Path) -> Opened:
    """The page in headless Chromium, from the disk."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(page.as_uri())
        loaded = tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        start = time.perf_counter()
        tab.locator(".verdicts [data-person]").first.click()
        tab.get_by_role("dialog").wait_for()
        case = 1000 * (time.perf_counter() - start)
        browser.close()
    return Opened(loaded, case)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--annotators", type=int, default=1_000)
    parser.add_argument("--twice", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        store = make_store(folder, wanted.items, wanted.annotators)
        start = time.perf_counter()
        page = make_page(store, folder / "one")
        print(f"{ANSWERS * wanted.items:,} annotations by {wanted.annotators:,} annotators")
        print(f"study and page: {time.perf_counter() - start:.0f} s")
        print(f"page: {page.stat().st_size:,} bytes")
        opened = open_page(page)
        print(f"loaded after {opened.loaded:.0f} ms; a case open {opened.case:.0f} ms after a click on a name")
        if wanted.twice:
            same = page.read_bytes() == make_page(store, folder / "two").read_bytes()
            print(f"made again, the bytes are {'the same' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
