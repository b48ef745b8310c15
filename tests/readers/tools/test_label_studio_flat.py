import json

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes
from oe_quality.scales import Scale

HEADER = "annotation_id,annotator,audio,created_at,emotion,id,lang,lead_time,stars,updated_at\n"


def csv(*rows):
    lines = [
        f'{n},{who},s3://b/{task}.wav,2025-03-01T10:00:00Z,"{emotion}",c{task},de,1.5,"[{{""rating"":{stars}}}]",2025'
        for n, (who, task, emotion, stars) in enumerate(rows)
    ]
    return HEADER + "\n".join(lines) + "\n"


def test_answers_are_unwrapped_and_data_is_not_asked(tool):
    found = tool(csv(("1", 1, "Joy", 4), ("2", 1, "Fear", 2), ("1", 2, "Joy", 1)))
    assert found.tool.format == "Label Studio table"
    assert found.answers() == {
        ("c1", "1", "emotion"): "Joy",
        ("c1", "2", "emotion"): "Fear",
        ("c2", "1", "emotion"): "Joy",
        ("c1", "1", "stars"): "4",
        ("c1", "2", "stars"): "2",
        ("c2", "1", "stars"): "1",
    }
    assert found.mapping.duration == "lead_time"


def test_one_choice_and_several_stand_in_the_same_column(tool):
    found = tool(csv(("1", 1, '{""choices"":[""Joy"",""Calm""]}', 4), ("2", 1, "Fear", 2)))
    assert [answer for (_, _, question), answer in found.answers().items() if question == "emotion"] == [
        '["Joy", "Calm"]',
        "Fear",
    ]


def test_json_min_is_the_same(tool):
    rows = [
        {"audio": "s3://b/1.wav", "lang": "de", "id": 7, "emotion": "Joy", "level": [{"number": 50}]},
        {"audio": "s3://b/1.wav", "lang": "de", "id": 7, "emotion": "Fear", "tree": [{"taxonomy": [["A", "B"]]}]},
    ]
    for n, row in enumerate(rows):
        row |= {"annotator": n, "annotation_id": n, "created_at": "2025-03-01T10:00:00Z", "lead_time": 2}
    found = tool(json.dumps(rows))
    answers = {(who, question): answer for (_, who, question), answer in found.answers().items() if answer}
    assert answers == {
        ("0", "emotion"): "Joy",
        ("1", "emotion"): "Fear",
        ("0", "level"): "50",
        ("1", "tree"): '["A/B"]',
    }
    assert {q.name: q.scale for q in found.mapping.questions} == {"level": Scale.INTERVAL, "tree": Scale.MULTILABEL}


def test_columns_that_may_be_answers_are_named(tool):
    found = tool(csv(("1", 1, "Joy", 4), ("2", 2, "Fear", 4)).replace(",de,", ",en,", 1))
    assert "2 columns ('emotion', 'lang')" in " ".join(found.mapping.remarks)


def test_spans_are_refused(tool):
    spans = '[{""start"":0,""end"":3,""labels"":[""PER""]}]'
    text = f'annotation_id,annotator,id,label,lead_time,text\n1,1,1,"{spans}",2,hello\n'
    with pytest.raises(InputError, match="spans"):
        tool(text)


def record(task, who, *, own_id, **answers):
    about = {"annotator": who, "annotation_id": 10 * task + who, "created_at": "2025", "lead_time": 1.5}
    data = {"audio": f"{task}.wav"}
    return {**({"id": task, **data} if own_id else {**data, "id": task}), **answers, **about}


def test_data_stand_after_the_id_where_it_comes_first(tool):
    told = [record(task, who, own_id=True, mood=("joy", "fear")[task * who % 2]) for task in (1, 2) for who in (1, 2)]
    assert {question for _, _, question in tool(json.dumps(told)).answers()} == {"mood"}
    alike = [record(task, who, own_id=False, mood="joy") for task in (1, 2) for who in (1, 2)]
    assert {question for _, _, question in tool(json.dumps(alike)).answers()} == {"mood"}


def test_where_nothing_tells_answers_from_data_that_is_said(tool):
    told = [record(task, 1, own_id=True, mood=("joy", "fear", "joy")[task]) for task in range(3)]
    found = tool(json.dumps(told))
    assert {question for _, _, question in found.answers()} == {"mood"}
    assert "if some are data, name all answers" in found.mapping.remarks[0]


def test_a_table_that_a_spreadsheet_saved_again_keeps_its_times():
    rows = "".join(
        f"{n};{who};joy;{task};{spent};{n + 12}.03.2024 10:00\r\n"
        for n, (who, task, spent) in enumerate([(1, 1, "4,2"), (2, 1, "15,25"), (1, 2, "0,5"), (2, 2, "3")], 1)
    )
    header = "annotation_id;annotator;emotion;id;lead_time;created_at\r\n"
    export = read(input_from_bytes(f"\ufeff{header}{rows}".encode(), "a.csv"), ReadOptions(label="emotion"))
    assert sorted(export.responses["duration_s"]) == [0.5, 3.0, 4.2, 15.25]
