"""How many answers are enough, and what to ask about next, on the page."""

import dataclasses

import polars as pl

from oe_quality.analysis.planning.results import Plans
from oe_quality.render.page.blocks import Figure, Prose, Table
from oe_quality.render.sections import planning
from tests.render.made_up import PLAIN, Made, one

LINKS = pl.DataFrame(schema={"item": pl.String, "url": pl.String})


def test_curves_are_drawn_of_the_question_and_its_most_frequent_labels():
    made = Made(PLAIN[0], [f"label {i:02}" for i in range(20)], *PLAIN[2:])
    plans = made.plans()
    figure = one(planning.section(plans, None, LINKS), "plan", Figure)
    (lines,) = figure.data.values()
    assert lines["part"].n_unique() == 1 + planning.LABELS_DRAWN
    assert lines.filter(pl.col("main") == 1)["part"].unique().to_list() == [plans.plans[0].parts[0].part]
    assert one(planning.section(plans, None, LINKS), "plan-summary", Table).frame.height == 21


def test_a_question_whose_reliability_is_not_known_has_no_curve():
    (plan,) = Made(*PLAIN).plans().plans
    blind = dataclasses.replace(plan, parts=(dataclasses.replace(plan.parts[0], curve=()), *plan.parts[1:]))
    for plans in (None, Plans((blind,)), Plans((dataclasses.replace(plan, parts=()),))):
        assert isinstance(one(planning.section(plans, None, LINKS), "plan", Prose), Prose)


def test_the_queue_has_ranks_votes_in_words_and_links_where_they_are_known():
    queue = Made(*PLAIN).queue()
    table = planning.relabel_queue(queue, pl.DataFrame({"item": ["clip1"], "url": ["https://x.example/1"]}))
    assert table.frame["rank"].to_list() == list(range(1, 21))
    assert table.frame["link"].to_list()[:2] == [None, "https://x.example/1"]
    assert table.frame["ask"][0] == "A03"
    assert table.help.what.startswith("The 20 items about which one more answer teaches most, 12.0 bits together.")
    assert "link" not in planning.relabel_queue(queue, LINKS).frame.columns
    assert "take about" not in planning.relabel_queue(dataclasses.replace(queue, minutes=None), LINKS).help.what


def test_without_a_queue_it_says_why():
    assert "no question with labels" in one(planning.section(None, None, LINKS), "queue", Prose).paragraphs[0]
