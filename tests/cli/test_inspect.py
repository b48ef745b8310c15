"""`oeq inspect` and `oeq set-scale`: what they show, write and change."""

from oe_quality.store import open_store

WIDE = "clip,ana,ben\na,joy,sad\nb,sad,sad\nc,joy,joy\n"


def test_inspect_shows_how_a_file_would_be_read(oeq, tmp_path):
    (tmp_path / "wide.csv").write_text(WIDE)
    outcome = oeq("inspect", tmp_path / "wide.csv")
    assert outcome.status == 0
    assert "2 columns are read as one annotator each" in outcome.out
    assert "a | ana | answer: joy" in outcome.out
    assert 'do = "wide"' in outcome.out
    assert list(tmp_path.iterdir()) == [tmp_path / "wide.csv"]


def test_the_mapping_that_inspect_writes_reads_the_same(oeq, tmp_path):
    (tmp_path / "wide.csv").write_text(WIDE)
    assert oeq("inspect", tmp_path / "wide.csv", "-o", tmp_path / "my.toml").status == 0
    prints = []
    for name, more in {"a": (), "b": ("--map", tmp_path / "my.toml")}.items():
        assert oeq("load", tmp_path / f"{name}.duckdb", tmp_path / "wide.csv", *more).status == 0
        with open_store(tmp_path / f"{name}.duckdb") as store:
            prints.append(store.fingerprint())
    assert prints[0] == prints[1]


def test_set_scale_writes_the_answers_anew(oeq, tmp_path):
    (tmp_path / "a.csv").write_text("item,annotator,score\na,x,1\nb,x,3\na,y,2\n")
    db = tmp_path / "s.duckdb"
    oeq("load", db, tmp_path / "a.csv")
    assert oeq("set-scale", db, "score=interval").status == 0
    with open_store(db) as store:
        assert sorted(store.responses()["value"]) == [1, 2, 3]
    assert oeq("set-scale", db, "score=ordinal:3<2<1").out == "score: ordinal, 3 < 2 < 1\n"
    with open_store(db) as store:
        assert sorted(store.responses()["labels"].list.first()) == ["1", "2", "3"]
        assert store.question("score").labels == ("3", "2", "1")


def test_set_scale_refuses_what_does_not_fit(oeq, tmp_path):
    (tmp_path / "a.csv").write_text("item,annotator,label\na,x,sad\nb,x,glad\n")
    db = tmp_path / "s.duckdb"
    oeq("load", db, tmp_path / "a.csv")
    for scale, why in {"label=interval": "'glad' is no number", "label=ordinal:sad<mad": "none of its labels"}.items():
        outcome = oeq("set-scale", db, scale)
        assert outcome.status == 2
        assert why in outcome.err
