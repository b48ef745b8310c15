"""Conger's kappa: what is left out and counted again, against the definition."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from oe_quality.kernel.agreement import conger as module
from oe_quality.kernel.agreement.conger import conger
from oe_quality.kernel.data.chunk import Chunk, chunk_of

ITEMS = [[0, 0, 1], [1, 1, 1], [2, 0, 2], [0, 1, 1]]
"""Labels that three annotators gave."""


@pytest.fixture
def statistic():
    labels = np.array(ITEMS, np.int32).ravel()
    # An item between the second and the third has no answer.
    return conger(Chunk(np.array([0, 3, 6, 6, 9, 12]), np.tile(np.arange(3, dtype=np.int32), 4), labels), np.eye(3), 3)


def test_an_annotator_who_counts_twice_meets_the_others_and_not_their_copy(statistic):
    w, share = np.array([2.0, 1.0, 1.0]), statistic.marginals / 4
    expected = sum(w[a] * w[b] * share[a] @ share[b] for a in range(3) for b in range(3) if a != b)
    pairs = sum(w[a] * w[b] for a in range(3) for b in range(3) if a != b)
    assert statistic._chance(statistic.marginals, w) == pytest.approx((expected, pairs))
    agreed = np.mean(
        [sum(w[a] * w[b] * (row[a] == row[b]) for a in range(3) for b in range(3) if a != b) / pairs for row in ITEMS]
    )
    by_chance = expected / pairs
    assert statistic.reweighted(np.ones(5), w) == pytest.approx((agreed - by_chance) / (1 - by_chance))


def test_an_item_without_answers_is_in_no_row(statistic):
    assert statistic.item_rows().tolist() == [0, 1, -1, 3, 4]
    assert statistic.frequency.tolist() == [1, 1, 0, 1, 1]


def test_leaving_out_an_item_is_the_coefficient_of_the_others(statistic):
    others = np.array(ITEMS[1:], np.int32).ravel()
    rest = conger(Chunk(np.arange(4) * 3, np.tile(np.arange(3, dtype=np.int32), 3), others), np.eye(3), 3)
    assert statistic.without_items().values[0] == pytest.approx(rest.value)


def test_resamples_counted_in_one_pass_are_those_of_each_alone(rng):
    items, people = np.repeat(np.arange(30), 4), np.tile(np.arange(4), 30)
    found = conger(chunk_of(items, people, rng.integers(0, 3, 120), 30), np.eye(3), 4)
    frequency = rng.multinomial(30, np.full(30, 1 / 30), size=19).astype(np.float64)
    alone = [found.reweighted(row, np.ones(4)) for row in frequency]
    np.testing.assert_allclose(found.resampled(frequency), alone, rtol=1e-12)


def test_resampling_items_adds_up_on_one_thread(statistic, monkeypatch):
    """Threads of linear algebra would add in an order of their own, and wait for one another on short rows."""
    threads, count = [], module._count_labels

    def counted(*given):
        threads.extend(it["num_threads"] for it in threadpool_info() if it["user_api"] == "blas")
        count(*given)

    monkeypatch.setattr(module, "_count_labels", counted)
    statistic.resampled(np.ones((2, statistic.chunk.n_items)))
    assert set(threads) == {1}


def test_leaving_out_one_of_a_person_s_two_answers_leaves_the_other():
    # The third answered two items only.
    rows = [
        (0, 0, 0),
        (0, 1, 0),
        (0, 2, 1),
        (1, 0, 1),
        (1, 1, 1),
        (1, 2, 1),
        (2, 0, 0),
        (2, 1, 1),
        (3, 0, 1),
        (3, 1, 0),
    ]
    whole = conger(chunk_of(*map(np.array, zip(*rows, strict=True)), 4), np.eye(2), 3)
    rest = [(item - 1, who, label) for item, who, label in rows if item]
    alone = conger(chunk_of(*map(np.array, zip(*rest, strict=True)), 3), np.eye(2), 3)
    assert whole.without_items().values[0] == pytest.approx(alone.value)
