"""The model of bias, scale and precision: known truth, and the same whatever the order."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory, RatingChunk, offsets_of
from oe_quality.kernel.ratings import RatingMethod, model, rate
from oe_quality.kernel.simulate import RatingScale, crew, ratings

WIDE = RatingScale(-30.0, 30.0)


MODEL = RatingMethod.BIAS_SCALE_PRECISION


def rating_chunk(items, annotators, values, n_items):
    order = np.lexsort((annotators, items))
    return RatingChunk(offsets_of(items[order], n_items), annotators[order].astype(np.int32), values[order])


def rmse(estimate, truth):
    return np.sqrt(((estimate - truth) ** 2).mean())


@pytest.fixture(scope="module")
def world():
    return ratings(21, 300, crew({"good": 30}), 3, slider=WIDE)


def test_the_model_beats_the_mean_and_ewe_at_three_answers(world):
    errors = {m: rmse(rate(m, world.chunk, world.n_annotators).value, world.truth) for m in RatingMethod}
    assert errors[MODEL] <= 0.80 * errors[RatingMethod.MEAN]
    assert errors[MODEL] <= 0.90 * errors[RatingMethod.EWE]


def test_the_models_intervals_cover_the_truth():
    covered = []
    for seed in range(6):
        world = ratings(seed, 200, crew({"good": 24, "spammer": 2, "constant": 1, "biased": 3}), 3, slider=WIDE)
        fit = rate(MODEL, world.chunk, world.n_annotators)
        covered.append((np.abs(fit.value - world.truth) <= 1.96 * fit.standard_error).mean())
    assert 0.90 <= np.mean(covered) <= 0.985


def test_annotators_are_recovered():
    world = ratings(22, 400, crew({"good": 20, "spammer": 2}), 5, slider=WIDE)
    raters = rate(MODEL, world.chunk, world.n_annotators).raters
    good = world.scale > 0
    assert np.corrcoef(raters.offset[good], world.offset[good])[0, 1] >= 0.85
    assert np.corrcoef(raters.scale[good], world.scale[good])[0, 1] >= 0.8
    assert np.corrcoef(np.log(raters.precision[good]), -np.log(world.noise[good]))[0, 1] >= 0.8
    assert raters.weight[~good].max() < 0.1 * raters.weight[good].mean()
    covered = np.abs(raters.offset - world.offset)[good] <= 1.96 * raters.offset_se[good] + world.offset[good].std() / 4
    assert covered.mean() > 0.8


def test_the_objective_never_falls():
    world = ratings(23, 150, crew({"good": 8, "spammer": 2, "constant": 2, "copier": 2}), 4)
    history = np.array(rate(MODEL, world.chunk, world.n_annotators).history)
    assert (np.diff(history) >= -1e-9 * np.abs(history[:-1])).all()
    assert len(history) > 5


def test_who_never_moves_the_slider_is_not_infinitely_precise():
    world = ratings(24, 300, crew({"good": 12, "constant": 3}), 5, slider=WIDE)
    fit = rate(MODEL, world.chunk, world.n_annotators)
    assert np.isfinite(fit.raters.precision).all()
    assert fit.raters.weight[-3:].max() < 0.2 * fit.raters.weight[:-3].mean()
    assert rmse(fit.value, world.truth) < 0.8 * rmse(rate(RatingMethod.MEAN, world.chunk, 15).value, world.truth)


@pytest.mark.parametrize("method", list(RatingMethod))
def test_order_and_names_do_not_matter(world, method, rng):
    chunk, A = world.chunk, world.n_annotators
    item, annotator = rng.permutation(chunk.n_items), rng.permutation(A)
    renamed = rating_chunk(item[chunk.items()], annotator[chunk.annotator], chunk.value, chunk.n_items)
    one, other = rate(method, chunk, A), rate(method, renamed, A)
    np.testing.assert_allclose(other.value[item], one.value, atol=1e-8)
    np.testing.assert_allclose(other.standard_error[item], one.standard_error, atol=1e-8)
    np.testing.assert_allclose(other.weight[annotator], one.weight, atol=1e-8)


@pytest.mark.parametrize("method", list(RatingMethod))
def test_another_unit_gives_the_same_values_in_that_unit(world, method):
    A = world.n_annotators
    fahrenheit = RatingChunk(world.chunk.offsets, world.chunk.annotator, 32.0 + 1.8 * world.chunk.value)
    one, other = rate(method, world.chunk, A), rate(method, fahrenheit, A)
    np.testing.assert_allclose(other.value, 32.0 + 1.8 * one.value, atol=1e-7)
    np.testing.assert_allclose(other.standard_error, 1.8 * one.standard_error, atol=1e-7)


def test_chunks_do_not_matter(world):
    source = InMemory((world.chunk,), world.n_annotators)
    one, split = model.fit(source), model.fit(source.split(41))
    np.testing.assert_allclose(split.value, one.value, atol=1e-9)
    np.testing.assert_allclose(split.history, one.history, rtol=1e-9)


DEGENERATE = {
    "one item": ([0, 0], [0, 1], [1.0, 2.0]),
    "one annotator": ([0, 1, 2], [0, 0, 0], [1.0, 2.0, 4.0]),
    "all agree": ([0, 0, 1, 1], [0, 1, 0, 1], [3.0, 3.0, 3.0, 3.0]),
    "no overlap": ([0, 1, 2], [0, 1, 2], [1.0, 5.0, 2.0]),
    "one answer": ([0], [0], [2.0]),
}


@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("method", list(RatingMethod))
def test_degenerate_inputs_give_values(name, method):
    items, annotators, values = (np.array(column) for column in DEGENERATE[name])
    fit = rate(method, rating_chunk(items, annotators, values, items.max() + 1), annotators.max() + 1)
    assert np.isfinite(fit.value).all()
    assert (fit.value >= values.min() - 1e-9).all()
    assert (fit.value <= values.max() + 1e-9).all()
    assert ((fit.standard_error >= 0) | np.isnan(fit.standard_error)).all()


def test_an_item_without_answers_has_the_populations_value_under_the_model():
    chunk = RatingChunk(np.array([0, 2, 2, 4]), np.array([0, 1, 0, 1], np.int32), np.array([1.0, 2.0, 5.0, 6.0]))
    fit = rate(MODEL, chunk, 2)
    assert 1.0 < fit.value[1] < 6.0
    assert fit.standard_error[1] > fit.standard_error[[0, 2]].max()


def test_what_this_crew_stretches_grows_with_the_distance_from_the_middle():
    chunk = rating_chunk(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1.0, 2.0, 4.0, 5.0]), 2)
    one, none = np.ones(2), np.zeros(2)
    params = model.Parameters(none, one, none, none, none, one, one, 1.5, 2.0, 1.0, 1.0, 1.0, 1.0)
    unit = model.Unit(0.0, 1.0)
    mu, plain = model.posterior(params, model.Anchor(0.0, 0.0), chunk, unit)
    _, anchored = model.posterior(params, model.Anchor(0.25, 0.5), chunk, unit)
    np.testing.assert_allclose(anchored - plain, 0.25 + 0.5 * (mu - 1.5) ** 2)
    assert mu[1] > mu[0] + 1
