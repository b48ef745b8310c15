import gzip
import json
from datetime import datetime

import pytest

from oe_quality.errors import InputError


@pytest.fixture
def export(dumped):
    return dumped


def test_it_holds_exactly_the_annotations_that_were_made(export, shared):
    folder = shared / "data" / "open-empathic"
    truth = json.loads(gzip.decompress((folder / "truth_annotations.json.gz").read_bytes()))
    dump = json.loads(gzip.decompress((folder / "dumpdata.json.gz").read_bytes()))
    keys = {row["fields"]["username"]: str(row["pk"]) for row in dump if row["model"] == "auth.user"}
    expected = {
        (
            keys[row["annotator"]],
            row["clip"],
            datetime.fromisoformat(row["at"]).replace(tzinfo=None),
            tuple(sorted(row["categories"])),
            row["arousal"],
            row["valence"],
            row["time_spent"],
        )
        for row in truth
    }
    found = {}
    for row in export.responses.iter_rows(named=True):
        key = (row["annotator"], row["item"], row["created_at"], row["duration_s"])
        answer = row["value"] if row["labels"] is None else tuple(sorted(row["labels"]))
        found.setdefault(key, {})[row["question"]] = answer
    got = {
        (who, clip, at, form["emotion"], form["arousal"], form["valence"], seconds)
        for (who, clip, at, seconds), form in found.items()
    }
    assert len(expected) == len(truth) == 4575
    assert got == expected


def test_its_clips_annotators_and_counts(export):
    responses = export.responses
    assert responses["item"].n_unique() == 900
    assert responses["annotator"].n_unique() == 64
    assert (export.counts.accepted, export.counts.rejected, export.counts.superseded) == (4575, 0, 0)
    assert responses.select("item", "annotator", "question", "occasion").is_unique().all()


def test_profiles_describe_annotators_and_languages_clips(export):
    assert export.annotators["key"].n_unique() == 64
    assert set(export.annotators["name"]) == {
        "status",
        "gender",
        "age",
        "profession",
        "institute",
        "experience",
        "paid",
    }
    assert set(export.items["name"]) == {"language", "video", "clip_s"}
    assert export.items.filter(name="language").height == 900


def test_no_address_or_password_hash_comes_through(export, shared):
    dump = json.loads(gzip.decompress((shared / "data" / "open-empathic" / "dumpdata.json.gz").read_bytes()))
    secrets = {row["fields"][name] for row in dump if row["model"] == "auth.user" for name in ("email", "password")}
    secrets |= {row["fields"]["remote_addr"] for row in dump if row["model"] == "auditlog.logentry"} - {None}
    frames = (export.responses, export.items, export.annotators, export.gold, export.rejects)
    text = "\n".join(frame.write_json() for frame in frames)
    text += repr(export.annotator_names) + repr(export.remarks) + repr(export.questions)
    assert "mail.example" not in text
    assert not [secret for secret in secrets if secret in text]


def test_names_are_kept_unless_they_are_addresses(export, shared):
    dump = json.loads(gzip.decompress((shared / "data" / "open-empathic" / "dumpdata.json.gz").read_bytes()))
    names = {row["fields"]["username"] for row in dump if row["model"] == "auth.user" and row["pk"] != 1}
    assert set(export.annotator_names.values()) == {name for name in names if "@" not in name}
    assert not [name for name in export.annotator_names.values() if "@" in name]


def change(before, **after):
    return {name: [str(before.get(name)), str(value)] for name, value in after.items() if before.get(name) != value}


@pytest.fixture
def history(make):
    """A row created, annotated by 61, then by 62 who agrees in most, then reviewed."""
    row = make.row(1)
    row["date_created"] = "2024-03-01T09:30:00Z"
    created = {"author": 1, "date_created": "2024-03-01 08:00:00", "status": "Pending", "emotion": "", "arousal": 0}
    created |= {"audio_recording": row["audio_recording"], "language": "English", "id": 1, "valence": 0}
    first = {
        "author": 61,
        "date_created": "2024-03-01 09:00:00",
        "status": "Awaiting Review",
        "arousal": 2,
        "valence": 1,
    }
    first |= {"emotion": '{"sarcasm": ["ironic"]}', "time_spent": 30.5, "age": "0-3", "gender": "Female"}
    second = first | {"author": 62, "date_created": "2024-03-01 09:30:00", "arousal": 9, "time_spent": 40.0}
    log = [
        (1, 0, change({}, **created), 0),
        (1, 1, change(created, **first), 1),
        (1, 1, change(first, **second), 2),
        (1, 1, {"status": ["Awaiting Review", "Needs Updating"]}, 3),
    ]
    final = {
        "author_id" if name == "author" else name: value for name, value in second.items() if name != "date_created"
    }
    return row | final | {"status": "Needs Updating"}, log


