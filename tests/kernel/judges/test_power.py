"""The power of a judge test: probabilities without truth, and the power that the test itself has."""

import numpy as np
import pytest

from oe_quality.kernel.judges.power import Coins, coins, power


def test_agreement_alone_tells_how_often_people_and_judge_are_right(rng):
    truth = rng.integers(0, 4, 4000)

    def answers(right):
        return np.where(rng.random(4000) < right, truth, (truth + rng.integers(1, 4, 4000)) % 4)

    one, two, judge = answers(0.7), answers(0.7), answers(0.85)
    found = coins((one == two).mean(), ((one == judge).mean() + (two == judge).mean()) / 2, 4)
    assert (found.people, found.judge) == pytest.approx((0.7, 0.85), abs=0.04)


def test_people_who_agree_by_chance_allow_no_plan():
    assert coins(0.25, 0.5, 4) is None


def test_studies_end_where_the_power_is_surely_on_one_side():
    class Counted:
        drawn = 0

        def study(self, rng, n_people, n_items):
            Counted.drawn += 1
            return Coins(0.7, 0.5, 4).study(rng, n_people, n_items)

    assert power(Counted(), 3, 60, epsilon=0.1, q=0.05, target=0.8) <= 0.04
    assert Counted.drawn == 25


def test_more_items_and_a_better_judge_have_more_power():
    terms = {"epsilon": 0.1, "q": 0.05, "studies": 40}
    few, many = (power(Coins(0.7, 0.78, 4), 5, n, **terms) for n in (40, 300))
    assert few < many
    assert power(Coins(0.7, 0.5, 4), 5, 100, **terms) <= 0.05
    assert power(Coins(0.7, 0.95, 4), 5, 100, **terms) == 1
