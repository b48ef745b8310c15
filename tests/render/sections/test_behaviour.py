"""Runs, habits and changes over time on the page."""

import dataclasses

import polars as pl

from oe_quality.analysis.annotators.results import Flag, FlagCode
from oe_quality.render.page.blocks import Figure, Prose, Table
from oe_quality.render.sections import behaviour
from oe_quality.results import Estimate
from tests.render.made_up import PLAIN, Made, one


def test_runs_name_the_longest_and_who_was_noticed():
    audit = Made(*PLAIN).audit()
    figure = behaviour.runs(audit)
    longest = max(row.behaviour.longest_run for row in audit.rows)
    assert f"The longest run is {longest} equal answers" in figure.caption
    assert figure.caption.endswith("Noticed: A01.")
    assert figure.data["runs"]["longest"].is_sorted(descending=True)


def test_the_farthest_beyond_what_is_expected_is_not_the_longest():
    audit = Made(*PLAIN).audit()
    rows = [
        dataclasses.replace(
            row, behaviour=dataclasses.replace(row.behaviour, longest_run=longest, expected_run=expected)
        )
        for row, longest, expected in zip(audit.rows, (9, 7), (8.0, 2.0), strict=False)
    ]
    caption = behaviour.runs(dataclasses.replace(audit, rows=tuple(rows))).caption
    assert "The longest run is 9 equal answers in a row, by A01." in caption
    assert "is A02, with 7 where 2.0 would be usual" in caption


def test_what_nobody_knows_is_said_instead_of_drawn():
    audit = Made(*PLAIN).audit()
    none = Estimate(None, undefined="no times")
    rows = [
        dataclasses.replace(
            row,
            behaviour=dataclasses.replace(
                row.behaviour, longest_run=None, drift=None, fast_share=none, untouched_share=none, top_label_share=None
            ),
        )
        for row in audit.rows
    ]
    blind = dataclasses.replace(audit, rows=tuple(rows))
    for block in (behaviour.runs(blind), behaviour.habits(blind), behaviour.drift(blind)):
        assert isinstance(block, Prose)
    assert "longest_run" not in [column.name for column in behaviour.table(blind).columns]
    assert behaviour.table(blind).frame["n"].to_list() == [100] * len(rows)


def test_habits_name_who_was_noticed_and_what_is_not_known():
    audit = Made(*PLAIN).audit()
    none = Estimate(None, undefined="no sliders")
    fast = Flag(FlagCode.SPEED, "Fast.", 0.4, 0.25, 40)
    rows = [
        dataclasses.replace(row, behaviour=dataclasses.replace(row.behaviour, untouched_share=none), flags=())
        for row in audit.rows
    ]
    rows[2] = dataclasses.replace(rows[2], flags=(fast,))
    caption = behaviour.habits(dataclasses.replace(audit, rows=tuple(rows))).caption
    assert "one answer most of the time: none; much faster than usual: A03." in caption
    assert caption.endswith("Not known here: sliders left as they stood.")


def test_falls_stand_in_a_table_the_surest_first():
    audit = Made(*PLAIN).audit()
    figure = behaviour.drift(audit)
    assert isinstance(figure, Figure)
    assert figure.table.frame["p"].is_sorted()
    assert figure.caption.startswith("Agreement with the others fell clearly for nobody. Half of the annotators")
    assert one(behaviour.section(audit, pl.DataFrame()), "behaviour-table", Table).annotator == "annotator"
