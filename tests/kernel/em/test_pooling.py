"""Partial pooling: special functions, the climb, and the posterior of confusion rows."""

import numpy as np
import pytest
from scipy import special
from scipy.special import gammaln

from oe_quality.kernel.em import pooling
from oe_quality.kernel.em.pooling import Population, neutral

X = [1e-6, 0.01, 0.5, 1.0, 7.99, 8.0, 8.01, 40.0, 1e6]


@pytest.mark.parametrize("x", X)
def test_digamma_and_log_gamma(x):
    both = pooling.digamma_and_log_gamma(x)
    assert pooling.digamma(x) == pytest.approx(special.digamma(x), rel=1e-12, abs=1e-11)
    assert both == (
        pytest.approx(special.digamma(x), rel=1e-12, abs=1e-11),
        pytest.approx(gammaln(x), rel=1e-11, abs=1e-11),
    )


def test_rises_are_nothing_without_answers():
    assert pooling.rise(0.0, 2.0, special.digamma(2.0)) == 0.0
    assert pooling.rise(3.0, 2.0, special.digamma(2.0)) == pytest.approx(2.0 * (1 / 2 + 1 / 3 + 1 / 4))
    assert pooling.log_rise(0.0, 2.0) == 0.0
    assert pooling.log_rise(3.0, 2.0) == pytest.approx(np.log(2 * 3 * 4))


def test_the_bound_of_the_logistic_function_touches_at_its_point():
    assert pooling.curvature(0.0, 0.5) == pytest.approx(pooling.curvature(1e-5, pooling.logistic(1e-5)), rel=1e-6)
    assert pooling.curvature(2.0, pooling.logistic(2.0)) == pytest.approx(np.tanh(1.0) / 4)


def drawn(seed=1, n_annotators=40, n_labels=3):
    """Expected answers (A, K, K) of people with a common tendency, and their Population."""
    rng = np.random.default_rng(seed)
    level, ability = np.array([2.0, 0.5, 1.0][:n_labels]), rng.normal(0.0, 1.0, n_annotators)
    right = 1.0 / (1.0 + np.exp(-(level + ability[:, None])))
    answers = np.zeros((n_annotators, n_labels, n_labels))
    for a in range(n_annotators):
        for k in range(n_labels):
            row = np.full(n_labels, (1 - right[a, k]) / (n_labels - 1))
            row[k] = right[a, k]
            answers[a, k] = rng.multinomial(rng.integers(0, 60), rng.dirichlet(8 * row + 1e-3))
    return answers, Population(level, ability, np.full(n_labels, 8.0), pooling.neutral(1, n_labels).errors)


def marginal(population, answers):
    """Log density of the answers with the confusion rows integrated out, and of the population."""
    total = pooling.log_hyperprior(population)
    K = answers.shape[1]
    for a in range(len(answers)):
        for k in range(K):
            s, p = population.strength[k], population.right[a, k]
            n, hit = answers[a, k].sum(), answers[a, k, k]
            up = lambda count, prior: gammaln(count + prior) - gammaln(prior)  # noqa: E731
            total += up(hit, s * p) + up(n - hit, s * (1 - p)) - up(n, s)
            if K > 2:
                t = population.error_strength[k]
                total -= up(n - hit, t)
                total += sum(up(answers[a, k, j], t * population.errors[k, j]) for j in range(K) if j != k)
    return float(total)


@pytest.mark.parametrize("n_labels", [2, 3])
def test_no_round_falls(n_labels):
    answers, _ = drawn(n_labels=n_labels)
    population = pooling.neutral(len(answers), n_labels)
    seen = [marginal(population, answers)]
    for _ in range(30):
        population = pooling.ascend(population, answers, 1)
        seen.append(marginal(population, answers))
    assert (np.diff(seen) > -1e-8).all()
    assert seen[-1] - seen[0] > 10


