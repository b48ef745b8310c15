"""Streams: the panel's data, a few whole items at a time, the same at every pass."""

import numpy as np
import pytest

from oe_quality.errors import UsageError
from oe_quality.kernel.em import Method, fit
from oe_quality.store import open_store


@pytest.fixture
def filled(store, make, row, rng):
    rows = []
    for item in range(23):
        for who in rng.permutation(7)[: rng.integers(1, 6)]:
            for occasion in range(1 + (item == 4)):
                where = {"occasion": str(occasion)}
                rows.append(row(f"i{item}", f"p{who}", "mood", f"m{rng.integers(4)}", **where))
                rows.append(row(f"i{item}", f"p{who}", "arousal", int(rng.integers(11)), **where))
                chosen = [label for label in ("loud", "fast", "low") if rng.random() < 0.4]
                rows.append(row(f"i{item}", f"p{who}", "tags", chosen, **where))
    store.ingest(make(*rows))
    return store


@pytest.mark.parametrize("name", ["mood", "arousal", "tags"])
@pytest.mark.parametrize("size", [1, 2, 5, 23, 100])
@pytest.mark.parametrize("repeats", ["last", "all"])
def test_chunks_are_slices_of_the_panel(filled, name, size, repeats):
    panel = filled.panel(name, repeats=repeats)
    source = filled.chunks(name, size, repeats=repeats)
    expected = list(panel.source(size))
    for _ in range(2):
        chunks = list(source)
        assert len(chunks) == len(expected)
        for chunk, wanted in zip(chunks, expected, strict=True):
            for field in ("offsets", "annotator", "label", "value", "label_offsets"):
                if hasattr(wanted, field):
                    np.testing.assert_array_equal(getattr(chunk, field), getattr(wanted, field))
    assert source.items.to_list() == panel.items.to_list()
    assert source.annotators.to_list() == panel.annotators.to_list()
    assert source.n_annotators == panel.n_annotators
    assert source.n_labels == len(panel.labels)


@pytest.mark.parametrize("method", list(Method))
def test_a_fit_over_the_stream_is_that_of_the_panel_bit_for_bit(filled, method):
    whole = fit(method, filled.panel("mood").source(), restarts=2, max_steps=6, threads=1)
    parts = fit(method, filled.chunks("mood", 4), restarts=2, max_steps=6, threads=2)
    assert parts.posterior.tobytes() == whole.posterior.tobytes()
    assert parts.accuracy.tobytes() == whole.accuracy.tobytes()
    assert parts.history == whole.history


@pytest.mark.parametrize("repeats", ["last", "all"])
def test_a_stream_says_of_itself_what_the_panel_says(filled, repeats):
    panel, source = filled.panel("mood", repeats=repeats), filled.chunks("mood", 4, repeats=repeats)
    assert (panel.left_out.repeats > 0) == (repeats == "last")
    assert source.left_out == panel.left_out
    assert source.n_responses == panel.n_responses
    assert source.question == panel.question
    assert source.gold.tolist() == panel.gold.tolist()


def test_two_passes_may_run_side_by_side(filled):
    source = filled.chunks("mood", 3)
    for one, two in zip(source, source, strict=True):
        np.testing.assert_array_equal(one.label, two.label)


def test_two_sources_and_a_panel_do_not_disturb_each_other(filled):
    first, second = filled.chunks("mood", 4), filled.chunks("tags", 4)
    for one, _ in zip(first, second, strict=True):
        assert one.n_items <= 4
        assert filled.panel("arousal").n_items == 23


def test_a_source_gives_the_same_although_the_store_grows(filled, make, row):
    source = filled.chunks("mood", 5)
    before = [chunk.label.tolist() for chunk in source]
    filled.ingest(make(row("another", "p1", "mood", "m1"), file="later.csv"))
    assert [chunk.label.tolist() for chunk in source] == before


def test_closing_the_store_frees_the_file(tmp_path, make, row):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(make(row("a", "1", "mood", "sad")))
        source = store.chunks("mood")
        assert len(list(source)) == 1
    # In another mode it can be opened only when nothing in this process holds it any more.
    with open_store(path) as store:
        assert store.info().n_items == 1


def test_chunks_hold_at_least_one_item(filled):
    with pytest.raises(UsageError, match="at least one item"):
        filled.chunks("mood", 0)


def test_an_unanswered_question_has_no_chunks(store, make):
    store.ingest(make())
    assert list(store.chunks("mood")) == []
