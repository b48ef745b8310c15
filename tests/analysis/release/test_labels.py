"""The labels of a release: entropy split against sampling, and what gold and ties do to a label."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation.results import Perception
from oe_quality.analysis.release.labels import _code, split_entropy
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.entropy import entropy_bits
from oe_quality.store.panel import LeftOut


def perception(share, kappa, *, multilabel):
    """Shares (I, K) of two annotators of weight 1."""
    share = np.array(share, dtype=float)
    I, K = share.shape  # noqa: E741
    return Perception(
        "q", "m", "all", pl.Series([str(i) for i in range(I)]), tuple("abcdef"[:K]), share, share, share,
        np.full(I, 2, np.int32), np.zeros((I, K), np.int32), ("A01", "A02"), np.ones(2), np.full(K, kappa), 0,
        LeftOut(), multilabel,
    )  # fmt: skip


def panel(n_items):
    """Both annotators answered every item."""
    data = Chunk(
        np.arange(n_items + 1, dtype=np.int64) * 2, np.tile(np.arange(2, dtype=np.int32), n_items),
        np.zeros(2 * n_items, np.int32),
    )  # fmt: skip
    return SimpleNamespace(data=data, n_items=n_items)


def test_single_choice_is_split_as_samples_from_the_dirichlet_say(rng):
    share = [[0.7, 0.2, 0.1], [1 / 3, 1 / 3, 1 / 3], [0.98, 0.01, 0.01]]
    found = split_entropy(perception(share, 3.0, multilabel=False), panel(3))
    for i, p in enumerate(share):
        draws = rng.dirichlet(np.array(p) * 5.0, 200_000)
        assert found.ambiguity[i] == pytest.approx(entropy_bits(draws).mean(), abs=0.005)
        assert found.ambiguity[i] + found.uncertainty[i] == pytest.approx(entropy_bits(np.array([p]))[0])


def test_sets_are_split_label_by_label(rng):
    found = split_entropy(perception([[0.9, 0.4]], 2.0, multilabel=True), panel(1))
    expected = 0.0
    for p in (0.9, 0.4):
        draws = rng.beta(p * 4, (1 - p) * 4, 200_000)
        expected += entropy_bits(np.stack([draws, 1 - draws], axis=1)).mean()
    assert found.ambiguity[0] == pytest.approx(expected, abs=0.005)


def test_more_answers_leave_the_ambiguity_and_take_the_uncertainty():
    few = split_entropy(perception([[0.5, 0.5]], 1.0, multilabel=False), panel(1))
    many = split_entropy(perception([[0.5, 0.5]], 1e6, multilabel=False), panel(1))
    assert many.uncertainty[0] < 1e-4 < few.uncertainty[0]
    assert many.ambiguity[0] == pytest.approx(1.0, abs=1e-4)


def test_certainty_has_no_entropy():
    found = split_entropy(perception([[1.0, 0.0]], 1.0, multilabel=False), panel(1))
    assert (found.ambiguity[0], found.uncertainty[0]) == (0, 0)


def test_gold_of_one_label_is_the_label_and_a_larger_set_is_none():
    assert _code(None, 3) == 3
    assert _code([2], 3) == 2
    assert _code([0, 2], 3) == -1
    assert _code([], 3) == -1
