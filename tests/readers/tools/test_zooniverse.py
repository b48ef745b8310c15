import csv
import io
import json

import pytest

from oe_quality.errors import InputError

COLUMNS = (
    "classification_id",
    "user_name",
    "user_ip",
    "workflow_id",
    "created_at",
    "metadata",
    "annotations",
    "subject_ids",
)


def row(tasks, number=1, user="ana", workflow=5, metadata=None):
    about = metadata or {"started_at": "2025-03-01T10:00:05.000Z", "finished_at": "2025-03-01T10:00:40.000Z"}
    annotations = tasks if isinstance(tasks, str) else json.dumps([{"task": t, "value": v} for t, v in tasks])
    return (number, user, "h1", workflow, "2025-03-01 10:00:40 UTC", json.dumps(about), annotations, "900")


def export(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    return out.getvalue()


def said(found):
    return {question: answer for (_, _, question), answer in found.answers().items()}


def test_several_tasks_stand_in_a_row(tool):
    found = tool(export(row([("T0", "Joy"), ("T1", ["Loud", "Fast"]), ("T2", ["1"]), ("T3", None)])))
    assert said(found) == {"T0": "Joy", "T1": '["Loud", "Fast"]', "T2": "1", "T3": ""}
    assert list(found.answers("status").values())[-1] == "empty"
    assert set(found.answers("duration").values()) == {"35"}


def test_survey_drop_down_and_combined_tasks(tool):
    survey = [{"choice": "LION", "answers": {"HOWMANY": "2", "DOING": ["REST"]}, "filters": {}}]
    inner = [{"task": "T5", "value": "yes"}]
    found = tool(export(row([("T0", survey), ("T4", inner), ("T6", [{"value": "abc", "option": True}])])))
    assert said(found) == {"T0": "LION", "T0.HOWMANY": "2", "T0.DOING": "REST", "T5": "yes", "T6": "abc"}


def test_marks_are_no_answers(tool):
    mark = [{"x": 1, "y": 2, "tool": 0}]
    found = tool(export(row([("T0", "Joy"), ("T1", mark)])))
    assert said(found) == {"T0": "Joy"}
    assert found.mapping.remarks == ("1 drawing or other mark on a subject passed over.",)
    only = tool(export(row([("T1", mark)]), row([("T0", "a")], 2)))
    assert list(zip(only.column("answer"), only.column("status"), strict=True)) == [("", "empty"), ("a", "submitted")]


def test_people_who_did_not_log_in_and_workflows(tool):
    found = tool(export(row([("T0", "a")], user=""), row([("T0", "b")], 2, workflow=6)))
    assert list(found.answers()) == [("900", "not-logged-in-h1", "5 T0"), ("900", "ana", "6 T0")]


def test_a_damaged_row_costs_itself_only(tool):
    found = tool(export(row("no json"), row([("T0", "a")], 2)))
    assert (list(found.answers().values()), found.rejects()[0][0]) == (["a"], 2)


def test_a_survey_that_is_given_once_for_each_choice_is_one_set(tool):
    one, other = {"choice": "BBN", "answers": {"HWMN": "1"}}, {"choice": "MPL", "answers": {"HWMN": "2"}}
    found = tool(export(row([("T0", [one]), ("T0", [other]), ("T1", "yes")]), row([("T0", [one])], 2, "ben")))
    assert said(found) | {"T0": None} == {"T0": None, "T0.HWMN": "1", "T1": "yes"}
    assert found.answers()[("900", "ana", "T0")] == '["BBN", "MPL"]'
    assert any("several choices in one row" in remark for remark in found.mapping.remarks)


def test_drop_down_lists_give_their_labels_and_are_a_question_each(tool):
    one = [{"select_label": "Country", "option": True, "value": "7a", "label": "Chile"}]
    two = [*one, {"select_label": "State", "option": False, "value": "written"}]
    simple = {"select_label": "Main", "option": True, "selection": 1, "label": "Blue"}
    found = tool(export(row([("T0", one), ("T1", two), ("T2", simple), ("T3", {"option": True, "selection": 2})])))
    assert said(found) == {"T0": "Chile", "T1.Country": "Chile", "T1.State": "written", "T2": "Blue", "T3": "2"}


def test_drawings_alone_are_refused(tool):
    with pytest.raises(InputError, match="drawings only"):
        tool(export(row([("T1", [{"x": 1, "y": 2, "tool": 0}])])))
