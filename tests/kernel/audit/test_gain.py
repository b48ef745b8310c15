"""What one more answer teaches: by enumeration, and by simulation."""

import numpy as np
import pytest

from oe_quality.kernel.audit.gain import expected_information, expected_variance_drop


def entropy(p):
    p = p[p > 0]
    return -(p * np.log2(p)).sum()


def test_information_is_the_expected_fall_of_entropy(rng):
    p, theta = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(4), size=4)
    after = 0.0
    for answer in range(4):
        joint = p * theta[:, answer]
        after += joint.sum() * entropy(joint / joint.sum())
    assert expected_information(p[None], theta)[0] == pytest.approx(entropy(p) - after, abs=1e-12)


def test_random_answers_and_certain_items_teach_nothing(rng):
    flat = np.full((3, 3), 1 / 3)
    assert expected_information(rng.dirichlet(np.ones(3), 5), flat) == pytest.approx(np.zeros(5), abs=1e-12)
    assert expected_information(np.eye(3), rng.dirichlet(np.ones(3), size=3)) == pytest.approx(np.zeros(3), abs=1e-12)


def test_several_annotators_at_once(rng):
    p, theta = rng.dirichlet(np.ones(3), 4), rng.dirichlet(np.ones(3), size=(2, 3))
    both = expected_information(p, theta)
    assert both.shape == (2, 4)
    np.testing.assert_allclose(both[1], expected_information(p, theta[1]))


def test_variance_drop_is_that_of_a_beta_belief():
    a, b = 3.0, 5.0
    n = a + b

    def variance(x, y):
        return x * y / ((x + y) ** 2 * (x + y + 1))

    after = a / n * variance(a + 1, b) + b / n * variance(a, b + 1)
    drop = expected_variance_drop(np.array([[variance(a, b)]]), np.array([6]), np.array([2.0]))
    assert drop[0] == pytest.approx(variance(a, b) - after)
