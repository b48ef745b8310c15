import io

import polars as pl

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
