"""One-coin: crowd-kit's maximum likelihood, and known accuracies."""

import numpy as np
import pandas as pd
import pytest

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em.onecoin import CARD, OneCoin


@pytest.mark.parametrize("name", ["bird", "dog"])
def test_maximum_likelihood_is_crowd_kits(name, crowd_set):
    from crowdkit.aggregation import OneCoinDawidSkene

    data = crowd_set(name)
    frame = pd.DataFrame({"task": data.chunk.items(), "worker": data.chunk.annotator, "label": data.chunk.label})
    kit = OneCoinDawidSkene(n_iter=5, tol=-np.inf)
    theirs = kit.fit_predict_proba(frame).reindex(columns=range(data.n_labels)).to_numpy()
    settings = OneCoin(right=0.0, wrong=0.0, learn_prevalence=True)
    ours = fit(Method.ONE_COIN, data.source, settings=settings, max_steps=5, tol=-np.inf)
    np.testing.assert_allclose(ours.posterior, theirs, atol=1e-6)


def test_known_accuracies_are_recovered(rng):
    n, A, K = 3000, 8, 4
    accuracy = np.linspace(0.3, 0.95, A)
    truth = rng.integers(0, K, n)
    right = rng.random((n, A)) < accuracy
    answers = np.where(right, truth[:, None], (truth[:, None] + rng.integers(1, K, (n, A))) % K)
    chunk = chunk_of(np.repeat(np.arange(n), A), np.tile(np.arange(A), n), answers.ravel(), n)
    result = fit(Method.ONE_COIN, InMemory((chunk,), A, K))
    np.testing.assert_allclose(result.accuracy, accuracy, atol=0.03)
    assert (result.winner == truth).mean() > 0.9


def test_many_answers_per_item_neither_overflow_nor_underflow(rng):
    A, K = 5000, 2
    chunk = chunk_of(np.repeat([0, 1], A), np.tile(np.arange(A), 2), np.repeat([0, 1], A), 2)
    result = fit(Method.ONE_COIN, InMemory((chunk,), A, K))
    np.testing.assert_allclose(result.posterior, np.eye(2), atol=1e-12)
    assert np.isfinite(result.history).all()


def test_thousands_of_labels_need_no_matrices():
    """One number per annotator stays one number: 3 annotators and 9,000 words would be 2 GB of matrices."""
    items = np.repeat(np.arange(40), 3)
    annotators = np.tile([0, 1, 2], 40)
    labels = np.where(annotators < 2, items, items + 60)
    found = fit(Method.ONE_COIN, InMemory((chunk_of(items, annotators, labels, 40),), 3, 9000))
    assert found.confusion is None
    assert found.winner.tolist() == list(range(40))
    assert found.accuracy[0] > 0.9 > found.accuracy[2]


def test_by_default_two_right_answers_and_a_wrong_one_are_thought_of_beforehand():
    """With gold on every item the skills are their counts with the prior's: (right + 2 - 1) / (n + 3 - 2)."""
    settings = OneCoin()
    assert (settings.right, settings.wrong, settings.learn_prevalence) == (2.0, 1.0, False)
    answers = np.array([0, 0, 1, 1])
    chunk = chunk_of(np.arange(4), np.zeros(4, dtype=int), answers, 4)
    gold = np.array([0, 0, 1, 0], dtype=np.int32)
    found = fit(Method.ONE_COIN, InMemory((chunk,), 1, 2), gold=gold)
    plain = fit(Method.ONE_COIN, InMemory((chunk,), 1, 2), gold=gold, settings=OneCoin(0.0, 0.0))
    assert plain.accuracy[0] == pytest.approx(3 / 4)
    assert found.accuracy[0] == pytest.approx((3 + 2) / (4 + 3))


def test_it_says_that_it_takes_answers_as_independent():
    assert CARD.independent
