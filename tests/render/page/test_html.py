"""The page engine: policy, data island, tables and charts, in a real browser."""

import json
import re
import zipfile

import altair as alt
import polars as pl
import pytest

from oe_quality.plaintext import visible
from oe_quality.render.charts import style
from oe_quality.render.page.blocks import Column, Figure, Help, Level, Page, Prose, Section, Table, Tile, Verdict
from oe_quality.render.page.html import html, static_rows, written
from oe_quality.render.page.island import safe_json
from tests.render.hostile import HOSTILE

HELP = Help("What it is.", "How to read it.", "Someone (1999)")


def annotators(words: list[str]) -> pl.DataFrame:
    n = len(words)
    skill = [i / n for i in range(n)]
    return pl.DataFrame(
        {
            "annotator": [f"A{i:02d}" for i in range(n)],
            "skill": skill,
            "low": [max(0.0, s - 0.1) for s in skill],
            "high": [min(1.0, s + 0.1) for s in skill],
            "seconds": [None if i == 3 else 10.0 + i for i in range(n)],
            "status": ["OK", "REVIEW", "WATCH"][: n % 3] + ["OK"] * (n - n % 3),
            "remark": words,
        }
    )


def page_of(frame: pl.DataFrame) -> Page:
    table = Table(
        "annotators",
        "Annotators",
        frame,
        (
            Column("annotator", "Annotator"),
            Column("skill", "Skill", "estimate", 2, "expected accuracy", "low", "high"),
            Column("seconds", "Seconds", "number", 1),
            Column("status", "Status", "status"),
            Column("remark", "Remark"),
        ),
        HELP,
        annotator="annotator",
    )
    base = alt.Chart(style.named("points"))
    chart = style.styled(
        base.mark_point(filled=True).encode(
            x="seconds:Q", y="skill:Q", color="remark:N", tooltip=["annotator:N", "remark:N"]
        )
    )
    figure = Figure("speed", "Skill against speed", chart, {"points": frame}, "Caption.", HELP)
    verdicts = (Verdict(Level.GOOD, frame["remark"][0], "annotators"), Verdict(Level.ACT, "Act.", "speed"))
    section = Section("people", frame["remark"][1], "Lead.", (figure, table, Prose((frame["remark"][2],))))
    return Page(frame["remark"][0], frame["remark"][1], (Tile("3", "things"),), verdicts, (section,))


@pytest.fixture
def opened(tmp_path, visit):
    def go(words=("plain", "words", "only", "=1+1", "-0.5"), **how):
        path = tmp_path / "page.html"
        path.write_text(html(page_of(annotators(list(words)))), encoding="utf-8")
        return visit(path, **how)

    return go


def test_the_same_page_gives_the_same_bytes():
    assert html(page_of(annotators(["a", "b", "c"]))) == html(page_of(annotators(["a", "b", "c"])))


def test_two_blocks_of_one_id_are_refused():
    page = page_of(annotators(["a", "b", "c"]))
    doubled = Page(page.title, "", (), (), (*page.sections, *page.sections))
    with pytest.raises(ValueError, match="twice"):
        html(doubled)


def test_no_data_leaves_the_island():
    text = safe_json(HOSTILE)
    assert not set("<>&") & set(text)
    assert json.loads(text) == HOSTILE


def test_static_cells_say_what_is_missing():
    table = page_of(annotators(["a", "b", "c", "d"])).tables()[0]
    assert static_rows(table)[3][2].text == "–"
    assert static_rows(table)[1][1].text == "0.25 [0.15, 0.35]"


@pytest.mark.parametrize("dark", [False, True])
def test_hostile_words_neither_run_nor_break_anything(opened, dark):
    seen = opened(HOSTILE, dark=dark)
    seen.scroll_through()
    assert seen.complaints == []
    assert seen.requests == []
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.evaluate("document.querySelectorAll('.chart svg [data-m]').length") >= len(HOSTILE) - 1
    shown = seen.page.evaluate("[...document.querySelectorAll('tbody tr')].map(r => r.lastChild.textContent)")
    assert shown == [visible(word) for word in HOSTILE]


def test_scripts_off_still_shows_words_table_and_picture(opened):
    seen = opened(scripts=False)
    assert seen.page.locator("#verdict li").count() >= 2
    assert seen.page.locator("tbody tr").count() == 5
    seen.page.locator("details.figure > summary").click()
    assert seen.page.locator(".chart svg").first.is_visible()
    assert not seen.page.locator("button").first.is_visible()


