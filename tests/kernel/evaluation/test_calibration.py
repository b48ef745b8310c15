import numpy as np
import pytest

from oe_quality.kernel.em import Method, fit, winners
from oe_quality.kernel.evaluation.calibration import (
    EXPONENTS,
    _last_best,
    best_exponent,
    exponent_without_gold,
    log_prior,
    quality,
    tempered,
)
from oe_quality.kernel.evaluation.choose import compare
from oe_quality.kernel.evaluation.heldout import predictive, split
from oe_quality.kernel.simulate import choices, crew

SETS = ["dog", "bird", "senti_1k", "MS", "SP_amt", "rte"]


def test_tempering_keeps_winners_ties_and_sums(rng):
    p = rng.dirichlet(np.full(4, 0.2), 200)
    p[0] = [0.5, 0.5, 0, 0]
    for exponent in (0.05, 0.5, 0.95):
        soft = tempered(p, exponent)
        np.testing.assert_allclose(soft.sum(axis=1), 1)
        assert (winners(soft) == winners(p)).all()
        assert (soft.max(axis=1) <= p.max(axis=1) + 1e-12).all()


def test_quality_of_a_known_posterior():
    p = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5], [0.2, 0.8]])
    found = quality(p, np.array([0, 1, 0, -1]), n_bins=1)
    assert found.n == 3
    assert found.accuracy == pytest.approx((1 + 0 + 0.5) / 3)
    assert found.nll == pytest.approx(-np.log([0.9, 0.4, 0.5]).mean())
    assert found.brier == pytest.approx(np.mean([0.02, 0.72, 0.5]))
    assert found.ece == pytest.approx(abs(np.mean([0.9, 0.6, 0.5]) - 0.5))


def test_items_keep_an_answer_when_others_are_set_aside():
    world = choices(1, 300, crew({"good": 10}), 3, 2)
    parts = split(world.source, 0, share=0.6)
    (train,) = parts.train
    assert (np.diff(train.offsets) >= 1).all()
    assert parts.n + train.n_responses == world.chunk.n_responses


def test_the_same_answers_are_set_aside_however_the_data_are_cut():
    source = choices(2, 200, crew({"good": 10}), 3, 4).source
    whole, cut = split(source, 5), split(source.split(7), 5)
    for field in ("item", "annotator", "label"):
        np.testing.assert_array_equal(getattr(cut, field), getattr(whole, field))
    assert (
        np.concatenate([c.label for c in cut.train]).tolist() == np.concatenate([c.label for c in whole.train]).tolist()
    )
    assert exponent_without_gold(source.split(7), Method.GLAD, 5) == exponent_without_gold(source, Method.GLAD, 5)


def test_no_more_is_set_aside_than_helps(monkeypatch):
    monkeypatch.setattr("oe_quality.kernel.evaluation.heldout.MOST", 100)
    assert 60 < split(choices(2, 200, crew({"good": 10}), 3, 5).source, 0).n < 140


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("method", [Method.ONE_COIN, Method.DAWID_SKENE])
def test_tempering_without_gold_brings_the_posterior_nearer_the_truth(crowd_set, name, method):
    data = crowd_set(name)
    found = fit(method, data.source)
    exponent = exponent_without_gold(data.source, method)
    raw, soft = quality(found.posterior, data.gold), quality(tempered(found.posterior, exponent), data.gold)
    assert soft.nll <= raw.nll + 0.05
    assert soft.accuracy == raw.accuracy
    if name in ("dog", "bird", "senti_1k", "SP_amt"):
        assert soft.nll < 0.75 * raw.nll


@pytest.mark.parametrize("true", [0.2, 0.55, 1.0])
def test_the_best_exponent_is_the_one_whose_tempering_predicts_best(rng, true):
    """Where beliefs are too sure by a known power; some are certain, and some say nothing."""
    T, K, right = 3000, 4, 0.7
    honest = rng.dirichlet(np.full(K, 0.5), T)
    honest[:200], honest[200:400] = np.eye(K)[0], 1 / K
    truth = (rng.random((T, 1)) > np.cumsum(honest, axis=1)).sum(axis=1).clip(max=K - 1)
    answer = np.where(rng.random(T) < right, truth, rng.integers(0, K, T))
    given = np.where(answer[:, None] == np.arange(K), right, 0.0) + (1 - right) / K
    belief = tempered(honest, 1 / true)
    scores = [np.log(predictive(tempered(belief, b), given)).sum() + log_prior(b) for b in EXPONENTS]
    found = best_exponent(belief, given)
    assert found == EXPONENTS[np.argmax(scores)]
    assert found == pytest.approx(true, abs=0.1)


def test_independent_annotators_need_little_tempering():
    world = choices(3, 800, crew({"good": 20, "mediocre": 10}), 3, 5)
    exponent = exponent_without_gold(world.source, Method.DAWID_SKENE)
    assert exponent >= 0.7
    assert exponent in EXPONENTS


def test_the_model_that_made_the_data_predicts_best():
    world = choices(5, 1500, crew({"good": 12, "spammer": 12}), 4, 5)
    rows = compare(world.source, (Method.MAJORITY, Method.DAWID_SKENE), seed=1)
    assert [row.method for row in rows] == [Method.DAWID_SKENE, Method.MAJORITY]
    assert rows[0].log_loss + 2 * rows[0].standard_error < rows[1].log_loss
    assert compare(world.source, (Method.MAJORITY, Method.DAWID_SKENE), seed=1) == rows


def test_of_equally_good_exponents_the_one_that_changes_least_is_taken():
    assert _last_best([-9.0, -5.0, -7.0, -5.0 - 1e-12, -6.0]) == 3
    assert _last_best([-5.0, -5.1]) == 0


def test_the_diagram_has_ten_points_of_equal_mass(rng):
    p = rng.dirichlet(np.ones(2), 50)
    found = quality(p, (p[:, 1] > 0.5).astype(int))
    assert [point.n for point in found.bins] == [5] * 10
    assert (np.diff([point.confidence for point in found.bins]) > 0).all()
