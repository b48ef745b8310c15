"""Agreement of a judge with people: xRR as elsewhere, intervals over items and people but not over the judge."""

import numpy as np
import pytest

from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.kernel.judges.agreement import judge_agreement
from oe_quality.kernel.reliability.replication import cross_replication, paired


def answers(rng, n_items=80, n_people=6, right=0.75, of_judge=0.75):
    truth = rng.integers(0, 3, n_items)
    given = [np.where(rng.random(n_items) < (of_judge if a == n_people else right), truth, rng.integers(0, 3, n_items))
             for a in range(n_people + 1)]  # fmt: skip
    items, people = np.repeat(np.arange(n_items), n_people + 1), np.tile(np.arange(n_people + 1), n_items)
    return chunk_of(items, people, np.stack(given, axis=1).ravel(), n_items)


def measured(chunk, judge=6):
    own = chunk.annotator == judge
    pairs = paired(chunk.items(), chunk.label, nominal(3), chunk.n_items, 3)
    return judge_agreement(pairs, ~own, own, chunk.annotator)


def test_the_value_is_xrr_and_there_is_an_interval_with_one_judge(rng):
    chunk = answers(rng)
    judge = np.arange(7) == 6
    wanted = cross_replication(chunk, ~judge, judge, nominal(3), 3)
    found = measured(chunk)
    assert found.with_people.value == pytest.approx(wanted.xrr.value)
    assert found.among_people.value == pytest.approx(wanted.first_alpha.value)
    assert found.normalised.value == pytest.approx(wanted.xrr.value / np.sqrt(wanted.first_alpha.value))
    assert found.with_people.interval is not None
    assert wanted.xrr.interval is None


def test_a_judge_like_the_people_does_not_differ_from_them_and_a_poor_one_does(rng):
    alike, poor = measured(answers(rng)).difference, measured(answers(rng, of_judge=0.2)).difference
    assert alike.interval.low <= 0 <= alike.interval.high
    assert poor.interval.high < 0


def test_without_shared_items_it_says_why():
    chunk = chunk_of(np.array([0, 0, 1]), np.array([0, 1, 6]), np.array([0, 1, 1]), 2)
    found = measured(chunk)
    assert found.with_people.value is None
    assert "no item" in found.with_people.undefined
