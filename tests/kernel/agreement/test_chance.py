"""On which items chance is taken: all that were answered, or those with two or more answers."""

import numpy as np
import pytest

from oe_quality.kernel.agreement import analytic
from oe_quality.kernel.agreement.chance import Chance, chance_corrected
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.kernel.uncertainty import jackknife

ITEMS, ANNOTATORS = 14, 5
CHANCES = [Chance.FLEISS, Chance.GWET]


@pytest.fixture(scope="module")
def sparse():
    """(R, 3) item, annotator, label; items 10 to 13 have one answer, all of the label that is rare elsewhere."""
    rng = np.random.default_rng(6)
    rows = [(i, a, int(rng.random() < 0.3)) for i in range(10) for a in range(ANNOTATORS) if rng.random() < 0.8]
    return np.array([*rows, *((i, i % ANNOTATORS, 1) for i in range(10, ITEMS))])


def statistic(rows, chance, **words):
    chunk = chunk_of(*rows.T, ITEMS)
    return chance_corrected(count(chunk, 2, ANNOTATORS), chance, None, chunk, **words)


def of_compared(rows):
    """Rows of items with two or more answers."""
    return rows[np.bincount(rows[:, 0])[rows[:, 0]] > 1]


@pytest.mark.parametrize("chance", CHANCES)
def test_compared_is_what_the_compared_items_alone_give(sparse, chance):
    """Value, jackknife and Gwet's error: the items with one answer might as well not be there."""
    found, alone = statistic(sparse, chance, compared=True), statistic(of_compared(sparse), chance)
    assert found.value == pytest.approx(alone.value, abs=1e-12)
    assert found.value != pytest.approx(statistic(sparse, chance).value, abs=0.01)
    assert analytic.standard_error(found) == pytest.approx(analytic.standard_error(alone))
    parts, plain = jackknife.two_way(found), jackknife.two_way(alone)
    assert (parts.items, parts.n_items) == pytest.approx((plain.items, plain.n_items))


def test_both_conventions_by_hand():
    """Two items ab and aa, and three items b alone.

    p_a is 1/2 on two items. The share of b over two items is 1/4, over five 7/10; so is what Fleiss' and Gwet's chance
    are made of: 10/16 and 58/100 against 6/16 and 42/100.
    """
    rows = np.array([(0, 0, 0), (0, 1, 1), (1, 0, 0), (1, 1, 0), (2, 0, 1), (3, 1, 1), (4, 0, 1)])
    found = {(c, on): statistic(rows, c, compared=on).value for c in CHANCES for on in (True, False)}
    assert found[Chance.FLEISS, True] == pytest.approx((1 / 2 - 10 / 16) / (6 / 16))
    assert found[Chance.FLEISS, False] == pytest.approx((1 / 2 - 58 / 100) / (42 / 100))
    assert found[Chance.GWET, True] == pytest.approx((1 / 2 - 6 / 16) / (10 / 16))
    assert found[Chance.GWET, False] == pytest.approx((1 / 2 - 42 / 100) / (58 / 100))


@pytest.mark.parametrize("chance", CHANCES)
def test_where_every_item_has_two_answers_the_two_are_one(sparse, chance):
    rows = of_compared(sparse)
    assert statistic(rows, chance, compared=True).value == statistic(rows, chance).value
