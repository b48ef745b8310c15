"""Side panels, folds and addresses of the page, in a real browser."""

from dataclasses import replace

import polars as pl
import pytest

from oe_quality.plaintext import visible
from oe_quality.render.page.blocks import (
    Card,
    Column,
    Front,
    Help,
    Level,
    Page,
    Prose,
    Section,
    Segment,
    Table,
    Tile,
    Verdict,
)
from oe_quality.render.page.html import html
from tests.render.hostile import HOSTILE

HELP = Help("What it is.", "How to read it.")
PLAIN = ("clip 1", "clip 2", "joy", "anger")


def page_of(words=PLAIN) -> Page:
    """Three people and two items, with what stands behind them; `words` are items, answers and remarks."""
    one, two, said, others = words
    people = pl.DataFrame(
        {"annotator": ["elk-012", "otter-307", "yak-555"], "kappa": [0.1, 0.6, 0.8], "reason": [said, None, None],
         "status": ["review", "ok", "ok"], "bits": [0.1, 1.0, 1.2]}
    )  # fmt: skip
    noticed = pl.DataFrame({"annotator": ["elk-012"], "words": [said], "rule": [others], "n": [29]})
    queue = pl.DataFrame({"item": [one, two], "ask": ["yak-555", None]})
    tables = (
        Table(
            "annotators-table", "All annotators", people,
            (Column("annotator", "Annotator"), Column("status", "Status", "status"),
             Column("kappa", "Agreement", "number", 2, bar=True), Column("reason", "Why", "words"),
             Column("bits", "Bits", "number", 2, extra=True)),
            HELP, annotator="annotator",
        ),
        Table("noticed", "Noticed", noticed, (Column("annotator", "Annotator"), Column("words", "What", "words"),
              Column("rule", "Rule"), Column("n", "n", "number")), HELP, annotator="annotator"),
    )  # fmt: skip
    asked = Table("queue", "What to ask next", queue, (Column("item", "Item"), Column("ask", "Ask")), HELP)
    more = tuple(Prose(("A remark.",), f"Remark {i}", f"remark-{i}") for i in range(12))
    panels = {
        "telling": pl.DataFrame({"annotator": ["elk-012"], "item": [one], "own": [said], "others": [others]}),
        "answers": pl.DataFrame(
            {"item": [one, one, two], "annotator": ["elk-012", "yak-555", "yak-555"], "answer": [said, others, others]}
        ),
        "cases": pl.DataFrame({"annotator": ["elk-012"], "without": [said], "draft": [f"{others}\n{said}"]}),
        "mixed": pl.DataFrame({"annotator": ["elk-012"], "others": [others], "own": [said], "n": [3], "of": [4]}),
        "labels": pl.DataFrame(
            {"item": [one, one], "label": [said, others], "n": [1, 0], "of": [2, 2], "p": [0.6, 0.1]}
        ),
        "flips": pl.DataFrame({"item": [one], "before": [said], "after": [None], "why": [others]}),
        "links": pl.DataFrame({"item": [one, two], "url": ["https://clips.example/1.wav", "javascript:alert(1)"]}),
    }
    bar = (Segment("to talk to", 1, "act"), Segment("to thank", 2, "good"))
    card = Card("People", "1 to talk to; 2 to thank.", bar, "Who, and why", "annotators-table")
    return Page(
        "Page", "Subtitle", (Tile("3", "things"),),
        (Verdict(Level.ACT, "Talk to elk-012 (who differs).", "noticed"), Verdict(Level.GOOD, "Fine.", "remark-11")),
        (Section("people", "People", "Lead.", tables), Section("next", "Next", "Lead.", (asked, *more))),
        Front("One sentence.", (card,)), panels, urgent=(Prose((said, others), "elk-012: review"),),
    )  # fmt: skip


@pytest.fixture
def opened(tmp_path, visit):
    def go(words=PLAIN, **how):
        path = tmp_path / "page.html"
        path.write_text(html(page_of(words)), encoding="utf-8")
        return visit(path, **how)

    return go


def test_every_name_in_the_verdict_opens_its_case_and_escape_closes_it(opened):
    seen = opened()
    name = seen.page.locator(".verdicts button", has_text="elk-012")
    name.focus()
    seen.page.keyboard.press("Enter")
    panel = seen.page.get_by_role("dialog")
    assert panel.is_visible()
    text = panel.inner_text()
    assert "joy Rule: anger; n = 29." in text
    assert "clip 1" in text
    assert "a=elk-012" in seen.page.evaluate("location.hash")
    seen.page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert seen.page.evaluate("document.activeElement.dataset.person") == "elk-012"
    assert seen.complaints == []


def test_from_a_person_to_the_item_to_who_said_what(opened):
    seen = opened(fragment="#a=elk-012")
    panel = seen.page.get_by_role("dialog")
    panel.get_by_role("button", name="clip 1").click()
    text = panel.inner_text()
    assert "yak-555" in text
    assert "Next: ask yak-555." in text
    assert "joy\t1 of 2\t50 %\t60 %" in text
    assert "Before: joy; after: no label (anger)." in text
    link = panel.get_by_role("link")
    assert link.get_attribute("href") == "https://clips.example/1.wav"
    assert link.inner_text() == "open at clips.example"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert seen.requests == []