def form(export, annotator):
    rows = export.responses.filter(annotator=annotator).iter_rows(named=True)
    return {row["question"]: row["value"] if row["labels"] is None else row["labels"] for row in rows}


def test_a_field_that_the_second_annotator_left_alone_is_their_answer_too(load, make, history):
    row, log = history
    export = load(make.fixture([row], log))
    assert export.counts.accepted == 2
    assert form(export, "61")["arousal"] == 2
    assert form(export, "62")["arousal"] == 9
    assert form(export, "62")["emotion"] == form(export, "61")["emotion"] == ["sarcasm"]
    assert form(export, "62")["age"] == ["0-3"]


def test_a_review_is_no_annotation_but_flags_the_last(load, make, history):
    row, log = history
    export = load(make.fixture([row], log))
    assert dict(export.responses.select("annotator", "status").unique().rows()) == {"61": "answered", "62": "flagged"}
    assert export.counts.skipped == 2


def test_the_order_of_the_file_does_not_matter(load, make, history):
    row, log = history
    backwards = load(make.fixture([row], log[::-1]))
    assert form(backwards, "61")["arousal"] == 2
    assert form(backwards, "62")["age"] == ["0-3"]


def test_changes_may_be_json_text(load, make, history):
    row, log = history
    old = [(number, action, json.dumps(changes), minute) for number, action, changes, minute in log]
    assert load(make.fixture([row], old)).counts.accepted == 2


def test_without_a_log_the_rows_themselves_are_the_annotations(load, make):
    export = load(make.fixture([make.row(1), make.row(2, emotion="", status="Pending")]))
    assert (export.counts.accepted, export.counts.skipped) == (1, 1)
    assert any("no audit log" in remark for remark in export.remarks)


def test_an_annotation_that_the_log_lacks_is_taken_from_the_row(load, make, history):
    row, log = history
    export = load(make.fixture([row], log[:2]))
    assert form(export, "61")["arousal"] == 2
    assert form(export, "62")["arousal"] == 9


def test_a_row_deleted_in_the_tool_keeps_its_annotations_as_rejected(load, make, history):
    _, log = history
    export = load(make.fixture([], [*log, (1, 2, {"emotion": ["x", "None"]}, 9)]))
    assert export.responses["status"].unique().to_list() == ["rejected"]
    assert export.counts.accepted == 2


def test_a_broken_log_entry_costs_no_other(load, make, history):
    row, log = history
    export = load(make.fixture([row, make.row(2)], [*log, (2, 1, {"emotion": "not a pair"}, 5)]))
    assert export.counts.rejected == 1
    assert form(export, "61")["arousal"] == 2


def test_log_entries_about_other_things_are_passed_over(load, make, history):
    row, log = history
    text = make.fixture([row], log)
    objects = json.loads(text)
    alien = json.loads(json.dumps(objects[1]))
    alien["fields"] |= {"content_type": 4, "object_pk": "1", "action": 1, "changes": {"email": ["a@b.cc", "c@d.ee"]}}
    assert load(json.dumps([*objects, alien])).counts == load(text).counts


def test_natural_keys_name_the_same_annotator(load, make):
    row = make.row(1, author_id=["zoe"])
    users = [(61, {"username": "zoe", "email": "zoe@example.org", "password": "md5$a$b"})]
    export = load(make.fixture([row], users=users))
    assert export.responses["annotator"].unique().to_list() == ["61"]
    assert export.annotator_names == {"61": "zoe"}


def test_addresses_in_free_text_are_blacked_out(load, make):
    row = make.row(1, accent="ask me@example.org at 192.0.2.17", gender="x@example.org", bg_sounds="['y@example.org']")
    profile = {"user": 61, "institute": "boss@example.org", "age": 30}
    export = load(make.fixture([row], profiles=[profile]))
    assert form(export, "61")["accent"] == ["ask (e-mail address) at (IP address)"]
    assert form(export, "61")["bg_sounds"] == ["(e-mail address)"]
    assert ("61", "institute", "(e-mail address)") in export.annotators.rows()


def test_a_fixture_without_utterances_is_refused(load, make):
    with pytest.raises(InputError, match="holds no utterances"):
        load(make.fixture([], users=[(1, {"username": "a"})]))
