"""Every algorithm keeps the same contract."""

from dataclasses import fields

import numpy as np
import pytest

from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em.registry import algorithms, card_of

METHODS = sorted(algorithms())
ITERATIVE = [m for m in METHODS if card_of(m).make().passes is None]
ORDER_FREE = [m for m in METHODS if not card_of(m).make().sequential]
every_method = pytest.mark.parametrize("method", METHODS)


def assert_finite(result):
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, np.ndarray):
            assert np.isfinite(value).all(), field.name
    assert np.isfinite(result.history).all()


def assert_same_bits(a, b):
    for field in fields(a):
        left, right = getattr(a, field.name), getattr(b, field.name)
        if isinstance(left, np.ndarray):
            assert left.tobytes() == right.tobytes(), field.name
        else:
            assert left == right, field.name


def tiny(rows, n_items, n_annotators, n_labels):
    items, annotators, labels = (np.array(column) for column in zip(*rows, strict=True))
    return InMemory((chunk_of(items, annotators, labels, n_items),), n_annotators, n_labels)


@every_method
def test_shapes_and_distributions(method, crowd):
    result = fit(method, crowd.source)
    n, A, K = 150, 12, 3
    assert result.posterior.shape == (n, K)
    np.testing.assert_allclose(result.posterior.sum(axis=1), 1.0, atol=1e-12)
    np.testing.assert_allclose(result.prevalence.sum(), 1.0, atol=1e-9)
    assert result.accuracy.shape == (A,)
    assert ((result.accuracy >= 0) & (result.accuracy <= 1)).all()
    assert result.n_responses.tolist() == np.bincount(crowd.chunk.annotator).tolist()
    if result.confusion is not None:
        assert result.confusion.shape == (A, K, K)
        np.testing.assert_allclose(result.confusion.sum(axis=2), 1.0, atol=1e-9)
    assert result.converged
    assert_finite(result)
    assert (result.winner == crowd.truth).mean() > 0.6


@every_method
@pytest.mark.parametrize(("threads", "items_per_chunk"), [(1, 150), (2, 150), (3, 7), (2, 1)])
def test_threads_and_chunks_leave_every_bit_as_it_is(method, threads, items_per_chunk, crowd, monkeypatch):
    expected = fit(method, crowd.source, threads=1, max_steps=25)
    # So that there is work for more than one thread.
    monkeypatch.setattr("oe_quality.kernel.em.passes.BATCH_RESPONSES", 64)
    assert_same_bits(fit(method, crowd.source.split(items_per_chunk), threads=threads, max_steps=25), expected)


@every_method
def test_batches_leave_every_bit_as_it_is(method, crowd, monkeypatch):
    expected = fit(method, crowd.source, threads=1, max_steps=25)
    monkeypatch.setattr("oe_quality.kernel.em.passes.BATCH_RESPONSES", 16)
    assert_same_bits(fit(method, crowd.source, threads=4, max_steps=25), expected)


@every_method
def test_the_order_of_loading_leaves_every_bit_as_it_is(method, crowd, rng):
    chunk = crowd.chunk
    order = rng.permutation(chunk.n_responses)
    shuffled = chunk_of(chunk.items()[order], chunk.annotator[order], chunk.label[order], chunk.n_items)
    again = fit(method, InMemory((shuffled,), 12, 3), max_steps=25, restarts=2)
    assert_same_bits(again, fit(method, crowd.source, max_steps=25, restarts=2))


@pytest.mark.parametrize("method", ORDER_FREE)
def test_names_of_items_annotators_and_labels_do_not_matter(method, crowd, rng):
    chunk = crowd.chunk
    items, annotators, labels = rng.permutation(chunk.n_items), rng.permutation(12), rng.permutation(3)
    renamed = chunk_of(items[chunk.items()], annotators[chunk.annotator], labels[chunk.label], chunk.n_items)
    expected = fit(method, crowd.source, max_steps=40, tol=0.0)
    result = fit(method, InMemory((renamed,), 12, 3), max_steps=40, tol=0.0)
    np.testing.assert_allclose(result.posterior[items][:, labels], expected.posterior, atol=1e-6)
    np.testing.assert_allclose(result.accuracy[annotators], expected.accuracy, atol=1e-6)
    np.testing.assert_allclose(result.prevalence[labels], expected.prevalence, atol=1e-6)


@pytest.mark.parametrize("method", ITERATIVE)
@pytest.mark.parametrize("start", [0, 1, 2])
def test_the_objective_never_falls(method, start, simulated):
    crowd = simulated(np.random.default_rng(start), n_items=60, n_annotators=8, n_labels=4, strength=1.0)
    history = np.array(fit(method, crowd.source, max_steps=60, tol=0.0).history)
    assert len(history) > 2
    assert (np.diff(history) >= -1e-9 * np.abs(history[1:])).all()


