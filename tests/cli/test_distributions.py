"""`oeq distributions` on a small store."""

import json

import pytest


@pytest.fixture
def moods(tmp_path, oeq):
    rows = ["item,annotator,mood,site"]
    for i in range(20):
        for a in range(10):
            mood = "sad" if a < 5 and i % 2 else ["glad", "sad", "calm"][(i + (i * a % 7 == 0)) % 3]
            rows.append(f"i{i:02},p{a},{mood},{'ns'[a > 4]}")
    export, db = tmp_path / "moods.csv", tmp_path / "moods.duckdb"
    export.write_text("\n".join(rows) + "\n")
    assert oeq("load", db, export, "--label", "mood", "--annotator-attribute", "site").status == 0
    return db


def test_shares(oeq, moods):
    done = oeq("distributions", moods, "--question", "mood")
    assert done.status == 0, done.err
    assert "Answers to mood" in done.out
    assert "Good-Turing" in done.err
    assert "group" in oeq("distributions", moods, "--question", "mood", "--by", "site").out


def test_items(oeq, moods):
    done = oeq("distributions", moods, "--question", "mood", "--items", "--format", "json")
    body = json.loads(done.out)
    assert (body["schema"], len(body["items"])) == ("oeq.ambiguity/1", 20)
    assert "rank" in oeq("distributions", moods, "--question", "mood", "--items").out


def test_between_groups(oeq, moods):
    done = oeq("distributions", moods, "--question", "mood", "--between", "site")
    assert "Jensen-Shannon" in done.out
    (pair,) = json.loads(
        oeq("distributions", moods, "--question", "mood", "--between", "site", "--format", "json").out
    )["pairs"]
    assert pair["p_per_item"] < 0.05


def test_one_table_at_a_time(oeq, moods):
    done = oeq("distributions", moods, "--question", "mood", "--items", "--between", "site")
    assert done.status == 2
    assert "different tables" in done.err


def test_labels(oeq, moods):
    done = oeq("distributions", moods, "--question", "mood", "--labels", "--format", "csv")
    assert done.out.startswith("category,word,n_given,share_of_given,share_in_category")
    assert len(done.out.splitlines()) == 4
