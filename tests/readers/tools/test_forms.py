import pytest

GOOGLE = "Timestamp,Email Address,Mood [clip 1],Mood [clip 2],Which sounds?\n"


def test_google_forms_with_a_grid_and_boxes(tool):
    rows = (
        '3/1/2025 10:00:40,a@example.org,joy,fear,"laugh, music"\n'
        "3/1/2025 10:01:40,b@example.org,joy,joy,laugh\n"
        "3/1/2025 10:02:40,c@example.org,joy,,music\n"
    )
    found = tool(GOOGLE + rows)
    answers = found.answers()
    assert answers["clip 1", "a@example.org", "Mood"] == "joy"
    assert answers["clip 2", "c@example.org", "Mood"] == ""
    assert answers["Which sounds?", "a@example.org", "answer"] == '["laugh", "music"]'
    assert len(answers) == 9


def test_people_without_a_name_are_rows(tool):
    found = tool("Timestamp,clip 1,clip 2\n2025,joy,fear\n2026,joy,joy\n")
    assert {who for _, who, _ in found.answers()} == {"response 1", "response 2"}
    assert "asked for no name" in found.mapping.remarks[0]


def test_microsoft_forms(tool):
    header = "ID,Start time,Completion time,Email,Name,clip 1,Points - clip 1,sounds\n"
    rows = "1,a,b,anonymous,,joy,0,laugh;music;\n2,a,b,anonymous,,fear,0,laugh;\n"
    found = tool(header + rows)
    assert found.answers() == {
        ("clip 1", "response 1", "answer"): "joy",
        ("sounds", "response 1", "answer"): '["laugh", "music"]',
        ("clip 1", "response 2", "answer"): "fear",
        ("sounds", "response 2", "answer"): '["laugh"]',
    }


@pytest.mark.parametrize(
    "header",
    ["Timestamp,item,worker,label", "timestamp,user,clip_name,emotion", "Timestamp,Worker ID,Clip name,Emotion label"],
)
def test_a_tidy_file_with_a_timestamp_is_no_form(tool, header):
    with pytest.raises(StopIteration):
        tool(f"{header}\n2025,a,w,x\n")