EDGES = {
    "one item": ([(0, 0, 0), (0, 1, 1), (0, 2, 1)], 1, 3, 2),
    "one annotator": ([(0, 0, 0), (1, 0, 1), (2, 0, 1)], 3, 1, 2),
    "one label": ([(0, 0, 0), (0, 1, 0), (1, 0, 0)], 2, 2, 1),
    "one answer": ([(0, 0, 1)], 1, 1, 3),
    "all agree": ([(i, a, i % 2) for i in range(6) for a in range(3)], 6, 3, 2),
    "no overlap": ([(i, i, i % 2) for i in range(6)], 6, 6, 2),
    "all differ": ([(i, a, a) for i in range(4) for a in range(3)], 4, 3, 3),
    "an annotator without answers": ([(0, 0, 0), (1, 0, 1), (0, 2, 0)], 2, 3, 2),
    "an item without answers": ([(0, 0, 0), (0, 1, 0), (2, 0, 1), (2, 1, 1)], 3, 2, 2),
    "one annotator twice": ([(0, 0, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1)], 2, 2, 2),
}


@every_method
@pytest.mark.parametrize("edge", EDGES)
def test_edge_cases_give_an_answer(method, edge):
    result = fit(method, tiny(*EDGES[edge]))
    assert_finite(result)
    np.testing.assert_allclose(result.posterior.sum(axis=1), 1.0, atol=1e-9)
    if edge == "all agree":
        assert result.winner.tolist() == [0, 1, 0, 1, 0, 1]


@every_method
def test_an_item_without_answers_changes_nothing_for_others(method, crowd):
    chunk = crowd.chunk
    longer = Chunk(np.append(chunk.offsets, chunk.offsets[-1]), chunk.annotator, chunk.label)
    result = fit(method, InMemory((longer,), 12, 3), max_steps=20)
    expected = fit(method, crowd.source, max_steps=20)
    np.testing.assert_allclose(result.posterior[:-1], expected.posterior, atol=1e-9)
    np.testing.assert_allclose(result.prevalence, expected.prevalence, atol=1e-9)


@every_method
def test_gold_answers_anchor_the_fit(method, crowd):
    gold = np.full(150, -1, dtype=np.int32)
    gold[:40] = (crowd.truth[:40] + 1) % 3  # wrong on purpose, so that an anchor shows
    result = fit(method, crowd.source, gold=gold)
    np.testing.assert_array_equal(result.posterior[:40], np.eye(3)[gold[:40]])
    free = fit(method, crowd.source)
    assert result.accuracy.mean() < free.accuracy.mean()


@pytest.mark.parametrize("method", ITERATIVE)
def test_the_step_limit_is_not_called_convergence(method, crowd):
    result = fit(method, crowd.source, max_steps=2)
    assert not result.converged
    assert result.steps == len(result.history) == 2


@every_method
def test_nobody_answered(method):
    nothing = Chunk(np.zeros(3, dtype=np.int64), np.array([], dtype=np.int32), np.array([], dtype=np.int32))
    with pytest.raises(NotComputableError, match="nobody answered"):
        fit(method, InMemory((nothing,), 2, 2))


@pytest.mark.parametrize("method", ITERATIVE)
def test_restarts_depend_on_the_seed_alone_and_never_lose(method, crowd):
    single = fit(method, crowd.source)
    several = fit(method, crowd.source, restarts=4, seed=3)
    assert_same_bits(several, fit(method, crowd.source, restarts=4, seed=3, threads=1))
    assert several.history[-1] >= single.history[-1]
    assert several.restarts == 4
    assert (several.mode_gap is None) == (several.modes == 1)
    assert several.mode_gap is None or several.mode_gap > 0


@every_method
def test_nothing_is_printed_and_progress_is_told(method, crowd, capsys):
    told = []
    fit(method, crowd.source, max_steps=5, progress=lambda what, done, total: told.append((what, done, total)))
    assert capsys.readouterr() == ("", "")
    if card_of(method).make().passes != 1:
        assert any(what.startswith(method) and total > 0 for what, _, total in told)


def test_unknown_methods_and_bad_gold_are_refused(crowd):
    with pytest.raises(UsageError, match="no algorithm"):
        card_of("horoscope")
    with pytest.raises(ValueError, match="gold"):
        fit(Method.MAJORITY, crowd.source, gold=np.full(3, -1, dtype=np.int32))
    with pytest.raises(ValueError, match="start at 1"):
        fit(Method.MAJORITY, crowd.source, restarts=0)
