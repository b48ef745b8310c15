"""Expected counts under confusion matrices, held against plain NumPy."""

import numpy as np
import pytest

from oe_quality.errors import NotComputableError
from oe_quality.kernel.em import confusion
from oe_quality.kernel.em.confusion import Confusions
from oe_quality.kernel.em.contract import Extent

PREVALENCE = np.array([0.5, 0.3, 0.2])


@pytest.fixture
def params(crowd, whole):
    table = np.ascontiguousarray(crowd.confusion.transpose(0, 2, 1)).ravel()
    return Confusions(whole.extent, table, PREVALENCE)


def test_matrices_are_truth_by_answer(params, crowd):
    np.testing.assert_array_equal(params.matrices, crowd.confusion)


def test_the_e_step_is_that_of_dawid_and_skene(params, crowd, whole, plain):
    found = confusion.expect(params, [whole.batch])
    posterior, _ = plain.log_posterior(whole.batch.chunk(), np.log(crowd.confusion), np.log(PREVALENCE))
    settled = whole.settled(posterior)
    np.testing.assert_allclose(whole.batch.posterior, settled, atol=1e-12)
    wanted = whole.sums(settled)
    np.testing.assert_allclose(found.answers, wanted.answers, atol=1e-9)
    np.testing.assert_allclose(found.items, wanted.items, atol=1e-9)


def test_the_likelihood_of_gold_items_is_that_of_their_answer(params, crowd, whole):
    chunk, joint = whole.batch.chunk(), np.tile(np.log(PREVALENCE), (whole.extent.n_items, 1))
    np.add.at(joint, chunk.items(), np.log(crowd.confusion)[chunk.annotator, :, chunk.label])
    known = whole.gold >= 0
    wanted = joint[known, whole.gold[known]].sum() + np.log(np.exp(joint[~known]).sum(axis=1)).sum()
    # Of the item that nobody answered, the prevalence sums to 1.
    assert confusion.expect(params, [whole.batch]).log_likelihood == pytest.approx(wanted, abs=1e-6)


def test_counts_add_up(params, whole):
    one = confusion.expect(params, [whole.batch])
    twice = one + one
    np.testing.assert_array_equal(twice.sums, 2 * one.sums)
    assert twice.log_likelihood == 2 * one.log_likelihood


def test_too_many_cells_are_refused_with_a_way_out():
    extent = Extent(1, 100_000, 1_000, 1, np.zeros((1, 1), dtype=np.int64))
    with pytest.raises(NotComputableError, match="100,000,000,000 cells") as found:
        confusion.empty_counts(extent)
    assert "one-coin" in found.value.remedy


def moved(counts, by):
    return confusion.ConfusionCounts(counts.extent, counts.sums + by, counts.totals + by)


def test_steps_that_do_not_bend_lead_no_further_and_slow_ones_far(params, whole):
    first = confusion.expect(params, [whole.batch])
    step = int(whole.extent.count_scale // 1024)
    assert confusion.leap_length(first, moved(first, step), moved(first, 2 * step)) == 1.0
    slowing = confusion.leap_length(first, moved(first, step), moved(first, step + step // 2))
    assert slowing == pytest.approx(2.0)  # each step half the one before: the whole way is twice the first
    barely = moved(first, 2 * step - step // 1000)
    assert confusion.leap_length(first, moved(first, step), barely) == confusion.LONGEST_LEAP


def test_a_leap_keeps_the_number_of_answers_unless_some_would_fall_below_nothing(params, whole):
    first = confusion.expect(params, [whole.batch])
    sharper = Confusions(whole.extent, params.table**2, PREVALENCE)
    third = confusion.expect(sharper, [whole.batch])
    second = confusion.ConfusionCounts(first.extent, (first.sums + third.sums) // 2, (first.totals + third.totals) // 2)
    near, far = confusion.ahead(first, second, third, 1.0), confusion.ahead(first, second, third, 8.0)
    np.testing.assert_allclose(near.answers, third.answers, atol=1e-9)  # a leap of one step is where two steps led
    assert far.sums.min() == 0
    assert far.answers.sum() > third.answers.sum() + 1
    assert far.log_likelihood == third.log_likelihood


def test_shares_sum_to_one_and_none_is_below_the_floor():
    found = confusion.shares(np.array([0.0, 3.0, 1.0]), floor=0.5)
    np.testing.assert_allclose(found, np.array([0.5, 3.0, 1.0]) / 4.5)


def test_a_scattered_start_is_rows_of_probabilities_and_half_the_old_ones(params):
    found = confusion.scattered(params, np.random.default_rng(1), mix=0.25)
    np.testing.assert_allclose(found.matrices.sum(axis=2), 1.0)
    assert (found.matrices >= 0.75 * params.matrices - 1e-15).all()
    np.testing.assert_allclose(confusion.scattered(params, np.random.default_rng(1), mix=0.0).table, params.table)


def test_accuracy_weighs_labels_by_their_prevalence(params, crowd, whole):
    found = confusion.describe(params, confusion.expect(params, [whole.batch]))
    diagonal = crowd.confusion[:, range(3), range(3)]
    np.testing.assert_allclose(found.accuracy, diagonal @ PREVALENCE)
