"""Kinds of items by their votes: the published fit, a known mixture, and what must not matter."""

import numpy as np
import pytest

from oe_quality.kernel.perception.kinds import Kinds, climbed, first_kinds, fit_kinds, terms_of, votes_of

# Boys in 6,115 families of twelve children in Saxony, 1876-1885 (Geissler 1889, as in Lindsey and Altham 1998).
FAMILIES = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]
# Its beta-binomial of greatest likelihood.
SAXONY = (34.09558, 31.5715)


@pytest.fixture(scope="module")
def world():
    """Shares of three kinds and seven votes on each of 1,500 items."""
    rng = np.random.default_rng(3)
    alpha = np.array([[9.0, 0.6, 0.4], [0.5, 6.0, 1.5], [2.0, 2.0, 2.0]])
    share = np.array([rng.dirichlet(alpha[c]) for c in rng.choice(3, 1500, p=[0.5, 0.3, 0.2])])
    return share, np.array([rng.multinomial(7, p) for p in share], dtype=float)


def test_the_published_beta_binomial_is_where_the_climb_ends():
    boys = np.arange(13.0)
    votes = votes_of(np.stack([boys, 12.0 - boys], axis=1).repeat(FAMILIES, axis=0))
    assert votes.times.tolist() == FAMILIES
    terms, weight = terms_of(votes.rows), votes.times[:, None]

    def step(times):
        start = np.array([SAXONY]) * times
        return climbed(Kinds(np.ones(1), start, 0), terms, weight, prior=0.0).alpha / start - 1

    assert np.abs(step(1.0)).max() < 1e-6
    assert (step(1.1) < -5e-5).all(), "from families that are too alike it climbs back"
    assert (step(0.9) > 5e-5).all()


def test_moments_are_those_of_the_mixture_of_dirichlets():
    kinds = Kinds(np.array([0.25, 0.75]), np.array([[3.0, 1.0], [1.0, 1.0]]), 0)
    mean, square = kinds.moments(np.array([[1.0, 0.0], [0.0, 0.0]]))
    # One vote for the first: the kinds give it 3/4 and 1/2, so are 1/3 and 2/3 probable; Beta(4, 1) and Beta(2, 1).
    np.testing.assert_allclose(mean[0, 0], (0.8 + 2 * 2 / 3) / 3)
    np.testing.assert_allclose(square[0, 0], (4 * 5 / (5 * 6) + 2 * (2 * 3 / (3 * 4))) / 3)
    # No vote: the kinds as they are.
    np.testing.assert_allclose(mean[1], [0.25 * 0.75 + 0.75 * 0.5, 0.25 * 0.25 + 0.75 * 0.5])


def test_known_shares_are_found_nearly_as_well_as_by_who_knows_the_kinds(world):
    share, votes = world
    truth = Kinds(np.array([0.5, 0.3, 0.2]), np.array([[9.0, 0.6, 0.4], [0.5, 6.0, 1.5], [2.0, 2.0, 2.0]]), 0)
    found = fit_kinds(votes_of(votes))

    def error(p):
        return ((p - share) ** 2).sum(axis=1).mean()

    least = error(truth.moments(votes)[0])
    assert error(found.moments(votes)[0]) < 1.03 * least
    assert error((votes + 1) / 10) > 1.15 * least


def test_each_step_makes_the_votes_more_probable(world):
    votes = votes_of(world[1][:200])
    terms, kinds, likely = terms_of(votes.rows), first_kinds(votes), []
    for _ in range(6):
        joint = kinds.log_joint(terms)
        each = np.exp(joint)
        likely.append(votes.times @ np.log(each.sum(axis=1)))
        kinds = climbed(kinds, terms, votes.times[:, None] * each / each.sum(axis=1, keepdims=True), prior=0.0)
    assert (np.diff(likely) > 0).all()


def test_order_of_items_and_items_in_pieces_give_the_same_bits(world):
    votes = world[1]
    order = np.random.default_rng(0).permutation(len(votes))
    plain, mixed = fit_kinds(votes_of(votes)), fit_kinds(votes_of(votes[order]))
    np.testing.assert_array_equal(mixed.alpha, plain.alpha)
    whole = plain.moments(votes)[0]
    np.testing.assert_array_equal(np.concatenate([plain.moments(votes[:7])[0], plain.moments(votes[7:])[0]]), whole)


def test_names_of_labels_do_not_matter_and_each_item_twice_says_the_same(world):
    votes = world[1][:300]
    plain = fit_kinds(votes_of(votes)).moments(votes)[0]
    turned = votes[:, [2, 0, 1]]
    np.testing.assert_allclose(fit_kinds(votes_of(turned)).moments(turned)[0], plain[:, [2, 0, 1]], atol=1e-9)
    twice = fit_kinds(votes_of(np.vstack([votes, votes]))).moments(votes)[0]
    np.testing.assert_allclose(twice, plain, atol=0.01)  # the prior weighs half as much


def test_broken_votes_are_told_apart_too():
    found = votes_of(np.array([[0.5, 1.25], [1.0, 0.0], [0.5, 1.25]]))
    assert (found.rows.tolist(), found.times.tolist()) == ([[0.5, 1.25], [1.0, 0.0]], [2.0, 1.0])


def test_many_labels_do_not_run_out_of_numbers():
    votes = np.random.default_rng(1).integers(0, 9, (40, 60)).astype(float)
    votes = np.vstack([votes, votes[:5]])
    found = votes_of(votes)
    assert (len(found.rows), found.times.sum()) == (40, 45)
    np.testing.assert_array_equal(found.rows[found.at], votes)
