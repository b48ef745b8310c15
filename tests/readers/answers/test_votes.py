import numpy as np
import polars as pl
import pytest

from oe_quality.errors import Place
from oe_quality.readers.answers.votes import asked, doubt_of


def columns(rows, names="abcde"):
    return {
        name: pl.Series(column, dtype=pl.Float64) for name, column in zip(names, zip(*rows, strict=True), strict=False)
    }


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ([(3, 0), (2, 1), (0, 3), (1, 2)], "ratings that add up alike by chance"),
        ([(14, 0, 0), (2, 6, 6), (0, 5, 9), (10, 2, 2)], ""),
        ([(60, 40), (0, 100), (50, 50), (90, 10)] * 3, "percentages"),
        ([(0, 1, 2), (2, 0, 1), (1, 0, 2)] * 4, "ranks"),
        ([(2, 2), (2, 2), (2, 2)], "ratings that add up alike by chance"),
    ],
)
def test_what_counts_may_be_instead(rows, doubt):
    assert doubt_of(columns(rows)) == doubt


def test_columns_called_counts_or_beside_a_sum_called_so_are_counts():
    rows = [(3, 0), (2, 1), (0, 3), (1, 2)]
    assert doubt_of(columns(rows, ("votes_joy", "votes_sad"))) == ""
    assert doubt_of(columns(rows), ("n",)) == doubt_of(columns(rows), ("Total",)) == ""
    assert doubt_of(columns(rows), ("age",)) != ""


def test_votes_of_random_people_are_seldom_doubted_and_random_ratings_never_taken():
    chance = np.random.default_rng(1)
    votes = [chance.multinomial(10, [0.3] * 3 + [0.1], 8) for _ in range(50)]
    assert sum(doubt_of(columns(one.tolist())) != "" for one in votes) == 0
    rated = [(one, 4 - one) for one in chance.integers(0, 5, 4).tolist()]
    assert doubt_of(columns(rated)) != ""


def test_the_question_names_both_options():
    said = asked(["a b", "c"], "ranks", Place("votes.csv"))
    assert str(said).startswith("votes.csv: ")
    assert "--counts 'a b,c'" in said.remedy
    assert "--wide 'a b,c'" in said.remedy
