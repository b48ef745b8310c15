"""Pictures of severity, divided items and groups apart: the result's numbers, in words too."""

import re

import pytest
import vl_convert

import oe_quality as oeq
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.publish.figures import Asked, picture
from oe_quality.render.page.blocks import Figure
from oe_quality.render.paper import pictures
from oe_quality.render.paper.sheet import figure_of


@pytest.fixture(scope="module")
def store():
    people = [(site, f"{site}{a}") for site in "ns" for a in range(5)]
    rows = [
        (f"i{i}", who, ["low", "mid", "high"][min(2, (i + (site == "n") * (i % 2)) % 3)], site, "xyz"[a % 3])
        for i in range(12)
        for a, (site, who) in enumerate(people)
    ]
    names = ("item", "annotator", "label", "site", "shift")
    answers = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    scales = "label=ordinal:low<mid<high"
    with oeq.from_frame(answers, annotator_attributes=["site", "shift"], scales=scales) as opened:
        yield opened


def marks(chart, kind):
    """How many marks of a kind its drawing holds."""
    (svg,) = [vl_convert.vegalite_to_svg(chart.to_dict())]
    groups = re.findall(rf'<g class="mark-{kind} role-mark[^"]*"[^>]*>(.*?)</g>', svg, re.DOTALL)
    return sum(len(re.findall(r"<(?:line|path)", group)) for group in groups if 'opacity="0"' not in group)


def test_severity_shows_every_annotator_and_marks_whose_answers_do_not_fit(store):
    found = oeq.severity(store, "label", studies=30)
    made = figure_of(pictures.severity(found))
    rows = made.data["severity"]
    assert rows["row"].to_list() == [row.annotator for row in found.annotators]
    assert rows["value"].to_list() == [row.severity.value for row in found.annotators]
    noticed = rows.filter(notice="noticed").height
    assert f"Noticed: {noticed} whose" in made.caption
    assert marks(oeq.charts.severity(found), "rule") == 2 * rows.height  # each with the line at 0


def test_the_most_divided_items_come_first_with_their_bounds(store):
    found = oeq.divided(store, "label")
    made = figure_of(pictures.divided(found))
    rows = made.data["divided"]
    assert rows["row"].to_list() == [item.item for item in found.items]
    assert (rows["low"] <= rows["value"]).all()
    assert f"among the {found.items[0].rank_high} most divided" in made.caption


def test_groups_apart_stand_beside_what_chance_gives(store):
    found = oeq.groups_apart(store, "label", "site", permutations=99)
    made = figure_of(pictures.apart(found))
    ((row,),) = [made.data["apart"].to_dicts()]
    (pair,) = found.pairs
    assert (row["row"], row["value"]) == ("n – s", pair.jensen_shannon.value)
    assert row["chance"] == pair.by_chance[0]
    assert "1 pair of groups" in made.caption
    chart = oeq.charts.groups_apart(found)
    assert (marks(chart, "rule"), marks(chart, "symbol")) == (1, 2)


def test_groups_are_named_where_there_are_several_attributes(store):
    with pytest.raises(UsageError, match="by what") as refused:
        picture("groups-apart").draw(Asked(store, "label"))
    assert "--by shift or site" in refused.value.remedy
    assert isinstance(picture("shares").draw(Asked(store, "label", by="site")), Figure)


def test_groups_without_items_in_common_have_no_picture():
    people = [(site, f"{site}{a}") for site in "ns" for a in range(5)]
    rows = [(f"{site}{i}", who, "pq"[i % 2], site) for i in range(4) for site, who in people]
    answers = dict(zip(("item", "annotator", "label", "site"), map(list, zip(*rows, strict=True)), strict=True))
    with oeq.from_frame(answers, annotator_attributes="site") as apart:
        found = oeq.groups_apart(apart, "label", "site", permutations=9)
    with pytest.raises(NotComputableError, match="No two groups answered the same items"):
        oeq.charts.groups_apart(found)
