"""Dawid-Skene against published values, crowd-kit, a plain NumPy form, and known truth."""

import numpy as np
import pandas as pd
import pytest

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em.dawid_skene import FLOOR, DawidSkene


@pytest.fixture(scope="module")
def anesthesia(published):
    reference = published("dawid_skene1979_anesthesia")
    columns = (np.array(reference[name]) - 1 for name in ("item", "rater", "rating"))
    return InMemory((chunk_of(*columns, 45),), 5, 4), reference["expected"]


def test_the_anaesthetists_of_1979(anesthesia):
    source, expected = anesthesia
    result = fit(Method.DAWID_SKENE_ML, source, max_steps=2000, tol=1e-13)
    assert result.converged
    np.testing.assert_allclose(result.history[-1], expected["loglik"], atol=1e-6)
    np.testing.assert_allclose(result.prevalence, expected["marginals"], atol=1e-6)
    np.testing.assert_allclose(result.confusion, expected["error_rates"], atol=1e-6)
    np.testing.assert_allclose(result.posterior, expected["posteriors"], atol=1e-6)


def test_restarts_find_the_higher_mode_of_1979(anesthesia):
    source, _ = anesthesia
    result = fit(Method.DAWID_SKENE_ML, source, max_steps=2000, tol=1e-12, restarts=40)
    np.testing.assert_allclose(result.history[-1], -189.405331, atol=1e-4)
    assert result.modes > 1
    assert 0.0 < result.mode_gap < 189.5
    np.testing.assert_allclose(result.prevalence, [0.4, 0.4467, 0.0866, 0.0667], atol=1e-4)


@pytest.mark.parametrize("name", ["bird", "dog", "rte"])
def test_maximum_likelihood_is_crowd_kits(name, crowd_set):
    from crowdkit.aggregation import DawidSkene as CrowdKit

    data = crowd_set(name)
    frame = pd.DataFrame({"task": data.chunk.items(), "worker": data.chunk.annotator, "label": data.chunk.label})
    theirs = CrowdKit(n_iter=12, tol=-np.inf).fit_predict_proba(frame)
    theirs = theirs.reindex(index=range(data.chunk.n_items), columns=range(data.n_labels)).to_numpy()
    ours = fit(Method.DAWID_SKENE_ML, data.source, max_steps=12, tol=-np.inf)
    assert ours.steps == 12
    np.testing.assert_allclose(ours.posterior, theirs, atol=1e-6)


@pytest.mark.parametrize(("diagonal", "off_diagonal"), [(2.0, 1.0), (0.0, 0.0), (0.01, 0.01), (4.0, 0.5)])
@pytest.mark.parametrize("n_labels", [3, 10])
def test_the_plain_form_gives_the_same(diagonal, off_diagonal, n_labels, simulated, plain):
    crowd = simulated(np.random.default_rng(n_labels), n_labels=n_labels)
    settings = DawidSkene(diagonal, off_diagonal)
    ours = fit(Method.DAWID_SKENE, crowd.source, settings=settings, max_steps=15, tol=-np.inf)
    posterior, confusion = plain.em(crowd.chunk, 12, n_labels, 15, diagonal, off_diagonal, FLOOR)
    np.testing.assert_allclose(ours.posterior, posterior, atol=1e-6)
    np.testing.assert_allclose(ours.confusion, confusion, atol=1e-6)


def test_counts_are_those_that_the_posterior_expects(crowd):
    result = fit(Method.DAWID_SKENE, crowd.source)
    counts = np.zeros((12, 3, 3))
    np.add.at(counts, (crowd.chunk.annotator, slice(None), crowd.chunk.label), result.posterior[crowd.chunk.items()])
    np.testing.assert_allclose(result.counts, counts, atol=1e-9)


def test_many_answers_per_item_do_not_underflow(plain, rng):
    """3,000 answers per item multiply to far below the smallest double, for and against every label."""
    n, A, K = 4, 3000, 3
    items, annotators = np.repeat(np.arange(n), A), np.tile(np.arange(A), n)
    labels = rng.integers(0, K, n * A)
    chunk = chunk_of(items, annotators, labels, n)
    result = fit(Method.DAWID_SKENE, InMemory((chunk,), A, K), max_steps=3, tol=-np.inf)
    posterior, _ = plain.em(chunk, A, K, 3, 2.0, 1.0, FLOOR)
    np.testing.assert_allclose(result.posterior, posterior, atol=1e-8)
    assert np.isfinite(result.history).all()


def test_the_log_likelihood_is_that_of_the_parameters(crowd, plain):
    settings = DawidSkene(0.0, 0.0)
    result = fit(Method.DAWID_SKENE_ML, crowd.source, settings=settings, max_steps=30)
    with np.errstate(divide="ignore"):
        _, expected = plain.log_posterior(crowd.chunk, np.log(result.confusion), np.log(result.prevalence))
    np.testing.assert_allclose(result.history[-1], expected, rtol=1e-9)


def test_known_confusions_are_recovered(simulated):
    crowd = simulated(np.random.default_rng(11), n_items=4000, n_annotators=10, per_item=(4, 6))
    result = fit(Method.DAWID_SKENE, crowd.source)
    assert np.abs(result.confusion - crowd.confusion).mean() < 0.02
    np.testing.assert_allclose(result.prevalence, 1 / 3, atol=0.03)


def test_pseudo_counts_keep_three_answers_from_certainty():
    items = np.repeat([0, 1], 3)
    source = InMemory((chunk_of(items, np.tile([0, 1, 2], 2), items, 2),), 3, 2)
    assert fit(Method.DAWID_SKENE_ML, source).posterior[0, 0] == pytest.approx(1.0)
    assert 0.9 < fit(Method.DAWID_SKENE, source).posterior[0, 0] < 0.99
