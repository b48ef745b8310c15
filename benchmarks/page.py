"""The report of a large study: bytes, seconds to open, and whether the same store gives the same bytes.

    python benchmarks/page.py                     # 100,000 annotations by 1,000 annotators, made and studied: minutes
    python benchmarks/page.py --items 500 --annotators 40
    python benchmarks/page.py --twice             # the study and the page made twice, byte for byte
    python benchmarks/page.py --open demo/report.html    # a page that is there: seconds

Opening is measured in headless Chromium from the disk, the first visit and the best of three: until the load event,
until a person's case is open, and the processor's time for scripts, styles and layout.
"""

from __future__ import annotations

import argparse
import math
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
VISITS = 3
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass(frozen=True, slots=True)
class Opened:
    """Milliseconds until the page was there; of work by the processor for it; and from a click on a name until that
    person's case was open, NaN where the page says nothing of people."""

    loaded: float
    worked: float
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


def visits(page: Path) -> list[Opened]:
    """The page in headless Chromium, from the disk, each time by a browser that has just been started."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("google-chrome")
    found = []
    with sync_playwright() as playwright:
        for _ in range(VISITS):
            browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
            found.append(visit(browser, page))
            browser.close()
    return found


def visit(browser: Any, page: Path) -> Opened:
    """One visit."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    metrics = tab.context.new_cdp_session(tab)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.goto(page.resolve().as_uri())
    loaded = tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    spent = {it["name"]: it["value"] for it in metrics.send("Performance.getMetrics")["metrics"]}
    name = tab.locator(".verdicts [data-person]").first
    if not name.count():
        return Opened(loaded, 1000 * spent["TaskDuration"], math.nan)
    start = time.perf_counter()
    name.click()
    tab.get_by_role("dialog").wait_for()
    return Opened(loaded, 1000 * spent["TaskDuration"], 1000 * (time.perf_counter() - start))


def report_visits(page: Path) -> None:
    """Print the first visit and the best."""
    seen = visits(page)
    for words, it in (("first visit", seen[0]), ("best", min(seen, key=lambda it: it.loaded))):
        case = f"; a case open {it.case:.0f} ms after a click" if math.isfinite(it.case) else ""
        print(f"{words}: loaded after {it.loaded:.0f} ms, {it.worked:.0f} ms of work{case}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--annotators", type=int, default=1_000)
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--open", type=Path, metavar="PAGE", help="measure this page and make none")
    wanted = parser.parse_args()
    if wanted.open:
        print(f"page: {wanted.open.stat().st_size:,} bytes")
        report_visits(wanted.open)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        store = make_store(folder, wanted.items, wanted.annotators)
        start = time.perf_counter()
        page = make_page(store, folder / "one")
        print(f"{ANSWERS * wanted.items:,} annotations by {wanted.annotators:,} annotators")
        print(f"study and page: {time.perf_counter() - start:.0f} s")
        print(f"page: {page.stat().st_size:,} bytes")
        report_visits(page)
        if wanted.twice:
            same = page.read_bytes() == make_page(store, folder / "two").read_bytes()
            print(f"made again, the bytes are {'the same' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