def test_the_queue_links_to_its_items_outside_the_panels_too(opened):
    seen = opened()
    seen.scroll_through()
    (link,) = seen.page.locator("[data-table=queue] tbody a").all()
    assert (link.get_attribute("href"), link.inner_text()) == ("https://clips.example/1.wav", "open at clips.example")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert seen.page.locator("[data-table=queue] tbody tr").count() == 2
    assert (seen.requests, seen.complaints) == ([], [])


def test_an_address_that_is_not_https_is_no_link(opened):
    panel = opened(fragment="#i=clip+2").page.get_by_role("dialog")
    assert panel.is_visible()
    assert panel.get_by_role("link").count() == 0


def test_selecting_marks_the_person_and_survives_navigation_and_reload(opened):
    seen = opened()
    seen.scroll_through()
    seen.page.locator("[data-table=annotators-table] button", has_text="otter-307").click()
    assert seen.page.locator("tr.focused").count() == 1
    seen.page.get_by_role("navigation").get_by_role("link", name="Next", exact=True).click()
    address = seen.page.evaluate("location.hash")
    assert "highlight=otter-307" in address
    again = opened(fragment=address)
    again.scroll_through()
    assert again.page.locator("tr.focused").count() == 1
    assert again.page.get_by_role("dialog").is_visible()


def test_a_link_unfolds_its_place_and_lands_on_it(opened):
    seen = opened()
    seen.page.locator("#verdict-rest > summary").click()
    seen.page.locator("#verdict-rest").get_by_role("link", name="Evidence").click()
    seen.page.wait_for_timeout(600)
    place = seen.page.locator("#remark-11")
    assert place.get_attribute("open") is not None
    box = place.bounding_box()
    assert 0 <= box["y"] <= 900
    covering = seen.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('#remark-11') !== null", [box["x"] + 30, box["y"] + 12]
    )
    assert covering


def test_columns_are_chosen_and_remembered(opened):
    seen = opened()
    seen.scroll_through()
    table = seen.page.locator("[data-table=annotators-table]")
    assert table.locator("thead th:visible").count() == 4
    table.locator("details.columns-of > summary").click()
    table.get_by_role("checkbox", name="Bits").check()
    assert table.locator("thead th:visible").count() == 5
    again = opened(fragment=seen.page.evaluate("location.hash"))
    again.scroll_through()
    assert again.page.locator("[data-table=annotators-table] thead th:visible").count() == 5


def test_search_opens_people_and_items_and_says_what_it_does_not_know(opened):
    page = opened().page
    page.get_by_label("Find a person or an item").fill("yak-555")
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").get_by_role("heading", name="yak-555").is_visible()
    page.get_by_label("Find a person or an item").fill("nobody")
    page.keyboard.press("Enter")
    assert "Not among" in page.locator("#find-help").inner_text()


def test_hostile_addresses_are_links_to_https_or_none(tmp_path, visit):
    page = page_of()
    words = [*HOSTILE, "exa mple", 'a.example/"onclick=x', "[::", "user:word@host.example", ""]
    items = [f"clip {i}" for i in range(2 * len(words))]
    urls = [*(f"https://{word}" for word in words), *words]
    asked = replace(page.sections[1].blocks[0], frame=pl.DataFrame({"item": items, "ask": [None] * len(items)}))
    sections = (page.sections[0], replace(page.sections[1], blocks=(asked, *page.sections[1].blocks[1:])))
    panels = page.panels | {"links": pl.DataFrame({"item": items, "url": urls})}
    path = tmp_path / "page.html"
    path.write_text(html(replace(page, sections=sections, panels=panels)), encoding="utf-8")
    seen = visit(path)
    seen.scroll_through()
    table = seen.page.locator("[data-table=queue]")
    table.get_by_role("button", name="Show more").click()
    assert table.locator("tbody tr").count() == len(items)
    links = table.locator("tbody a").evaluate_all(
        "all => all.map(one => [one.protocol, one.rel, one.attributes.length])"
    )
    assert len(links) > 5
    assert {tuple(link) for link in links} == {("https:", "noopener noreferrer", 4)}
    assert seen.page.evaluate("window.pwned") is None
    assert (seen.complaints, seen.requests) == ([], [])


@pytest.mark.parametrize("start", range(0, len(HOSTILE) - 3, 4))
def test_hostile_words_in_panels_neither_run_nor_break_anything(opened, start):
    words = tuple(HOSTILE[start : start + 4])
    seen = opened(words, fragment="#a=elk-012")
    seen.scroll_through()
    seen.page.get_by_role("dialog").locator("[data-item]").first.click()
    assert visible(words[2]).split()[0] in seen.page.get_by_role("dialog").inner_text()
    assert seen.page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.getElementById('panel'))")
    assert seen.page.evaluate("window.pwned") is None
    assert seen.complaints == []
    assert seen.requests == []


@pytest.mark.parametrize("dark", [False, True])
def test_accessibility(opened, dark):
    seen = opened(width=390, dark=dark)
    seen.scroll_through()
    for panel in (False, True):
        if panel:
            seen.page.locator(".verdicts button", has_text="elk-012").click()
        assert seen.page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.getElementById('panel'))")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert seen.violations(structure=not dark) == []


def test_in_print_everything_is_unfolded(opened):
    seen = opened(scripts=False)
    seen.page.emulate_media(media="print")
    assert seen.page.locator("#remark-3 p").is_visible()
