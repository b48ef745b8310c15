"""Every section of the page: from made-up results, from the examples, with hostile names, and at full size."""

import re
from pathlib import Path

import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.aggregation.consensus_set import consensus_set
from oe_quality.analysis.distributions.emotion_map import emotion_map
from oe_quality.analysis.distributions.groups import groups
from oe_quality.analysis.distributions.shares import distributions
from oe_quality.analysis.evidence import NO_LINKS
from oe_quality.analysis.planning.plan import plan
from oe_quality.analysis.planning.results import Plans
from oe_quality.render.page.blocks import Figure, Page, Prose
from oe_quality.render.page.html import html
from oe_quality.render.sections import (
    annotators,
    behaviour,
    by_group,
    comparison,
    confusion,
    emotion_plane,
    gold,
    pairs,
    planning,
    provenance,
)
from oe_quality.render.sections import (
    distributions as answered,
)
from tests.render.hostile import HOSTILE
from tests.render.made_up import PLAIN, Made, one

EXAMPLES = Path(__file__).parents[2] / "examples"


def every_section(made):
    """All sections of this module's subject, from made-up results."""
    audit = made.audit()
    found = (made.distributions(), made.distributions(by=made.groups[0]))
    return (
        annotators.section(audit, {}, None, {it.alias: it for it in made.standings()}),
        behaviour.section(audit, made.timelines()),
        pairs.section(audit.copying, made.pair_table()),
        answered.section(found, made.emotion_map(), made.compared()),
        confusion.section([made.consensus(), made.consensus_set("sets")], made.aliases[:4]),
        gold.section(audit, made.gold_answers()),
        planning.section(made.plans(), made.queue(), NO_LINKS),
        comparison.section(made.comparison()),
        provenance.section(made.provenance(), ("Methods in a sentence.",)),
    )


def page_of(sections):
    return Page("Made up", "for a test", (), (), tuple(sections))


