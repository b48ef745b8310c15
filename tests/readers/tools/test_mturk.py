import json

HEADER = "HITId,AssignmentId,WorkerId,AssignmentStatus,SubmitTime,WorkTimeInSeconds,Input.audio"
TIME = "Sat Mar 01 10:05:33 PST 2025"


def batch(answers, *rows, ending=""):
    """Rows of (HIT, worker, status, cells)."""
    lines = [
        f"{hit},a{n},{who},{status},{TIME},33,https://e.org/{hit}.mp3,{cells}"
        for n, (hit, who, status, cells) in enumerate(rows)
    ]
    return "\n".join([f"{HEADER},{answers}{ending}", *lines]) + "\n"


def test_rows_are_shorter_than_the_header(tool):
    text = batch(
        "Answer.mood.label", ("h1", "w1", "Approved", "joy"), ("h2", "w1", "Rejected", "fear"), ending=",Approve,Reject"
    )
    found = tool(text)
    assert found.answers() == {
        ("https://e.org/h1.mp3", "w1", "mood"): "joy",
        ("https://e.org/h2.mp3", "w1", "mood"): "fear",
    }
    assert list(found.answers("AssignmentStatus").values()) == ["Approved", "Rejected"]
    assert found.mapping.duration == "WorkTimeInSeconds"


def test_a_hit_is_the_item_where_no_input_names_it(tool):
    text = batch("Answer.q", ("h1", "w1", "Approved", "a"), ("h2", "w1", "Approved", "b"))
    found = tool(text.replace("https://e.org/h2.mp3", "https://e.org/h1.mp3"))
    assert [item for item, _, _ in found.answers()] == ["h1", "h2"]


def test_a_column_per_button_is_one_question(tool):
    text = batch(
        "Answer.mood.joy,Answer.mood.fear",
        ("h1", "w1", "Approved", "true,false"),
        ("h2", "w1", "Approved", "false,true"),
    )
    found = tool(text)
    assert [answer.asked for answer in found.mapping.answers] == ["mood"]
    assert list(found.answers().values()) == ['["joy"]', '["fear"]']


def test_ticked_boxes_and_a_whole_form_in_a_cell(tool):
    found = tool(batch("Answer.mood", ("h1", "w1", "Approved", "joy|fear"), ("h2", "w1", "Approved", "joy")))
    assert found.mapping.answers[0].separator == "|"
    form = json.dumps([{"mood": {"joy": True, "fear": False}, "note": "hm"}]).replace('"', '""')
    found = tool(batch("Answer.taskAnswers", ("h1", "w1", "Approved", f'"{form}"'), ("h2", "w1", "Approved", "{}")))
    assert {(i[14:16], q): a for (i, _, q), a in found.answers().items()} == {
        ("h1", "mood"): "joy",
        ("h2", "mood"): "",
        ("h1", "note"): "hm",
        ("h2", "note"): "",
    }


def test_boxes_of_which_only_ticks_are_written_are_true_and_false(tool):
    rows = (("h1", "w1", "Approved", "on,"), ("h1", "w2", "Approved", "on,on"), ("h2", "w1", "Approved", ","))
    found = tool(batch("Answer.joy,Answer.fear", *rows))
    answers = {(item[14:16], who, question): answer for (item, who, question), answer in found.answers().items()}
    assert [answers["h1", "w1", name] for name in ("joy", "fear")] == ["true", "false"]
    assert [answers["h2", "w1", name] for name in ("joy", "fear")] == ["false", "false"]
    assert "'Answer.joy', 'Answer.fear'" in found.mapping.remarks[-1]
