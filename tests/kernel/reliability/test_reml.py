"""Variance components against lme4 and statsmodels, and against simulated truth."""

import numpy as np
import pytest

from oe_quality.errors import NotComputableError
from oe_quality.kernel.reliability import reml


def crossed(rng, items=200, annotators=20, per_item=5, variances=(1.0, 0.4, 2.0)):
    item = np.repeat(np.arange(items), per_item)
    annotator = np.argsort(rng.random((items, annotators)), axis=1)[:, :per_item].ravel()
    noise = [rng.normal(0, v**0.5, n) for v, n in zip(variances, (items, annotators, len(item)), strict=True)]
    return 3 + noise[0][item] + noise[1][annotator] + noise[2], item, annotator


def test_statsmodels_finds_the_same_components(rng):
    import pandas as pd
    from statsmodels.regression.mixed_linear_model import MixedLM

    value, item, annotator = crossed(rng, 25, 6, 4)
    frame = pd.DataFrame({"y": value, "item": item, "annotator": annotator, "all": 1})
    formulas = {"item": "0 + C(item)", "annotator": "0 + C(annotator)"}
    theirs = MixedLM.from_formula("y ~ 1", frame, groups="all", vc_formula=formulas).fit(reml=True)
    ours = reml.fit(value, (item, annotator))
    found = dict(zip(sorted(formulas), theirs.vcomp, strict=True))
    assert ours.variance == pytest.approx((found["item"], found["annotator"]), rel=5e-3)
    assert ours.residual == pytest.approx(theirs.scale, rel=5e-3)
    assert ours.deviance <= -2 * theirs.llf + 1e-6


def test_the_gradient_is_the_slope_of_the_deviance(rng):
    value, item, annotator = crossed(rng, 30, 6, 3)
    design = reml._design(*reml._coded((item, annotator)))
    sums = reml._sums(value - value.mean(), design)
    at = np.array([-0.4, -1.7])
    _, gradient, _, _ = reml._deviance(at, design, sums)
    for j, step in enumerate(1e-5 * np.eye(2)):
        slope = (reml._deviance(at + step, design, sums)[0] - reml._deviance(at - step, design, sums)[0]) / 2e-5
        assert gradient[j] == pytest.approx(slope, abs=1e-4)


def test_the_reduced_equations_give_the_dense_likelihood(rng):
    """The deviance is that of the multivariate normal, written out with its R x R covariance."""
    value, item, annotator = crossed(rng, 15, 5, 3)
    ratio = np.array([0.6, 0.3])
    z = [np.eye(15)[item], np.eye(5)[annotator]]
    v = np.eye(len(value)) + ratio[0] * z[0] @ z[0].T + ratio[1] * z[1] @ z[1].T
    one, inverse = np.ones(len(value)), np.linalg.inv(v)
    mean = one @ inverse @ value / (one @ inverse @ one)
    scale = (value - mean) @ inverse @ (value - mean) / (len(value) - 1)
    dense = (len(value) - 1) * (1 + np.log(2 * np.pi * scale)) + np.linalg.slogdet(v)[1] + np.log(one @ inverse @ one)
    design = reml._design(*reml._coded((item, annotator)))
    found, _, residual, shift = reml._deviance(np.log(ratio), design, reml._sums(value, design))
    assert (found, residual, shift) == pytest.approx((dense, scale, mean))


def test_known_components_are_recovered(rng):
    found = reml.fit(*_split(crossed(rng, 3_000, 150, 5)))
    assert found.converged
    assert found.variance == pytest.approx((1.0, 0.4), rel=0.2)
    assert found.residual == pytest.approx(2.0, rel=0.05)
    assert found.mean == pytest.approx(3, abs=0.2)


def test_moments_are_unbiased_for_what_is_too_large_for_reml(rng, monkeypatch):
    monkeypatch.setattr(reml, "DENSE_LIMIT", 1)
    fits = [reml.fit(*_split(crossed(rng))) for _ in range(40)]
    assert {fit.method for fit in fits} == {"moments"}
    assert np.mean([(*fit.variance, fit.residual) for fit in fits], axis=0) == pytest.approx((1, 0.4, 2), rel=0.12)


def test_a_refit_near_the_whole_is_the_fit_of_the_part(rng):
    value, item, annotator = crossed(rng)
    whole = reml.fit(value, (item, annotator))
    keep = item % 20 != 3
    near, anew = (
        reml.refitter(value[:, None], (item, annotator), [whole])(keep)[0],
        reml.fit(value[keep], (item[keep], annotator[keep])),
    )
    assert near.variance == pytest.approx(anew.variance, rel=1e-3)
    assert near.residual == pytest.approx(anew.residual, rel=1e-4)


