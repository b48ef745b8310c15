"""What was answered: shares, the long tail, labels together, and where variety comes from."""

import dataclasses

import polars as pl
import pytest

from oe_quality.render.page.blocks import Prose
from oe_quality.render.sections import distributions
from oe_quality.results import Estimate
from tests.render.made_up import PLAIN, Made


def test_the_most_and_the_least_frequent_label_are_named():
    it = Made(*PLAIN).distributions()
    shares = sorted(it.shares, key=lambda one: -one.estimate.value)
    figure = distributions.shares(it)
    first, last = shares[0], shares[-1]
    assert f"Most often {first.part} ({100 * first.estimate.value:.1f} %), least often {last.part}" in figure.caption
    assert figure.data["given-emotion"]["value"].is_sorted(descending=True)
    assert isinstance(distributions.shares(dataclasses.replace(it, shares=())), Prose)


def test_a_long_tail_has_a_picture_of_its_own_beyond_so_many_labels():
    it = Made(*PLAIN).distributions()
    few, many = (
        dataclasses.replace(it, long_tail=dataclasses.replace(it.long_tail, n_labels=n))
        for n in (distributions.OPEN_VOCABULARY, distributions.OPEN_VOCABULARY + 1)
    )
    ids = [[block.id for block in distributions.section((one,), None, None).blocks] for one in (few, many)]
    assert "tail-emotion" not in ids[0]
    assert "tail-emotion" in ids[1]
    caption = distributions.long_tail(many).caption
    assert "21 different labels were given 900 times, 5 of them once only" in caption
    assert "probability of about 1.0 % (at most 8 %)" in caption
    assert distributions.long_tail(it).data["tail-emotion"]["share"].to_list() == pytest.approx([1.0])
    assert isinstance(distributions.long_tail(dataclasses.replace(it, given=())), Prose)


def test_only_pairs_that_are_clear_are_counted_and_named():
    it = Made(*PLAIN).distributions()
    up, down, *_ = it.together
    pairs = (
        dataclasses.replace(up, phi=Estimate(0.3), q_value=0.04),
        dataclasses.replace(down, phi=Estimate(-0.4), q_value=0.04),
        *(dataclasses.replace(one, q_value=0.05) for one in it.together[2:]),
    )
    figure = distributions.together_or_why(dataclasses.replace(it, together=pairs))
    assert "Of 10 pairs of labels, 2 clearly go together" in figure.caption
    assert figure.caption.endswith(f"Most clearly together: {up.first} and {up.second}.")
    assert figure.data["together-emotion"].height == 20
    assert isinstance(distributions.together_or_why(dataclasses.replace(it, together=())), Prose)


def test_disagreement_that_cannot_be_split_says_why_part_by_part():
    it = Made(*PLAIN).distributions()
    figure = distributions.variety(it)
    assert figure.data["variety-emotion"]["part"].to_list() == ["any two items", "two annotators, one item"]
    assert figure.caption.startswith("Ambiguity cannot be told from noise: nobody answered an item twice.")
    inside, anywhere = it.disagreement.within_item.value, it.disagreement.anywhere.value
    assert f"differ {inside / anywhere:.2f} times as much" in figure.caption
    none = Estimate(None, undefined="one answer")
    blind = dataclasses.replace(it.disagreement, anywhere=none, within_item=none)
    why = distributions.variety(dataclasses.replace(it, disagreement=blind))
    assert isinstance(why, Prose)
    assert why.paragraphs[0].startswith("Disagreement cannot be split. any two items: one answer; two annotators")


def test_by_an_attribute_groups_stand_side_by_side():
    made = Made(*PLAIN)
    blocks = distributions.section((made.distributions(by="language"),), None, None).blocks
    assert [block.id for block in blocks if block.question] == ["by-language-emotion"]
    assert isinstance(blocks[1].data["by-language-emotion"], pl.DataFrame)
