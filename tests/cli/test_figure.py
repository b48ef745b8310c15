"""`oeq figure`."""

import re

import pytest


@pytest.fixture
def db(oeq, tmp_path):
    export, place = tmp_path / "few.csv", tmp_path / "few.duckdb"
    export.write_text(
        "item,annotator,label\n" + "".join(f"{i},{a},{(i + (a == 'z')) % 2}\n" for i in range(9) for a in "xyz")
    )
    assert oeq("load", place, export).status == 0
    return place


def test_without_a_name_it_lists_them(oeq, db):
    done = oeq("figure", db)
    assert done.status == 0
    assert "emotion-plane" in done.out


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_a_figure_is_written_with_its_caption_told(oeq, db, tmp_path, kind, begins):
    place = tmp_path / f"a.{kind}"
    done = oeq("figure", db, "agreement", "-o", place, "--width", 85)
    assert done.status == 0, done.err
    assert place.read_bytes().startswith(begins)
    assert re.match(r"Agreement by question\. label", done.out)
    assert f"wrote {place}" in done.err


def test_no_place_is_a_remedy_that_works(oeq, db):
    done = oeq("figure", db, "agreement")
    assert (done.status, "Give -o agreement.svg" in done.err) == (2, True)


def test_what_stands_there_is_kept(oeq, db, tmp_path):
    thesis = tmp_path / "thesis.pdf"
    thesis.write_text("mine")
    assert oeq("figure", db, "agreement", "-o", thesis).status == 2
    assert oeq("figure", db, "agreement", "-o", thesis, "--force").status == 2
    assert oeq("figure", db, "agreement", "-o", db.with_suffix(".svg"), "--width", 9).status == 2
    assert thesis.read_text() == "mine"
    assert not db.with_suffix(".svg").exists()


def test_why_there_is_none_is_said_and_nothing_written(oeq, db, tmp_path):
    done = oeq("figure", db, "words", "-o", tmp_path / "w.svg")
    assert done.status != 0
    assert "no words in categories" in done.err
    assert not (tmp_path / "w.svg").exists()
