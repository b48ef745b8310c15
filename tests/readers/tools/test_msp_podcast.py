import json

import pytest

from oe_quality.errors import InputError

ANSWER = "WORKER1; Happy; Happy,Other-proud; A:5.000; V:6.000; D:4.000;"
EXPECTED = {
    ("MSP-PODCAST_0001_0001.wav", "WORKER1", "emotion"): "Happy",
    ("MSP-PODCAST_0001_0001.wav", "WORKER1", "secondary"): '["Happy", "Other-proud"]',
    ("MSP-PODCAST_0001_0001.wav", "WORKER1", "arousal"): "5.000",
    ("MSP-PODCAST_0001_0001.wav", "WORKER1", "valence"): "6.000",
    ("MSP-PODCAST_0001_0001.wav", "WORKER1", "dominance"): "4.000",
}
TEXT = f"MSP-PODCAST_0001_0001.wav; H; A:5.0; V:6.0; D:4.0;\n{ANSWER}\n\n"
DETAIL = f'FileName,EmoDetail\nMSP-PODCAST_0001_0001.wav,"{ANSWER}"\n'
COLUMNS = (
    "FileName,Workers,EmoClass_Major,EmoClass_Second,EmoAct,EmoVal,EmoDom\n"
    'MSP-PODCAST_0001_0001.wav,WORKER1,Happy,"Happy, Other-proud",5.000,6.000,4.000\n'
)
SAID = {"EmoClass_Major": "Happy", "EmoClass_Second": "Happy,Other-proud", "EmoAct": "5.000", "EmoVal": "6.000"}
KEYED = json.dumps({"MSP-PODCAST_0001_0001.wav": {"WORKER1": SAID | {"EmoDom": "4.000"}}})
TWO = {clip: {"WORKER1": SAID} for clip in ("a.wav", "b.wav")}
APART = {"a.wav": {"WORKER1": SAID}, "b.wav": {"WORKER2": SAID}}


@pytest.mark.parametrize("content", [TEXT, DETAIL, COLUMNS, KEYED], ids=["text", "detail", "columns", "json"])
def test_every_worker_of_every_form(tool, content):
    found = tool(content)
    assert found.tool.format == "MSP-Podcast labels"
    assert found.answers() == EXPECTED


@pytest.mark.parametrize("content", [TWO, APART], ids=["shared", "apart"])
def test_clips_by_name_whoever_heard_them(tool, content):
    clips = {clip for clip, _, _ in tool(json.dumps(content)).answers()}
    assert clips == {"a.wav", "b.wav"}


def test_a_line_that_is_no_answer_is_rejected_by_itself(tool):
    assert [row.line for row in tool(TEXT + "WORKER2 said nothing\n").sheet.rejects] == [4]


def test_the_consensus_is_refused_with_where_the_workers_are(tool):
    with pytest.raises(InputError, match="consensus") as refused:
        tool("FileName,EmoClass,EmoAct,EmoVal,EmoDom,SpkrID,Gender,Split_Set\na.wav,N,4,4,4,1,Male,Train\n")
    assert "labels_detailed" in refused.value.remedy
