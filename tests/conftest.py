"""Fixtures that all rooms share."""

import json
import os
import shutil
import signal

# Before NumPy is imported: more threads than cores, one set per worker, wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# The same pseudonyms for everybody who runs the tests, and nobody's own key is made or read.
os.environ["OEQ_KEY"] = "a key for these tests alone"

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import ArrayLike

from oe_quality.kernel.data.chunk import RatingChunk, offsets_of
from oe_quality.privacy import MAYBE, holds_address, pseudonym, scrub

# A run in the background inherits signals that are ignored; what is tested is what a terminal's do.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


LONG = (
    "render/report/test_whole_page.py",
    "attack/test_attack.py",
    "render/test_sections.py",
    "cli/test_weeks.py",
    "cli/test_models.py",
    "render/report/test_verdict.py",
    "render/report/test_front.py",
    "store/test_killed.py",
    "test_gallery.py",
    "test_doctests.py",
    "test_notebooks.py",
)
"""Files that take longest, so that none of them is begun last and has one worker wait for it."""


TOGETHER = "tests/render/report/"
"""A room whose files share what takes longest to make, a study and its page."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first; else the order stays."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where files stay with one worker, those of `TOGETHER` do so as one."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByRoom(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER if nodeid.startswith(TOGETHER) else str(super()._split_scope(nodeid))

    return ByRoom(config, log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real exports and reference values; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("OEQ_SHARED", Path(__file__).parent.parent.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set OEQ_SHARED to where they lie)")
    return folder


@pytest.fixture(scope="session")
def published() -> Callable[[str], dict[str, Any]]:
    """`published(name)`: numbers from the literature and from other packages, with their source in the file."""
    folder = Path(__file__).parent / "golden" / "published"
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def never_stored() -> Callable[[str], None]:
    """`never_stored(text)`: an address in it is found, and replaced in free text and in names so that none is left."""

    def check(text: str) -> None:
        assert pl.Series([text]).str.contains(MAYBE).all()
        assert holds_address(text)
        for clean in (scrub, pseudonym):
            after = clean(text)
            assert not holds_address(after)
            assert clean(after) == after

    return check


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed."""
    return np.random.default_rng(20231022)


@pytest.fixture(scope="session")
def ratings_of() -> Callable[[ArrayLike], RatingChunk]:
    """Turn a table (I, A) of ratings, NaN or None where one is missing, into a `RatingChunk`."""

    def chunk(table: ArrayLike) -> RatingChunk:
        x = np.array(table, dtype=float)
        items, annotators = np.nonzero(~np.isnan(x))
        return RatingChunk(offsets_of(items, len(x)), annotators.astype(np.int32), x[items, annotators])

    return chunk


FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """Chromium from the system's packages."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """An opened page with everything that it said or asked for."""

    page: object
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def unfold(self, place: str) -> None:
        """Open a block, and everything that it stands in, and bring it into view."""
        opened = "e => { for (let p = e; p; p = p.parentElement) if (p.tagName === 'DETAILS') p.open = true; }"
        self.page.locator(f"#{place}").evaluate(opened)
        self.page.locator(f"#{place}").scroll_into_view_if_needed()

    def scroll_through(self) -> None:
        """Bring every chart and table into view once, so that the lazy ones are drawn."""
        for element in self.page.query_selector_all("[data-chart], [data-table]"):
            element.evaluate(
                "e => { for (let p = e; p; p = p.parentElement) if (p.tagName === 'DETAILS') p.open = true; }"
            )
            element.scroll_into_view_if_needed()
            self.page.wait_for_timeout(60)
        self.page.wait_for_timeout(500)

    def violations(self, *, structure: bool = True) -> list[str]:
        """What axe finds: contrast on one text of each look, and all other rules, where `structure` may have changed.

        Rows of a table are alike, so two of each stand for all; the rest is taken out of the page.
        """
        axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is missing")
        self.page.evaluate(FEW_ROWS)
        self.page.evaluate(ONE_OF_EACH_LOOK)
        quick = {"resultTypes": ["violations"], "preload": False}
        found = axe.Axe().run(self.page, "[data-look]", quick | {"runOnly": [CONTRAST]}).response
        assert found["passes"]
        violations = found["violations"]
        if structure:
            other = quick | {"rules": {CONTRAST: {"enabled": False}}}
            violations += axe.Axe().run(self.page, options=other).response["violations"]
        return [f"{it['id']}: {node['html']}" for it in violations for node in it["nodes"]]


CONTRAST = "color-contrast"
FEW_ROWS = """() => { for (const body of document.querySelectorAll("tbody"))
    for (const row of Array.from(body.rows).slice(2)) row.remove(); }"""
ONE_OF_EACH_LOOK = """() => {
    const looks = new Set();
    for (const part of document.querySelectorAll("body *")) {
        const says = Array.from(part.childNodes).some(node => node.nodeType === 3 && node.data.trim());
        if (!says && !["INPUT", "SELECT"].includes(part.tagName) || part.closest("svg")) continue;
        if (!part.checkVisibility()) continue;
        const {color, fontSize, fontWeight, opacity} = getComputedStyle(part);
        const look = [part.tagName, color, fontSize, fontWeight, opacity];
        for (let on = part; on; on = on.parentElement) {
            const ground = getComputedStyle(on);
            look.push(ground.backgroundColor, ground.backgroundImage);
        }
        const key = look.filter(word => word !== "rgba(0, 0, 0, 0)" && word !== "none").join();
        delete part.dataset.look;
        if (!looks.has(key)) part.dataset.look = "";
        looks.add(key);
    }
}"""
"""A mark on one text of each look: its kind, colour, size and weight, and the grounds that it stands on."""


@pytest.fixture
def visit(browser) -> Iterator:
    """`visit(path, dark=…, scripts=…, width=…, fragment=…) -> Visit`."""
    contexts = []

    def go(path: Path, *, dark: bool = False, scripts: bool = True, width: int = 1280, fragment: str = "") -> Visit:
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            accept_downloads=True,
        )
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.on("console", lambda message: seen.complaints.append(f"{message.type}: {message.text}"))
        seen.page.on("pageerror", lambda error: seen.complaints.append(f"error: {error}"))
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.goto(path.as_uri() + fragment)
        seen.requests = [url for url in seen.requests if not url.startswith(("file:", "data:", "blob:"))]
        return seen

    yield go
    for context in contexts:
        context.close()
