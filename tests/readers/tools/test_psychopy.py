import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

HEAD = "stimulus,trials.thisN,key_resp.keys,key_resp.rt,participant,session,date,expName,psychopyVersion,frameRate\n"
END = "001,2026-01-02_10h00,emo,2024.2,60"
ROWS = f",,space,2.0,p1,{END}\nc1,0,j,0.9,p1,{END}\nc2,1,f,1.5,p1,{END}\n"


def test_trials_are_answers_and_instructions_are_not(tool):
    found = tool(HEAD + ROWS)
    assert found.answers() == {("c1", "p1", "key_resp.keys"): "j", ("c2", "p1", "key_resp.keys"): "f"}
    export = read(input_from_bytes((HEAD + ROWS).encode(), "a.csv"), ReadOptions())
    assert (export.counts.accepted, export.counts.skipped) == (2, 1)
    assert export.responses["duration_s"].to_list() == [0.9, 1.5]


def test_names_of_ones_own_are_asked_about_and_then_taken(tool):
    text = (HEAD + ROWS).replace("stimulus", "face")
    with pytest.raises(InputError, match="PsychoPy") as asked:
        tool(text)
    assert "--item COLUMN --label key_resp.keys" in asked.value.remedy
    told = ReadOptions(item="face", label="key_resp.keys", annotator="participant")
    assert read(input_from_bytes(text.encode(), "a.csv"), told).counts.accepted == 2


def test_two_components_that_answer_are_asked_about(tool):
    text = (HEAD + ROWS).replace("trials.thisN", "slider.response")
    with pytest.raises(InputError, match="PsychoPy"):
        tool(text)
