"""Sets of labels: distances, codes, alpha, co-votes."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.chance import SpecificAgreement
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.covotes import co_votes
from oe_quality.kernel.agreement.distances import MatrixDistance, nominal
from oe_quality.kernel.agreement.sets import LabelSets, SetDistance, SetMetric, distinct_sets, set_distance
from oe_quality.kernel.agreement.statistic import measure
from oe_quality.kernel.data.chunk import SetChunk
from oe_quality.kernel.uncertainty.jackknife import two_way

GOLDEN = json.loads((Path(__file__).parent.parent.parent / "golden" / "agreement.json").read_text())


def set_chunk(rows, labels):
    """Items by annotators of lists of labels, None where missing."""
    answers = [
        (i, a, sorted(map(labels.index, c))) for i, row in enumerate(rows) for a, c in enumerate(row) if c is not None
    ]
    bounds = np.concatenate([[0], np.cumsum([len(c) for *_, c in answers])]).astype(np.int64)
    offsets = np.searchsorted([i for i, *_ in answers], np.arange(len(rows) + 1)).astype(np.int64)
    flat = np.array([k for *_, c in answers for k in c], dtype=np.int32)
    return SetChunk(offsets, np.array([a for _, a, _ in answers], dtype=np.int32), bounds, flat)


def label_sets(sets, n_labels, category=None):
    bounds = np.concatenate([[0], np.cumsum([len(s) for s in sets])]).astype(np.int64)
    flat = np.array([k for s in sets for k in sorted(s)], dtype=np.int32)
    groups = np.arange(n_labels, dtype=np.int32) if category is None else np.array(category, dtype=np.int32)
    return LabelSets(bounds, flat, n_labels, groups)


@pytest.fixture(scope="module")
def clips():
    case = GOLDEN["emotion_sets"]
    labels = sorted(case["label_alpha"])
    return set_chunk(case["clips"], labels), labels


@pytest.mark.parametrize("column", [(2, SetMetric.MASI), (3, SetMetric.JACCARD), (4, SetMetric.DICE)])
def test_published_distances(column):
    place, metric = column
    for row in GOLDEN["set_distances"]["pairs"]:
        distinct = [row[0]] if row[0] == row[1] else row[:2]
        matrix = set_distance(label_sets(distinct, 5), metric).matrix
        assert matrix[0, -1] == pytest.approx(row[place], abs=1e-10)


@pytest.mark.parametrize("metric", ["masi", "jaccard", "dice", "exact"])
def test_alpha_of_sets(metric, clips):
    chunk, labels = clips
    coded, sets = distinct_sets(chunk, len(labels))
    statistic = alpha(count(coded, sets.n_sets, 4), set_distance(sets, SetMetric(metric)))
    assert statistic.value == pytest.approx(GOLDEN["emotion_sets"]["alpha"][metric], abs=1e-12)


def test_alpha_of_each_word(clips):
    chunk, labels = clips
    found = {w: alpha(count(chunk.presence(k), 2, 4), nominal(2)).value for k, w in enumerate(labels)}
    assert found == pytest.approx(GOLDEN["emotion_sets"]["label_alpha"], abs=1e-12)


def matched(a, b, category):
    """Least cost of matching labels one to one, unmatched ones at 1, over the larger size."""
    size = max(len(a), len(b))
    cost = np.ones((size, size))
    for (i, x), (j, y) in product(enumerate(sorted(a)), enumerate(sorted(b))):
        cost[i, j] = 0 if x == y else 0.5 if category[x] == category[y] else 1
    return cost[linear_sum_assignment(cost)].sum() / size if size else 0.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.frozensets(st.integers(0, 7), max_size=5), min_size=2, max_size=6, unique=True))
def test_the_hierarchical_distance_is_the_best_matching(sets):
    category = [0, 0, 0, 1, 1, 2, 3, 3]
    distance = SetDistance(label_sets(sets, 8, category), SetMetric.HIERARCHICAL)
    matrix = set_distance(distance.sets, SetMetric.HIERARCHICAL).matrix
    for (i, a), (j, b) in product(enumerate(sets), enumerate(sets)):
        expected = matched(a, b, category)
        assert matrix[i, j] == pytest.approx(expected, abs=1e-12)
        assert distance.between(np.array([i]), np.array([j]))[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("metric", list(SetMetric))
def test_the_sparse_form_is_the_matrix(metric, rng):
    rows = [[list(rng.choice(12, rng.integers(0, 4), replace=False)) for _ in range(4)] for _ in range(40)]
    chunk = set_chunk(rows, list(range(12)))
    coded, sets = distinct_sets(chunk, 12, np.arange(12, dtype=np.int32) // 3)
    table = count(coded, sets.n_sets, 4)
    dense = set_distance(sets, metric)
    assert isinstance(dense, MatrixDistance)
    first, second = alpha(table, dense), alpha(table, SetDistance(sets, metric))
    assert second.value == pytest.approx(first.value, abs=1e-12)
    assert two_way(second).variance == pytest.approx(two_way(first).variance, abs=1e-12)
    both = np.indices((sets.n_sets, sets.n_sets)).reshape(2, -1)
    assert SetDistance(sets, metric).between(*both) == pytest.approx(dense.matrix.ravel(), abs=1e-12)


def test_codes_of_sets_do_not_depend_on_order(clips):
    chunk, labels = clips
    reverse = set_chunk(GOLDEN["emotion_sets"]["clips"][::-1], labels)
    forth, back = (distinct_sets(c, len(labels)) for c in (chunk, reverse))
    assert np.array_equal(forth[1].label, back[1].label)
    assert sorted(forth[0].label) == sorted(back[0].label)


def test_specific_agreement_of_two_is_positive_agreement(small):
    rows = [["y", "y"]] * 7 + [["y", "n"]] * 2 + [["n", "y"]] * 3 + [["n", "n"]] * 8
    statistic = measure(SpecificAgreement(1), small(rows).table, only_pairable=True)
    assert statistic.value == pytest.approx(2 * 7 / (2 * 7 + 2 + 3))


def test_co_votes_count_one_instead_of_the_other():
    chunk = set_chunk([[[0], [1], [0, 1]], [[0], [0]], [[1]]], [0, 1, 2])
    votes = co_votes(chunk, 3)
    # On the first item only the pair {0}, {1} swaps one for the other; two ordered pairs, shared out over both cells.
    assert votes.instead[0, 1] == votes.instead[1, 0] == pytest.approx(1 / 2)
    assert votes.chosen.tolist() == [4, 2, 0]
    assert votes.only[0, 1] == 3
    assert votes.n == 5
