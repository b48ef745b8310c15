"""The first screen on a whole study: its sentence and cards say what the tables hold."""

from dataclasses import replace

import pytest

from oe_quality.analysis.annotators.results import ON_LIST, Status
from oe_quality.analysis.annotators.wording import about
from oe_quality.analysis.compare.people import Standing
from oe_quality.render.report.build import page_of, public_report
from oe_quality.render.report.front import front
from tests.render.made_up import Made


def test_cards_count_what_the_tables_hold(study):
    people, labels, todo = front(study).cards
    counts = {segment.words: segment.n for segment in people.bar}
    status = [row.status for row in study.audit.rows]
    assert counts["to talk to"] == sum(s in ON_LIST for s in status)
    assert counts["to thank"] == status.count(Status.OK)
    assert sum(counts.values()) == len(status)
    main = next(it for it in study.aggregation if it.question == study.audit.question)
    assert sum(segment.n for segment in labels.bar) == len(main.items)
    assert todo.target == "queue"
    assert sum(segment.n for segment in todo.bar) <= len(study.queue.items)


def test_then_and_now_stand_on_the_first_screen(study):
    status = [(row.alias, row.status.value) for row in study.audit.rows]
    moved = Made("emotion", ["a", "b"], ["i", "j"], ["g"]).comparison()
    stood = [Standing(alias, "ok" if now in ON_LIST else "review", now, None, None) for alias, now in status[1:]]
    people, labels, _ = front(
        study, replace(moved, standings=(*stood, Standing(status[0][0], None, "ok", None, None)))
    ).cards
    new = sum(it.after in ON_LIST for it in stood)
    off, known = len(stood) - new, len(stood)
    assert people.line.endswith(f"Before: {off} of {known} to talk to; {off} no longer; {new} newly.")
    assert (
        "Of the clips without gold, 21 of 30 (70 %) were as sure before; now 45 of 50 (90 %); 2 labels changed."
        in labels.line
    )
    assert front(study, replace(moved, standings=())).cards[0].line == front(study).cards[0].line


def test_where_nobody_is_known_to_have_annotated_twice_the_page_speaks_of_labels(study):
    totals = study.overview.totals
    alone = replace(totals, n_annotators=totals.n_annotations)
    found = replace(study, overview=replace(study.overview, totals=alone))
    assert study.judged is study.audit
    assert found.judged is None
    page = page_of(found)
    people, *_ = page.front.cards
    assert people.line == about("nobody_twice") == next(it.words for it in page.verdicts if "single people" in it.words)
    assert "to talk to" not in page.front.sentence
    assert {section.id for section in page.sections}.isdisjoint({"annotators", "behaviour", "pairs"})
    assert page.subtitle.startswith(f"{totals.n_annotations} annotations of 150 clips, no two of them known to be by")
    assert "annotators" not in [tile.words for tile in page.tiles]
    assert page.panels.keys().isdisjoint({"telling", "cases", "mixed"})
    assert page.panels["answers"].columns == ["item", "answer"]


def test_every_card_leads_somewhere_and_bars_are_whole(built):
    ids = {block.id for section in built.sections for block in section.blocks}
    for card in built.front.cards:
        assert card.target in ids
        assert sum(size for _, _, size in card.drawn()) == pytest.approx(300, abs=0.5)


def test_charts_are_such_as_vega_lite_knows(built):
    figures = built.figures()
    assert len(figures) > 20
    for figure in figures:
        figure.chart.to_dict(validate=True)


def test_strangers_are_told_of_labels_alone(study):
    page = page_of(study, public=True)
    assert [card.title for card in page.front.cards] == ["Labels: emotion"]
    assert page.panels == {}
    text = public_report(study)
    assert "Labels: emotion" in text
    assert not any(row.alias in text for row in study.audit.rows)


def test_it_is_small_and_opens_within_eight_screens_and_every_panel_within_its_budget(study, example_page, visit):
    assert example_page.stat().st_size <= 1_000_000
    seen = visit(example_page)
    assert seen.page.evaluate("document.documentElement.scrollHeight") <= 8 * 900
    assert seen.complaints == []
    assert seen.requests == []
    assert study.evidence.answers["item"].n_unique() <= 1000
    for alias in {row.alias for row in study.audit.rows if row.status in ON_LIST}:
        assert seen.page.locator(f".verdicts [data-person={alias}]").count() >= 1
