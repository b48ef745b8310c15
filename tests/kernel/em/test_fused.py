"""The compiled Dawid-Skene step's guards, against logarithms."""

import numpy as np
import pytest

from oe_quality.kernel.em import fused
from oe_quality.kernel.em.fixed import CACHE_LINE, aligned, read_only


@pytest.mark.parametrize("answers", [1, 7, 8, 9, 500])
@pytest.mark.parametrize("K", [1, 2, 3, 9])
def test_products_are_exact_down_to_the_least_probability(answers, K, rng):
    table = aligned(answers * K * K, np.float64)
    table[:] = np.where(rng.random(len(table)) < 0.5, fused.TINY, rng.random(len(table)))
    labels = rng.integers(0, K, answers).astype(np.int32)
    annotators = np.arange(answers, dtype=np.int32)
    prevalence = rng.dirichlet(np.ones(K))
    sums, totals, posterior = aligned(len(table), np.int64), np.zeros(K + 1, dtype=np.int64), np.empty((1, K))
    offsets, gold = np.array([0, answers]), np.array([-1], dtype=np.int32)
    data = map(read_only, (offsets, annotators, labels, gold))
    fused.expect((0,) * K, *data, table, prevalence, 2.0**40, 2.0**30, sums, totals, posterior)
    scores = np.log(prevalence) + np.log(table.reshape(answers, K, K)[annotators, labels]).sum(axis=0)
    evidence = np.logaddexp.reduce(scores)
    np.testing.assert_allclose(posterior[0], np.exp(scores - evidence), rtol=1e-9, atol=1e-280)
    np.testing.assert_allclose(totals[K] / 2.0**30, evidence, rtol=1e-9)
    expected = np.zeros((answers, K, K))
    expected[annotators, labels] = posterior[0]
    np.testing.assert_allclose(sums.reshape(answers, K, K) / 2.0**40, expected, atol=2.0**-40)


def test_hundreds_of_nearly_impossible_answers_in_a_row_leave_every_label_its_probability():
    n, surer = 600, 1.0 - 1e-6
    table = aligned(4, np.float64)
    table[:] = [surer, fused.TINY, fused.TINY, 1.0]  # one annotator: answer x truth
    labels = np.repeat([0, 1], n // 2).astype(np.int32)
    annotators, prevalence = np.zeros(n, dtype=np.int32), np.array([0.5, 0.5])
    sums, totals, posterior = aligned(4, np.int64), np.zeros(3, dtype=np.int64), np.empty((1, 2))
    data = map(read_only, (np.array([0, n]), annotators, labels, np.array([-1], dtype=np.int32)))
    fused.expect((0, 0), *data, table, prevalence, 2.0**40, 2.0**30, sums, totals, posterior)
    lost = n // 2 * np.log(surer)
    np.testing.assert_allclose(posterior[0], np.exp([lost, 0.0]) / (1.0 + np.exp(lost)), rtol=1e-9)
    evidence = np.log(0.5) + n // 2 * np.log(fused.TINY) + np.log1p(np.exp(lost))
    np.testing.assert_allclose(totals[2] / 2.0**30, evidence, rtol=1e-9)


def test_a_gold_answer_counts_for_its_own_likelihood():
    table = aligned(8, np.float64)
    table[:] = [0.9, 0.3, 0.1, 0.7, 0.6, 0.2, 0.4, 0.8]
    offsets, codes = np.array([0, 2]), np.array([0, 1], dtype=np.int32)
    sums, totals, posterior = aligned(8, np.int64), np.zeros(3, dtype=np.int64), np.empty((1, 2))
    gold = np.array([1], dtype=np.int32)
    prevalence = np.array([0.5, 0.5])
    data = map(read_only, (offsets, codes, np.zeros_like(codes), gold))
    fused.expect((0, 0), *data, table, prevalence, 2.0**40, 2.0**30, sums, totals, posterior)
    assert posterior.tolist() == [[0.0, 1.0]]
    np.testing.assert_allclose(totals[2] / 2.0**30, np.log(0.5 * 0.3 * 0.2), rtol=1e-8)


def test_tables_start_at_a_cache_line():
    for size in (1, 7, 1000):
        table = aligned(size, np.float64)
        assert table.ctypes.data % CACHE_LINE == 0
        assert len(table) == size
        assert not table.any()


def test_entries_come_back_to_the_least_exponent():
    """The entry that was lifted once more is 2^-400 of the others; thrice more is nothing."""
    p, shifts = np.array([0.5, 0.5, 0.5]), np.array([3, 2, 6])
    assert fused.drop(p, shifts) == pytest.approx(-2 * fused.LOG_LOW)
    assert p.tolist() == [0.5 * fused.LOW, 0.5, 0.0]
    assert shifts.tolist() == [0, 0, 0]


def test_steps_and_their_extrapolation_by_hand():
    first, second, third = np.array([10, 0, 5]), np.array([12, 1, 0]), np.array([13, 5, -5])
    assert fused.squared_moves(first, second, third) == (4 + 1 + 25, 1 + 9 + 0)
    out = np.zeros(3, dtype=np.int64)
    fused.extrapolate(first, second, third, 2.0, out)
    assert out.tolist() == [10 + 8 - 4, 0 + 4 + 12, 0], "5 - 20 is below 0"
    fused.extrapolate(first, second, third, 0.5, out)
    assert out.tolist() == [10 + 1, 0 + 1, 0]
