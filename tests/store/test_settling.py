"""Files that contradict each other: the same store whatever the order of loading, and what was said of repeats."""

import itertools
import random

import pytest

from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.store import open_store

HEAD = "item,annotator,mood,created_at\n"
ONE, TWO, THREE = (f"2024-01-0{day}T10:00:00" for day in (1, 2, 3))
FILES = {
    "a.csv": f"{HEAD}i,x,joy,\nj,x,joy,{ONE}\nk,x,joy,{ONE}\nl,x,joy,\nm,x,joy,\n",
    "b.csv": f"{HEAD}i,x,sad,\nj,x,sad,{TWO}\nk,x,sad,{ONE}\nl,x,joy,{TWO}\n",
    "c.csv": f"{HEAD}i,x,joy,\nj,x,fear,{THREE}\nk,x,joy,{THREE}\nl,x,sad,{ONE}\n",
    "d.csv": f"{HEAD}m,x,sad,{TWO}\nm,y,sad,\n",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


def held(path):
    with open_store(path) as store:
        rows = {row["item"]: row["labels"][0] for row in store.responses().filter(annotator="x").to_dicts()}
        return store.fingerprint(), rows


def test_any_order_of_files_is_the_same_store(files, tmp_path):
    found = set()
    for n, order in enumerate(itertools.islice(itertools.permutations(FILES), 0, None, 7)):
        load(tmp_path / f"{n}.duckdb", *(files / name for name in order))
        fingerprint, rows = held(tmp_path / f"{n}.duckdb")
        found.add(fingerprint)
        # i and m differ without a time; the latest of j, k and l is known.
        assert rows == {"j": "fear", "k": "joy", "l": "joy"}
    assert len(found) == 1


def test_what_does_not_count_is_kept_counted_and_told(files, tmp_path):
    first, second = load(tmp_path / "s.duckdb", files / "a.csv", files / "d.csv")
    assert (first.contested, second.contested, second.added) == (0, 1, 1)
    with open_store(tmp_path / "s.duckdb") as store:
        rows = store.query("SELECT item, labels, file FROM contested ORDER BY file").rows()
        assert store.info().batches[1].contested == 1
    assert rows == [("m", ["joy"], "a.csv"), ("m", ["sad"], "d.csv")]


@pytest.mark.parametrize(("said", "mood"), [("last", "sad"), ("first", "joy"), ("agreed", None), ("occasions", None)])
def test_what_is_said_of_repeats_holds_across_files(files, tmp_path, said, mood):
    load(tmp_path / "s.duckdb", files / "a.csv", options=ReadOptions(repeats=said))
    load(tmp_path / "s.duckdb", files / "b.csv")
    assert held(tmp_path / "s.duckdb")[1].get("i") == mood


def test_a_load_with_other_options_is_as_a_fresh_one(files, tmp_path):
    load(tmp_path / "s.duckdb", files / "a.csv", files / "b.csv")
    load(tmp_path / "s.duckdb", files / "b.csv", options=ReadOptions(repeats="last"))
    load(tmp_path / "t.duckdb", files / "a.csv")
    load(tmp_path / "t.duckdb", files / "b.csv", options=ReadOptions(repeats="last"))
    assert held(tmp_path / "s.duckdb") == held(tmp_path / "t.duckdb")
    load(tmp_path / "s.duckdb", files / "b.csv")
    load(tmp_path / "u.duckdb", files / "a.csv", files / "b.csv")
    assert held(tmp_path / "s.duckdb") == held(tmp_path / "u.duckdb")


def test_rows_that_contradict_each_other_in_any_order(tmp_path):
    rows = [
        "i,x,joy,",
        "i,x,sad,",
        f"j,x,joy,{ONE}",
        f"j,x,sad,{TWO}",
        "k,x,joy,",
        "k,x,joy,",
    ]
    found = set()
    for n, order in enumerate(itertools.islice(itertools.permutations(rows), 0, None, 110)):
        (tmp_path / "r.csv").write_text(HEAD + "\n".join(order) + "\n")
        (batch,) = load(tmp_path / f"{n}.duckdb", tmp_path / "r.csv", options=ReadOptions(repeats="agreed"))
        assert (batch.counts.accepted, batch.counts.superseded) == (2, 4)
        found.add(held(tmp_path / f"{n}.duckdb")[0])
    assert len(found) == 1


STATES = ("joy,", "sad,", f"joy,{ONE}", f"sad,{ONE}", f"sad,{TWO}", f"fear,{TWO}", "joy,")
"""Answers of one annotator to one item: without a time, of equal and of different times."""


@pytest.mark.parametrize("seed", range(3))
def test_answers_in_one_file_or_over_several_are_the_same_store(tmp_path, seed):
    draw = random.Random(seed)
    rows = [f"i{n},x,{state}" for n in range(6) for state in draw.sample(STATES, draw.randint(1, 4))]
    rows = list(dict.fromkeys(rows))  # what is said twice in a file is one row of it
    rows += [f"i{n},y,joy," for n in range(30)]
    found = set()
    for n, n_files in enumerate((1, 1, 2, 3)):
        draw.shuffle(rows)
        parts = [[row for place, row in enumerate(rows) if place % n_files == number] for number in range(n_files)]
        files = [tmp_path / f"{n}-{number}.csv" for number in range(n_files)]
        for file, part in zip(files, parts, strict=True):
            file.write_text(HEAD + "\n".join(part) + "\n")
        batches = load(tmp_path / f"{n}.duckdb", *files)
        assert sum(batch.counts.read for batch in batches) == len(rows)
        found.add(held(tmp_path / f"{n}.duckdb")[0])
    assert len(found) == 1


def test_three_answers_without_a_time_in_one_file_or_over_two(tmp_path):
    files = {"a.csv": "i,x,joy,\ni,x,sad,\n", "b.csv": "i,x,joy,\n", "c.csv": "i,x,joy,\ni,x,sad,\ni,x,joy,\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(HEAD + "j,x,joy,\n" + text)
    first, second = load(tmp_path / "two.duckdb", tmp_path / "a.csv", tmp_path / "b.csv")
    (whole,) = load(tmp_path / "one.duckdb", tmp_path / "c.csv")
    assert (first.contested, second.contested, whole.contested) == (2, 1, 2)
    assert held(tmp_path / "two.duckdb") == held(tmp_path / "one.duckdb")
    with open_store(tmp_path / "one.duckdb") as store:
        kept = store.query("SELECT item, labels, line FROM contested ORDER BY line").rows()
    assert kept == [("i", ["joy"], 3), ("i", ["sad"], 4)]
    (again,) = load(tmp_path / "one.duckdb", tmp_path / "c.csv")
    assert again.unchanged


def test_a_file_without_its_contradiction_counts_again(tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + "i,x,joy,\ni,x,sad,\n")
    load(tmp_path / "s.duckdb", tmp_path / "a.csv")
    load(tmp_path / "s.duckdb", tmp_path / "a.csv", options=ReadOptions(repeats="last"))
    load(tmp_path / "t.duckdb", tmp_path / "a.csv", options=ReadOptions(repeats="last"))
    assert held(tmp_path / "s.duckdb") == held(tmp_path / "t.duckdb")
    assert held(tmp_path / "s.duckdb")[1] == {"i": "sad"}
