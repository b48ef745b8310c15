import io

import polars as pl
import pytest

from oe_quality.readers.mapping import ANONYMOUS

ROWS = [
    {"id": "a", "text": "uno", "annotators": ["p1", "p2"], "labels": ["joy", "fear"]},
    {"id": "b", "text": "dos", "annotators": ["p2", "p3"], "labels": ["joy", "joy"]},
]
ANSWERS = {
    ("a", "p1", "labels"): "joy",
    ("a", "p2", "labels"): "fear",
    ("b", "p2", "labels"): "joy",
    ("b", "p3", "labels"): "joy",
}


def parquet(rows):
    buffer = io.BytesIO()
    pl.DataFrame(rows).write_parquet(buffer)
    return buffer.getvalue()


def test_lists_beside_each_other(tool):
    assert tool(ROWS).answers() == tool(parquet(ROWS)).answers() == ANSWERS


def test_lists_of_objects(tool):
    def judgments(row):
        pairs = zip(row["annotators"], row["labels"], strict=True)
        return [{"annotator": who, "label": label} for who, label in pairs]

    rows = [{"id": row["id"], "annotations": judgments(row)} for row in ROWS]
    expected = {(item, who, "label"): label for (item, who, _), label in ANSWERS.items()}
    assert tool(rows).answers() == tool(parquet(rows)).answers() == expected


def test_sets_within_lists_and_what_describes_people(tool):
    rows = [
        {"id": "a", "annotators": ["p1", "p2"], "labels": [["joy"], ["joy", "fear"]], "annotators_gender": ["f", "m"]}
    ]
    found = tool([*rows, *rows])
    assert [answer.column for answer in found.mapping.answers] == ["labels"]
    assert found.answers()["a", "p2", "labels"] == '["joy", "fear"]'


def test_records_without_a_name_are_numbered(tool):
    rows = [{"annotators": ["p1", "p2"], "labels": ["x", "y"]}]
    assert [item for item, _, _ in tool([*rows, *rows]).answers()] == ["1", "1", "2", "2"]


def test_objects_in_a_column_called_annotators_are_read(tool):
    judged = [{"label": "hate", "annotator_id": 1, "target": ["x"]}, {"label": "normal", "annotator_id": 2}]
    found = tool({"p1": {"annotators": judged}, "p2": {"annotators": judged[:1]}})
    assert found.answers() == {
        ("p1", "1", "label"): "hate",
        ("p1", "2", "label"): "normal",
        ("p2", "1", "label"): "hate",
    }


def test_labels_of_several_people_who_are_not_named_are_answers_of_their_own(tool):
    found = tool(
        [
            {"pairID": "p1", "annotator_labels": ["neutral", "neutral", "entailment"], "gold_label": "neutral"},
            {"pairID": "p2", "annotator_labels": ["entailment", ""], "gold_label": "-"},
        ]
    )
    assert found.mapping.annotator_is == ANONYMOUS
    assert found.column("pairID") == ["p1"] * 3 + ["p2"] * 2
    assert found.column("annotator_labels") == ["neutral", "neutral", "entailment", "entailment", ""]


def test_sets_and_tags_of_tokens_are_no_answers_of_several(tool):
    for rows in ([{"id": 1, "ratings": ["a", "b"]}], [{"id": 1, "votes": [0, 0], "tokens": ["a", "b"]}]):
        with pytest.raises(StopIteration):
            tool(rows)
