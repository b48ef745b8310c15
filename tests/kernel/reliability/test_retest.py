"""Test and retest on hand-made and simulated repeats."""

import csv

import numpy as np
import pytest

from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.data.chunk import Chunk, chunk_of
from oe_quality.kernel.reliability.retest import DAY_US, NOT_IDENTIFIABLE, retest


def repeated(rng, consistency, items=80):
    """Each of two annotators answers every item twice, the second time alike with probability consistency[a]."""
    first = rng.integers(0, 4, (items, 2))
    again = np.where(rng.random((items, 2)) < consistency, first, rng.integers(0, 4, (items, 2)))
    labels = np.stack([first, again], axis=2).reshape(items, 4)
    annotators = np.tile([0, 0, 1, 1], items).astype(np.int32)
    return Chunk(np.arange(0, 4 * items + 1, 4), annotators, labels.ravel().astype(np.int32))


def test_consistency_is_recovered_per_annotator(rng):
    everyone, one, two = retest(repeated(rng, (0.95, 0.3), 400), 2, nominal(4), 4)
    assert one.alpha.value == pytest.approx(0.95, abs=0.06)
    assert two.alpha.value == pytest.approx(0.3, abs=0.12)
    assert two.alpha.value < everyone.alpha.value < one.alpha.value
    assert one.same.value == pytest.approx(0.95 + 0.05 / 4, abs=0.04)
    assert one.alpha.interval.low < one.alpha.value < one.alpha.interval.high
    assert (everyone.n_repeated, one.n_repeated, one.annotator) == (800, 400, 0)


def test_without_repeats_it_is_not_identifiable():
    chunk = chunk_of(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0, 1, 1]), 2)
    (everyone,) = retest(chunk, 2, nominal(2), 2)
    assert everyone.alpha.undefined == NOT_IDENTIFIABLE
    assert everyone.n_repeated == 0


def test_the_lag_is_the_median_time_between_two_answers(rng):
    chunk = repeated(rng, (0.9, 0.9), 30)
    created_at = np.tile([0, 3, 1, 8], 30) * DAY_US
    everyone, one, two = retest(chunk, 2, nominal(4), 4, created_at)
    assert (everyone.lag_days, one.lag_days, two.lag_days) == (5.0, 3.0, 7.0)
    assert retest(chunk, 2, nominal(4), 4, np.full(120, -1))[0].lag_days is None


def test_an_annotator_who_always_says_the_same_has_no_alpha():
    chunk = Chunk(np.array([0, 2, 4]), np.zeros(4, dtype=np.int32), np.ones(4, dtype=np.int32))
    _, one = retest(chunk, 1, nominal(2), 2)
    assert one.same.value == 1
    assert one.alpha.value is None
    assert one.alpha.undefined


def test_the_first_rater_of_dawid_and_skene_repeated_every_item(shared):
    rows = list(csv.DictReader((shared / "data" / "agreement-tables" / "anesthesia.csv").open()))
    codes = [np.unique([row[name] for row in rows], return_inverse=True)[1] for name in ("item", "rater", "rating")]
    everyone, one = retest(chunk_of(*codes, 45), 5, nominal(4), 4)
    assert everyone.n_repeated == one.n_repeated == 45
    assert one.annotator == 0
    three = [codes[2][(codes[0] == i) & (codes[1] == 0)] for i in range(45)]
    equal = [np.mean([t[0] == t[1], t[0] == t[2], t[1] == t[2]]) for t in three]
    assert one.same.value == pytest.approx(np.mean(equal))
