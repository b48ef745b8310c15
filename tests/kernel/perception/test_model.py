"""The blend of what is known of an item's shares."""

from types import SimpleNamespace

import numpy as np

from oe_quality.kernel.perception import model
from oe_quality.kernel.perception.model import Prior, Said, blend, told


def test_the_blend_is_the_formula():
    said = Said(np.array([[1.0, 2.0]]), np.array([3.0]), np.array([[0.25, 0.75]]))
    prior = Prior(np.array([[0.8, 0.2], [0.4, 0.6]]), 2.0, np.array([2.0, 2.0]))
    mean, variance = blend(said, prior)
    # (votes + 2 m) / (3 + 2), with m = T . theta-bar = (.5, .5).
    np.testing.assert_allclose(mean, [[(1 + 2 * 0.5) / 5, (2 + 2 * 0.5) / 5]])
    # By hand: given each truth a Beta posterior with means (2 + .4) / 5 and (2 + 1.2) / 5, worth 5.
    given = np.array([2.4 / 5, 3.2 / 5])
    second = np.array([0.25, 0.75]) @ (given * (1 - given) / 6 + given**2)
    np.testing.assert_allclose(variance[0, 1], second - mean[0, 1] ** 2)


def test_what_answers_tell_of_the_truth_comes_on_top_of_what_was_known():
    told = np.array([[0.5, -0.5], [1.0, -1.0], [-2.0, 2.0]])
    chunk = SimpleNamespace(annotator=np.array([0, 1, 0]))
    item = np.array([0, 0, 1])

    def per_item(values):
        sums = np.zeros((2, *values.shape[1:]))
        np.add.at(sums, item, values)
        return sums

    part = SimpleNamespace(chunk=chunk, answer=np.eye(2)[[0, 0, 1]], per_item=per_item)
    belief = SimpleNamespace(log_prior=np.array([0.25, 0.0]), evidence=lambda _: told)
    found = model.ballot(part, np.array([2.0, 1.0]), belief)
    assert found.log_truth.tolist() == [[1.75, -1.5], [-1.75, 2.0]]
    assert found.votes.tolist() == [[3.0, 0.0], [0.0, 2.0]]


def test_kinds_of_items_are_blended_in_by_their_part():
    said = Said(np.array([[1.0, 2.0]]), np.array([3.0]), np.array([[0.25, 0.75]]))
    plain = Prior(np.array([[0.8, 0.2], [0.4, 0.6]]), 2.0, np.array([2.0, 2.0]))
    kinds = SimpleNamespace(moments=lambda _: (np.array([[0.1, 0.9]]), np.array([[0.05, 0.85]])))
    mixed = SimpleNamespace(typical=plain.typical, kappa=2.0, alike=plain.alike, kinds=kinds, part=0.25)
    mean, _ = blend(said, mixed)
    np.testing.assert_allclose(mean, 0.75 * told(said, plain.typical, 2.0) + 0.25 * np.array([[0.1, 0.9]]))
