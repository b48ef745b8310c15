"""`oeq messages`: drafts for one's own eyes, and a note of what was sent."""

import csv
import io
import json

import pytest

from oe_quality.store import open_store


def test_letters_go_to_a_file_and_what_was_sent_is_noted(oeq, db, tmp_path):
    out = tmp_path / "messages.csv"
    assert oeq("messages", db, "-o", out).status == 0
    assert out.stat().st_mode & 0o077 == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert {row["id"] for row in rows} == {"p0", "p1", "p2"}
    assert all("Thank you for your 4 annotations" in row["text"] for row in rows)
    assert oeq("messages", db, "-o", out).status == 2
    assert oeq("messages", db, "--sent", out).status == 0
    assert oeq("messages", db, "--wrote", "p1", "--about", "met at the fair").status == 0
    journal = json.loads(oeq("messages", db, "--journal", "--format", "json").out)["journal"]
    assert [row["kind"] for row in journal] == ["thank", "thank", "thank", "word"]
    assert journal[-1]["about"] == "met at the fair"
    left = json.loads(oeq("messages", db, "--new", "--format", "json").out)["messages"]
    assert [it["annotator"] for it in left] == ["p1"]


def test_json_can_be_noted_too(oeq, db, tmp_path):
    out = tmp_path / "messages.json"
    assert oeq("messages", db, "-o", out, "-q").status == 0
    assert oeq("messages", db, "--sent", out).status == 0
    with open_store(db) as store:
        assert store.journal().height == 3


def test_a_folder_gets_a_page_a_person(oeq, db, tmp_path):
    assert oeq("messages", db, "-o", tmp_path / "letters").status == 0
    with open_store(db) as store:
        pages = {f"{alias}.md" for alias in store.annotators()["alias"]}
    assert {file.name for file in (tmp_path / "letters").iterdir()} == pages | {"SHA256SUMS"}
    assert oeq("messages", db, "-o", tmp_path / "letters", "--force").status == 0


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "{}", '{"messages": [{}]}'])
def test_what_is_no_file_of_letters_is_said_so(oeq, db, tmp_path, content):
    for name in ("x.csv", "x.json"):
        (tmp_path / name).write_text(content)
        outcome = oeq("messages", db, "--sent", tmp_path / name)
        assert outcome.status == 3
        assert "no table of letters" in outcome.err
    assert oeq("messages", db, "--sent", tmp_path / "none.csv").status == 3
    assert oeq("messages", db, "-o", tmp_path / "x.docx").status == 2


def test_every_sentence_can_be_read_with_its_rule(oeq, db):
    found = json.loads(oeq("messages", db, "--texts", "--format", "json").out)["sentences"]
    assert {"name": "greeting", "sentence": "Hello {name}!", "rule": "the export has a user name"} in found
