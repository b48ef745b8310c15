"""EBCC: correlated annotators, restarts, public sets."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import Method, ebcc, fit, subtypes
from oe_quality.kernel.em.ebcc import Ebcc
from oe_quality.kernel.simulate import choices, crew


@pytest.mark.parametrize("name", ["bird", "dog", "MS", "SP_amt", "ZC_in", "rte", "senti_1k"])
def test_accuracy_is_near_the_authors(name, crowd_set, benchmark_table):
    data = crowd_set(name)
    found = fit(Method.EBCC, data.source, restarts=10, tol=1e-6)
    assert data.accuracy(found.posterior) == pytest.approx(benchmark_table[name]["authors"]["EBCC"], abs=0.025)


def test_shared_errors_are_told_from_the_truth_once_gold_shows_some():
    """Over half of the crowd falls for the same wrong answer to a fifth of the items of one label."""
    rng = np.random.default_rng(0)
    world = choices(0, 1500, crew({"good": 24}), 2, 8, prevalence=np.array([0.6, 0.4]))
    lured = (world.truth == 0) & (rng.random(1500) < 0.2)
    items = world.chunk.items()
    fall = lured[items] & (world.chunk.annotator < 14) & (rng.random(len(items)) < 0.9)
    world.chunk.label[fall] = 1
    gold = np.where(np.arange(1500) < 500, world.truth, -1).astype(np.int32)
    source = InMemory((world.chunk,), 24, 2)
    ebcc = fit(Method.EBCC, source, gold=gold, restarts=10, tol=1e-6)
    independent = fit(Method.EBCC, source, gold=gold, settings=Ebcc(subtypes=1))
    right, plain = (found.winner[500:] == world.truth[500:] for found in (ebcc, independent))
    assert ebcc.history[-1] > independent.history[-1] + 50
    assert right.mean() > plain.mean() + 0.02


def test_one_subtype_is_independent_classifier_combination():
    """With M = 1 subtypes drop out, and all starts are one."""
    world = choices(2, 300, crew({"good": 10, "spammer": 5}), 3, 5)
    found = fit(Method.EBCC, InMemory((world.chunk,), 15, 3), settings=Ebcc(subtypes=1), restarts=5)
    assert found.modes == 1
    assert (found.winner == world.truth).mean() > 0.9


def test_random_splits_are_exponentials():
    drawn = np.array([subtypes.exponential(np.uint64(i)) for i in range(20000)])
    assert drawn.mean() == pytest.approx(1, abs=0.03)
    assert drawn.var() == pytest.approx(1, abs=0.08)
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.03


def test_the_bound_is_the_sum_of_what_rows_labels_and_subtypes_lose(monkeypatch):
    lost = iter((10.0, 100.0))
    monkeypatch.setattr(ebcc.subtypes, "posterior_rows", lambda *_: 1.0)
    monkeypatch.setattr(ebcc, "_dirichlet", lambda counts, _: (np.zeros(counts.shape), next(lost)))
    model = ebcc.Ebcc()
    owner = np.repeat(np.arange(2), model.subtypes)
    extent = SimpleNamespace(count_scale=1.0, n_labels=2)
    counts = SimpleNamespace(extent=extent, owner=owner, sums=np.zeros(4, dtype=np.int64), items=np.ones(len(owner)))
    assert model._posterior(counts, np.ones(2)).gap == 111.0
