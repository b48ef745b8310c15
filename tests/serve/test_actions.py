"""Each button does what its command does: the same in the store and its journal, and refusals in words."""

import pytest

from oe_quality.serve.actions import ACTIONS, QUEUE
from oe_quality.store.journal import Sent
from tests.render.hostile import HOSTILE


def test_exclude_and_include_are_those_of_the_store(call, decided):
    assert call.post("exclude", annotator="pseudonym:elk-012", reason=" asked twice ", sure=True).status == 200
    assert decided()[0] == [("elk-012", True, "asked twice")]
    assert call.state()["excluded"] == [{"alias": "elk-012", "reason": "asked twice"}]
    assert call.state()["stale"]
    assert call.post("include", annotator="elk-012", reason="").status == 200
    assert [row[:2] for row in decided()[0]] == [("elk-012", True), ("elk-012", False)]


def test_who_has_few_answers_is_asked_about_once(call, decided):
    doubt = call.post("exclude", annotator="elk-012", reason="x")
    assert doubt.status == 200
    assert doubt.json["doubt"]
    assert "elk-012" in doubt.json["said"]
    assert decided()[0] == []


def test_a_letter_is_in_the_journal_as_the_command_writes_it(call, decided, store):
    assert call.post("sent", annotator="elk-012", kind="coach", about="speed").status == 200
    with store() as opened:
        assert opened.journal().select("alias", "kind", "about").rows() == [("elk-012", "coach", "speed")]
        who, _, _, _ = opened.journal().select("annotator", "alias", "kind", "about").row(0)
    assert Sent(f"pseudonym:{who}", "coach", "speed").about == decided()[1][0][3]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"question": "mood", "labels": ["sad"]}, (["sad"], None)),
        ({"question": "tags", "labels": ["loud", "low"]}, (["loud", "low"], None)),
        ({"question": "arousal", "value": 4}, (None, 4.0)),
    ],
    ids=["label", "several", "number"],
)
def test_gold_is_an_experts(call, store, asked, kept):
    told = call.post("gold", item="clip 1", by="Dr. Who", **asked)
    assert told.status == 200, told.text
    with store() as opened:
        ((item, labels, value, source),) = opened.gold(asked["question"]).rows()
    assert (item, labels and sorted(labels), value, source) == ("clip 1", *kept, "Dr. Who")


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("exclude", {"annotator": "nobody", "reason": "x"}, "no annotator"),
        ("exclude", {"annotator": "elk-012", "reason": "  "}, "reason is lacking"),
        ("exclude", {"annotator": 7, "reason": "x"}, "no text"),
        ("exclude", {"annotator": "elk-012", "reason": "x" * 5_000}, "5,000 characters"),
        ("exclude", {"annotator": "elk-012", "reason": "\ud800"}, "a character that is none"),
        ("exclude", {"annotator": "elk-012", "reason": "a\0b"}, "a character that is none"),
        ("include", {"annotator": "elk-012"}, "not excluded"),
        ("sent", {"annotator": "elk-012", "kind": "threat"}, "no kind of letter"),
        ("gold", {"item": "clip 99", "question": "mood", "labels": ["sad"], "by": "ann"}, "no item"),
        ("gold", {"item": "clip 1", "question": "moot", "labels": ["sad"], "by": "ann"}, "mood"),
        ("gold", {"item": "clip 1", "question": "tags", "labels": ["unheard of"], "by": "ann"}, "unheard of"),
        ("gold", {"item": "clip 1", "question": "tags", "labels": "loud", "by": "ann"}, "no list"),
        ("gold", {"item": "clip 1", "question": "mood", "labels": [], "by": "ann"}, "lacking"),
        ("gold", {"item": "clip 1", "question": "arousal", "value": True, "by": "ann"}, "no number"),
        ("gold", {"item": "clip 1", "question": "arousal", "value": 99, "by": "ann"}, "99 is no answer to arousal"),
        ("gold", {"item": "clip 1", "question": "mood", "value": 3, "labels": ["sad"], "by": "ann"}, "3 is no answer"),
        ("gold", {"item": "clip 1", "question": "mood", "labels": ["odd"], "by": "ann"}, "no label 'odd'"),
        ("gold", {"item": "clip 1", "question": "mood", "labels": ["sad", "glad"], "by": "ann"}, "one answer"),
        ("gold", {"item": "clip 1", "question": "mood", "labels": ["sad"], "by": "consensus"}, "expert"),
        ("queue", {"tool": "../../etc"}, "no such tool"),
    ],
)
def test_what_cannot_be_done_is_said_and_not_done(call, decided, action, fields, words):
    before = decided()
    refused = call.post(action, **fields)
    assert refused.status == 400, refused.text
    assert words in refused.json["refused"]
    assert decided() == before


def test_hostile_text_goes_in_and_comes_out_as_text(call):
    kinds = ("</script>", "toString", "\u202e", "bell", "=HYPER", "\u2028", "quoted")
    for text in (text for text in HOSTILE if text.startswith(kinds[:6]) or kinds[6] in text):
        told = call.post("exclude", annotator="elk-012", reason=text, sure=True)
        assert told.status == 200, told.text
        assert told.headers["Content-Type"].startswith("application/json")
        assert call.state()["excluded"] == [{"alias": "elk-012", "reason": text.strip()}]
        assert call.post("include", annotator="elk-012", reason=text).status == 200
        assert call.post("exclude", annotator=text, reason="x").status == 400


def test_the_queue_is_written_under_a_new_name(call, folder, monkeypatch):
    class Found:
        question = "mood"
        items = ()

    asked = []

    def relabel(store, question, *, n, **told):
        asked.append((question, n, told))
        return Found()

    monkeypatch.setattr("oe_quality.serve.actions.relabel", relabel)
    told = call.post("queue", tool="csv", question="mood")
    assert told.status == 200, told.text
    assert asked == [("mood", QUEUE, {"seed": 0})]
    made, columns = sorted(folder.glob("queue-*.csv"), key=lambda path: len(path.name))
    assert str(made) in told.json["said"]
    assert columns.name == f"{made.stem}.columns.csv"


def test_every_action_says_which_command_it_is():
    assert all("oeq " in action.__doc__ for action in ACTIONS.values())
