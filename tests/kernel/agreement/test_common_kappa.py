"""One kappa for several groups: against Scott's pi, a textbook chi-square, and how often it rejects what is equal."""

import numpy as np
import pytest
from scipy import stats

from oe_quality.kernel.agreement.chance import Chance, chance_corrected
from oe_quality.kernel.agreement.common_kappa import common_kappa, probabilities
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.data.chunk import chunk_of

COUNTS = np.array([[20, 12, 30], [25, 4, 40], [9, 10, 15]])


def test_a_groups_kappa_is_scotts_pi():
    """Of a table with 20 items from both, 12 from one, 30 from neither."""
    label = np.array([[0, 0]] * 20 + [[0, 1]] * 12 + [[1, 1]] * 30, dtype=np.int32)
    item = np.repeat(np.arange(len(label), dtype=np.int32), 2)
    chunk = chunk_of(item, np.tile(np.array([0, 1], dtype=np.int32), len(label)), label.ravel(), len(label))
    pi = chance_corrected(count(chunk, 2, 2), Chance.FLEISS, None, chunk).value
    assert common_kappa(COUNTS).kappas[0] == pytest.approx(pi)


def test_the_statistic_is_pearsons_of_what_one_kappa_expects():
    found = common_kappa(COUNTS)
    n = COUNTS.sum(axis=1)
    share = (2 * COUNTS[:, 0] + COUNTS[:, 1]) / (2 * n)
    weight = n * share * (1 - share)
    assert found.common == pytest.approx((weight * found.kappas).sum() / weight.sum())
    expected = n[:, None] * probabilities(share, found.common)
    by_group = [stats.chisquare(seen, wanted).statistic for seen, wanted in zip(COUNTS, expected, strict=True)]
    assert found.statistic == pytest.approx(sum(by_group))
    assert found.p_value == pytest.approx(stats.chi2.sf(sum(by_group), 2))


def test_groups_of_one_table_differ_by_nothing():
    found = common_kappa(np.array([[20, 12, 30]] * 3))
    assert (found.statistic, found.p_value) == pytest.approx((0.0, 1.0), abs=1e-12)


def test_labels_and_order_do_not_matter():
    plain = common_kappa(COUNTS).statistic
    assert common_kappa(COUNTS[::-1]).statistic == pytest.approx(plain)
    assert common_kappa(COUNTS[:, ::-1]).statistic == pytest.approx(plain)


@pytest.mark.parametrize("counts", [[[10, 0, 0], [5, 5, 5]], [[5, 5, 5]], [[0, 5, 0], [0, 6, 0]]])
def test_groups_without_variation_have_no_fit(counts):
    assert common_kappa(np.array(counts)) is None


def test_how_often_one_kappa_is_rejected():
    """One kappa of .5 in three groups of 80 with other shares; and .3, .5, .8."""
    rng = np.random.default_rng(8)
    share, rates = np.array([0.3, 0.5, 0.4]), []
    for kappas in ((0.5, 0.5, 0.5), (0.3, 0.5, 0.8)):
        p = [probabilities(share[[g]], kappa)[0] for g, kappa in enumerate(kappas)]
        fits = [common_kappa(np.array([rng.multinomial(80, one) for one in p])) for _ in range(400)]
        rates.append(np.mean([fit.p_value < 0.05 for fit in fits]))
    assert 0.02 < rates[0] < 0.085
    assert rates[1] > 0.8
