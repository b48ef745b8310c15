"""Answers to gold items, and to the same item twice."""

import dataclasses

import polars as pl

from oe_quality.render.page.blocks import Figure, Prose, Table
from oe_quality.render.sections import gold
from oe_quality.results import Estimate
from tests.render.made_up import PLAIN, Made, one


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


ANSWERS = pl.DataFrame(
    {
        "annotator": ["A01", "A02", "A03"] * 2,
        "item": ["hard"] * 3 + ["easy"] * 3,
        "answer": ["x", "x", "g", "g", "g", "g"],
        "gold": ["g"] * 6,
        "right": [False, False, True, True, True, True],
    }
)


def test_items_and_people_that_differ_most_stand_first():
    figure = gold.grid(ANSWERS)
    drawn = figure.data["gold-grid"]
    assert drawn.sort("x")["item"].unique(maintain_order=True).to_list() == ["hard", "easy"]
    assert drawn.sort("y")["annotator"].unique(maintain_order=True).to_list() == ["A01", "A02", "A03"]
    assert figure.caption == "4 of 6 (67 %) of the answers to 2 gold items are as the gold."
    assert figure.table.frame["right"].is_sorted()


def test_of_many_gold_items_it_is_said_how_many_are_drawn():
    many = pl.concat([ANSWERS.with_columns(item=pl.col("item") + f"{i:03}") for i in range(30)])
    figure = gold.grid(many)
    assert figure.caption.endswith("Drawn: 50 of 60 items and 3 of 3 annotators.")
    assert figure.data["gold-grid"]["item"].n_unique() == gold.ITEMS_DRAWN
    assert figure.table.frame.height == many.height


def test_half_of_the_answers_as_the_gold_is_no_doubt():
    even = pl.concat([ANSWERS.head(3), ANSWERS.head(1).with_columns(annotator=pl.lit("A04"), right=True)])
    assert isinstance(gold.doubtful(even), Prose)
    assert isinstance(gold.doubtful(ANSWERS), Table)
    assert isinstance(gold.doubtful(ANSWERS.filter(pl.col("annotator") != "A03")), Prose)  # two answers are too few
