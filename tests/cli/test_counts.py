"""One count of annotations for one thing: what every output of one study says, held against the answers themselves."""

import csv
import io
import json
import re

import polars as pl
import pytest

from oe_quality.analysis.release.data import ReleaseOptions, people, release_data
from oe_quality.analysis.study import study
from oe_quality.keys import Key
from oe_quality.loading import load
from oe_quality.readers.options import ReadOptions, Repeats
from oe_quality.render.release.card import counted, left_out
from oe_quality.render.report.build import page_of
from oe_quality.store import open_store

ITEMS, PEOPLE = 12, 6


@pytest.fixture(scope="module")
def counts_db(tmp_path_factory):
    """Six people on twelve items; p0 answers five items again, p1 two. p1 is left out, three answers are flagged."""
    rows = ["item,annotator,label,created_at,status"]
    for item in range(ITEMS):
        for who in range(PEOPLE):
            again = (2 if item < 5 else 1) if who == 0 else (2 if item < 2 else 1) if who == 1 else 1
            for turn in range(again):
                label = "glad" if (item + (who == 5 and item % 3 == 0)) % 2 else "sad"
                status = "flagged" if who == 2 and item < 3 else "answered"
                rows.append(f"i{item},p{who},{label},2030-01-{turn + 1:02}T10:{item:02}:{who:02},{status}")
    folder = tmp_path_factory.mktemp("counts")
    (folder / "crowd.csv").write_text("\n".join(rows) + "\n")
    load(folder / "quality.duckdb", folder / "crowd.csv", options=ReadOptions(repeats=Repeats.OCCASIONS))
    with open_store(folder / "quality.duckdb", read_only=False) as store:
        store.exclude("p1", reason="p1 said: <b>no</b> time,\nask anna@example.org")
    return folder / "quality.duckdb"


GIVEN = ITEMS * PEOPLE - 3 + 5 + 2
OUT, EARLIER = ITEMS + 2, 5
COUNTED = GIVEN - OUT - EARLIER


def numbers(text):
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


def test_every_output_gives_one_number_or_parts_that_sum(oeq, counts_db):
    with open_store(counts_db) as store:
        totals = store.info().totals
        assert (totals.n_annotations, totals.n_left_out, totals.n_earlier) == (GIVEN, OUT, EARLIER)
        assert totals.n_counted == store.panel("label").n_responses == COUNTED
        assert store.panel("label").left_out.repeats == EARLIER
        found = study(store)
        data = release_data(store, people(store, Key(b"0123456789abcdef")))
    sentence = (
        f"{GIVEN} annotations of {ITEMS} items by {PEOPLE} annotators: {COUNTED} count, {OUT} are by 1 annotator left "
        f"out, and {EARLIER} were followed by a later one of the same annotator on the same item"
    )
    # The terminal.
    assert oeq("info", counts_db).err.split("; from ")[0] == sentence
    document = json.loads(oeq("info", counts_db, "--format", "json").out)
    of = document["totals"]
    assert document["n_annotations"] == of["n_annotations"] == COUNTED + of["n_left_out"] + of["n_earlier"] == GIVEN
    shown = oeq("agreement", counts_db).out
    assert str(COUNTED) in next(line for line in shown.splitlines() if line.startswith("label")).split()
    assert f"{EARLIER} earlier ones are not among these" in shown
    plan = next(csv.DictReader(io.StringIO(oeq("plan", counts_db, "--format", "csv").out)))
    assert plan["question"] == "label"
    # annotators.csv: everybody has a row, who is left out too.
    table = pl.read_csv(io.StringIO(oeq("annotators", counts_db, "--format", "csv").out))
    assert table["n_annotations"].sum() == GIVEN
    assert table.filter(pl.col("status") == "left out")["n_annotations"].sum() == OUT
    assert table.filter(pl.col("status") != "left out")["n_items"].sum() == COUNTED
    # The page.
    page = page_of(found)
    assert page.subtitle == f"{sentence}; from 1 export."
    tiles = {tile.words: tile.number for tile in page.tiles}
    assert tiles["annotations"] == str(GIVEN)
    assert tiles["annotations that count, per item"] == f"{COUNTED / ITEMS:.1f}"
    assert {q.basis.n_responses for q in found.agreement.questions} == {COUNTED}
    # The release.
    assert numbers(counted(data))[:4] == [GIVEN - OUT, ITEMS, PEOPLE - 1, COUNTED]
    assert data.annotations.height == data.annotators["n_annotations"].sum() == GIVEN - OUT
    assert numbers(left_out(data)[0])[0] == OUT
    assert {q.basis.n_responses for q in data.agreement.questions} == {COUNTED}


def test_a_release_says_since_when_and_where_asked_why_but_never_who(counts_db):
    with open_store(counts_db) as store:
        alias = store.annotators().filter(annotator="p1")["alias"].item()
        who = people(store, Key(b"0123456789abcdef"))
        silent = release_data(store, who)
        data = release_data(store, who, ReleaseOptions(with_reasons=True))
    assert re.search(r"left out since \d{4}-\d\d-\d\d\)\.$", left_out(silent)[0])
    assert [it.reason for it in silent.left_out] == [""]
    (said,) = left_out(data)
    assert re.search(r"14 annotations by 1 annotator whom .* \(left out since \d{4}-\d\d-\d\d: \[somebody\] said", said)
    assert not [word for word in ("p1", alias, "anna", "\n") if word in said]


def test_what_all_count_needs_no_parts():
    from oe_quality.diction import CLIPS
    from oe_quality.store.records import Totals

    assert Totals(2, 3, 6).words(CLIPS) == "6 annotations of 2 clips by 3 annotators"
    assert Totals(2, 3, 6, n_by_models=4).words(CLIPS).endswith("3 annotators; beside them 4 by models")
