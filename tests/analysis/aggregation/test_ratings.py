"""Ratings and positions of a panel, with what was learned about annotators."""

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation.ratings import grade, rate_items
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, chunk_of
from oe_quality.kernel.simulate import RatingScale, crew, ratings
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel


def panel_of(data, n_annotators, scale=Scale.INTERVAL, labels=()):
    return Panel(
        Question("q", scale, labels),
        pl.Series([f"i{i:04d}" for i in range(data.n_items)]),
        pl.Series([f"a{a:03d}" for a in range(n_annotators)]),
        pl.Series([f"A{a + 1:03d}" for a in range(n_annotators)]),
        data,
        np.full(data.n_responses, -1, dtype=np.int64),
        np.full(data.n_responses, np.nan),
        np.full(data.n_items, -1, dtype=np.int32),
    )


@pytest.fixture(scope="module")
def world():
    return ratings(5, 200, crew({"good": 16, "biased": 4}), 4, slider=RatingScale(-30, 30))


def test_the_method_is_chosen_by_cross_validation_and_the_table_kept(world):
    found = rate_items(panel_of(world.chunk, 20))
    assert found.method == "bias-scale-precision"
    assert [method for method, _ in found.cross_validation] == ["mean", "ewe", "znorm", "bias-scale-precision"]
    assert np.corrcoef(found.offset, world.offset)[0, 1] > 0.85
    assert (found.offset_low < found.offset).all()
    assert found.frame().columns == ["item", "value", "standard_error", "n_annotators"]
    assert found.to_dict()["kind"] == "ratings"


def test_a_method_that_is_named_is_taken(world):
    found = rate_items(panel_of(world.chunk, 20), "mean")
    assert (found.method, found.cross_validation, found.offset) == ("mean", (), None)
    np.testing.assert_allclose(found.value[0], world.chunk.value[: world.chunk.offsets[1]].mean())


def test_single_answers_have_a_standard_error_and_a_warning():
    data = RatingChunk(np.arange(4), np.array([0, 1, 2], np.int32), np.array([1.0, 2.0, 6.0]))
    found = rate_items(panel_of(data, 3))
    assert np.isfinite(found.standard_error).all()
    assert (found.standard_error > 0).all()
    assert "No item has two answers" in found.warnings[0]


def test_ordered_labels_get_a_position(world):
    labels = np.digitize(world.chunk.value, (-2.0, 0.0, 2.0)).astype(np.int32)
    data = Chunk(world.chunk.offsets, world.chunk.annotator, labels)
    found = grade(panel_of(data, 20, Scale.ORDINAL, ("low", "lower", "higher", "high")))
    assert found.method == "cumulative-link"
    assert ((found.value >= 1) & (found.value <= 4)).all()
    assert np.corrcoef(found.value, world.truth)[0, 1] > 0.9
    assert np.corrcoef(found.offset, world.offset)[0, 1] > 0.8, "who answers higher has a positive offset"


@pytest.mark.parametrize("method", ["median", "dawid-skene"])
def test_an_unknown_method_is_named(world, method):
    with pytest.raises(UsageError, match="is no method for ratings"):
        rate_items(panel_of(world.chunk, 20), method)


def test_labels_without_order_have_no_position():
    data = chunk_of(np.array([0, 0]), np.array([0, 1]), np.array([0, 1]), 1)
    with pytest.raises(UsageError, match="no order"):
        grade(panel_of(data, 2, Scale.NOMINAL, ("a", "b")))


def test_no_answers_are_a_reason():
    data = RatingChunk(np.array([0, 0]), np.array([], np.int32), np.array([]))
    with pytest.raises(NotComputableError, match="nobody answered"):
        rate_items(panel_of(data, 1))
