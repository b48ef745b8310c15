"""A headless browser for looking at pages as a person would."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

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