def test_the_climb_finds_who_is_able_and_what_is_hard():
    answers, true = drawn(n_annotators=200)
    found = pooling.ascend(pooling.neutral(200, 3), answers, 200)
    assert np.corrcoef(found.ability, true.ability)[0, 1] > 0.8
    np.testing.assert_allclose(found.level - found.level.mean(), true.level - true.level.mean(), atol=0.35)
    np.testing.assert_allclose(found.errors.sum(axis=1), 1.0)
    assert np.diagonal(found.errors).tolist() == [0.0] * 3


def test_what_is_given_stays_as_it_was_and_one_label_has_nothing_to_learn():
    answers, _ = drawn()
    start = pooling.neutral(len(answers), 3)
    pooling.ascend(start, answers, 2)
    assert start.ability.tolist() == [0.0] * len(answers)
    alone = pooling.neutral(2, 1)
    assert pooling.ascend(alone, np.ones((2, 1, 1)), 5).level.tolist() == alone.level.tolist()


def test_a_leap_from_three_steps_that_halve_lands_at_their_limit():
    steps = [pooling.neutral(2, 3) for _ in range(3)]
    for step, shift in zip(steps, (0.0, 0.5, 0.75), strict=True):
        step.level[:] += shift
        step.strength[:] *= np.exp(shift)
    found = pooling.ahead(*steps, 2.0)
    np.testing.assert_allclose(found.level, pooling.LEVEL_MEAN + 1.0)
    np.testing.assert_allclose(found.strength, 4.0 * np.e)
    np.testing.assert_allclose(found.errors, steps[0].errors)
    assert pooling.ahead(*steps, 64.0).level.max() <= pooling.FARTHEST
    assert pooling.ahead(*steps, 64.0).strength.max() <= pooling.RANGE[1]


@pytest.mark.parametrize("n_labels", [2, 3])
def test_the_posterior_rows_are_those_of_the_nested_dirichlet(n_labels):
    answers, population = drawn(n_annotators=5, n_labels=n_labels)
    A, K = 5, n_labels
    table, mean = np.empty(A * K * K), np.empty((A, K, K))
    right, s, t = population.right, population.strength, population.error_strength
    pooling.posterior_tables(answers, right, s, t, population.errors, table, mean)
    np.testing.assert_allclose(mean.sum(axis=2), 1.0)
    logs = np.log(table).reshape(A, K, K).transpose(0, 2, 1)
    a, k, j = 2, 1, 0
    hit, n = answers[a, k, k], answers[a, k].sum()
    assert mean[a, k, k] == pytest.approx((hit + s[k] * right[a, k]) / (n + s[k]))
    wanted = special.digamma(n - hit + s[k] * (1 - right[a, k])) - special.digamma(n + s[k])
    if K > 2:
        wanted += special.digamma(answers[a, k, j] + t[k] * population.errors[k, j]) - special.digamma(n - hit + t[k])
    assert logs[a, k, j] == pytest.approx(wanted, abs=1e-9)
    assert logs[a, k, k] == pytest.approx(
        special.digamma(hit + s[k] * right[a, k]) - special.digamma(n + s[k]), abs=1e-9
    )


def test_no_answers_leave_the_prior_and_no_divergence():
    _, population = drawn(n_annotators=3)
    table, mean = np.empty(3 * 9), np.empty((3, 3, 3))
    priors = population.right, population.strength, population.error_strength, population.errors
    assert pooling.posterior_tables(np.zeros((3, 3, 3)), *priors, table, mean) == pytest.approx(0.0, abs=1e-10)
    np.testing.assert_allclose(np.einsum("akk->ak", mean), population.right)


def test_learning_starts_with_errors_that_are_all_alike_and_no_label_an_error_of_itself():
    errors = neutral(2, 4).errors
    np.testing.assert_allclose(errors.diagonal(), 0.0)
    np.testing.assert_allclose(errors.sum(axis=1), 1.0)
