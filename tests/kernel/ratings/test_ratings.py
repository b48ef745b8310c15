"""Ratings: published values, known truth, and the same whatever the order."""

import csv

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory, RatingChunk, offsets_of
from oe_quality.kernel.ratings import RatingMethod, crossvalidate, model, rate, simple
from oe_quality.kernel.ratings.choose import best
from oe_quality.kernel.simulate import RatingScale, crew, ratings

WIDE = RatingScale(-30.0, 30.0)
MODEL = RatingMethod.BIAS_SCALE_PRECISION
EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "valence")


def rating_chunk(items, annotators, values, n_items):
    order = np.lexsort((annotators, items))
    return RatingChunk(offsets_of(items[order], n_items), annotators[order].astype(np.int32), values[order])


def rmse(estimate, truth):
    return np.sqrt(((estimate - truth) ** 2).mean())


@pytest.fixture(scope="module")
def world():
    return ratings(21, 300, crew({"good": 30}), 3, slider=WIDE)


@pytest.mark.parametrize(("leave_one_out", "name"), [(True, "loo"), (False, "all")])
def test_ewe_gives_the_published_values(published, ratings_of, leave_one_out, name):
    reference = published("ewe_grimm_kroschel")
    chunk = ratings_of(reference["rows_items"])
    n = len(reference["rows_items"][0])
    expected = reference["expected"]
    weights = simple.correlations(chunk, n, leave_one_out=leave_one_out)
    np.testing.assert_allclose(weights, expected[f"r_{name}"], atol=reference["tolerance"])
    value = simple.ewe(chunk, n, leave_one_out=leave_one_out).value
    np.testing.assert_allclose(value, expected[f"ewe_{name}"], atol=reference["tolerance"])
    np.testing.assert_allclose(simple.mean(chunk, n).value, expected["mean"])


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


def test_the_means_standard_errors_cover_the_truth(world):
    fit = rate(RatingMethod.MEAN, world.chunk, world.n_annotators)
    covered = (np.abs(fit.value - world.truth) <= 1.96 * fit.standard_error).mean()
    assert 0.90 <= covered <= 0.98


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


def test_crossvalidation_prefers_the_model_where_annotators_are_biased(world):
    held = crossvalidate(world.chunk, world.n_annotators, seed=1)
    assert [h.method for h in held] == list(RatingMethod)
    assert best(held) is MODEL


def test_crossvalidation_keeps_the_mean_where_annotators_are_alike():
    alike = RatingScale(-30.0, 30.0, offset_sd=0.0, scale_sd=0.0, noise_sd=0.0)
    world = ratings(25, 300, crew({"good": 30}), 3, slider=alike)
    assert best(crossvalidate(world.chunk, world.n_annotators)) is RatingMethod.MEAN


def test_on_snows_emotion_scores_the_choice_is_no_worse_than_the_mean(shared):
    chosen, mean = [], []
    for emotion in EMOTIONS:
        with (shared / f"data/snow2008/{emotion}.standardized.tsv").open(newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        items, item = np.unique([row["orig_id"] for row in rows], return_inverse=True)
        annotators, who = np.unique([row["!amt_worker_ids"] for row in rows], return_inverse=True)
        gold = np.zeros(len(items))
        gold[item] = [float(row["gold"]) for row in rows]
        chunk = rating_chunk(item, who, np.array([float(row["response"]) for row in rows]), len(items))
        method = best(crossvalidate(chunk, len(annotators)))
        chosen.append(np.abs(rate(method, chunk, len(annotators)).value - gold).mean())
        mean.append(np.abs(rate(RatingMethod.MEAN, chunk, len(annotators)).value - gold).mean())
    assert np.mean(mean) == pytest.approx(12.022, abs=0.001)
    assert np.mean(chosen) <= np.mean(mean)


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


def test_ewe_gives_no_weight_to_who_rates_the_other_way_round():
    """Their correlation is negative; its size must not count for them."""
    true = np.array([1.0, 2, 4, 6, 9, 5])
    items, who = np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6)
    values = np.stack([true, true + 0.5, true - 0.5, 10 - true], axis=1).ravel()
    found = simple.ewe(rating_chunk(items, who, values, 6), 4)
    assert found.weight[3] == 0.0
    assert (found.weight[:3] > 0.5).all()
    assert np.corrcoef(found.value, true)[0, 1] > 0.999
