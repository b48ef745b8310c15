import gzip

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from oe_quality.errors import InputError
from oe_quality.readers import open_export
from oe_quality.readers.rows import RESPONSE
from oe_quality.scales import Scale

KEY = ["item", "annotator", "question", "occasion"]


@pytest.fixture(scope="module")
def downloads(shared):
    names = ("utterances.csv", "utterances.parquet", "utterances.json.gz")
    return [open_export(shared / "data" / "open-empathic" / name) for name in names]


def test_the_three_downloads_give_the_same_annotations(downloads):
    first, *others = downloads
    assert first.counts.read == first.counts.accepted == 3729
    assert first.responses.height == 9 * 3729
    for other in others:
        assert_frame_equal(first.responses.drop("line").sort(KEY), other.responses.drop("line").sort(KEY))
        assert_frame_equal(first.items, other.items)
        assert first.counts == other.counts
        assert first.questions == other.questions


def test_the_downloads_hold_the_last_annotation_of_each_row_of_the_fixture(downloads, dumped):
    columns = [name for name in RESPONSE if name != "line"]
    both = downloads[0].responses.select(columns).join(dumped.responses.select(columns), on=KEY, suffix="_logged")
    assert both.height == downloads[0].responses.height
    for name in columns[4:]:
        assert (both[name].eq_missing(both[f"{name}_logged"])).all(), name


def test_responses_are_in_the_canonical_form(load, make):
    export = load(make.csv([make.row()]))
    assert dict(export.responses.schema) == RESPONSE
    assert export.responses.select(KEY).is_unique().all()
    assert export.responses["question"].to_list() == [question.name for question in export.questions]


def test_every_question_is_read_from_every_form(load, make):
    rows = [make.row(1), make.row(2, emotion="{}", bg_sounds="[]", arousal=0, valence=5)]
    for content in (make.csv(rows), make.json(rows)):
        export = load(content)
        got = {
            (row["item"], row["question"]): row["value"] if row["labels"] is None else row["labels"]
            for row in export.responses.iter_rows(named=True)
        }
        assert got["abc:1-6", "emotion"] == ["disgusted", "sarcasm"]
        assert got["abc:1-6", "emotion_word"] == ["disgusted/revolted", "sarcasm/ironic", "sarcasm/deadpan"]
        assert got["abc:1-6", "bg_sounds"] == ["music", "animals"]
        assert (got["abc:1-6", "arousal"], got["abc:1-6", "valence"]) == (6, -3)
        assert got["abc:1-6", "audio_quality"] == ["Good"]
        assert got["abc:1-6", "age"] == ["20-39"]
        assert got["abc:1-6", "gender"] == ["Male"]
        assert got["abc:1-6", "accent"] == ["irish"]
        assert got["abc:2-7", "emotion"] == got["abc:2-7", "emotion_word"] == got["abc:2-7", "bg_sounds"] == []
        assert export.responses["duration_s"].unique().to_list() == [12.5]


def test_untouched_sliders_are_known(load, make):
    questions = {question.name: question for question in load(make.csv([make.row()])).questions}
    assert (questions["arousal"].low, questions["arousal"].high, questions["arousal"].untouched) == (0, 10, 5)
    assert (questions["valence"].low, questions["valence"].high, questions["valence"].untouched) == (-5, 5, 0)
    assert questions["audio_quality"].scale is questions["age"].scale is Scale.ORDINAL


def test_a_row_that_nobody_annotated_is_skipped(load, make):
    export = load(make.csv([make.row(1), make.row(2, emotion="", status="Pending")]))
    assert (export.counts.accepted, export.counts.skipped) == (1, 1)


def test_one_bad_cell_costs_that_answer_only(load, make):
    export = load(make.csv([make.row(1, emotion='{"disgusted": ["revo'), make.row(2, arousal=11, age="old")]))
    assert export.counts.accepted == 2
    assert export.rejects.rows() == [
        (1, "emotion", "it is not valid JSON"),
        (3, "age", "it is none of 0-3, 4-7, 8-12, 13-19, 20-39, 40-59, 60-79, 80-100"),
        (3, "arousal", "it is outside 0..10"),
    ]
    assert export.responses.group_by("item").len().sort("item")["len"].to_list() == [7, 7]


@pytest.mark.parametrize(
    "changes", [{"author_id": ""}, {"audio_recording": ""}, {"audio_recording": "x?start=9&end=3"}]
)
def test_a_row_without_annotator_or_clip_is_rejected(load, make, changes):
    export = load(make.csv([make.row(1, **changes), make.row(2)]))
    assert (export.counts.accepted, export.counts.rejected) == (1, 1)
    assert export.rejects["column"].to_list() == list(changes)


