"""What leaving out does to several coefficients at once: against deletions carried out one by one."""

import numpy as np
import pytest

from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.chance import Chance, chance_corrected
from oe_quality.kernel.agreement.conger import conger
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.kernel.uncertainty.moves import Place, _pushes, moves
from oe_quality.kernel.uncertainty.statistic import Deleted

ITEMS, ANNOTATORS, LABELS = 9, 6, 3


def statistic(rows, kind="alpha", items=ITEMS, annotators=ANNOTATORS):
    rows = np.array(rows, dtype=np.int32)
    chunk = chunk_of(rows[:, 0], rows[:, 1], rows[:, 2], items)
    table = count(chunk, LABELS, annotators)
    if kind == "conger":
        return conger(chunk, np.eye(LABELS), annotators)
    return (
        alpha(table, nominal(LABELS), chunk) if kind == "alpha" else chance_corrected(table, Chance.GWET, None, chunk)
    )


@pytest.fixture(scope="module")
def two_questions():
    """Rows of two questions about the same items; the second lacks some answers of the first, and has others."""
    rng = np.random.default_rng(4)
    cells = [(i, a) for i in range(ITEMS) for a in range(ANNOTATORS)]
    asked = [[cell for cell in cells if rng.random() < 0.7] for _ in range(2)]
    return [[(i, a, (i + (rng.random() < 0.4) * rng.integers(1, 3)) % LABELS) for i, a in one] for one in asked]


def left_out(questions, column, kinds):
    """(G, 2) both values with each unit left out of both, as they are where the unit is in neither."""
    units = sorted({column(row) for rows in questions for row in rows})
    values = []
    for unit in units:
        kept = [[row for row in rows if column(row) != unit] for rows in questions]
        values.append([statistic(rows, kind).value for rows, kind in zip(kept, kinds, strict=True)])
    return np.array(values), units


@pytest.mark.parametrize("kinds", [("ac1", "ac1"), ("conger", "ac1")])
def test_what_both_share_is_left_out_of_both(two_questions, kinds):
    """AC1 and Conger's kappa count single answers too, so that every unit of theirs is one of the jackknife."""
    place = Place(np.arange(ITEMS), np.arange(ANNOTATORS))
    found = moves([statistic(rows, kind) for rows, kind in zip(two_questions, kinds, strict=True)], [place, place])
    for column, got in (
        (lambda row: row[0], found.items.T @ found.items),
        (lambda row: row[1], found.annotators.T @ found.annotators),
        (lambda row: (row[0], row[1]), found.answers),
    ):
        values, units = left_out(two_questions, column, kinds)
        has = np.array([[any(column(row) == unit for row in rows) for rows in two_questions] for unit in units])
        n = has.sum(axis=0)
        mean = (values * has).sum(axis=0) / n
        push = np.where(has, values - mean, 0.0) * np.sqrt((n - 1) / n)
        assert got == pytest.approx(push.T @ push, abs=1e-12)


def test_a_numbering_of_ones_own_changes_nothing(two_questions):
    """Codes of the second question in another order, found again through its place."""
    place = Place(np.arange(ITEMS), np.arange(ANNOTATORS))
    rng = np.random.default_rng(1)
    item, annotator = rng.permutation(ITEMS), rng.permutation(ANNOTATORS)
    moved = [(item[i], annotator[a], k) for i, a, k in two_questions[1]]
    other = Place(np.argsort(item), np.argsort(annotator))
    plain = moves([statistic(rows) for rows in two_questions], [place, place])
    again = moves([statistic(two_questions[0]), statistic(moved)], [place, other])
    assert again.items == pytest.approx(plain.items)
    assert again.annotators == pytest.approx(plain.annotators)
    assert again.answers == pytest.approx(plain.answers)


def test_a_coefficient_less_itself_never_moves(two_questions):
    place = Place(np.arange(ITEMS), np.arange(ANNOTATORS))
    parts = moves([statistic(two_questions[0])] * 2, [place, place]).along(np.array([1.0, -1.0]))
    assert (parts.items, parts.annotators, parts.answers) == pytest.approx((0, 0, 0))


def test_answers_apart_need_no_places(two_questions):
    """Items 0 to 4 and the others: the same with places, where no answer is in both."""
    halves = [[row for row in two_questions[0] if (row[0] > 4) == late] for late in (False, True)]
    place = Place(np.arange(ITEMS), np.arange(ANNOTATORS))
    without, placed = moves([statistic(h) for h in halves]), moves([statistic(h) for h in halves], [place, place])
    assert without.answers == pytest.approx(placed.answers)
    assert without.items == pytest.approx(placed.items)


def test_two_units_are_enough_and_one_is_not():
    two = _pushes(Deleted(np.array([0.1, 0.3, np.nan]), np.array([1, 1, 0])))
    np.testing.assert_allclose(two, [-0.1 * np.sqrt(0.5), 0.1 * np.sqrt(0.5), 0.0])
    assert np.isnan(_pushes(Deleted(np.array([0.1]), np.array([1])))).all()
