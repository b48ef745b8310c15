"""Tables that describe items and annotators."""

from pathlib import Path

import pytest

import oe_quality as oeq
from oe_quality.errors import InputError, UsageError
from oe_quality.loading import inspect_each, load_each
from oe_quality.readers import ReadOptions
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.mapping_file import read_mapping, write_mapping
from oe_quality.readers.text import blocks

ANSWERS = "clip,who,mood\nc1,ann,sad\nc1,bob,glad\nc2,ann,glad\nc2,bob,glad\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Write files into the working folder: name -> content."""
    monkeypatch.chdir(tmp_path)

    def files(**contents):
        for name, content in contents.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        return tmp_path

    files(answers=ANSWERS)
    return files


def read(*join, name="answers.csv", **options):
    said = ReadOptions(item="clip", annotator="who", label="mood", join=join, **options)
    (found,) = inspect_each([name], said)
    return found.export


def rows(frame):
    return sorted(frame.rows())


def test_a_table_of_people_gives_them_attributes(files):
    files(people="age,who,country\n31,ann,NL\n47,bob,\n20,eve,DE\n")
    export = read("people.csv")
    assert rows(export.annotators) == [("ann", "age", "31"), ("ann", "country", "NL"), ("bob", "age", "47")]
    assert export.items.height == 0
    said = " ".join(export.remarks)
    assert "people.csv describes 3 annotators; 2 of them occur here. Without an answer here: 'eve'." in said


def test_a_table_of_items_is_known_by_a_common_name_and_spelling(files):
    files(clips="clip_id,language\n c1 ,de\nc2.0,fr\n3,it\n", answers="clip,who,mood\nc1,ann,sad\n3.0,ann,sad\n")
    export = read("clips.csv")
    assert rows(export.items) == [("3", "language", "it"), ("c1", "language", "de")]


def test_two_tables_and_what_has_no_row(files):
    files(people="who,age\nann,31\n", clips="clip,language\nc1,de\nc2,fr\n")
    export = read("people.csv", "clips.csv")
    assert (export.items.height, rows(export.annotators)) == (2, [("ann", "age", "31")])
    assert "people.csv has no row for 1 annotator: 'bob'." in export.remarks


@pytest.mark.parametrize(
    ("table", "join", "words"),
    [
        ("clip,who,age\nc1,ann,1\n", "t.csv", "has names of both: 'clip' and 'who'"),
        ("x,age\nann,1\n", "t.csv", "no column is known to name items or annotators"),
        ("x,age\nann,1\n", "t.csv=x", "'x' may name items or annotators"),
        ("x,age\nann,1\n", "t.csv=y", "there is no column 'y'"),
        ("who\nann\n", "t.csv", "no column beside the names"),
    ],
)
def test_what_a_table_describes_is_asked_where_it_is_open(files, table, join, words):
    files(t=table)
    with pytest.raises(UsageError, match=words) as asked:
        read(join)
    assert asked.value.remedy


def test_the_column_that_names_is_told(files):
    files(t="clip,who,age\nc1,ann,1\nc1,bob,2\n", u="x,age\nann,1\n")
    assert rows(read("t.csv=who").annotators)[:2] == [("ann", "age", "1"), ("ann", "clip", "c1")]
    assert rows(read("u.csv=annotator:x").annotators) == [("ann", "age", "1")]


def test_a_name_that_stands_twice_says_the_same_or_is_refused(files):
    files(same="who,age\nann,31\nann,31\n", other="who,age,country\nann,31,NL\nbob,2,NL\nann,32,NL\n")
    assert rows(read("same.csv").annotators) == [("ann", "age", "31")]
    with pytest.raises(InputError, match="'ann' has another 'age' here than in line 2") as refused:
        read("other.csv")
    assert (refused.value.place.file, refused.value.place.line, refused.value.place.column) == ("other.csv", 4, "age")


def test_what_the_export_says_itself_is_not_contradicted(files):
    files(answers="clip,who,mood,age\nc1,ann,sad,31\n", people="who,age\nann,32\n", agrees="who,age\nann,31\n")
    with pytest.raises(InputError, match="says another 'age'"):
        read("people.csv", annotator_attributes="age")
    assert rows(read("agrees.csv", annotator_attributes="age").annotators) == [("ann", "age", "31")]


