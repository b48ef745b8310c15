"""The many-facet Rasch model: against conditional maximum likelihood in R, a slow likelihood, and known truth."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from oe_quality.kernel.data.chunk import Chunk, chunk_of
from oe_quality.kernel.ratings import rasch
from oe_quality.kernel.ratings.rasch import Rasch

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "rasch.json").read_text())


def complete(labels):
    """A chunk where everybody answered everything: (I, A) labels."""
    n, a = labels.shape
    items, who = np.repeat(np.arange(n, dtype=np.int32), a), np.tile(np.arange(a, dtype=np.int32), n)
    return chunk_of(items, who, labels.ravel().astype(np.int32), n)


@pytest.fixture(scope="module")
def golden():
    labels = np.array([[int(c) for c in row] for row in GOLDEN["answers"].split()])
    return complete(labels), rasch.fit(complete(labels), labels.shape[1], 4)


def test_severities_and_steps_are_those_of_conditional_maximum_likelihood(golden):
    """psychotools conditions items out, we integrate over them: the same within a tenth of a standard error."""
    _, fit = golden
    assert fit.parameters.severity == pytest.approx(GOLDEN["severity"], abs=0.014)
    assert fit.severity_error == pytest.approx(GOLDEN["severity_error"], abs=0.002)
    thresholds = np.array(GOLDEN["threshold"])
    assert fit.parameters.threshold == pytest.approx(thresholds - thresholds.mean(), abs=0.03)
    assert fit.converged


def test_the_gradient_is_that_of_the_likelihood_and_errors_are_its_curvature(golden):
    chunk, fit = golden
    made = rasch.design(chunk, 6, 4)
    theta = rasch.packed(fit.parameters) + np.linspace(-0.1, 0.1, 10)
    step = np.eye(10) * 1e-5
    numeric = [(rasch._loss(theta + e, made)[0] - rasch._loss(theta - e, made)[0]) / 2e-5 for e in step]
    assert rasch._loss(theta, made)[1] == pytest.approx(numeric, abs=1e-4)
    top = rasch.packed(fit.parameters)
    curve = np.array([(rasch._loss(top + e, made)[1] - rasch._loss(top - e, made)[1]) / 2e-5 for e in step])
    about = np.eye(10)[:6] - np.concatenate([np.full(6, 1 / 6), np.zeros(4)])
    error = np.sqrt(np.diag(about @ np.linalg.pinv(curve, hermitian=True, rcond=1e-9) @ about.T))
    assert fit.severity_error == pytest.approx(error, rel=0.01)


def test_a_slow_likelihood_agrees():
    """Twelve items, three annotators, three labels, some answers missing: items integrated by plain sums."""
    rng = np.random.default_rng(3)
    rows = np.array(
        [(i, a, min(2, max(0, round(i / 5 + rng.normal())))) for i in range(12) for a in range(3) if a or i % 3]
    )
    nodes = np.linspace(-7, 7, 141)
    weight = norm.pdf(nodes) / norm.pdf(nodes).sum()

    def minus(theta):
        lam, tau, sigma = theta[:3], theta[3:5], np.exp(theta[5])
        total = 0.0
        for i in range(12):
            product = weight.copy()
            for _, a, x in rows[rows[:, 0] == i]:
                steps = np.array([np.zeros_like(nodes), *np.cumsum([sigma * nodes - lam[a] - t for t in tau], axis=0)])
                product *= np.exp(steps[x]) / np.exp(steps).sum(axis=0)
            total += np.log(product.sum())
        return -total + (lam @ lam + tau @ tau) / 200

    slow = minimize(minus, np.zeros(6)).x
    fit = rasch.fit(chunk_of(*rows.T.astype(np.int32), 12), 3, 3)
    assert fit.parameters.severity == pytest.approx(slow[:3] - slow[:3].mean(), abs=0.005)
    assert fit.parameters.threshold == pytest.approx(slow[3:5] - slow[3:5].mean(), abs=0.005)
    assert fit.parameters.spread == pytest.approx(np.exp(slow[5]), abs=0.005)


TRUE = Rasch(np.array([-0.8, -0.3, 0.0, 0.2, 0.4, 0.5]), np.array([-1.0, 0.2, 0.8]), 0.3, 1.2)


def simulated(rng, items=150, answers=3, slack=None):
    """Answers by the model, three to an item; `slack` scales the place of the last annotator's."""
    who = np.sort(np.argsort(rng.random((items, 6)), axis=1)[:, :answers], axis=1).astype(np.int32).ravel()
    place = np.repeat(TRUE.centre + TRUE.spread * rng.standard_normal(items), answers) - TRUE.severity[who]
    if slack is not None:
        place = np.where(who == 5, slack * place, place)
    label = rasch.draw(place, TRUE.threshold, rng)
    return Chunk(np.arange(items + 1) * answers, who, label)


