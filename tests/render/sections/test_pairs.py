"""Pairs of annotators on the page."""

import dataclasses

import polars as pl

from oe_quality.analysis.agreement.results import PairTable
from oe_quality.analysis.annotators.results import CopyingScan
from oe_quality.render.page.blocks import Figure, Prose
from oe_quality.render.sections import pairs
from tests.render.made_up import PLAIN, Made


def test_pairs_without_a_test_say_why():
    scan = Made(*PLAIN).scan()
    object.__setattr__(scan, "undefined", "no two annotators share 10 items or more")
    assert pairs.tested(scan).paragraphs == ("No pair was tested: no two annotators share 10 items or more.",)


def test_an_arrow_says_who_was_later_and_a_dash_that_it_is_not_known():
    scan = Made(*PLAIN).scan()
    figure = pairs.alike_or_why(scan)
    assert isinstance(figure, Figure)
    assert figure.data["alike"]["pair"].to_list()[:2] == ["A01 \N{RIGHTWARDS ARROW} A02", "A02 \N{EN DASH} A03"]
    assert figure.caption == "A01 and A02 gave 35 equal answers on 40 shared items, where 12.5 would be expected."
    assert figure.data["alike"]["same_share"][0] == 35 / 40


def test_what_was_tested_counts_pairs_and_says_how_the_test_behaves():
    scan = Made(*PLAIN).scan()
    first, sound = pairs.tested(scan).paragraphs
    assert first == "66 pairs with enough shared items were tested. 3 pairs share more answers than expected."
    assert "median of 0.02 and a spread of 1.01" in sound
    alone = dataclasses.replace(scan, pairs=scan.pairs[:1], null_sd=None)
    assert pairs.tested(alone).paragraphs == (
        "66 pairs with enough shared items were tested. 1 pair shares more answers than expected.",
    )
    assert isinstance(pairs.alike_or_why(CopyingScan(0, (), (), None, None, undefined="no two share items")), Prose)


def test_copying_that_not_even_everything_would_show_is_a_dash():
    scan = dataclasses.replace(Made(*PLAIN).scan(), detectable=((5, 1.2), (40, 1.0)))
    assert pairs.reach(scan).frame["rate"].to_list() == [None, 1.0]


def test_the_map_holds_each_pair_twice_and_names_the_lowest():
    table = Made(*PLAIN).pair_table()
    figure = pairs.agreement_map(table)
    assert figure.data["pair-map"].height == 2 * len(table.rows)
    low = min(table.rows, key=lambda row: row.shrunk)
    assert f"Lowest: {low.first} and {low.second}, " in figure.caption
    assert "Mean 0.40, standard deviation between pairs 0.20." in figure.caption
    assert isinstance(pairs.agreement_map(PairTable("kappa", None, None, 3, ())), Prose)
    drawn = figure.data["pair-map"].select("first", "y").unique().sort("y")["first"].to_list()
    both = pl.DataFrame(
        [(a, row.shrunk) for row in table.rows for a in (row.first, row.second)], schema=["a", "k"], orient="row"
    )
    assert drawn == both.group_by("a").agg(pl.col("k").mean()).sort("k", descending=True)["a"].to_list()
