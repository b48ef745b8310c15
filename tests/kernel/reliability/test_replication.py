"""Agreement between groups: the published example, and simulated groups."""

import numpy as np
import pytest

from oe_quality.errors import NotComputableError
from oe_quality.kernel.agreement.counts import coded_ratings
from oe_quality.kernel.agreement.distances import interval, nominal
from oe_quality.kernel.data.chunk import RatingChunk, chunk_of, offsets_of
from oe_quality.kernel.reliability import replication
from oe_quality.kernel.reliability.replication import cohesion, cross_replication, paired, too_many_pairs

# Answers "A" and "B" per item of the two data sets in google-research/cross-replication-reliability,
# CrossReplicationReliabilityTest.java (published xRR 0.1818182). Items 6 and 7 are in the first only.
FIRST = {1: (0, 2), 2: (0, 3), 3: (2, 0), 4: (3, 0), 5: (1, 1), 6: (3, 0), 7: (2, 1)}
SECOND = {1: (0, 2), 2: (1, 1), 3: (1, 1), 4: (1, 1), 5: (2, 0)}


def google():
    rows = []
    for group, table in enumerate((FIRST, SECOND)):
        for item, counts in table.items():
            labels = [label for label, n in enumerate(counts) for _ in range(n)]
            rows += [(item - 1, 3 * group + place, label) for place, label in enumerate(labels)]
    return chunk_of(*np.array(rows).T, 7), np.arange(6) < 3


def crowd(rng, shift=0.0, items=60, per_group=8):
    """Ratings of two groups; the second sees `shift` times another dimension of each item instead."""
    truth, other = rng.normal(size=(2, items, 1))
    first = truth + rng.normal(size=(items, per_group))
    second = (1 - shift) * truth + shift * other + rng.normal(size=(items, per_group))
    x = np.hstack([first, second])
    codes = np.indices(x.shape)
    ratings = RatingChunk(offsets_of(codes[0].ravel(), items), codes[1].ravel().astype(np.int32), x.ravel())
    chunk, values = coded_ratings(ratings)
    return chunk, np.arange(2 * per_group) < per_group, interval(values), len(values)


def test_the_published_example():
    chunk, first = google()
    found = cross_replication(chunk, first, ~first, nominal(2), 2)
    assert found.xrr.value == pytest.approx(0.1818182, abs=1e-6)
    assert found.first_alpha.value == pytest.approx(0.6944444444)
    assert found.second_alpha.value == pytest.approx(-0.08)
    assert found.normalised.value is None
    assert "agree with itself" in found.normalised.undefined
    assert (found.xrr.n_items, found.xrr.n_responses) == (5, 22)


def test_the_two_groups_may_change_places(rng):
    chunk, first, distance, n = crowd(rng, 0.5)
    one = cross_replication(chunk, first, ~first, distance, n)
    two = cross_replication(chunk, ~first, first, distance, n)
    assert one.xrr.value == pytest.approx(two.xrr.value)
    assert one.first_alpha.value == pytest.approx(two.second_alpha.value)


def test_groups_that_see_the_same_agree_across_as_within(rng):
    chunk, first, distance, n = crowd(rng)
    found = cross_replication(chunk, first, ~first, distance, n)
    assert found.normalised.value == pytest.approx(1, abs=0.15)
    assert found.xrr.interval.low < 0.5 < found.xrr.interval.high
    together = cohesion(chunk, first, distance, n, permutations=99)
    assert together.p_value > 0.05
    assert together.difference.interval.low < 0 < together.difference.interval.high


def test_groups_that_see_otherwise_cohere_within(rng):
    chunk, first, distance, n = crowd(rng, 0.9)
    found = cohesion(chunk, first, distance, n, permutations=99)
    assert found.within.value > found.across.value + 0.2
    assert found.p_value == pytest.approx(0.01)
    assert found.association.value is None or found.association.value > 1.5


def test_groups_without_a_shared_item_cannot_be_compared():
    chunk = chunk_of(np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3]), np.array([0, 1, 0, 1]), 2)
    first = np.array([True, True, False, False])
    found = cross_replication(chunk, first, ~first, nominal(2), 2)
    assert found.xrr.value is None
    assert "both groups" in found.xrr.undefined
    assert cohesion(chunk, first, nominal(2), 2).p_value is None


def test_items_with_one_answer_are_counted_and_a_difference_stays_where_it_can_be():
    items, annotators = np.repeat(np.arange(12), 6), np.tile(np.arange(6), 12)
    first_agrees = np.where(annotators < 3, items % 2, (items + annotators) % 2)
    chunk = chunk_of(np.append(items, 13), np.append(annotators, 0), np.append(first_agrees, 1), 14)
    found = cohesion(chunk, np.arange(6) < 3, nominal(2), 2, permutations=19)
    assert (found.within.n_items, found.within.n_annotators, found.within.n_responses) == (13, 6, 73)
    assert found.within.value == 1.0
    assert found.difference.interval.high <= 1.0 - min(found.across.interval.low, found.across.value)


def test_answers_that_would_make_too_many_pairs_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(replication, "MOST_PAIRED", 12)
    items = np.repeat([0, 1], [5, 3]).astype(np.int32)
    with pytest.raises(NotComputableError, match="13 pairs of answers"):
        paired(items, np.zeros(8, dtype=np.int32), nominal(2), 2, 2)
    assert too_many_pairs(items[:-1]) == ""


def test_a_difference_of_agreements_ends_where_the_worst_across_would_leave_it(monkeypatch):
    seen = []

    def bounded(point, spread, level, counts, reasons, possible):
        seen.append((counts, possible))
        return estimates(point, spread, level, counts, reasons, possible)

    estimates = replication.estimates
    monkeypatch.setattr(replication, "estimates", bounded)
    items = np.repeat(np.arange(4), 4)
    labels = np.array([0, 0, 1, 1, 1, 1, 0, 0] * 2)
    chunk = chunk_of(items, np.tile(np.arange(4), 4), labels, 6)
    replication.cohesion(chunk, np.array([True, True, False, False]), nominal(2), 2, permutations=9)
    ((counts, (within, across, difference, _)),) = seen
    assert counts == (4, 4, 16)  # two items that nobody answered are no items of it
    assert across[0] < 0
    assert difference == (within[0] - 1.0, 1.0 - across[0])
