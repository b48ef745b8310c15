"""Kappa against a soft consensus: known cases, the jackknife by hand, and what a constant answer earns."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from oe_quality.kernel.audit.kappa import answer_scores, blind_scores, blind_sd, loo_kappa
from oe_quality.kernel.audit.order import timeline


def one_annotator(chosen, support, *, exclusive):
    n = len(chosen)
    line = timeline(np.zeros(n, np.int32), 1)
    return loo_kappa(line, np.asarray(chosen, bool), np.asarray(support, float), np.ones(n, bool), exclusive=exclusive)


def test_against_a_certain_consensus_it_is_cohens_kappa(rng):
    own, others = rng.integers(3, size=50), rng.integers(3, size=50)
    others[:30] = own[:30]
    result = one_annotator(np.eye(3)[own], np.eye(3)[others], exclusive=True)
    assert result.value[0] == pytest.approx(cohen_kappa_score(own, others), abs=1e-12)


def test_sets_against_a_certain_consensus_are_pooled_kappa(rng):
    """De Vries et al. (2008): (mean observed - mean expected) / (1 - mean expected), over labels."""
    own, others = rng.random((40, 4)) < 0.3, rng.random((40, 4)) < 0.5
    others[:25] = own[:25]
    observed = (own == others).mean(axis=0)
    p, q = own.mean(axis=0), others.mean(axis=0)
    expected = p * q + (1 - p) * (1 - q)
    pooled = (observed.mean() - expected.mean()) / (1 - expected.mean())
    assert one_annotator(own, others, exclusive=False).value[0] == pytest.approx(pooled, abs=1e-12)


@pytest.mark.parametrize("exclusive", [True, False])
def test_a_constant_answer_scores_nothing(rng, exclusive):
    support = rng.dirichlet(np.ones(4), size=30)
    result = one_annotator(np.tile([True, False, False, False], (30, 1)), support, exclusive=exclusive)
    assert result.value[0] == pytest.approx(0.0, abs=1e-12)
    assert result.standard_error[0] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("exclusive", [True, False])
def test_the_jackknife_is_that_of_leaving_each_answer_out(rng, exclusive):
    support = rng.dirichlet(np.ones(3), size=12)
    chosen = np.eye(3, dtype=bool)[rng.integers(3, size=12)]
    whole = one_annotator(chosen, support, exclusive=exclusive)
    without = [
        one_annotator(np.delete(chosen, j, 0), np.delete(support, j, 0), exclusive=exclusive).value[0]
        for j in range(12)
    ]
    expected = np.sqrt(11 / 12 * ((np.array(without) - np.mean(without)) ** 2).sum())
    assert whole.standard_error[0] == pytest.approx(expected, rel=1e-10)


def test_items_without_others_do_not_count(rng):
    support, chosen = rng.dirichlet(np.ones(3), size=20), np.eye(3, dtype=bool)[rng.integers(3, size=20)]
    usable = np.arange(20) < 15
    line = timeline(np.zeros(20, np.int32), 1)
    part = loo_kappa(line, chosen, support, usable, exclusive=True)
    assert part.n[0] == 15
    assert part.value[0] == pytest.approx(one_annotator(chosen[:15], support[:15], exclusive=True).value[0])


def test_it_is_undefined_where_nothing_varies():
    result = one_annotator(np.tile([True, False], (5, 1)), np.tile([1.0, 0.0], (5, 1)), exclusive=True)
    assert np.isnan(result.value[0])


def test_relabelling_changes_nothing(rng):
    support, chosen = rng.dirichlet(np.ones(4), size=25), np.eye(4, dtype=bool)[rng.integers(4, size=25)]
    swap = [2, 0, 3, 1]
    a, b = (one_annotator(c, s, exclusive=True) for c, s in ((chosen, support), (chosen[:, swap], support[:, swap])))
    assert a.value[0] == pytest.approx(b.value[0])
    assert a.standard_error[0] == pytest.approx(b.standard_error[0])


def test_scores_of_an_answer_drawn_from_the_consensus_average_to_the_expected_score(rng):
    support = rng.dirichlet(np.ones(3))
    answers = np.eye(3, dtype=bool)
    score, expected, held = answer_scores(answers, np.tile(support, (3, 1)), exclusive=True)
    assert support @ score == pytest.approx(expected[0])
    np.testing.assert_allclose(held, support)


def test_an_empty_set_is_held_by_what_speaks_for_no_label():
    _, _, held = answer_scores(np.zeros((1, 2), bool), np.array([[0.1, 0.7]]), exclusive=False)
    assert held[0] == pytest.approx(0.3)


@pytest.mark.parametrize("exclusive", [True, False])
def test_the_blind_sd_is_that_of_kappas_of_people_who_answer_at_random(rng, exclusive):
    people, n, K = 400, 50, 4
    support = rng.dirichlet(np.full(K, 0.3), size=people * n)
    if exclusive:
        chosen = np.eye(K, dtype=bool)[rng.choice(K, size=people * n, p=[0.4, 0.3, 0.2, 0.1])]
    else:
        chosen = rng.random((people * n, K)) < [0.4, 0.3, 0.2, 0.1]
    usable = np.ones(people * n, bool)
    line = timeline(np.repeat(np.arange(people, dtype=np.int32), n), people)
    spread = loo_kappa(line, chosen, support, usable, exclusive=exclusive).value.std()
    assert blind_sd(chosen, support, usable, exclusive=exclusive) / np.sqrt(n) == pytest.approx(spread, rel=0.08)


def test_two_even_labels_need_more_answers_than_six():
    """With a certain consensus and even labels the variance is 1 / (K - 1)."""
    for K in (2, 6):
        each = np.eye(K)
        chosen, support = np.repeat(each, K, axis=0).astype(bool), np.tile(each, (K, 1))
        assert blind_sd(chosen, support, np.ones(K * K, bool), exclusive=True) == pytest.approx(1 / np.sqrt(K - 1))


def test_what_a_set_drawn_from_the_consensus_would_score():
    """Label by label p^2 + (1 - p)^2, and for one label of several the sum of p^2."""
    support = np.array([[0.9, 0.2], [0.5, 0.5]])
    chosen = np.array([[True, False], [False, False]])
    score, expected, held = answer_scores(chosen, support, exclusive=False)
    assert score == pytest.approx([(0.9 + 0.8) / 2, 0.5])
    assert expected == pytest.approx([(0.82 + 0.68) / 2, 0.5])
    assert held == pytest.approx([0.9, 0.5])
    score, expected, held = answer_scores(chosen[:1], support[:1], exclusive=True)
    assert (score[0], expected[0], held[0]) == pytest.approx((0.9, 0.85, 0.9))


@pytest.mark.parametrize("exclusive", [True, False])
def test_blind_scores_average_to_kappas_chance(rng, exclusive):
    people, n, K = 5, 30, 4
    support = rng.dirichlet(np.full(K, 0.3), size=people * n)
    chosen = np.eye(K, dtype=bool)[rng.integers(K, size=people * n)] if exclusive else rng.random((people * n, K)) < 0.3
    usable, who = rng.random(people * n) < 0.8, np.repeat(np.arange(people, dtype=np.int32), n)
    blind = blind_scores(chosen, support, usable, who, people, exclusive=exclusive)
    kappa = loo_kappa(timeline(who, people), chosen, support, usable, exclusive=exclusive)
    mean = [blind[usable & (who == a)].mean() for a in range(people)]
    assert mean == pytest.approx(kappa.chance)
