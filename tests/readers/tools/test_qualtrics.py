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


@pytest.mark.parametrize(("ticks", "text"), [(("joy", "fear"), "Which - Selected Choice - "), (("1", "2"), "Which - ")])
def test_boxes_with_a_column_each_are_one_set(tool, ticks, text):
    columns = [("Q1_1", f"{text}joy", "QID1_1"), ("Q1_2", f"{text}fear", "QID1_2")]
    joy, fear = ticks
    found = tool(survey(columns, ("0", "R_1", joy, fear), ("0", "R_2", joy, ""), ("0", "R_3", "", "")))
    assert found.answers() == {
        ("Q1", "R_1", "Q1"): '["joy", "fear"]',
        ("Q1", "R_2", "Q1"): '["joy"]',
        ("Q1", "R_3", "Q1"): "",
    }


def test_boxes_within_a_loop_are_a_set_about_its_item(tool):
    columns = [
        (f"{n}_Q3_{m}", f"Which - {label}", f"{n}_QID3_{m}") for n in (1, 2) for m, label in ((1, "a"), (2, "b"))
    ]
    found = tool(survey(columns, ("0", "R_1", "a", "b", "", "b"), ("0", "R_2", "a", "", "a", "")))
    assert found.answers()["1", "R_1", "Q3"] == '["a", "b"]'
    assert found.answers()["2", "R_2", "Q3"] == '["a"]'


def test_boxes_in_one_cell_are_a_set(tool):
    rows = (("0", "R_1", "joy,fear"), ("0", "R_2", "joy"), ("0", "R_3", "fear"))
    assert tool(survey([("Q1", "Which?", "QID1")], *rows)).answers()["Q1", "R_1", "Q1"] == '["joy", "fear"]'


def test_columns_alike_are_items_of_one_question(tool):
    columns = [(f"Q{n}", f"Mood of clip {n}?", f"QID{n}") for n in (1, 2)] + [("Q3", "Age?", "QID3")]
    found = tool(survey(columns, ("0", "R_1", "joy", "fear", 31), ("0", "R_2", "joy", "joy", 40)))
    assert {(item, question) for item, _, question in found.answers()} == {
        ("Q1", "answer"),
        ("Q2", "answer"),
        ("Q3", "Q3"),
    }
