"""Shared errors: found where they are, not found where judges err alone."""

import numpy as np

from oe_quality.kernel.judges.shared_errors import shared_errors


def noisy(rng, truth, right, n_labels=4):
    wrong = (truth + rng.integers(1, n_labels, len(truth))) % n_labels
    return np.where(rng.random(len(truth)) < right, truth, wrong)


def test_judges_who_err_alone_are_seldom_accused(rng):
    below = 0
    for _ in range(200):
        truth = rng.integers(0, 4, 200)
        below += shared_errors(noisy(rng, truth, 0.7), noisy(rng, truth, 0.8), truth, 4).p_value < 0.05
    assert below <= 20


def test_a_copy_is_found_and_order_does_not_matter(rng):
    truth = rng.integers(0, 4, 200)
    one = noisy(rng, truth, 0.7)
    other = np.where(rng.random(200) < 0.5, one, noisy(rng, truth, 0.7))
    found, mirrored = shared_errors(one, other, truth, 4), shared_errors(other, one, truth, 4)
    assert found.p_value < 1e-4
    assert (mirrored.same, mirrored.z) == (found.same, found.z)


def test_too_few_items_say_nothing(rng):
    truth = np.zeros(29, dtype=np.int64)
    assert shared_errors(truth, truth, truth, 2) is None
