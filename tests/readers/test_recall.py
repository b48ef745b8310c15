"""What is said of one export holds for the next one of its kind, and for no other."""

import json

import pytest

from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.readers.mapping import Answers, Mapping, Wide
from oe_quality.readers.options import Kind, Repeats
from oe_quality.readers.recall import lasting, parse_said, ways, write_said
from oe_quality.scales import parse_scale
from oe_quality.store import open_store


def lines(header, *rows):
    return "\n".join((header, *rows)) + "\n"


def prodigy(number, *said):
    made = [
        {"_input_hash": number, "_task_hash": 2, "_annotator_id": who, "answer": "accept", "accept": [answer]}
        for who, answer in said
    ]
    return "\n".join(map(json.dumps, made))


LABEL_STUDIO = "clip,mood,annotator,id,annotation_id,created_at,updated_at,lead_time,note"
"""As Label Studio exports, with a column of the data's own."""


def label_studio(*rows):
    made = [f"{clip},{mood},{who},{n},{n},2026-01-01,2026-01-01,2,{note}" for n, (clip, mood, who, note) in rows]
    return lines(LABEL_STUDIO, *made)


CASES = {
    "roles": (
        lines("clip,who,felt,when", "a,x,sad,3", "a,y,joy,4"),
        lines("who,when,clip,felt", "x,3,b,sad", "y,4,b,joy"),
        ReadOptions(item="clip", annotator="who", label="felt", time="none"),
    ),
    "a further column": (
        lines("clip,who,felt", "a,x,sad", "a,y,joy"),
        lines("clip,who,felt,rated", "b,x,sad,1", "b,y,joy,2"),
        ReadOptions(item="clip", annotator="who", label="felt"),
    ),
    "one hot": (
        lines("clip,who,e_sad,e_joy", "a,x,1,0", "a,y,1,1"),
        lines("clip,who,e_sad,e_joy,e_fear", "b,x,1,0,0", "b,y,0,0,1"),
        ReadOptions(item="clip", annotator="who", one_hot="e_*"),
    ),
    "wide": (
        lines("clip,p1,p2,rest", "a,sad,joy,0", "b,sad,sad,0"),
        lines("clip,p1,p2,rest", "c,sad,joy,0", "d,joy,joy,0"),
        ReadOptions(item="clip", wide=("p1", "p2")),
    ),
    "counts": (
        lines("clip,sad,joy", "a,3,1", "b,0,4"),
        lines("clip,sad,joy", "c,2,2", "d,1,3"),
        ReadOptions(item="clip", counts=("sad", "joy")),
    ),
    "zip and split": (
        lines("clip,raters,felt", 'a,x;y,"sad;joy"', 'b,x;y,"sad;sad"'),
        lines("clip,raters,felt", 'c,x;z,"joy;joy"'),
        ReadOptions(item="clip", annotator="raters", label="felt", zipped=("raters", "felt"), split=";"),
    ),
    "times": (
        lines("item,annotator,label,a,b", "i,x,p,2026-01-01 10:00:00,2026-01-01 10:00:09"),
        lines("item,annotator,label,a,b", "j,x,q,2026-01-01 10:00:00,2026-01-01 10:00:05"),
        ReadOptions(started="a", finished="b"),
    ),
    "status and source": (
        lines("item,annotator,label,became,by", "i,x,p,submitted,human", "i,y,p,draft,human", "i,z,q,submitted,model"),
        lines("item,annotator,label,became,by", "j,x,p,draft,human", "j,y,p,submitted,model"),
        ReadOptions(status="became", source="by"),
    ),
    "words": (
        lines("item,annotator,label", "007,x,Joy", "7,y,joy", "8,y,n/k"),
        lines("item,annotator,label", "9,x,n/k", "09,y,JOY", "9,gpt,joy"),
        ReadOptions(fold=("case", "zeros"), missing="n/k", models="gpt", renamed=(("joy", "happy"),)),
    ),
    "names of the file's own": (
        lines("item,annotator,label", "1,x,joy"),
        lines("item,annotator,label", "1,x,sad"),
        ReadOptions(scope="file"),
    ),
    "no header": (
        lines("c1,p,sad", "c1,q,joy", "c2,p,sad"),
        lines("c3,p,sad", "c3,q,joy"),
        ReadOptions(columns=("item", "annotator", "label")),
    ),
    "a name by its scale": (
        lines("item,annotator,label", "a,x,1", "a,y,2"),
        lines("item,annotator,label", "b,x,2", "b,y,2"),
        ReadOptions(scales=(parse_scale("mood=interval:1..5"),)),
    ),
    "a mapping": (
        lines("clip,p1,p2,rest", "a,sad,joy,0", "b,sad,sad,0"),
        lines("clip,p1,p2,rest", "c,sad,joy,0"),
        ReadOptions(
            mapping=Mapping(
                steps=(Wide(("p1", "p2")),),
                item=("clip",),
                annotator=("annotator",),
                answers=(Answers("answer", "mood"),),
            )
        ),
    ),
    "a tool's words": (
        prodigy(1, ("ann", "joy"), ("gpt", "joy")),
        prodigy(2, ("ann", "unsure"), ("gpt", "joy"), ("bob", "sad")),
        ReadOptions(missing="unsure", models="gpt"),
    ),
    "a tool's columns": (
        label_studio((1, ("a", "joy", "ann", "x")), (2, ("a", "sad", "bob", "y"))),
        label_studio((1, ("b", "joy", "ann", "y")), (2, ("b", "joy", "bob", "y"))),
        ReadOptions(item="clip", label="note"),
    ),
    "a tool's role switched off": (
        label_studio((1, ("a", "joy", "ann", "x")), (2, ("a", "sad", "bob", "y"))),
        label_studio((1, ("b", "joy", "ann", "y")), (2, ("b", "joy", "bob", "y"))),
        ReadOptions(item="clip", duration="none", time="none"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_newer_export_without_options_is_as_one_with_them(case, tmp_path):
    first, second, options = case
    for name, text in (("1.csv", first), ("2.csv", second)):
        (tmp_path / name).write_text(text)
    load(tmp_path / "a.duckdb", tmp_path / "1.csv", options=options)
    (batch,) = load(tmp_path / "a.duckdb", tmp_path / "2.csv")
    load(tmp_path / "b.duckdb", tmp_path / "1.csv", tmp_path / "2.csv", options=options)
    with open_store(tmp_path / "a.duckdb") as one, open_store(tmp_path / "b.duckdb") as other:
        assert one.fingerprint() == other.fingerprint()
    if options != ReadOptions(scales=options.scales) or options.scales[0].name not in first:
        assert [said for said in batch.remarks if said.startswith("It is read as was said of 1.csv: --")]
    assert batch.counts.rejected == 0


@pytest.fixture
def week(tmp_path):
    """A store with an export whose columns had to be named."""
    (tmp_path / "1.csv").write_text(CASES["roles"][0])
    load(tmp_path / "s.duckdb", tmp_path / "1.csv", options=CASES["roles"][2])
    return tmp_path


def loaded(folder, text, options=None):
    (folder / "2.csv").write_text(text)
    (batch,) = load(folder / "s.duckdb", folder / "2.csv", options=options)
    return batch


def recalled(batch):
    return [said for said in batch.remarks if "as was said of" in said]


def test_what_does_not_fit_is_not_used_and_said(tmp_path):
    (tmp_path / "1.csv").write_text(lines("item,annotator,felt,when", "a,x,sad,3"))
    load(tmp_path / "s.duckdb", tmp_path / "1.csv", options=ReadOptions(label="felt"))
    batch = loaded(tmp_path, lines("item,annotator,label,when", "b,x,sad,3", "b,y,joy,4"))
    said = "It does not fit what was said of 1.csv: --label 'felt': there is no column 'felt'."
    assert said in batch.remarks
    assert batch.counts.accepted == 2


def test_what_fits_neither_way_is_asked_about_with_both_reasons(week):
    with pytest.raises(Exception, match="no column is known to hold the annotator") as asked:
        loaded(week, lines("clip,who,thing,when", "b,x,sad,3"))
    assert "1.csv" in asked.value.remedy
    assert "no column 'felt'" in asked.value.remedy


def test_a_role_that_does_not_fit_costs_no_row(tmp_path):
    table = lines("item,annotator,label,w", "a,x,sad,0.3")
    (tmp_path / "1.csv").write_text(table)
    load(tmp_path / "s.duckdb", tmp_path / "1.csv", options=ReadOptions(confidence="w", label="label"))
    batch = loaded(tmp_path, table.replace("a,x,sad,0.3", "b,x,sad,heavy"))
    assert (batch.counts.accepted, batch.counts.rejected) == (1, 0)
    assert any("'w' is not taken as" in said for said in batch.remarks)


def test_columns_that_are_said_anew_hold_alone_and_words_one_by_one(tmp_path):
    table = lines("clip,who,felt,seen", "a,x,sad,1", "a,y,n/k,2")
    (tmp_path / "1.csv").write_text(table)
    first = ReadOptions(item="clip", annotator="who", label="felt", missing="n/k")
    load(tmp_path / "s.duckdb", tmp_path / "1.csv", options=first)
    anew = ReadOptions(item="clip", annotator="who", label="seen")
    batch = loaded(tmp_path, table.replace("a,", "b,"), anew)
    assert recalled(batch) == ["It is read as was said of 1.csv: --missing 'n/k'."]
    with open_store(tmp_path / "s.duckdb") as store:
        assert {question.name for question in store.questions()} == {"felt", "seen"}


def test_nothing_is_recalled_of_other_columns_or_where_it_is_not_wanted(week):
    other = lines("item,annotator,label", "b,x,sad", "b,y,joy")
    assert not recalled(loaded(week, other))
    same = lines("clip,who,felt,when", "c,x,sad,3")
    with pytest.raises(Exception, match="no column is known to hold the annotator"):
        loaded(week, same, ReadOptions(afresh=True))


def test_of_several_the_one_of_the_same_columns_holds(week):
    (week / "3.csv").write_text(lines("clip,who,felt,when,more", "q,x,1,2,3"))
    load(week / "s.duckdb", week / "3.csv", options=ReadOptions(item="clip", annotator="who", label="more"))
    assert "of 1.csv" in recalled(loaded(week, CASES["roles"][1]))[0]


def test_what_is_recalled_is_no_word_of_the_file_itself(week):
    loaded(week, CASES["roles"][1])
    with open_store(week / "s.duckdb") as store:
        assert store.query("SELECT batch_id FROM said").rows() == [(1,)]


def test_a_table_that_is_gone_is_told(tmp_path):
    (tmp_path / "people.csv").write_text("annotator,age\nx,40\n")
    (tmp_path / "1.csv").write_text("item,annotator,label\na,x,p\n")
    options = ReadOptions(join=str(tmp_path / "people.csv"))
    load(tmp_path / "s.duckdb", tmp_path / "1.csv", options=options)
    (tmp_path / "people.csv").unlink()
    batch = loaded(tmp_path, "item,annotator,label\nb,x,p\n")
    assert any("which was joined then, is not there" in said for said in batch.remarks)


def test_gold_beside_is_spelt_as_the_answers(tmp_path):
    (tmp_path / "1.csv").write_text("item,annotator,label\na,x,Joy\na,y,joy\n")
    (tmp_path / "2.csv").write_text("item,annotator,label\nb,x,joy\nb,y,joy\n")
    (tmp_path / "gold.csv").write_text("item,gold\nb,JOY\n")
    load(tmp_path / "s.duckdb", tmp_path / "1.csv", options=ReadOptions(fold="case"))
    load(tmp_path / "s.duckdb", tmp_path / "2.csv", gold=[tmp_path / "gold.csv"])
    with open_store(tmp_path / "s.duckdb") as store:
        assert len(store.question("label").labels) == 1


def test_addresses_are_not_kept(tmp_path):
    (tmp_path / "1.csv").write_text("clip,ann@example.org,bo@example.org\na,p,q\nb,p,p\n")
    options = ReadOptions(item="clip", wide=("ann@example.org", "bo@example.org"))
    load(tmp_path / "s.duckdb", tmp_path / "1.csv", options=options)
    with open_store(tmp_path / "s.duckdb") as store:
        assert store.query("SELECT * FROM said").height == 0


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_was_said_is_kept_as_it_was(case):
    kind, options = Kind("tool", ("a", "b")), lasting(case[2])
    text = write_said(kind, options)
    assert (parse_said(text) if text else (kind, ReadOptions())) == (kind, options)


def test_nothing_said_is_nothing_kept_and_one_way():
    assert write_said(Kind("tool"), ReadOptions()) == ""
    options = ReadOptions(repeats=Repeats.LAST)
    assert list(ways(options, Kind("tool"), "x")) == [options]
