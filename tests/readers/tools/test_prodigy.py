import pytest

from oe_quality.errors import InputError

TASK = {"_input_hash": -1, "_task_hash": 2, "_timestamp": 1741000000, "_annotator_id": "emo-ana", "answer": "accept"}


def test_options_are_chosen(tool):
    options = [{"id": "joy"}, {"id": "fear"}]
    found = tool(
        [
            {**TASK, "options": options, "accept": ["joy"]},
            {**TASK, "_annotator_id": "emo-ben", "options": options, "accept": [], "answer": "ignore"},
            {**TASK, "_annotator_id": "emo-kim", "options": options, "accept": ["joy"], "answer": "reject"},
        ]
    )
    assert found.answers() == {
        ("-1", "emo-ana", "choice"): "joy",
        ("-1", "emo-ben", "choice"): "",
        ("-1", "emo-kim", "choice"): "joy",
    }
    assert list(found.answers("status").values()) == ["accept", "ignore", "reject"]


def test_several_options_are_a_set(tool):
    found = tool([{**TASK, "accept": ["joy", "fear"]}, {**TASK, "_input_hash": 3, "accept": ["joy"]}])
    assert list(found.answers().values()) == ['["joy", "fear"]', '["joy"]']


def test_a_label_that_is_rejected_is_an_answer(tool):
    found = tool([{**TASK, "label": "JOY", "answer": "reject"}, {**TASK, "label": "FEAR", "answer": "ignore"}])
    assert found.answers()["-1", "emo-ana", "JOY"] == "reject"
    assert list(found.answers("status").values()) == ["answered", "ignore"]


def test_nobody_is_one_person_and_sessions_are_told(tool):
    lines = [{**TASK, "_annotator_id": None, "_session_id": None, "accept": ["a"]}]
    lines += [{**TASK, "_annotator_id": "2025-03-03_10-17-19", "accept": ["a"]}]
    found = tool(lines)
    assert [who for _, who, _ in found.answers()] == ["unnamed", "2025-03-03_10-17-19"]
    assert len(found.mapping.remarks) == 2


def test_texts_and_spans(tool):
    assert tool([{**TASK, "field_id": "note", "note": "hm"}]).answers() == {("-1", "emo-ana", "note"): "hm"}
    assert tool([{**TASK, "transcript": "well", "audio": "a.wav"}]).answers() == {
        ("-1", "emo-ana", "transcript"): "well"
    }
    with pytest.raises(InputError, match="spans"):
        tool([{**TASK, "spans": [{"start": 0, "end": 3, "label": "PER"}], "_view_id": "ner_manual"}])


def test_a_data_set_is_a_log_whose_later_line_counts(tool):
    again = {name: value for name, value in TASK.items() if name != "_timestamp"}
    found = tool([{**again, "accept": ["joy"]}, {**again, "accept": ["fear"]}])
    assert found.mapping.ordered


def test_fields_of_a_form_of_ones_own_are_questions(tool):
    bare = {**TASK, "html": "<b>x</b>", "priority": 0.1, "user": "ana"}
    other = {**bare, "_annotator_id": "emo-ben", "stars": 4, "priority": 0.2, "user": "ben"}
    found = tool([{**bare, "stars": 3}, other])
    assert found.answers() == {("-1", "emo-ana", "stars"): "3", ("-1", "emo-ben", "stars"): "4"}
    assert found.mapping.remarks[0].endswith("are questions: 'stars'; others are data.")
    alike = tool([bare, {**bare, "_annotator_id": "emo-ben", "answer": "reject"}])
    assert {question for _, _, question in alike.answers()} == {"answer"}
