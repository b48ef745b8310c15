"""What people open the page for is at most two clicks away."""

from urllib.parse import urlsplit

import pytest

from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet
from oe_quality.analysis.annotators.results import ON_LIST


@pytest.fixture
def seen(example_page, visit):
    found = visit(example_page)
    yield found
    assert found.complaints == []
    assert found.requests == []


def test_whom_to_pause_and_why_is_one_click(seen, study):
    urgent = [row for row in study.audit.rows if row.status in ON_LIST]
    words = seen.page.locator(".verdicts").first.inner_text()
    for row in urgent:
        assert row.alias in words
    first = urgent[0]
    seen.page.locator(f".verdicts [data-person={first.alias}]").first.click()  # 1
    panel = seen.page.get_by_role("dialog")
    assert panel.is_visible()
    assert "Rule:" in panel.inner_text()
    assert "Where the others are sure of something else" in panel.inner_text()


def test_what_to_relabel_and_its_first_clip_are_two_clicks(seen, study):
    seen.page.get_by_role("link", name="What to ask next").click()  # 1
    rows = seen.page.locator("[data-table=queue] tbody tr")
    first = study.queue.items[0].item
    assert first in rows.first.inner_text()
    clip = rows.first.get_by_role("link").first
    assert urlsplit(clip.get_attribute("href")).scheme == "https"
    assert clip.get_attribute("rel") == "noopener noreferrer"
    seen.page.context.route("https://**", lambda route: route.abort())  # nothing is asked of anybody
    with seen.page.context.expect_event("request") as asked:
        clip.click()  # 2
    assert asked.value.url == clip.get_attribute("href")
    assert "referer" not in asked.value.headers


def test_whether_the_labels_can_be_published_at_ninety_per_cent_is_there_at_once(seen, study):
    sentence = seen.page.locator(".sentence").inner_text()
    beliefs = [it for it in study.aggregation if isinstance(it, (Consensus, ConsensusSet))]
    main = next(it for it in beliefs if it.question == study.audit.question)
    sure = int(((main.winner >= 0) & (main.confidence >= 0.9)).sum())
    assert sentence.startswith(f"{sure} of {len(main.items)}")
    assert "90" in sentence
    assert "against publishing all" in sentence
    seen.page.get_by_role("link", name="At every confidence").click()  # 1, for any other confidence
    assert seen.page.locator("#coverage-emotion svg").is_visible()
