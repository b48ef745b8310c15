"""Groups of annotators on the page."""

import dataclasses

from oe_quality.render.page.blocks import Prose, Table
from oe_quality.render.sections import by_group
from tests.render.made_up import PLAIN, Made


def test_groups_say_who_is_too_few_and_how_small_the_smallest_is():
    made = Made(*PLAIN)
    caption = by_group.differences(made.compared()).caption
    assert "the smallest group has 8 annotators" in caption
    assert "language: few (2)" in caption
    shares = by_group.shares(made.distributions(by="language"))
    assert "Not shown, as smaller than 5: German." in shares.caption


def test_only_differences_beyond_chance_are_named():
    it = Made(*PLAIN).compared()
    none = dataclasses.replace(it, differences=tuple(dataclasses.replace(one, q_value=0.05) for one in it.differences))
    assert "None is beyond chance." in by_group.differences(none).caption
    first = dataclasses.replace(it.differences[3], q_value=0.049)
    some = dataclasses.replace(it, differences=(*none.differences[:3], first, *none.differences[4:]))
    assert f"1 difference beyond chance: language German: {first.part}." in by_group.differences(some).caption


def test_groups_are_drawn_with_the_most_frequent_labels_and_the_table_has_all():
    it = Made(PLAIN[0], [f"label {i:02}" for i in range(15)], *PLAIN[2:]).distributions(by="language")
    figure = by_group.shares(dataclasses.replace(it, folded=()))
    (drawn,) = figure.data.values()
    assert drawn["part"].n_unique() == by_group.LABELS_DRAWN
    assert set(drawn["group"]) == {"German", "French"}
    assert "Drawn: the 2 largest groups and 12 most frequent labels." in figure.caption
    assert figure.table.frame["part"].n_unique() == 15


def test_why_groups_are_not_compared():
    it = Made(*PLAIN).compared()
    assert "nothing is known of the people" in by_group.compared(None)[0].paragraphs[0]
    (nobody,) = by_group.compared(dataclasses.replace(it, differences=()))
    assert isinstance(nobody, Prose)
    assert nobody.paragraphs[0].startswith("No two groups of annotators have 5 people or more")
    assert nobody.paragraphs[1] == "Not shown, as smaller than 5: language: few (2)."
    apart = tuple(
        dataclasses.replace(one, difference=type(one.difference)(None, undefined="no item")) for one in it.differences
    )
    assert isinstance(by_group.differences(dataclasses.replace(it, differences=apart)), Prose)
    assert isinstance(by_group.compared(it)[1], Table)
