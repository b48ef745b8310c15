from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.aggregation import model_check
from oe_quality.analysis.aggregation.model_check import model_doubts, some_items
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.sampling.predictive_check import Check, Discrepancy
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture(scope="module")
def copied():
    """Answers of which some are copied, and the fit to them."""
    world = choices(3, 500, crew({"good": 16, "copier": 4}), 4, 5)
    source = InMemory((world.chunk,), world.n_annotators, world.n_labels)
    return source, fit(Method.HIERARCHICAL, source, tol=1e-5)


def test_copiers_are_spoken_of_for_any_split_into_chunks(copied):
    source, found = copied
    (said,) = model_doubts(found, source)
    assert "share errors, or copy" in said
    assert model_doubts(found, source.split(37)) == (said,)


def test_of_many_answers_whole_items_are_drawn(copied):
    source, _ = copied
    part, items = some_items(source, 1000, seed=4)
    assert 900 < part.n_responses <= 1000
    assert len(set(items.tolist())) == part.n_items == len(items)
    assert not np.array_equal(items, np.arange(len(items)))
    for place, item in enumerate(items):
        one, same = part.slice(place, place + 1), source.chunks[0].slice(int(item), int(item) + 1)
        assert np.array_equal(one.annotator, same.annotator)
        assert np.array_equal(one.label, same.label)
    again, where = some_items(source.split(61), 1000, seed=4)
    assert np.array_equal(where, items)
    assert np.array_equal(again.label, part.label)
    assert some_items(source, source.chunks[0].n_responses, seed=4)[0].n_responses == source.chunks[0].n_responses


def test_a_check_that_is_left_out_says_so(copied, monkeypatch):
    source, found = copied
    monkeypatch.setattr(model_check, "MOST_CELLS", 100)
    (said,) = model_doubts(found, source)
    assert "was not checked" in said
    assert "20 of 4 x 4 labels" in said


def test_models_whose_annotators_may_err_together_are_not_held_to_it(copied):
    source, found = copied
    assert model_doubts(SimpleNamespace(method=Method.MAJORITY, posterior=found.posterior), source) == ()


def test_only_what_chance_does_not_explain_is_said(monkeypatch, copied):
    source, found = copied
    checks = (Check(Discrepancy.ITEMS, 0.3, 0.2, 4.0, 0.2), Check(Discrepancy.PAIRS, 3.0, 2.9, 0.1, 0.4))
    monkeypatch.setattr(model_check, "checked", lambda *_, **__: checks)
    assert model_doubts(found, source) == ()
