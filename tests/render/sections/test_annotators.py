"""Every annotator in one table and in one plot."""

import dataclasses

from oe_quality.analysis.annotators.results import Flag, FlagCode
from oe_quality.config import Config, FlagsConfig
from oe_quality.render.page.blocks import Figure, Prose, Table
from oe_quality.render.sections import annotators
from oe_quality.results import Estimate, Interval
from tests.render.made_up import PLAIN, Made, one


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


def test_names_stand_beside_pseudonyms_only_where_they_were_asked_for():
    audit = Made(*PLAIN).audit()
    assert "name" not in annotators.frame(audit, {}).columns
    known = annotators.frame(audit, {"A02": "Bo"})
    assert known.columns[1] == "name"
    assert known["name"].to_list()[:3] == [None, "Bo", None]


def test_flags_are_listed_once_each_with_how_often():
    row = Made(*PLAIN).audit().rows[0]
    fast, rate = (Flag(code, "Words.", 0.4, 0.25, 40) for code in (FlagCode.SPEED, FlagCode.LABEL_RATE))
    flagged = dataclasses.replace(row, flags=(rate, fast, rate, rate))
    assert annotators.listing_of_flags(flagged) == "label rate (3), speed"
    assert annotators.listing_of_flags(dataclasses.replace(row, flags=())) is None


def test_what_was_looked_for_is_named_where_nothing_was_noticed():
    audit = Made(*PLAIN).audit()
    calm = dataclasses.replace(audit, rows=audit.rows[1:])
    said = annotators.noticed(calm, Config(flags=FlagsConfig(fatigue=False)))
    assert isinstance(said, Prose)
    assert "low agreement" in said.paragraphs[1]
    assert "fatigue" not in said.paragraphs[1]
    table = annotators.noticed(audit, Config(flags=FlagsConfig(fatigue=False)))
    assert table.frame["annotator"].to_list() == ["A01"]
    assert table.help.how.endswith("Switched off here: fatigue.")


def test_the_axis_of_agreement_stays_within_what_can_be():
    audit = Made(*PLAIN).audit()
    wide = dataclasses.replace(audit.rows[0], kappa=Estimate(0.1, Interval(-9.0, 9.0)))
    scale = annotators.skill(dataclasses.replace(audit, rows=(wide, *audit.rows[1:]))).chart.to_dict()
    assert scale["layer"][0]["encoding"]["y"]["scale"]["domain"] == [-1.0, 1.05]


def test_only_offsets_whose_interval_leaves_out_zero_differ_clearly():
    audit = Made(*PLAIN).audit()

    def offsets(*bounds):
        rows = []
        for row, (low, high) in zip(audit.rows, bounds, strict=False):
            offset = Estimate((low + high) / 2, Interval(low, high), 20)
            rows.append(dataclasses.replace(row, ratings=(dataclasses.replace(row.ratings[0], offset=offset),)))
        return annotators.offsets(dataclasses.replace(audit, rows=tuple(rows)))

    figure = offsets((0.2, 1.0), (-0.1, 0.4), (-3.0, -1.0), (0.0, 0.4))
    assert (
        "Of 4 offsets, 2 clearly differ from 0, the largest: A03 \N{MINUS SIGN}2.0 on emotion and A01 0.6"
        in figure.caption
    )
    assert figure.data["offsets"]["annotator"].to_list()[0] == "A03"
    assert isinstance(annotators.offsets(dataclasses.replace(audit, rows=())), Prose)


def test_speed_names_who_was_unusually_fast_and_says_where_durations_lack():
    audit = Made(*PLAIN).audit()
    fast = dataclasses.replace(audit.rows[3], flags=(Flag(FlagCode.SPEED, "Fast.", 0.4, 0.25, 40),))
    figure = annotators.speed(dataclasses.replace(audit, rows=(*audit.rows[:3], fast)))
    assert figure.caption.endswith("Unusually fast: A04.")
    timeless = [
        dataclasses.replace(row, behaviour=dataclasses.replace(row.behaviour, median_seconds=None))
        for row in audit.rows
    ]
    assert isinstance(annotators.speed(dataclasses.replace(audit, rows=tuple(timeless))), Prose)
