"""A crew fitted to answers: its cuts and correlations, what it draws, and whether it foretells what a test does."""

import numpy as np
import pytest

from oe_quality.kernel.judges.crowd import GRID, correlations, cuts_of, fit_crowd
from oe_quality.kernel.judges.likeness import jaccard
from oe_quality.kernel.judges.power import power

TERMS = {"epsilon": 0.1, "q": 0.05}


class Known:
    """People who err by .8 about items of SD 1 and lean by .3, and a judge; `said` makes answers of what they hear."""

    def __init__(self, noise, said, n_variables=1):
        self.noise, self.said, self.V = noise, said, n_variables

    def answers(self, rng, n_people, n_items):
        item = rng.normal(size=(n_items, self.V))
        heard = item[:, None] + rng.normal(0, 0.3, (n_people, self.V)) + rng.normal(0, 0.8, (n_items, n_people, self.V))
        return self.said(heard), self.said(item + rng.normal(0, self.noise, (n_items, self.V)))

    def study(self, rng, n_people, n_items):
        people, judge = self.answers(rng, n_people, n_items)
        given = np.concatenate([people.reshape(-1, self.V), judge])
        if self.V > 1:
            return lambda first, second: jaccard(given[first] > 0, given[second] > 0)
        return lambda first, second: -np.square(given[first, 0] - given[second, 0])

    def fitted(self, rng, n_people=6, n_items=500):
        people, judge = self.answers(rng, n_people, n_items)
        items, who = np.repeat(np.arange(n_items), n_people), np.tile(np.arange(n_people), n_items)
        return fit_crowd(people.reshape(-1, self.V), items, who, judge, sets=self.V > 1)


def steps(z):
    return np.digitize(z, [-1.2, -0.4, 0.4, 1.2]).astype(float)


def points(z):
    return np.round(50 + 15 * z)


def labels(z):
    return (z > np.array([0.7, 1.2, 1.7, 2.2])).astype(float)


@pytest.mark.parametrize(("said", "variables"), [(steps, 1), (points, 1), (labels, 4)])
def test_a_fitted_crew_foretells_how_often_the_test_passes(rng, said, variables):
    """A judge who errs more than people seldom passes, one who errs less nearly always does, one alike in between."""
    for noise, apart in ((1.6, 0.03), (0.3, 0.05), (0.7, 0.2)):
        truth = Known(noise, said, variables)
        passes = power(truth, 4, 120, studies=60, seed=3, **TERMS)
        told = [power(truth.fitted(rng), 4, 120, studies=15, seed=seed, **TERMS) for seed in range(6)]
        assert np.mean(told) == pytest.approx(passes, abs=apart)


def test_cuts_give_the_distribution_that_was_seen(rng):
    answers = rng.choice([1.0, 2.0, 7.5], 4000, p=[0.2, 0.5, 0.3])
    found = cuts_of(answers, np.ones(4000))
    drawn = found.answers(rng.normal(size=40_000))
    for value in (1.0, 2.0, 7.5):
        assert (drawn == value).mean() == pytest.approx((answers == value).mean(), abs=0.01)


@pytest.mark.parametrize("rho", [-0.8, 0.0, 0.4, 0.9])
def test_the_correlation_behind_cut_variables_is_found_again(rho):
    """Of a variable cut in the middle the covariance of 0 and 1 is arcsin(rho) / 2 pi (Sheppard 1899)."""
    halves = [cuts_of(np.array([0.0, 1.0]), np.ones(2))]
    assert correlations(halves, halves, np.array([[np.arcsin(rho) / (2 * np.pi)]]))[0, 0] == pytest.approx(
        rho, abs=0.01
    )


def test_what_cannot_vary_has_no_correlation():
    same = [cuts_of(np.ones(3), np.ones(3))]
    assert correlations(same, same, np.array([[0.3]]))[0, 0] == 0
    assert abs(GRID).max() < 1


def test_a_crew_answers_as_those_it_was_fitted_to(rng):
    people, judge = Known(0.5, steps).answers(rng, 8, 800)
    crew = fit_crowd(people.reshape(-1, 1), np.repeat(np.arange(800), 8), np.tile(np.arange(8), 800), judge + 1.0)
    likeness = crew.study(rng, 8, 4000)
    first = np.arange(4000) * 8
    among, with_judge = likeness(first, first + 3).mean(), likeness(first, np.arange(4000) + 32_000).mean()
    assert among == pytest.approx(-np.square(people[:, :4] - people[:, 4:]).mean(), abs=0.15)
    assert with_judge == pytest.approx(-np.square(people - judge[:, None] - 1).mean(), abs=0.25)


def test_few_items_or_people_who_share_nothing_give_no_crew(rng):
    items, who = np.repeat(np.arange(9), 3), np.tile(np.arange(3), 9)
    assert fit_crowd(rng.normal(size=(27, 1)), items, who, rng.normal(size=(9, 1))) is None
    apart = np.tile([[0.0], [1.0]], (40, 1))
    assert fit_crowd(apart, np.repeat(np.arange(40), 2), np.tile([0, 1], 40), rng.normal(size=(40, 1))) is None
