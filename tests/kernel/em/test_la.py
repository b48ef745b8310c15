"""LA: held against its definition in plain Python, and against the authors' accuracies."""

import numpy as np
import pytest

from benchmarks.accuracy import COLUMNS, accuracy
from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em.la import LA, log_odds


def plain(chunk, A, K):
    """Both passes as the paper's algorithm 1 and 2 state them; ties split. Returns shares and abilities."""
    right, seen = np.ones(A), np.full(A, 2.0)
    first = []
    for i in range(chunk.n_items):
        answers = slice(chunk.offsets[i], chunk.offsets[i + 1])
        who, what = chunk.annotator[answers], chunk.label[answers]
        votes = np.bincount(what, weights=(right / seen)[who], minlength=K)
        first.append(votes / votes.sum())
        best = votes >= votes.max() * (1 - 1e-9)
        seen[who] += 1
        right[who] += best[what] / best.sum()
    return np.array(first), right / seen


def test_the_first_pass_is_the_definition(crowd):
    expected, ability = plain(crowd.chunk, 12, 3)
    found = fit(Method.LA_ONE_PASS, crowd.source)
    np.testing.assert_allclose(found.posterior, expected, atol=1e-12)
    np.testing.assert_allclose(found.accuracy, ability, atol=1e-12)
    assert found.steps == 1


def test_the_second_pass_weighs_by_the_first_ones_abilities(crowd):
    _, ability = plain(crowd.chunk, 12, 3)
    found = fit(Method.LA, crowd.source)
    votes = np.zeros((crowd.chunk.n_items, 3))
    np.add.at(votes, (crowd.chunk.items(), crowd.chunk.label), (3 * ability - 1)[crowd.chunk.annotator] * 1.5)
    softmax = np.exp(votes - votes.max(axis=1, keepdims=True))
    np.testing.assert_allclose(found.posterior, softmax / softmax.sum(axis=1, keepdims=True), atol=1e-9)
    np.testing.assert_allclose(found.skill, log_odds(ability, 3))


def test_the_weight_is_the_log_odds_near_chance():
    a = np.array([0.24, 0.25, 0.26])
    np.testing.assert_allclose(log_odds(a, 4), np.log(a * 3 / (1 - a)), atol=2e-3)


def test_an_early_item_is_judged_without_later_knowledge():
    """Prefixes of a stream give the same labels as the whole stream."""
    rng = np.random.default_rng(0)
    items, annotators = np.repeat(np.arange(60), 3), np.tile(np.arange(3), 60)
    chunk = chunk_of(items, annotators, rng.integers(0, 2, 180), 60)
    whole = fit(Method.LA_ONE_PASS, InMemory((chunk,), 3, 2))
    part = fit(Method.LA_ONE_PASS, InMemory((chunk.slice(0, 20),), 3, 2))
    np.testing.assert_array_equal(whole.posterior[:20], part.posterior)
    assert LA().sequential


@pytest.mark.parametrize("name", ["web", "dog", "bird", "product", "senti_1k", "S_Rel", "MS", "SP_amt", "ZC_in", "rte"])
def test_accuracy_is_the_authors(name, crowd_set, benchmark_table):
    data = crowd_set(name)
    for column in COLUMNS:
        if column.method in (Method.LA, Method.LA_ONE_PASS):
            theirs = benchmark_table[name]["own"][column.reference[1]]["acc"]
            assert accuracy(column, data) == pytest.approx(theirs, abs=0.005), column.name
