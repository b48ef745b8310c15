"""The page as it is served: ours alone, with buttons, in a real browser."""

import pytest

from oe_quality.serve.page import served
from tests.conftest import Visit


def test_a_page_of_ours_gets_buttons_and_the_one_on_disk_stays(folder, page_text):
    parts = served(page_text)
    assert parts is not None
    assert "connect-src 'self'" in parts.policy
    assert "connect-src" not in parts.text[: parts.text.index("<style>")]
    assert (folder / "report.html").read_text(encoding="utf-8") == page_text


@pytest.mark.parametrize("change", ["script", "policy", "no policy", "empty"])
def test_a_page_of_somebody_else_gets_none(page_text, change):
    start = page_text.index("script-src ")
    other = {
        "script": page_text[:start] + "script-src 'unsafe-inline' " + page_text[start + 11 :],
        "policy": page_text.replace("connect-src", "connect-src *; x", 1),
        "no policy": page_text.replace("Content-Security-Policy", "x", 1),
        "empty": "",
    }
    assert served(other[change]) is None


def test_without_a_page_it_says_so_and_looks_again(call, folder):
    (folder / "report.html").unlink()
    told = call("GET", call.guard.home)
    assert (told.status, told.headers["Refresh"]) == (503, "2")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_person_is_excluded_by_the_panel(call, browser, decided, width, dark):
    context = browser.new_context(color_scheme="dark" if dark else "light", viewport={"width": width, "height": 900})
    context.set_default_timeout(15_000)
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(call.guard.door)
    seen = Visit(page)
    page.get_by_role("button", name="Write the queue").wait_for()
    assert seen.violations() == []
    page.get_by_role("button", name="elk-012").first.click()
    panel = page.get_by_role("dialog")
    panel.get_by_label("Reason").fill("</script><img src=x onerror=window.pwned=1>")
    panel.get_by_role("button", name="Exclude").click()
    panel.get_by_role("button", name="Leave them out all the same").click()
    page.get_by_role("button", name="Take elk-012 back in").wait_for()
    assert decided()[0] == [("elk-012", True, "</script><img src=x onerror=window.pwned=1>")]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.violations() == []
    page.evaluate("location.hash = 'i=clip+1'")
    page.reload()
    panel.get_by_label("Question").select_option("mood")
    panel.get_by_role("combobox", name="Gold").select_option("sad")
    panel.get_by_label("Adjudicated by").fill("ann")
    panel.get_by_role("button", name="Set the gold").click()
    panel.get_by_text("The gold of clip 1 for mood is sad, by ann.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.violations() == []
    assert page.evaluate("window.pwned") is None
    assert said == []
    assert [url for url in asked if not url.startswith((call.guard.origin, "data:", "blob:"))] == []
    context.close()