def test_a_part_without_variance_is_a_fit_of_zeros(rng):
    """Leaving out the one item on which anybody said otherwise."""
    item, annotator = np.repeat(np.arange(30), 4), np.tile(np.arange(6), 20)
    value = ((item == 3) & (annotator % 2 == 0)).astype(float)
    whole = reml.fit(value, (item, annotator))
    (part,) = reml.refitter(value[:, None], (item, annotator), [whole])(item != 3)
    assert (part.variance, part.residual) == ((0.0, 0.0), 0.0)


def test_an_absent_effect_gets_no_variance(rng):
    item, annotator = np.repeat(np.arange(50), 4), np.tile(np.arange(4), 50)
    balanced = np.where(annotator % 2, 1.0, -1.0) * np.where(item % 2, 1, -1) + np.linspace(0, 3, 50)[item]
    assert reml.fit(balanced, (item, annotator)).variance[1] == 0.0


def test_what_the_design_cannot_tell_is_refused(rng):
    with pytest.raises(NotComputableError, match="answered twice"):
        reml.fit(rng.normal(size=5), (np.arange(5), np.array([0, 0, 0, 1, 1])))
    with pytest.raises(NotComputableError, match="alike"):
        reml.fit(rng.normal(size=6), (np.array([0, 0, 1, 1, 2, 2]), np.array([5, 5, 3, 3, 9, 9])))
    with pytest.raises(NotComputableError, match="two levels"):
        reml.fit(rng.normal(size=6), (np.array([0, 0, 1, 1, 2, 2]), np.zeros(6, dtype=int)))


def _split(data):
    return data[0], data[1:]


def test_moments_of_many_levels_are_solved_together_and_anew_for_a_part(rng):
    """Above a hundred annotators: variables together as alone, and a part as a study of its own."""
    items, annotators = np.divmod(rng.choice(150 * 140, 3000, replace=False), 140)
    values = rng.normal(size=(3000, 2)) + rng.normal(size=(150, 1))[items]
    together = reml.fit_each(values, (items, annotators))
    assert together[1] == reml.fit(values[:, 1], (items, annotators))
    assert together[0].method == "moments"
    keep = rng.random(3000) < 0.8
    part = reml.refitter(values, (items, annotators), together)(keep)
    alone = reml.fit_each(values[keep], (items[keep], annotators[keep]))
    for one, other in zip(part, alone, strict=True):
        assert (*one.variance, one.residual) == pytest.approx((*other.variance, other.residual))


def test_moments_know_responses_that_share_their_levels(rng):
    """Without that knowledge every pair of levels is counted, with the same outcome."""
    items, annotators = np.divmod(rng.choice(60 * 50, 900, replace=False), 50)
    y = rng.normal(size=900)
    known = reml.moments(y - y.mean(), [items, annotators], [60, 50], once=True)
    assert known == pytest.approx(reml.moments(y - y.mean(), [items, annotators], [60, 50]))


def test_the_walk_to_the_stationary_point_goes_downhill(monkeypatch):
    goal = np.array([0.5, -1.0])
    monkeypatch.setattr(reml, "_deviance", lambda x, *_: (0.0, x - goal, 1.0, 0.0))
    found = reml._chord(np.zeros(2), 0.5 * np.eye(2), None, None)
    np.testing.assert_allclose(found, goal, atol=2e-3)
    assert reml._chord(np.zeros(2), -0.5 * np.eye(2), None, None) is None


def test_a_refit_of_a_variance_of_0_is_not_searched_for_unless_it_rises(rng, monkeypatch):
    """Where annotators do not differ, and where they do once an item is left out that hid it."""
    value, item, annotator = crossed(rng, items=60, variances=(1.0, 0.0, 2.0))
    columns = np.stack([value, value], axis=1)
    columns[:, 1] += 0.5 * (annotator % 2) * (item > 9) - 2.0 * (annotator % 2) * (item <= 9)
    wholes = reml.fit_each(columns, (item, annotator))
    assert [whole.variance[1] for whole in wholes] == [0.0, 0.0]
    keep = item > 9
    anew = reml.fit_each(columns[keep], (item[keep], annotator[keep]))
    searched = []
    search = reml._search
    monkeypatch.setattr(reml, "_search", lambda *given, **how: searched.append(1) or search(*given, **how))
    parts = reml.refitter(columns, (item, annotator), wholes)(keep)
    assert len(searched) == 1
    for part, other in zip(parts, anew, strict=True):
        assert part.variance == pytest.approx(other.variance, rel=1e-3, abs=1e-4)
    assert parts[1].variance[1] > 0


def test_what_sums_of_squares_expect_of_unequal_levels():
    codes, sizes = [np.array([0, 0, 0, 1])], [np.array([3, 1])]
    # Searle, Casella and McCulloch 1992: about the mean n - sum of n_i^2 / n of the factor, within levels none of it.
    found = reml._moment_equations(codes, sizes, 4, once=False)
    np.testing.assert_allclose(found, [[0.0, 2.0], [4 - 10 / 4, 3.0]])
