import pytest

from oe_quality.errors import InputError

HEADER = "_unit_id,_created_at,_golden,_id,_started_at,_tainted,_worker_id,_country,mood,audio,key,mood_gold,key_gold\n"


def row(unit, who, mood, gold="", tainted="false"):
    times = "3/1/2025 10:00:40,false,7,3/1/2025 10:00:05"
    return f'{unit},{times},{tainted},{who},DEU,"{mood}",{unit}.mp3,k{unit},"{gold}",\n'


def test_judgments_with_gold_and_several_answers(tool):
    text = HEADER + row(1, "w1", "joy") + row(1, "w2", "joy\nfear", "joy") + row(2, "w1", "joy", tainted="true")
    found = tool(text)
    assert found.answers() == {
        ("1", "w1", "mood"): "joy",
        ("1", "w2", "mood"): '["joy", "fear"]',
        ("2", "w1", "mood"): "joy",
    }
    assert list(found.answers("gold").values()) == ["", "joy", ""]
    assert list(found.answers("status").values()) == ["submitted", "submitted", "tainted"]
    assert set(found.answers("created_at").values()) == {"2025-03-01 10:00:40"}
    assert (found.mapping.started, found.mapping.finished) == ("started", "finished")
    assert found.mapping.annotator_attributes == ("country",)


def test_a_question_on_which_all_agree_is_one(tool):
    text = HEADER + "".join(row(unit, who, "joy") for unit in range(4) for who in ("w1", "w2"))
    assert {question for _, _, question in tool(text).answers()} == {"mood"}


def test_aggregated_reports_name_no_worker(tool):
    with pytest.raises(InputError, match="aggregated report") as error:
        tool("_unit_id,_golden,_unit_state,_trusted_judgments,mood,mood:confidence\n1,false,finalized,3,joy,0.9\n")
    assert "full report" in error.value.remedy


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("_unit_id,_golden,_unit_state,mood_gold\n1,true,golden,joy\n", "source report"),
        ('{"id": 1, "data": {}, "judgments_count": 2, "state": "finalized", "results": {}}', "JSON report"),
    ],
)
def test_reports_without_a_row_per_judgment_are_refused_by_name(tool, content, named):
    with pytest.raises(InputError, match=named):
        tool(content)
