"""Hierarchical Dawid-Skene: recovery, pooling, and the labels that nobody chooses."""

import numpy as np
import pytest
from scipy.special import digamma as scipy_digamma
from scipy.special import gammaln

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit, pooling
from oe_quality.kernel.em.hierarchical import Hierarchical
from oe_quality.kernel.simulate import choices, crew


def test_digamma_is_scipys():
    x = np.geomspace(1e-4, 1e5, 200)
    np.testing.assert_allclose([pooling.digamma(v) for v in x], scipy_digamma(x), rtol=1e-10, atol=1e-10)


def test_confusion_matrices_are_recovered():
    world = choices(1, 3000, crew({"good": 20, "mediocre": 10}), 4, 6)
    found = fit(Method.HIERARCHICAL, InMemory((world.chunk,), 30, 4))
    assert np.abs(found.confusion - world.confusion).mean() < 0.03
    assert np.abs(found.prevalence - np.bincount(world.truth, minlength=4) / 3000).max() < 0.03


def test_little_is_said_of_who_answered_little():
    """Someone with one wrong answer is near the others, not at 0; with many answers near the own record."""
    world = choices(2, 600, crew({"good": 20}), 2, 6)
    chunk = world.chunk
    items = np.append(chunk.items(), [0, *range(1, 301)])
    annotators = np.append(chunk.annotator, [20, *[21] * 300])
    wrong = 1 - world.truth
    labels = np.append(chunk.label, [wrong[0], *wrong[1:301]])
    found = fit(Method.HIERARCHICAL, InMemory((chunk_of(items, annotators, labels, 600),), 22, 2))
    assert found.accuracy[20] > 0.5
    assert found.accuracy[21] < 0.2


def test_ability_on_one_label_speaks_for_the_others():
    """Annotators who are wrong on labels 0 and 1 are expected to be wrong on 2, of which they saw little."""
    rng = np.random.default_rng(4)
    truth = np.repeat([0, 1, 2], [250, 250, 120])
    skill = np.where(np.arange(20) < 10, 0.95, 0.4)
    rows = []
    for i, z in enumerate(truth):
        for a in rng.choice(20, 6, replace=False):
            if z == 2 and a in (0, 19) and i % 40:
                continue  # the first and the last hardly meet label 2
            label = z if rng.random() < skill[a] else rng.choice([k for k in range(3) if k != z])
            rows.append((i, a, label))
    items, annotators, labels = map(np.array, zip(*rows, strict=True))
    found = fit(Method.HIERARCHICAL, InMemory((chunk_of(items, annotators, labels, len(truth)),), 20, 3))
    assert found.confusion[0, 2, 2] > found.confusion[19, 2, 2] + 0.2


def test_a_label_that_nobody_prefers_does_not_take_the_disputed_items(crowd_set):
    """Of Google's facts, .14 % of answers are the third label; from vote shares it would win 12 % of items."""
    data = crowd_set("fact")
    found = fit(Method.HIERARCHICAL, data.source, tol=1e-6)
    assert (found.winner == 2).mean() < 0.005


def test_the_bound_is_the_evidence_where_labels_are_known():
    """With gold everywhere the bound's data part is exact: Dirichlet-multinomials, here for two labels."""
    world = choices(3, 50, crew({"good": 4}), 2, 3)
    source = InMemory((world.chunk,), 4, 2)
    found = fit(Method.HIERARCHICAL, source, gold=world.truth, max_steps=3, settings=Hierarchical(rounds=0))
    counts = np.zeros((4, 2, 2))
    np.add.at(counts, (world.chunk.annotator, world.truth[world.chunk.items()], world.chunk.label), 1)
    start = pooling.neutral(4, 2)
    prior = np.stack([start.strength * start.right, start.strength * (1 - start.right)], axis=2)
    hits = np.stack(
        [np.diagonal(counts, axis1=1, axis2=2), counts.sum(axis=2) - np.diagonal(counts, axis1=1, axis2=2)], 2
    )

    def log_beta(x):
        return gammaln(x).sum(axis=-1) - gammaln(x.sum(axis=-1))

    items = np.bincount(world.truth, minlength=2)
    expected = (log_beta(prior + hits) - log_beta(prior)).sum() + log_beta(items + 2.0) - log_beta(np.full(2, 2.0))
    assert found.history[-1] == pytest.approx(expected + pooling.log_hyperprior(start), abs=1e-6)


@pytest.mark.parametrize(
    "name", ["web", "dog", "bird", "product", "senti_1k", "S_Rel", "MS", "SP_amt", "ZC_in", "rte", "fact"]
)
def test_no_set_is_worse_than_the_table(name, crowd_set, benchmark_table):
    data = crowd_set(name)
    found = fit(Method.HIERARCHICAL, data.source, tol=1e-5)
    assert data.accuracy(found.posterior) >= benchmark_table[name]["own"]["HDS_vb"]["acc"] - 0.005


def test_two_who_differ_among_hundreds_of_labels_leave_the_item_open():
    """An error that nobody made among so many has an expected logarithm that no double can undo."""
    items, annotators = np.repeat(np.arange(60), 2), np.tile([0, 1], 60)
    labels = np.where(np.arange(120) < 100, items, items + 60 * annotators)  # they differ on the last ten
    found = fit(Method.HIERARCHICAL, InMemory((chunk_of(items, annotators, labels, 60),), 2, 900), max_steps=3)
    assert np.isfinite(found.history).all()
    np.testing.assert_allclose(found.posterior.sum(axis=1), 1.0)
    np.testing.assert_array_equal(found.winner[:50], np.arange(50))
    assert (found.posterior[50:].max(axis=1) < 0.9).all()
