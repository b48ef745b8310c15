import pytest

from oe_quality.errors import InputError

HEADER = "\t".join(
    [
        *("INPUT:audio", "OUTPUT:mood", "GOLDEN:mood", "HINT:text", "ASSIGNMENT:assignment_id", "ASSIGNMENT:task_id"),
        *("ASSIGNMENT:worker_id", "ASSIGNMENT:status", "ASSIGNMENT:started", "ASSIGNMENT:submitted"),
    ]
)


def row(audio, mood, gold="", status="APPROVED", suite="a1"):
    times = "2025-03-01T10:00:00.000\t2025-03-01T10:00:40.000"
    return f"{audio}\t{mood}\t{gold}\t\t{suite}\tt-{audio}\tw9\t{status}\t{times}"


def test_tasks_share_the_time_of_their_page_and_bring_gold(tool):
    found = tool(
        "\n".join([HEADER, row("1.mp3", "joy"), row("2.mp3", "fear", "joy"), "\t" * 9, row("3.mp3", "", suite="a2")])
    )
    assert found.answers() == {
        ("1.mp3", "w9", "mood"): "joy",
        ("2.mp3", "w9", "mood"): "fear",
        ("3.mp3", "w9", "mood"): "",
    }
    assert list(found.answers("gold").values()) == ["", "joy", ""]
    assert list(found.answers("duration").values()) == ["20", "20", "40"]


def test_rejected_assignments_keep_their_status(tool):
    found = tool("\n".join([HEADER, row("1.mp3", "joy", status="REJECTED"), row("2.mp3", "joy")]))
    assert list(found.answers("status").values()) == ["REJECTED", "APPROVED"]


def test_several_inputs_are_told_by_their_task(tool):
    header = HEADER.replace("HINT:text", "INPUT:text")
    assert next(iter(tool("\n".join([header, row("1.mp3", "joy")])).answers()))[0] == "t-1.mp3"


def test_boxes_that_were_not_ticked_are_false(tool):
    header = "INPUT:image\tOUTPUT:loud\tOUTPUT:kind\tASSIGNMENT:task_id\tASSIGNMENT:worker_id\n"
    found = tool(f"{header}i1\ttrue\ta\tt1\tw1\ni1\t\t\tt1\tw2\n")
    assert found.answers()["i1", "w2", "loud"] == "false"
    assert found.answers()["i1", "w2", "kind"] == ""
    assert "'OUTPUT:loud'" in found.mapping.remarks[1]


def test_aggregated_answers_are_refused(tool):
    with pytest.raises(InputError, match="names no worker"):
        tool("INPUT:image\tOUTPUT:result\tCONFIDENCE:result\ni1\tcat\t98%\n")
