"""One question at a time: folds, the picker, and the present place in the contents."""

import pytest

from oe_quality.plaintext import visible
from oe_quality.render.page.blocks import Page, Prose, Section, Tile, of_question
from oe_quality.render.page.html import html
from oe_quality.render.page.words import slug
from tests.render.hostile import HOSTILE


def page_of(questions):
    def blocks(section):
        return [
            block
            for question in questions
            for block in of_question(
                question, [Prose((f"{question} in short.",), f"{section}: {question}", f"{section}-{slug(question)}")]
            )
        ]

    sections = tuple(
        Section(name, name.capitalize(), "Lead.", (Prose(("Of all.",), "All", f"{name}-common"), *blocks(name)))
        for name in ("agreement", "labels")
    )
    return Page("Title", "Sub", (Tile("1", "thing"),), (), sections)


@pytest.fixture
def opened(tmp_path, visit):
    def go(questions=("mood", "voice", "age"), **how):
        path = tmp_path / "page.html"
        path.write_text(html(page_of(questions)), encoding="utf-8")
        return visit(path, **how)

    return go


def folds(seen):
    return seen.page.evaluate("[...document.querySelectorAll('details.question[open]')].map(e => e.dataset.question)")


def test_the_first_question_is_open_and_the_others_are_one_line(opened):
    seen = opened(scripts=False)
    assert seen.page.locator("details.question[open]").count() == 2
    line = seen.page.locator("#labels-voice-all > summary .line")
    assert line.inner_text() == "voice in short."
    assert not seen.page.locator("#labels-voice").is_visible()


def test_the_one_that_is_picked_is_open_everywhere_and_stays_in_the_address(opened):
    seen = opened()
    seen.page.get_by_label("Question").select_option("voice")
    assert folds(seen) == ["voice", "voice"]
    again = opened(fragment=seen.page.evaluate("location.hash"))
    assert folds(again) == ["voice", "voice"]
    again.page.get_by_label("Question").select_option("all of them")
    assert len(folds(again)) == 6
    assert seen.complaints == again.complaints == []


def test_a_link_into_a_folded_question_opens_it_and_the_contents_show_where_one_is(opened):
    seen = opened(fragment="#at=labels-age")
    seen.page.set_viewport_size({"width": 1280, "height": 300})
    seen.page.evaluate("document.getElementById('labels-age').scrollIntoView({behavior: 'instant'})")
    seen.page.wait_for_timeout(300)
    assert seen.page.locator("#labels-age").is_visible()
    here = seen.page.locator(".contents [aria-current]")
    assert here.count() == 1
    assert "Labels" in seen.page.locator(".contents > ol > li.here > a").inner_text()


def test_a_section_about_one_question_needs_no_fold():
    text = html(page_of(["mood"]))
    assert '<details class="more question"' not in text
    assert 'id="question"' not in text


def test_hostile_questions_are_names_like_others(opened):
    seen = opened(HOSTILE[:6])
    assert seen.page.evaluate("window.pwned") is None
    wanted = visible(HOSTILE[1])
    seen.page.get_by_label("Question").select_option(value=wanted)
    assert folds(seen) == [wanted, wanted]
    assert seen.complaints == []
    assert seen.requests == []
