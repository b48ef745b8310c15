import pytest

from oe_quality.errors import InputError

NEW = [{"id": 1, "text": "a", "label": ["joy"], "Comments": []}, {"id": 2, "text": "b", "label": [], "Comments": []}]


def test_the_files_name_is_the_annotator(tool):
    for name in ("export.zip/ana.jsonl", "ana.jsonl"):
        found = tool(NEW, name)
        assert found.answers() == {("1", "ana", "label"): "joy", ("2", "ana", "label"): ""}
        assert list(found.answers("status").values()) == ["submitted", "unlabelled"]
    table = tool("id,data,label\n1,a,joy#fear\n2,b,joy\n", "export.zip/ben.csv")
    assert table.answers() == {("1", "ben", "label"): '["joy", "fear"]', ("2", "ben", "label"): "joy"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (NEW, "export.zip/all.jsonl"),
        (NEW, "all.jsonl"),
        ([{"text": "a", "label": ["joy"]}], "sample.jsonl"),
        ([{"filename": "a.mp3", "label": ["words"]}], "speech.jsonl"),
        ("text,label\na,joy\n", "sample.csv"),
    ],
)
def test_files_that_name_nobody_are_refused(tool, content, name):
    with pytest.raises(InputError, match="names no annotator") as error:
        tool(content, name)
    assert "named after a person" in error.value.remedy


def test_old_lines_name_people_and_number_labels(tool):
    parts = [{"id": 1, "label": 3, "user": 1}, {"id": 2, "label": 5, "user": 2}, {"id": 3, "label": 4, "user": 2}]
    found = tool([{"id": 9, "text": "a", "annotations": parts, "meta": {}}])
    assert found.answers() == {("9", "1", "label"): '["3"]', ("9", "2", "label"): '["5", "4"]'}
    assert "numbers of doccano" in found.mapping.remarks[0]
    old = tool("annotation_approver,id,label,text,user\n,1,15,a,1\n,1,17,a,2\n")
    assert old.answers() == {("1", "1", "label"): "15", ("1", "2", "label"): "17"}


def test_spans_are_refused(tool):
    old = [{"id": 1, "text": "a", "annotations": [{"label": 1, "start_offset": 0, "end_offset": 1, "user": 1}]}]
    new = [{"id": 1, "text": "a", "label": [[0, 1, "PER"]], "Comments": []}]
    for content in (old, new):
        with pytest.raises(InputError, match="spans"):
            tool(content, "x.zip/ana.jsonl")
