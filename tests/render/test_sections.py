"""Every section of the page: from made-up results, from the examples, with hostile names, and at full size."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.aggregation.consensus_set import consensus_set
from oe_quality.analysis.compare.people import PersonChange, Turn
from oe_quality.analysis.distributions.emotion_map import emotion_map
from oe_quality.analysis.distributions.groups import groups
from oe_quality.analysis.distributions.shares import distributions
from oe_quality.analysis.evidence import NO_LINKS
from oe_quality.analysis.planning.plan import plan
from oe_quality.analysis.planning.results import Plans
from oe_quality.plaintext import visible
from oe_quality.render.charts.order import clustered
from oe_quality.render.page.blocks import Figure, Page, Prose, Table
from oe_quality.render.page.html import html
from oe_quality.render.sections import (
    annotators,
    behaviour,
    by_group,
    comparison,
    confusion,
    emotion_plane,
    gold,
    labels,
    pairs,
    planning,
    provenance,
    timelines,
)
from oe_quality.render.sections import (
    distributions as answered,
)
from oe_quality.results import Estimate
from tests.render.hostile import HOSTILE
from tests.render.made_up import Made

EXAMPLES = Path(__file__).parents[2] / "examples"
PLAIN = ("emotion", ["calm", "sad", "happy", "angry", "bored"], [f"clip{i}" for i in range(20)], ["German", "French"])


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


def one(section, name, kind):
    (found,) = [block for block in section.blocks if block.id == name]
    assert isinstance(found, kind)
    return found


def test_nobody_is_named_by_fewer_repeats_than_a_flag_needs():
    made = Made(*PLAIN)
    audit = made.audit()
    often, once = audit.rows[1], audit.rows[2]
    rows = (
        dataclasses.replace(often, retest=Estimate(0.5, None, 6, 1, 6)),
        dataclasses.replace(once, retest=Estimate(0.0, None, 1, 1, 1)),
    )
    shown = one(gold.section(dataclasses.replace(audit, rows=rows), pl.DataFrame()), "retest", Figure)
    assert shown.caption == f"2 annotators, 25 % on average. Lowest: {often.alias} 50 %."
    assert shown.data["retest"]["low"].null_count() == 2  # an interval that is not known has no ends
    shown = one(gold.section(dataclasses.replace(audit, rows=rows[1:]), pl.DataFrame()), "retest", Figure)
    assert "Nobody has 5" in shown.caption


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


def test_runs_name_the_longest_and_who_was_noticed():
    audit = Made(*PLAIN).audit()
    figure = behaviour.runs(audit)
    longest = max(row.behaviour.longest_run for row in audit.rows)
    assert f"The longest run is {longest} equal answers" in figure.caption
    assert figure.caption.endswith("Noticed: A01.")
    assert figure.data["runs"]["longest"].is_sorted(descending=True)


def test_agreement_that_cannot_be_known_is_a_gap_and_not_zero():
    answers = Made(*PLAIN).timelines()
    moving = timelines.rolling(answers).data["rolling"]
    alone = moving.filter((pl.col("annotator") == "A02") & pl.col("position").is_between(32, 45))
    assert alone["agreement"].null_count() == alone.height
    first = answers.filter((pl.col("annotator") == "A01") & (pl.col("position") <= 20))["residual"].mean()
    at20 = moving.filter((pl.col("annotator") == "A01") & (pl.col("position") == 20))["agreement"].item()
    assert at20 == pytest.approx(first)


def test_a_fall_leaves_the_limits_and_is_named():
    residual = [0.0, 0.1] * 60 + [-0.8, -0.9] * 10
    answers = pl.DataFrame({"annotator": ["A01"] * 140, "position": range(1, 141), "label": "x", "residual": residual})
    assert "limits at some time: A01." in timelines.rolling(answers).caption
    calm = answers.with_columns(residual=pl.Series([0.0, 0.1] * 70))
    assert "limits at some time: none." in timelines.rolling(calm).caption


def test_an_ellipse_is_the_boundary_of_its_quadratic_form():
    figure = emotion_plane.emotion_map(Made(*PLAIN).emotion_map())
    points = figure.data["emotion-ellipses"].filter(pl.col("label") == "sad")
    mean = figure.data["emotion-map"].filter(pl.col("label") == "sad")
    away = points.select("valence", "arousal").to_numpy() - mean.select("valence", "arousal").to_numpy()
    form = np.linalg.inv(np.array([[0.3, 0.1], [0.1, 0.4]]))
    np.testing.assert_allclose(np.einsum("ni,ij,nj->n", away, form, away), 1.0)
    assert "1 emotion without an ellipse" in figure.caption


def test_clustered_order_puts_what_is_alike_side_by_side():
    alike = np.zeros((6, 6))
    for a, b in ((0, 3), (3, 5), (1, 4), (4, 2)):
        alike[a, b] = alike[b, a] = 1.0
    order = clustered(alike)
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset({0, 3, 5}), frozenset({1, 2, 4})}
    assert clustered(np.ones((2, 2))) == [0, 1]


def test_the_average_confusion_weighs_annotators_by_their_answers():
    it = Made(*PLAIN).consensus()
    n = np.zeros(12, dtype=np.int64)
    n[3] = 100
    object.__setattr__(it.annotators, "n_responses", n)
    cells = confusion.average(it).data["confusion-emotion"]
    cell = cells.filter((pl.col("truth") == "sad") & (pl.col("answer") == "happy"))["share"].item()
    assert cell == pytest.approx(it.annotators.confusion[3, 1, 2])


def test_a_label_that_only_some_miss_lies_above_the_line():
    recall = np.full((8, 2), 0.9)
    recall[4:, 0] = 0.3
    recall[:, 1] = 0.4
    skill = np.array([0.9] * 4 + [0.5] * 4)
    figure = confusion.guideline_or_people("q", ["people", "guideline"], recall, skill, np.full(8, 50))
    rows = {row["label"]: row for row in figure.data["guideline-q"].to_dicts()}
    assert rows["people"]["reliable"] == pytest.approx(0.1)
    assert rows["people"]["others"] == pytest.approx(0.7)
    assert rows["guideline"]["gap"] == pytest.approx(0.0)
    assert "listing" not in figure.caption
    few = confusion.guideline_or_people("q", ["a"], recall[:3], skill[:3], np.full(3, 50))
    assert isinstance(few, Prose)


def test_gold_that_most_answer_otherwise_is_doubted_and_ties_are_named():
    answers = pl.DataFrame(
        {
            "annotator": ["A01", "A02", "A03", "A04"] * 2,
            "item": ["doubt"] * 4 + ["fine"] * 4,
            "answer": ["x", "x", "y", "y", "g", "g", "g", "x"],
            "gold": ["g"] * 8,
            "right": [False] * 4 + [True] * 3 + [False],
        }
    )
    table = gold.doubtful(answers)
    assert isinstance(table, Table)
    assert table.frame["item"].to_list() == ["doubt"]
    assert table.frame["usual"].to_list() == ["x or y"]
    assert isinstance(gold.doubtful(answers.filter(pl.col("item") == "fine")), Prose)


def test_groups_say_who_is_too_few_and_how_small_the_smallest_is():
    made = Made(*PLAIN)
    caption = by_group.differences(made.compared()).caption
    assert "the smallest group has 8 annotators" in caption
    assert "language: few (2)" in caption
    shares = by_group.shares(made.distributions(by="language"))
    assert "Not shown, as smaller than 5: German." in shares.caption


def test_pairs_without_a_test_say_why():
    scan = Made(*PLAIN).scan()
    object.__setattr__(scan, "undefined", "no two annotators share 10 items or more")
    assert pairs.tested(scan).paragraphs == ("No pair was tested: no two annotators share 10 items or more.",)


def test_a_comparison_says_what_is_clear_and_what_is_not():
    it = Made(*PLAIN).comparison()
    sure = type(it.agreement[0])
    clear = sure("emotion", "alpha", Estimate(0.2), Estimate(0.6), it.agreement[0].difference)
    low = clear.difference.interval.low
    object.__setattr__(it, "agreement", (clear,))
    caption = comparison.agreement(it).caption
    assert ("clearly up: emotion" in caption) == (low > 0)
    assert "beyond what other items" in caption or "clearly" in caption


def test_a_comparison_says_of_people_what_the_terminal_says():
    it = Made(*PLAIN).comparison()
    assert comparison.people(it) == []
    gone = PersonChange("otter-307", Turn.QUIET, "last answer on 2026-11-02", "ok", "ok")
    (block,) = comparison.people(dataclasses.replace(it, people=(gone,)))
    assert block.paragraphs == ("gone quiet:", "- otter-307: last answer on 2026-11-02")


def test_people_stand_beside_how_they_stood_in_the_table_and_in_the_picture():
    made = Made(*PLAIN)
    before = {it.alias: it for it in made.standings()}
    section = annotators.section(made.audit(), {}, None, before)
    table = one(section, "annotators-table", Table)
    assert [column.name for column in table.columns][1:5] == ["status", "kappa", "status_before", "kappa_before"]
    rows = {row["annotator"]: row for row in table.frame.to_dicts()}
    new = made.aliases[-1]
    assert (rows[new]["status_before"], rows[new]["kappa_before"]) == ("not there", None)
    assert rows["A01"]["status_before"] == before["A01"].before
    figure = one(section, "skill", Figure)
    assert figure.data["skill"]["before"].null_count() == 1
    assert f"Open circles are how {len(before) - 1} annotators stood before." in figure.caption
    assert "before" not in one(annotators.section(made.audit(), {}), "skill", Figure).data["skill"].columns


def test_ratings_of_a_hostile_question_have_a_harmless_axis():
    made = Made(HOSTILE[13], ["x"], ["i", "j"], ["g"])
    from oe_quality.analysis.aggregation.results import Ratings

    two = np.array([1.0, 2.0])
    ratings = Ratings(
        made.question, "mean", pl.Series(["i", "j"]), two, two, np.array([2, 2]), (), None, None, None, None, None, (),
        True, 0, made.audit().left_out,
    )  # fmt: skip
    assert "\x00" not in str(labels.ratings_spread(ratings).chart.to_dict())
    assert visible(made.question) in str(labels.ratings_spread(ratings).chart.to_dict())
