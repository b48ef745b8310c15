"""What a store says of itself, and the fingerprint of its content."""

import json

import pytest

from oe_quality.scales import Question, Scale
from oe_quality.store import open_store


def test_info_counts_answers_by_humans(store, small, make, row):
    store.ingest(small)
    store.ingest(make(row("z", "gpt", "mood", "sad", source="model"), file="models.csv"))
    info = store.info()
    assert (info.n_items, info.n_annotators, info.n_annotations) == (3, 3, 5)
    assert [batch.file for batch in info.batches] == ["export.csv", "models.csv"]
    counts = {q.question.name: (q.n_items, q.n_annotators, q.n_responses, q.n_gold) for q in info.questions}
    assert counts == {"mood": (3, 3, 4, 1), "quality": (1, 2, 2, 0), "tags": (2, 2, 3, 0), "arousal": (2, 1, 2, 0)}
    assert json.loads(json.dumps(info.to_dict()))["schema"] == "oeq.info/1"
    assert info.frame()["question"].to_list() == ["mood", "quality", "tags", "arousal"]


def test_annotations_are_one_row_per_annotator_item_and_occasion(store, small, day):
    store.ingest(small)
    rows = store.annotations().drop("alias").rows()
    assert rows == [
        ("a", "10", "", None, None),
        ("a", "9", "", day(3), None),
        ("b", "10", "", day(2), None),
        ("b", "9", "", day(1), 4.0),
        ("c", "7", "", None, None),
    ]


CHANGES = {
    "a label": lambda make, row: make(row("a", "1", "mood", "glad")),
    "an item": lambda make, row: make(row("b", "1", "mood", "sad")),
    "an annotator": lambda make, row: make(row("a", "2", "mood", "sad")),
    "a status": lambda make, row: make(row("a", "1", "mood", "sad", status="flagged")),
    "a duration": lambda make, row: make(row("a", "1", "mood", "sad", duration_s=1.0)),
    "an occasion": lambda make, row: make(row("a", "1", "mood", "sad", occasion="2")),
    "an attribute": lambda make, row: make(row("a", "1", "mood", "sad"), items=[("a", "x", "y")]),
    "gold": lambda make, row: make(
        row("a", "1", "mood", "sad"), gold=[{"item": "a", "question": "mood", "labels": ["sad"]}]
    ),
    "another question's answer": lambda make, row: make(row("a", "1", "mood", "sad"), row("a", "1", "quality", "bad")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_fingerprint_tells_contents_apart(make, row, change):
    prints = []
    for export in (make(row("a", "1", "mood", "sad")), CHANGES[change](make, row)):
        with open_store(":memory:") as store:
            store.ingest(export)
            prints.append(store.fingerprint())
    assert prints[0] != prints[1]


def test_a_fingerprint_is_that_of_the_content_not_of_its_history(make, row, day):
    with open_store(":memory:") as straight, open_store(":memory:") as winding:
        straight.ingest(make(row("a", "1", "tags", ["fast", "low"], weights=[1.0, 2.0], created_at=day(2))))
        winding.ingest(make(row("a", "1", "tags", ["loud"], created_at=day(1)), file="1"))
        winding.ingest(make(row("a", "1", "tags", ["low", "fast"], weights=[2.0, 1.0], created_at=day(2)), file="2"))
        assert straight.fingerprint() == winding.fingerprint()


def test_an_exclusion_changes_the_fingerprint_and_inclusion_restores_it(store, small):
    store.ingest(small)
    before = store.fingerprint()
    store.exclude("9", "why not")
    assert store.fingerprint() != before
    store.include("9")
    assert store.fingerprint() == before


def test_what_people_wrote_is_no_part_of_what_a_store_is(store, make, row):
    remark = Question("remark", Scale.TEXT, open_vocabulary=True)
    store.ingest(make(row("a", "p", "remark", "Anna told me"), questions=[remark]))
    assert [(q.question.name, q.question.labels, q.n_responses) for q in store.info().questions] == [("remark", (), 1)]