def test_intervals_hold_the_truth_and_mean_squares_are_one():
    """40 studies with three answers an item, where joint estimates would be half again too large."""
    rng = np.random.default_rng(7)
    fits = [rasch.fit(simulated(rng), 6, 4) for _ in range(40)]
    severity = np.array([fit.parameters.severity for fit in fits])
    error = np.array([fit.severity_error for fit in fits])
    held = np.abs(severity - TRUE.severity) < 1.96 * error
    assert 0.9 < held.mean() < 0.99
    assert severity.mean(axis=0) == pytest.approx(TRUE.severity, abs=0.1)
    assert np.mean([fit.parameters.spread for fit in fits]) == pytest.approx(1.2, abs=0.1)
    assert np.mean([fit.infit for fit in fits]) == pytest.approx(1, abs=0.02)
    assert np.mean([fit.outfit for fit in fits]) == pytest.approx(1, abs=0.05)
    assert np.nanmean([fit.item_infit for fit in fits]) == pytest.approx(1, abs=0.03)


def test_one_who_answers_by_chance_does_not_fit():
    chunk = simulated(np.random.default_rng(1), items=300, answers=5, slack=-0.5)
    fit = rasch.fit(chunk, 6, 4)
    mean, spread = rasch.expected_fit(chunk, fit.parameters, 4, 30, seed=1)
    z = (np.log(fit.infit) - mean[:, 0]) / spread[:, 0]
    assert z.argmax() == 5
    assert z[5] > 3
    assert fit.infit[5] > 1.2


def test_order_and_names_of_items_and_annotators_do_not_matter(golden):
    chunk, fit = golden
    rng = np.random.default_rng(2)
    item, who = rng.permutation(chunk.n_items), rng.permutation(6)
    moved = chunk_of(item[chunk.items()].astype(np.int32), who[chunk.annotator].astype(np.int32), chunk.label, 80)
    again = rasch.fit(moved, 6, 4)
    assert again.parameters.severity[who] == pytest.approx(fit.parameters.severity, abs=1e-4)
    assert again.location[item] == pytest.approx(fit.location, abs=1e-4)
    assert again.infit[who] == pytest.approx(fit.infit, abs=1e-4)


def test_one_end_throughout_is_extreme_and_stays_finite():
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 3, (40, 4))
    labels[:, 3] = 2
    fit = rasch.fit(complete(labels), 4, 3)
    assert fit.extreme.tolist() == [False, False, False, True]
    assert np.isfinite(fit.parameters.severity).all()
    assert fit.parameters.severity.argmin() == 3


def test_turning_the_scale_round_turns_the_signs(golden):
    chunk, fit = golden
    turned = rasch.fit(Chunk(chunk.offsets, chunk.annotator, 3 - chunk.label), 6, 4)
    assert turned.parameters.severity == pytest.approx(-fit.parameters.severity, abs=1e-3)
    assert turned.parameters.threshold == pytest.approx(-fit.parameters.threshold[::-1], abs=1e-3)
    assert turned.log_likelihood == pytest.approx(fit.log_likelihood, abs=1e-3)