@pytest.fixture(scope="module")
def made_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "page.html"
    path.write_text(html(page_of(every_section(Made(*PLAIN)))), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "page.html"
    made = Made(HOSTILE[1], HOSTILE, HOSTILE, HOSTILE[:8])
    path.write_text(html(page_of(every_section(made))), encoding="utf-8")
    return path


def require_all_drawn(seen):
    seen.scroll_through()
    assert seen.complaints == []
    assert seen.requests == []
    charts = seen.page.query_selector_all("[data-chart]")
    assert charts
    for chart in charts:
        assert chart.evaluate("e => e.querySelectorAll('svg path, svg circle').length") > 2, chart.get_attribute(
            "data-chart"
        )


def test_every_chart_is_drawn_under_the_policy_and_accessible_in_both_themes(visit, made_page):
    seen = visit(made_page)
    require_all_drawn(seen)
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    results = axe.Axe().run(seen.page)
    assert results.violations_count == 0, results.generate_report()
    seen.page.get_by_role("button", name="Dark").click()
    seen.page.wait_for_timeout(500)
    # What is there is the same in both; how it looks is not.
    results = axe.Axe().run(seen.page, options={"runOnly": ["color-contrast"]})
    assert results.violations_count == 0, results.generate_report()
    assert seen.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert seen.complaints == []


def test_hostile_names_do_nothing_anywhere(visit, hostile_page):
    seen = visit(hostile_page)
    require_all_drawn(seen)
    assert seen.page.evaluate("window.pwned") is None
    text = seen.page.evaluate("document.body.textContent")
    assert "window.pwned" in text
    rows = seen.page.evaluate("document.querySelectorAll('[data-table=emotion-map-table] tbody tr').length")
    assert rows == len(HOSTILE)


def test_highlighting_and_hiding_reach_every_chart_of_annotators(visit, made_page):
    seen = visit(made_page)
    watched = ["runs", "habits", "drift", "in-order", "gold-grid", "retest"]
    for name in watched:
        seen.unfold(name)
    seen.page.wait_for_timeout(100)
    marks = "id => document.querySelectorAll(`#${id} .chart svg [data-m]:not(.away):not(.faint)`).length"
    before = {name: seen.page.evaluate(marks, name) for name in watched}
    seen.page.get_by_label("Hide").fill("A02, A03")
    hidden = {name: seen.page.evaluate(marks, name) for name in watched}
    seen.page.get_by_label("Highlight annotators").fill("A01")
    for name in watched:
        assert seen.page.evaluate(marks, name) < hidden[name] < before[name], name
    assert seen.complaints == []


def test_the_page_of_a_thousand_annotators_is_small_and_fast(visit, tmp_path):
    words = [f"label {i}" for i in range(16)]
    made = Made("emotion", words, [f"video{i}:3-9" for i in range(40)], ["German", "French"], n_annotators=1_000)
    path = tmp_path / "page.html"
    path.write_text(html(page_of(every_section(made))), encoding="utf-8")
    assert path.stat().st_size <= 3_000_000
    seen = visit(path)
    loaded = seen.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert 0 < loaded <= 2_000
    seen.unfold("skill")
    seen.page.wait_for_selector("#skill .chart svg [data-m]", state="attached")
    assert seen.complaints == []


@pytest.fixture(scope="module")
def example_sections(tmp_path_factory):
    """The sections of the example data, from the analyses themselves."""
    database = tmp_path_factory.mktemp("examples") / "examples.duckdb"
    oeq.load(database, EXAMPLES / "open_empathic.json.gz", gold=[EXAMPLES / "gold.csv"])
    with oeq.open_store(database) as store:
        panel, people = store.panel("emotion"), store.annotator_attributes()
        audit = oeq.annotators(store)
        found = (distributions(panel), distributions(panel, attributes=people, by="gender"))
        plane = emotion_map(panel, store.panel("valence"), store.panel("arousal"))
        compared = groups(panel, people, only=["gender"], permutations=99)
        plans = Plans((plan(store, "valence", groups=5),))
        queue = oeq.relabel(store, n=20)
        believed = consensus_set(panel, "dawid-skene", temper=False)
    return (
        behaviour.section(audit, pl.DataFrame()),
        pairs.section(audit.copying),
        answered.section(found, plane, compared),
        confusion.section([believed], []),
        gold.section(audit, pl.DataFrame()),
        planning.section(plans, queue, NO_LINKS),
    )


def test_the_examples_are_drawn(visit, tmp_path, example_sections):
    path = tmp_path / "page.html"
    path.write_text(html(page_of(example_sections)), encoding="utf-8")
    require_all_drawn(visit(path))


def test_captions_and_reasons_are_sentences_without_undefined_numbers(example_sections):
    for section in (*example_sections, *every_section(Made(*PLAIN))):
        for block in section.blocks:
            said = block.paragraphs if isinstance(block, Prose) else (block.help.what, block.help.how)
            said = (*said, block.caption) if isinstance(block, Figure) else said
            for words in said:
                assert words.rstrip().endswith((".", "?")) or words.startswith("Made by"), words
                assert not re.search(r"\b(nan|inf)\b|\bNone\b(?! is)", words), words


def test_without_times_gold_or_people_a_sentence_says_so():
    made = Made(*PLAIN)
    audit = made.audit()
    nothing = pl.DataFrame(schema={"annotator": pl.String})
    one(behaviour.section(audit, nothing), "timelines", Prose)
    one(gold.section(None, nothing), "gold-grid", Prose)
    one(gold.section(None, nothing), "retest", Prose)
    one(planning.section(None, None, NO_LINKS), "plan", Prose)
    one(planning.section(None, None, NO_LINKS), "queue", Prose)
    assert "nothing is known" in by_group.compared(None)[0].paragraphs[0]
    assert isinstance(emotion_plane.block(None), Prose)
    assert isinstance(confusion.section([]).blocks[0], Prose)