def test_an_unclosed_quotation_mark_costs_its_own_row_only(load, make):
    lines = make.csv([make.row(number, utterance="plain") for number in range(1, 6)]).split("\r\n")
    lines[1] = lines[1].replace("plain", '"plain')
    export = load("\r\n".join(lines))
    assert export.responses["item"].unique().sort().to_list() == ["abc:1-6", "abc:3-8", "abc:4-9", "abc:5-10"]
    assert export.rejects["line"].to_list() == [2]


def test_a_quotation_mark_that_closes_in_the_next_row_swallows_none(load, make):
    rows = [make.row(number, utterance="plain", emotion="{}", bg_sounds="") for number in range(1, 4)]
    lines = make.csv(rows).split("\r\n")
    # Opened in the fourth cell of one row and closed in the fourth of the next: the merged row is as wide as any.
    lines[0] = lines[0].replace("plain,", 'plain,"')
    lines[1] = lines[1].replace("plain,", 'plain,"')
    assert load("\r\n".join(lines)).responses["item"].unique().to_list() == ["abc:3-8"]


def test_the_same_annotator_on_the_same_clip_at_another_time_is_another_occasion(load, make):
    again = make.row(1) | {"id": 2, "date_created": "2024-03-02 09:00:00+00:00"}
    export = load(make.csv([make.row(1), again]))
    assert export.counts.accepted == 2
    assert export.responses["occasion"].unique().sort().to_list() == ["2024-03-01T09:11:45", "2024-03-02T09:00:00"]


def test_the_same_annotation_twice_counts_once(load, make):
    export = load(make.csv([make.row(1), make.row(1, arousal=7)]))
    assert (export.counts.accepted, export.counts.superseded) == (1, 1)
    assert export.responses.filter(question="arousal")["value"].to_list() == [7]


def test_times_are_brought_to_utc_seconds(load, make):
    stamps = ("2024-03-01 09:11:45.678901+00:00", "2024-03-01T09:11:45Z", "2024-03-01T11:11:45.5+02:00")
    exports = [load(make.csv([make.row(date_created=stamp)])) for stamp in stamps]
    assert len({export.responses["created_at"][0] for export in exports}) == 1
    assert {export.responses["occasion"][0] for export in exports} == {"2024-03-01T09:11:45"}


def test_without_a_time_the_row_is_the_occasion(load, make):
    export = load(make.csv([make.row(7, date_created="")]))
    assert export.responses["occasion"].unique().to_list() == ["row 7"]
    assert "no readable time" in export.remarks[0]


def test_content_and_not_the_name_tells_the_format(load, make):
    text = make.csv([make.row()])
    assert load(text, "misleading.json").responses.height == 9
    assert load(gzip.compress(text.encode()), "plain.txt").responses.height == 9
    assert load(text.encode("utf-16"), "export.parquet").responses.height == 9


def test_a_download_with_a_header_is_read_too(load, make):
    header = ",".join(make.row()) + "\r\n"
    assert load(header + make.csv([make.row()])).counts.read == 1


def test_item_attributes_describe_the_clip(load, make):
    export = load(make.csv([make.row(1)]))
    assert export.items.rows() == [
        ("abc:1-6", "language", "English"),
        ("abc:1-6", "video", "abc"),
        ("abc:1-6", "clip_s", "5"),
    ]


def test_the_admin_export_is_refused_with_the_reason(shared):
    with pytest.raises(InputError, match="names no annotator and no emotion") as error:
        open_export(shared / "data" / "open-empathic" / "admin_export.csv")
    assert "dumpdata" in error.value.remedy


def test_a_bare_word_is_kept_and_said(load, make):
    export = load(make.csv([make.row(1, emotion="Happy"), make.row(2, emotion="Neutral")]))
    words = export.responses.filter(pl.col("question") == "emotion_word")["labels"].to_list()
    assert words == [["happy_and_energetic/happy"], ["neutral"]]
    assert export.responses.filter(question="emotion")["labels"].to_list() == [["happy_and_energetic"]]
    assert any("1 annotations have a single word" in remark for remark in export.remarks)


def test_the_rows_in_which_a_clip_stands_are_told_from_every_form(load, make):
    same = {"audio_recording": make.row(1)["audio_recording"]}
    rows = [make.row(1), make.row(20, **same, emotion="", status="Pending"), make.row(3, emotion="", status="Pending")]
    for content in (make.csv(rows), make.json(rows), make.fixture(rows)):
        export = load(content)
        assert export.item_rows.rows() == [("abc:1-6", "1", True), ("abc:1-6", "20", False)]
