"""Fleiss' test against chance, and Light's mean of pairs."""

import numpy as np
import pytest

from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.fleiss import fleiss_test, light_kappa
from oe_quality.kernel.data.chunk import chunk_of


def test_a_small_table_by_hand(from_counts):
    """Agreed: (1 + 1/3 + 1) / 3 = 7/9; shares 4/9 and 5/9, so 40/81 differ by chance."""
    found = fleiss_test(from_counts([[3, 0], [1, 2], [0, 3]]).table)
    assert found.kappa == pytest.approx(1 - (2 / 9) / (40 / 81))
    assert found.label_kappa.tolist() == pytest.approx([found.kappa, found.kappa])
    assert found.z == pytest.approx(found.label_z[0])


@pytest.mark.parametrize("counts", [[[2, 0], [1, 2]], [[1, 0], [0, 1]]], ids=["uneven", "single"])
def test_it_takes_equally_many_answers_two_or_more(from_counts, counts):
    assert fleiss_test(from_counts(counts).table) is None


def test_one_label_alone_leaves_it_undefined(from_counts):
    assert np.isnan(fleiss_test(from_counts([[3, 0], [3, 0]]).table).kappa)


def test_pairs_without_variation_are_left_out_of_the_mean():
    assert light_kappa(np.array([0.25, np.nan, 0.75])) == 0.5
    assert np.isnan(light_kappa(np.array([np.nan])))


def test_two_answers_per_item_are_enough_and_one_is_not(small):
    """Agreement on half of the items where chance gives half: kappa 0."""
    found = fleiss_test(small([["a", "a"], ["b", "b"], ["a", "b"], ["b", "a"]]).table)
    assert found.kappa == pytest.approx(0.0)
    assert fleiss_test(small([["a"], ["b"]]).table) is None


def test_two_answers_an_item_are_enough_and_one_is_not():
    two = chunk_of(np.repeat(np.arange(6), 2), np.tile([0, 1], 6), np.array([0, 0, 1, 1, 0, 1] * 2), 6)
    assert fleiss_test(count(two, 2, 2)) is not None
    one = chunk_of(np.arange(6), np.zeros(6, dtype=int), np.array([0, 1] * 3), 6)
    assert fleiss_test(count(one, 2, 1)) is None
