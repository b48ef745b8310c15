"""What Zooniverse's own programs made of classifications."""

import pytest

from oe_quality.errors import InputError

HEADER = (
    "classification_id,user_name,user_id,workflow_id,task,created_at,subject_id,extractor,"
    "data.aggregation_version,data.yes,data.no,data.loud\n"
)


def row(number, user, task, extractor, *ticks):
    return f"{number},{user},1,5,{task},2025-01-02 10:00:00 UTC,s{number % 2},{extractor},4.1.0,{','.join(ticks)}\n"


def test_extracts_of_questions_are_read_task_by_task(tool):
    rows = (
        row(1, "ana", "T0", "question_extractor", "1.0", "", ""),
        row(3, "ben", "T0", "question_extractor", "", "1.0", ""),
        row(3, "ben", "T1", "question_extractor", "1", "", "1"),
        row(2, "ben", "T2", "line_extractor", "", "", ""),
    )
    found = tool(HEADER + "".join(rows))
    assert found.answers() == {
        ("s1", "ana", "T0"): "yes",
        ("s1", "ben", "T0"): "no",
        ("s1", "ben", "T1"): '["yes", "loud"]',
    }


def test_other_extracts_and_reductions_are_refused(tool):
    with pytest.raises(InputError, match="line_extractor', which are no answers to questions"):
        tool(HEADER + row(1, "ana", "T0", "line_extractor", "", "", ""))
    with pytest.raises(InputError, match="names nobody"):
        tool("subject_id,workflow_id,task,reducer,data.yes\n1,5,T0,question_reducer,3\n")
