import json

import pytest

from oe_quality.errors import InputError


def survey(columns, *rows):
    """Columns of (name, text, ImportId)."""
    own = [
        ("RecordedDate", "Recorded", "recordedDate"),
        ("Status", "Type", "status"),
        ("ResponseId", "Id", "_recordId"),
    ]
    every = [*own, *columns]
    lines = [[name for name, _, _ in every], [text for _, text, _ in every]]
    lines.append([json.dumps({"ImportId": origin}) for _, _, origin in every])
    lines += [["2025-03-01 10:00:00", status, who, *cells] for status, who, *cells in rows]
    return "".join(",".join('"' + str(cell).replace('"', '""') + '"' for cell in line) + "\n" for line in lines)


def test_a_column_is_an_item_and_a_grid_one_question(tool):
    columns = [
        ("Q1", "Mood?\nreally", "QID1"),
        ("Q5_1", "Rate - clip 1", "QID5_1"),
        ("Q5_2", "Rate - clip 2", "QID5_2"),
    ]
    found = tool(survey(columns, ("0", "R_1", "joy", 3, 4), ("1", "R_2", "fear", 5, 5)))
    assert found.answers() == {
        ("Q1", "R_1", "Q1"): "joy",
        ("clip 1", "R_1", "Q5"): "3",
        ("clip 2", "R_1", "Q5"): "4",
        ("Q1", "R_2", "Q1"): "fear",
        ("clip 1", "R_2", "Q5"): "5",
        ("clip 2", "R_2", "Q5"): "5",
    }
    assert set(list(found.answers("status").values())[3:]) == {"preview"}


def test_loops_are_items_and_derived_columns_are_left_out(tool):
    columns = [("1_Q3", "Mood", "1_QID3"), ("2_Q3", "Mood", "2_QID3"), ("Q2 - Topics", "x", "QID2_TEXT_a5Topics")]
    found = tool(survey(columns, ("0", "R_1", "joy", "fear", "topic")))
    assert found.answers() == {("1", "R_1", "Q3"): "joy", ("2", "R_1", "Q3"): "fear"}


def test_two_header_rows_of_the_older_form(tool):
    names = "V1,V2,V7,V9,V10,Q1,Q2,LocationLatitude,\n"
    texts = "ResponseID,ResponseSet,Status,EndDate,Finished,A choice?,Another?,LocationLatitude,\n"
    found = tool(f"{names}{texts}R_1,Default,0,2017-07-18 08:28:48,1,2,yes,47.1,\n")
    assert found.answers() == {("Q1", "R_1", "Q1"): "2", ("Q2", "R_1", "Q2"): "yes"}
    assert found.answers("created_at")["Q1", "R_1", "Q1"] == "2017-07-18 08:28:48"


def test_a_survey_without_answers_is_refused(tool):
    with pytest.raises(InputError, match="without answers"):
        tool(survey([], ("0", "R_1")))
