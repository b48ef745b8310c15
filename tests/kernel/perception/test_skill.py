"""How much an annotator's answers say of the others'."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.perception.parts import choice_parts
from oe_quality.kernel.perception.skill import skills


def test_a_constant_favourite_is_no_skill():
    rng = np.random.default_rng(1)
    n_items, n_annotators = 400, 10
    items = np.repeat(np.arange(n_items), n_annotators)
    annotators = np.tile(np.arange(n_annotators), n_items)
    truth = (rng.random(n_items) < 0.9).astype(np.int32)
    labels = np.where(rng.random(len(items)) < 0.8, truth[items], 1 - truth[items])
    labels[annotators == 0] = 1
    data = InMemory((chunk_of(items, annotators, labels, n_items),), n_annotators, 2)
    found = skills((lambda: choice_parts(data),), n_annotators)
    assert found.slope[0] == pytest.approx(0.0, abs=1e-12), "agrees most of the time, yet says nothing"
    assert found.weight[0] < 0.3
    assert found.weight[1:].min() > 0.8
