import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

LIME = (
    "id,submitdate,lastpage,startlanguage,seed,clips[c1],clips[c2]\n"
    "1,2026-01-02 10:00:00,1,en,9,joy,fear\n2,2026-01-02 10:05:00,1,en,8,joy,joy\n"
)
QUALTRICS = (
    "StartDate,EndDate,Status,RecordedDate,ResponseId,clip1,clip2\n"
    "2026-01-02 10:00:00,2026-01-02 10:05:00,IP Address,2026-01-02 10:05:00,R_1,joy,fear\n"
    "2026-01-02 10:00:00,2026-01-02 10:05:00,IP Address,2026-01-02 10:05:00,R_2,joy,joy\n"
)
REDCAP = "record_id,redcap_event_name,clip1,clip2,mood_complete\n1,e1,1,2,2\n2,e1,1,1,2\n"


@pytest.mark.parametrize(
    ("text", "name", "person", "group"),
    [
        (LIME, "LimeSurvey", "id", "clips*"),
        (REDCAP, "REDCap", "record_id", "clip*"),
        (QUALTRICS, "Qualtrics", "ResponseId", "clip*"),
    ],
)
def test_a_survey_is_known_and_the_advice_reads_it(tool, text, name, person, group):
    with pytest.raises(InputError, match=name) as asked:
        tool(text)
    assert f"--annotator {person} --wide '{group}'" in asked.value.remedy
    export = read(input_from_bytes(text.encode(), "a.csv"), ReadOptions(annotator=person, wide=group))
    found = export.responses
    assert (found["item"].n_unique(), found["annotator"].n_unique(), found.height) == (2, 2, 4)


def test_columns_without_a_common_stem_are_left_to_name(tool):
    text = "id,submitdate,lastpage,startlanguage,mood,tone\n1,2026-01-02 10:00:00,1,en,joy,calm\n"
    with pytest.raises(InputError) as asked:
        tool(text)
    assert "--wide COLUMN,..." in asked.value.remedy
