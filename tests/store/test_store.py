"""The store's own words, and what it is after it was closed."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.store import open_store


def test_it_says_what_it_holds_and_that_it_is_closed(make, row):
    with open_store(":memory:") as store:
        store.ingest(make(row("a", "9", "mood", "sad"), row("b", "9", "mood", "glad")))
        said = repr(store)
        assert said.startswith("Store: 2 annotations of 2 items by 1 annotator; mood (nominal), quality")
        assert "<table" in store._repr_html_()
    assert repr(store) == "Store: closed"
    assert "Store, closed" in store._repr_html_()


def test_questions_are_found_by_name(store, small):
    store.ingest(small)
    assert [question.name for question in store.questions()] == ["mood", "quality", "tags", "arousal"]
    assert store.question("quality").labels == ("bad", "fair", "good")
    assert store.n_responses("mood") == 4
    with pytest.raises(UsageError, match="no question 'moood'") as unknown:
        store.question("moood")
    assert "mood" in unknown.value.remedy


def test_items_are_known_by_their_names(store, small):
    store.ingest(small)
    assert store.has_item("a")
    assert not store.has_item("A")
    assert store.rejects(1)["reason"].to_list() == ["no item is named"]


def test_chunks_are_the_panel_in_parts(store, small):
    store.ingest(small)
    stream = store.chunks("mood")
    assert sum(part.n_responses for part in stream.source()) == stream.n_responses == store.panel("mood").n_responses
