"""Shared errors: found where they are, whatever the kind of answers; not found where judges err alone."""

import numpy as np
import pytest

from oe_quality.kernel.judges import shared_errors as errors
from oe_quality.kernel.judges.shared_errors import group_of, shared_errors

N, K = 200, 4


def noisy(rng, truth, right):
    wrong = (truth + rng.integers(1, K, len(truth))) % K
    return np.where(rng.random(len(truth)) < right, truth, wrong)


def crowd(rng, truth, people, right):
    """What people say of the items, as the group that judges are held against."""
    answers = np.stack([noisy(rng, truth, right) for _ in range(people)], axis=1)
    who = np.tile(np.arange(people), N)
    return group_of(np.eye(K)[answers.ravel()], np.repeat(np.arange(N), people), who, N)


def said(labels):
    return np.eye(K)[labels]


@pytest.mark.parametrize(("people", "right", "judge"), [(3, 0.7, 0.9), (5, 0.75, 0.9), (10, 0.75, 0.75)])
def test_judges_who_err_alone_are_seldom_accused_though_people_s_majority_is_often_wrong(rng, people, right, judge):
    below = covered = 0
    for _ in range(100):
        truth = rng.integers(0, K, N)
        group = crowd(rng, truth, people, right)
        found = shared_errors(said(noisy(rng, truth, judge)), said(noisy(rng, truth, judge)), group)
        below += found.p_value < 0.05
        covered += found.low <= 0 <= found.high
    assert below <= 12
    assert covered >= 88


def test_a_copy_is_found_and_order_does_not_matter(rng):
    truth = rng.integers(0, K, N)
    one = noisy(rng, truth, 0.7)
    other = np.where(rng.random(N) < 0.5, one, noisy(rng, truth, 0.7))
    group = crowd(rng, truth, 5, 0.75)
    found, mirrored = shared_errors(said(one), said(other), group), shared_errors(said(other), said(one), group)
    assert found.p_value < 1e-3
    assert 0.2 < found.correlation < 0.8
    assert mirrored.correlation == pytest.approx(found.correlation)


def test_numbers_and_leanings_of_people(rng):
    """People's own severity is no noise of the items' means where everybody answers everything."""
    below = found = 0
    for _ in range(100):
        item = rng.normal(size=N)
        answers = item[:, None] + 0.5 * rng.normal(size=(N, 3)) + rng.normal(size=3)
        group = group_of(answers.reshape(-1, 1), np.repeat(np.arange(N), 3), np.tile(np.arange(3), N), N)
        one, two = (0.8 * item + 0.6 * rng.normal(size=N) for _ in range(2))
        below += shared_errors(one[:, None], two[:, None], group).p_value < 0.05
        found += shared_errors(one[:, None], (0.6 * one + 0.4 * two)[:, None], group).p_value < 0.05
    assert below <= 12
    assert found >= 95


def test_too_few_items_or_a_judge_who_always_says_the_same_say_nothing(rng):
    truth = rng.integers(0, K, N)
    group = crowd(rng, truth, 3, 0.8)
    few = said(truth).astype(float)
    few[29:] = np.nan
    assert shared_errors(few, said(truth), group) is None
    assert shared_errors(said(np.zeros(N, dtype=int)), said(truth), group) is None


def test_a_direction_at_the_edge_of_noise_does_not_count():
    np.testing.assert_allclose(errors._inverse(np.diag([1.0, errors.LEAST])), np.diag([1.0, 0.0]))
    np.testing.assert_allclose(errors._inverse(np.diag([1.0, 2 * errors.LEAST])), np.diag([1.0, 0.5 / errors.LEAST]))