def test_filters_sort_and_address_go_together(opened):
    seen = opened()
    seen.scroll_through()
    page = seen.page
    page.get_by_label("Filter Skill").fill(">= 0.4")
    assert page.locator("tbody tr").count() == 3
    page.get_by_role("button", name="Skill", exact=True).click()
    assert page.locator("tbody tr th").first.inner_text() == "A04"
    assert page.locator("th[aria-sort=descending]").count() == 1
    page.get_by_label("Highlight annotators").fill("A02")
    assert page.locator("tr.focused").count() == 1
    page.get_by_label("Hide").fill("A04")
    assert page.locator("tbody tr").count() == 2
    address = page.evaluate("location.hash")
    again = opened(fragment=address)
    again.scroll_through()
    assert again.page.locator("tbody tr").count() == 2
    assert again.page.locator("tr.focused").count() == 1
    assert seen.complaints == again.complaints == []


def test_people_are_picked_by_patterns_and_by_names_with_blanks(opened):
    seen = opened(fragment="#highlight=A0*,*9&hide=*4*,B7")
    seen.scroll_through()
    assert seen.page.locator("tbody tr").count() == 4
    assert seen.page.locator("tr.focused").count() == 4
    seen.page.get_by_label("Highlight annotators").fill("a*, A*2, A**03, A0*0A")
    assert [words[:3] for words in seen.page.locator("tr.focused").all_inner_texts()] == ["A02", "A03"]
    assert seen.complaints == []


def test_downloads_hold_what_is_shown(opened):
    seen = opened()
    seen.scroll_through()
    seen.page.get_by_label("Filter Remark").fill("1+1")
    with seen.page.expect_download() as download:
        seen.page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_bytes().decode()
    assert "'=1+1" in text
    assert text.count("\r\n") == 2


def test_a_mark_says_what_it_is_about_and_fades_or_goes_with_its_person(opened):
    seen = opened()
    seen.unfold("speed")
    mark = seen.page.locator("#speed circle[data-m='1']")
    mark.hover()
    assert seen.page.locator("#tip").inner_text().split() == ["annotator", "A01", "remark", "words"]
    seen.page.get_by_label("Highlight annotators").fill("A01")
    faint = seen.page.locator("#speed .faint")
    assert faint.count() == 3  # without the one whose seconds are not known
    assert "faint" not in (mark.get_attribute("class") or "")
    seen.page.get_by_label("Hide").fill("A01")
    assert not mark.is_visible()
    assert seen.complaints == []


def test_a_saved_picture_stands_alone(opened):
    seen = opened(dark=True)
    seen.unfold("speed")
    with seen.page.expect_download() as download:
        seen.page.locator("[data-save=svg]").click()
    svg = download.value.path().read_text(encoding="utf-8")
    assert 'fill="white"' in svg
    assert "font-family" in svg
    assert "data-m" not in svg
    assert "class=" not in svg
    with seen.page.expect_download() as download:
        seen.page.locator("[data-save=png]").click()
    png = download.value.path().read_bytes()
    wide = int(re.search(r'width="(\d+)"', svg)[1])
    assert int.from_bytes(png[16:20], "big") == 3 * wide


def test_all_pictures_are_saved_at_once(opened):
    seen = opened()
    with seen.page.expect_download() as download:
        seen.page.get_by_role("button", name="All pictures").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["speed.svg"]
        assert archive.read("speed.svg").startswith(b"<svg")
    assert seen.complaints == []


def test_several_who_are_highlighted_have_a_colour_each_and_one_alone_has_none(opened):
    seen = opened()
    seen.scroll_through()
    lit = "[...document.querySelectorAll('tr[data-lit]')].map(row => [row.innerText.slice(0, 3), row.dataset.lit])"
    seen.page.get_by_label("Highlight annotators").fill("A02, A01")
    assert sorted(seen.page.evaluate(lit)) == [["A01", "1"], ["A02", "0"]]
    assert seen.page.locator(".key").all_inner_texts() == ["A02\nA01"]
    seen.unfold("speed")
    assert seen.page.locator("#speed [data-m='1']").get_attribute("data-lit") == "1"
    seen.page.get_by_label("Highlight annotators").fill("A01")
    assert seen.page.evaluate(lit) == []
    assert seen.complaints == []


@pytest.mark.parametrize("dark", [False, True])
def test_accessibility(opened, dark):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    seen = opened(dark=dark)
    seen.scroll_through()
    results = axe.Axe().run(seen.page)
    assert results.violations_count == 0, results.generate_report()


def test_theme_can_be_chosen_and_is_kept(opened):
    seen = opened()
    seen.page.get_by_role("button", name="Dark").click()
    assert seen.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "theme=dark" in seen.page.evaluate("location.hash")


def test_a_small_p_value_is_not_zero():
    column = Column("q", "q", "number", 3)
    assert [written(column, {"q": q}) for q in (0.0002, 0.0006, 0.0, 0.25)] == ["<0.001", "0.001", "0.000", "0.250"]
