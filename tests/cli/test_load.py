"""`oeq load`: what it says, what it leaves behind."""

import pytest

from oe_quality.store import open_store


def test_the_summary_says_what_became_of_the_file(oeq, tmp_path, crowd, plain):
    outcome = oeq("load", tmp_path / "q.duckdb", crowd)
    assert outcome.status == 0
    assert outcome.out == ""
    said = plain(outcome.err)
    assert "crowd.csv (tidy): 13 rows read, 12 accepted, 1 rejected" in said
    assert "12 responses: 12 new" in said
    assert "label: nominal, glad, sad" in said
    assert "rejected: line 14" in said


def test_quiet_says_nothing(oeq, tmp_path, crowd):
    outcome = oeq("load", tmp_path / "q.duckdb", crowd, "--quiet")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")


def test_the_same_file_again_says_so(oeq, db, crowd):
    outcome = oeq("load", db, crowd)
    assert outcome.status == 0
    assert "nothing changed" in outcome.err


def test_many_rejects_are_summarised(oeq, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("item,annotator,label\na,b,c\n" + ",b,c\n" * 9)
    said = oeq("load", tmp_path / "q.duckdb", path).err
    assert said.count("rejected: line") == 3
    assert "and 6 more" in said
    assert oeq("load", tmp_path / "v.duckdb", path, "--verbose").err.count("rejected: line") == 9


def test_a_scale_that_is_declared_is_kept(oeq, tmp_path, crowd):
    path = tmp_path / "q.duckdb"
    assert oeq("load", path, crowd, "--scale", "label=ordinal:sad<glad").status == 0
    with open_store(path) as store:
        assert store.question("label").labels == ("sad", "glad")


def test_a_later_file_is_read_on_the_scale_that_the_store_knows(oeq, tmp_path, crowd):
    path, later = tmp_path / "q.duckdb", tmp_path / "later.csv"
    assert oeq("load", path, crowd, "--scale", "label=ordinal:sad<glad").status == 0
    later.write_text("item,annotator,label\nnew,p1,sad\n")
    outcome = oeq("load", path, later)
    assert outcome.status == 0, outcome.err
    assert "label: ordinal, sad < glad" in outcome.err


def test_a_guessed_scale_moves_and_a_declared_one_does_not(oeq, db, tmp_path):
    later = tmp_path / "later.csv"
    later.write_text("item,annotator,label\nnew,p1,sad\n")
    moved = oeq("load", db, later, "--scale", "label=ordinal:sad<glad")
    assert moved.status == 0
    assert "was nominal in the store and is ordinal with this file" in moved.err
    refused = oeq("load", db, later, "--scale", "label=nominal:sad,glad")
    assert refused.status == 3
    assert "is nominal here, and ordinal in the store" in refused.err
    assert "oeq set-scale" in refused.err


def test_the_order_of_files_makes_no_difference_to_the_scale(oeq, tmp_path):
    (tmp_path / "a.csv").write_text("item,annotator,score\n" + "".join(f"i{n},ann,{n % 5 + 1}\n" for n in range(20)))
    (tmp_path / "b.csv").write_text("item,annotator,score\n" + "".join(f"i{n},bob,{n % 5 + 0.5}\n" for n in range(20)))
    prints = set()
    for name, files in {"ab": "ab", "ba": "ba", "one by one": None}.items():
        store = tmp_path / f"{name}.duckdb"
        for group in [[f"{f}.csv" for f in files]] if files else [["a.csv"], ["b.csv"]]:
            assert oeq("load", store, *(tmp_path / file for file in group)).status == 0
        with open_store(store) as opened:
            assert opened.question("score").scale == "interval"
            prints.add(opened.fingerprint())
    assert len(prints) == 1


def test_columns_can_be_named(oeq, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("clip,who,felt\na,b,sad\na,c,glad\n")
    outcome = oeq(
        "load", tmp_path / "q.duckdb", path, "--item", "clip", "--annotator", "who", "--label", "felt",
        "--question-name", "mood",
    )  # fmt: skip
    assert outcome.status == 0, outcome.err
    with open_store(tmp_path / "q.duckdb") as store:
        assert store.panel("mood").items.to_list() == ["a"]


def test_gold_answers_come_from_a_file_of_their_own(oeq, tmp_path, crowd):
    gold = tmp_path / "truth.csv"
    gold.write_text("item,truth\ni0,sad\ni1,glad\n")
    outcome = oeq("load", tmp_path / "q.duckdb", crowd, "--gold", gold)
    assert outcome.status == 0, outcome.err
    assert "gold answers for 2 items" in outcome.err
    with open_store(tmp_path / "q.duckdb") as store:
        assert store.panel("label").gold.tolist() == [1, 0, -1, -1]


@pytest.mark.parametrize("what", ["folder", "missing", "empty", "binary"])
def test_what_cannot_be_loaded_leaves_no_store(oeq, tmp_path, what):
    bad = tmp_path / what
    if what == "folder":
        bad.mkdir()
    elif what != "missing":
        bad.write_bytes({"empty": b"", "binary": bytes(range(256)) * 4}[what])
    outcome = oeq("load", tmp_path / "q.duckdb", bad)
    assert outcome.status == 3
    assert what in outcome.err
    assert not (tmp_path / "q.duckdb").exists()


def test_files_before_one_that_fails_stay_loaded_and_are_named(oeq, tmp_path, crowd):
    outcome = oeq("load", tmp_path / "q.duckdb", crowd, tmp_path / "missing.csv")
    assert outcome.status == 3
    assert "loaded before the failure: crowd.csv" in outcome.err
    with open_store(tmp_path / "q.duckdb") as store:
        assert store.info().n_items == 4


def test_no_export_is_a_usage_error(oeq, tmp_path):
    outcome = oeq("load", tmp_path / "q.duckdb")
    assert outcome.status == 2
    assert "at least one EXPORT" in outcome.err


def test_a_scale_that_is_none_is_a_usage_error(oeq, tmp_path, crowd):
    assert oeq("load", tmp_path / "q.duckdb", crowd, "--scale", "label=sideways").status == 2


def test_hostile_names_do_not_steer_the_terminal(oeq, tmp_path):
    path = tmp_path / "evil\x1b[31m.csv"
    path.write_text("item,annotator,\x1b]0;owned\x07\na,b,\x1b[2Jc\na,d,x\n")
    said = oeq("load", tmp_path / "q.duckdb", path, "--item", "item", "--annotator", "annotator").err
    assert "\x1b" not in said
    assert "\x07" not in said


def test_a_file_of_which_no_row_can_be_used_is_an_error_and_makes_no_store(oeq, tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("item,annotator,rating\ni1,a,good\ni1,b,bad\n")
    outcome = oeq("load", tmp_path / "q.duckdb", path, "--scale", "rating=interval")
    assert outcome.status == 3
    assert "line 2, column 'rating': it is no finite number; none of the 2 rows can be used" in outcome.err
    assert not (tmp_path / "q.duckdb").exists()


def test_memory_is_no_place_for_a_store_and_home_is_understood(oeq, crowd, tmp_path, monkeypatch):
    for verb in (["load", ":memory:", crowd], ["info", ":memory:"]):
        outcome = oeq(*verb)
        assert outcome.status == 2
        assert "gone at once" in outcome.err
    monkeypatch.setenv("HOME", str(tmp_path))
    assert oeq("load", "~/home.duckdb", crowd, "-q").status == 0
    assert oeq("info", "~/home.duckdb", "-q").status == 0
    assert (tmp_path / "home.duckdb").exists()


def test_settings_rename_the_labels_of_a_question(oeq, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "oeq.toml").write_text('[labels.rename.mood]\njoyful = "joy"\n')
    (tmp_path / "a.csv").write_text("item,annotator,mood,tone\na,x,joy,joyful\nb,x,joyful,flat\n")
    (tmp_path / "gold.csv").write_text("item,question,gold\na,mood,joyful\n")
    outcome = oeq("load", "q.duckdb", "a.csv", "--label", "mood", "--label", "tone", "--gold", "gold.csv")
    assert outcome.status == 0, outcome.err
    with open_store(tmp_path / "q.duckdb") as store:
        assert store.question("mood").labels == ("joy",)
        assert set(store.question("tone").labels) == {"flat", "joyful"}
        assert store.gold("mood")["labels"].to_list() == [["joy"]]


def test_a_label_that_the_command_renames_goes_before_the_settings(oeq, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "oeq.toml").write_text('[labels.rename.mood]\njoyful = "joy"\n')
    (tmp_path / "a.csv").write_text("item,annotator,mood\na,x,joyful\nb,x,sad\n")
    assert oeq("load", "q.duckdb", "a.csv", "--label", "mood", "--rename", "joyful=happy").status == 0
    with open_store(tmp_path / "q.duckdb") as store:
        assert store.question("mood").labels == ("happy", "sad")


ODD = "clip,who,felt,sure\na,x,glad,low\na,y,sad,high\nb,x,glad,low\nb,y,glad,high\n"
NEWER = "felt,clip,who,sure\nglad,c,x,low\nsad,c,y,odd\n"
ROLES = ("--item", "clip", "--annotator", "who", "--label", "felt", "--missing", "n/k")


@pytest.fixture
def odd(oeq, tmp_path):
    """A store with an export whose columns had to be named, and a newer export."""
    (tmp_path / "one.csv").write_text(ODD)
    (tmp_path / "two.csv").write_text(NEWER)
    assert oeq("load", tmp_path / "q.duckdb", tmp_path / "one.csv", *ROLES).status == 0
    return tmp_path


def test_a_newer_export_with_the_same_columns_needs_no_options(oeq, odd, plain):
    outcome = oeq("load", odd / "q.duckdb", odd / "two.csv")
    assert outcome.status == 0
    said = plain(outcome.err)
    assert (
        "It is read as was said of one.csv: --item 'clip', --annotator 'who', --label 'felt', --missing 'n/k'." in said
    )
    assert "Read item from 'clip', annotator from 'who', answers from 'felt'" in said
    assert oeq("load", odd / "r.duckdb", odd / "one.csv", odd / "two.csv", *ROLES).status == 0
    with open_store(odd / "q.duckdb") as one, open_store(odd / "r.duckdb") as other:
        assert one.fingerprint() == other.fingerprint()


def test_the_same_file_without_options_changes_nothing(oeq, odd):
    outcome = oeq("load", odd / "q.duckdb", odd / "one.csv")
    assert outcome.status == 0
    assert "nothing changed" in outcome.err


def test_what_was_remembered_is_remembered_further(oeq, odd):
    assert oeq("load", odd / "q.duckdb", odd / "two.csv").status == 0
    (odd / "three.csv").write_text(ODD.replace("a,", "d,"))
    assert oeq("load", odd / "q.duckdb", odd / "three.csv").status == 0


def test_options_of_its_own_go_before_and_none_of_the_earlier_ones_may_hold(oeq, odd, plain):
    said = plain(oeq("load", odd / "q.duckdb", odd / "two.csv", "--label", "sure", "--annotator", "who").err)
    assert "as was said of one.csv: --missing 'n/k'." in said
    assert "answers from 'sure'" in said
    (odd / "more.csv").write_text("clip,who,felt,sure,label\na,x,glad,low,sad\n")
    outcome = oeq("load", odd / "q.duckdb", odd / "more.csv", "--map", "none")
    assert outcome.status == 3
    assert "as was said of" not in plain(outcome.err)
    assert "Not read: 'felt', 'label'" in plain(oeq("load", odd / "q.duckdb", odd / "more.csv").err)


def test_a_file_that_named_itself_is_not_remembered(oeq, db, tmp_path):
    (tmp_path / "later.csv").write_text("item,annotator,label\nnew,p1,sad\n")
    outcome = oeq("load", db, tmp_path / "later.csv")
    assert outcome.status == 0
    assert "as was said of" not in outcome.err
