"""Which way of combining ratings predicts those that were set aside."""

import csv

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import RatingChunk, offsets_of
from oe_quality.kernel.ratings import RatingMethod, crossvalidate, rate
from oe_quality.kernel.ratings.choose import best
from oe_quality.kernel.simulate import RatingScale, crew, ratings

WIDE = RatingScale(-30.0, 30.0)


MODEL = RatingMethod.BIAS_SCALE_PRECISION


EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "valence")


def rating_chunk(items, annotators, values, n_items):
    order = np.lexsort((annotators, items))
    return RatingChunk(offsets_of(items[order], n_items), annotators[order].astype(np.int32), values[order])


@pytest.fixture(scope="module")
def world():
    return ratings(21, 300, crew({"good": 30}), 3, slider=WIDE)


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