def test_addresses_name_people_and_are_not_kept(files):
    files(
        answers="clip,who,mood\nc1,ann@example.org,sad\n",
        people="who,boss,age\nann@example.org,eve@example.org,31\nbob@example.org,,2\n",
    )
    oeq.load("s.duckdb", "answers.csv", options=ReadOptions(item="clip", annotator="who", join="people.csv"))
    with oeq.open_store("s.duckdb") as store:
        held = store.query("SELECT name, value FROM annotator_attribute ORDER BY ALL").rows()
        said = str(store.batches().rows())
    assert held == [("age", "31"), ("boss", "(e-mail address)")]
    assert "example.org" not in said
    assert b"example.org" not in Path("s.duckdb").read_bytes()


def test_files_of_one_call_are_matched_together(files):
    files(other="clip,who,mood\nc1,eve,sad\n", people="who,age\nann,31\nbob,2\neve,20\n")
    told = ReadOptions(item="clip", annotator="who", label="mood", join="people.csv")
    *_, last = load_each("s.duckdb", ["answers.csv", "other.csv"], options=told)
    assert "people.csv describes 3 annotators; 3 of them occur here." in last.export.remarks
    assert not any("Without an answer" in said for said in last.export.remarks)


def test_names_that_reach_no_further_than_their_file_are_matched(files):
    files(people="who,age\nann,31\n")
    assert rows(read("people.csv", scope="file").annotators) == [("answers:ann", "age", "31")]


def test_a_mapping_holds_the_table_and_a_store_remembers_it(files):
    folder = files(people="who,age\nann,31\n", more="clip,who,mood\nc3,ann,sad\n")
    told = ReadOptions(item="clip", annotator="who", label="mood", join="people.csv")
    oeq.load("s.duckdb", "answers.csv", options=told)
    (folder / "people.csv").write_text("who,age\nann,31\nbob,40\n", encoding="utf-8")
    (batch,) = oeq.load("s.duckdb", "more.csv")
    assert any("people.csv describes 2 annotators" in said for said in batch.remarks)
    (folder / "people.csv").unlink()
    (folder / "more.csv").write_text("clip,who,mood\nc4,ann,sad\n", encoding="utf-8")
    (batch,) = oeq.load("s.duckdb", "more.csv")
    assert any("people.csv, which was joined then, is not there" in said for said in batch.remarks)


def test_a_table_lies_beside_its_mapping(files, monkeypatch):
    folder = files(people="who,age\nann,31\n")
    mapping = Mapping(item=("clip",), annotator=("who",), join=("people.csv=who", "nowhere.csv"))
    (folder / "my.toml").write_text(write_mapping(mapping), encoding="utf-8")
    monkeypatch.chdir("/")
    assert read_mapping(folder / "my.toml").join == (str(folder / "people.csv=who"), "nowhere.csv")


def test_a_changed_table_changes_what_the_store_holds(files):
    folder = files(people="who,age\nann,31\n")
    told = ReadOptions(item="clip", annotator="who", label="mood", join="people.csv")
    oeq.load("s.duckdb", "answers.csv", options=told)
    (folder / "people.csv").write_text("who,age\nann,32\n", encoding="utf-8")
    oeq.load("s.duckdb", "answers.csv", options=told)
    with oeq.open_store("s.duckdb") as store:
        assert store.query("SELECT value FROM annotator_attribute")["value"].to_list() == ["32"]


def test_frames_and_formats_that_say_all_by_themselves_are_joined_too(files, make):
    folder = files(people="author,age_group\n61,old\n")
    (folder / "rows.csv").write_text(make.csv([make.row(1), make.row(2)]), encoding="utf-8")
    export = oeq.open_export("rows.csv", ReadOptions(join="people.csv=annotator:author"))
    assert [row for row in export.annotators.rows() if row[1] == "age_group"] == [("61", "age_group", "old")]
    files(people="who,age\nx,31\n")
    frame = {"clip": ["a"], "who": ["x"], "mood": ["sad"]}
    with oeq.from_frame(frame, annotator="who", join="people.csv") as store:
        assert store.query("SELECT value FROM annotator_attribute")["value"].to_list() == ["31"]


def test_large_tables_are_joined_too(files, monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 1)
    files(people="who,age\nann,31\n")
    export = read("people.csv")
    assert export.spool is not None
    assert rows(export.annotators) == [("ann", "age", "31")]
