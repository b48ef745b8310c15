"""Annotations, wherever they were read, and where each row went."""

import hashlib
from datetime import datetime

import pytest

from oe_quality.readers.open_empathic.annotations import Collector, UnusableRowError, is_annotated, read_annotation
from oe_quality.readers.rows import Counts, Status
from oe_quality.readers.text.source import InputFile

CLIP = "https://www.youtube.com/embed/abc?start=3&end=9"
SOUND = {
    "id": 7, "audio_recording": CLIP, "author_id": 62, "emotion": '{"disgusted": ["revolted"]}', "language": "English",
    "date_created": "2024-03-01 09:11:45.75+00:00", "time_spent": "12.5", "status": "Awaiting Review",
    "valence": 1, "arousal": 2,
}  # fmt: skip
FILE = InputFile("rows.csv", hashlib.sha256(b"").hexdigest(), b"")


@pytest.mark.parametrize(
    ("emotion", "status", "annotated"),
    [
        ("", "Pending", False),
        (None, "Done", False),
        ("{}", "Pending", True),
        ("glad", "Pending", False),
        ("glad", "Done", True),
    ],
)
def test_an_untouched_row_is_no_annotation(emotion, status, annotated):
    assert is_annotated({"emotion": emotion, "status": status}) is annotated


def test_times_are_to_the_second_and_tell_the_occasion():
    it = read_annotation(SOUND, 3)
    assert (it.line, it.row, it.annotator, it.when) == (3, "7", "62", datetime(2024, 3, 1, 9, 11, 45))
    assert (it.occasion, it.seconds, it.status) == ("2024-03-01T09:11:45", 12.5, Status.ANSWERED)
    timeless = read_annotation(SOUND | {"date_created": ""}, 3)
    assert (timeless.when, timeless.occasion) == (None, "row 7")


@pytest.mark.parametrize(("column", "cell"), [("author_id", ""), ("audio_recording", "")])
def test_without_a_clip_or_a_person_nothing_can_be_placed(column, cell):
    with pytest.raises(UnusableRowError) as refused:
        read_annotation(SOUND | {column: cell}, 1)
    assert refused.value.problem.column == column


@pytest.mark.parametrize(("column", "cell"), [("time_spent", "-1"), ("date_created", "yesterday")])
def test_what_is_beside_the_answer_is_noted_and_left_away(column, cell):
    it = read_annotation(SOUND | {column: cell}, 1)
    assert [problem.column for problem in it.filled.problems] == [column]
    assert None in (it.seconds, it.when)


def test_every_row_goes_somewhere_and_the_later_of_one_second_counts():
    taken = Collector()
    taken.add(SOUND, 1)
    taken.add(SOUND | {"valence": -1}, 2)
    taken.add(SOUND | {"author_id": ""}, 3)
    taken.skip()
    taken.stands(SOUND, answered=True)
    taken.stands(SOUND | {"id": ""}, answered=True)
    assert taken.counts == Counts(4, 1, 1, 1, 1)
    export = taken.finish(FILE, "rows", names={"62": "sixty", "63": "else"})
    assert export.responses.filter(question="valence")["value"].to_list() == [-1.0]
    assert export.rejects.rows()[0][:2] == (3, "author_id")
    assert export.annotator_names == {"62": "sixty"}
    assert export.item_rows.height == 1


def test_a_clip_in_two_languages_has_the_first_and_it_is_said():
    taken = Collector()
    taken.add(SOUND, 1)
    taken.add(SOUND | {"author_id": 63, "language": "German", "status": "Needs Updating"}, 2)
    export = taken.finish(FILE, "rows")
    attributes = {name: value for _, name, value in export.items.rows()}
    assert (attributes["language"], attributes["clip_s"]) == ("English", "6")
    assert any("1 clips stand under several languages" in remark for remark in export.remarks)
    assert any("1 annotations were sent back by a reviewer" in remark for remark in export.remarks)
