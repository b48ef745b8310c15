"""Rows and columns of a table in any order are the same study."""

import itertools
import random

import pytest

from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.store import open_store

HEADER = ("item", "worker", "mood", "arousal", "created_at", "seconds", "notes")
MOODS = ("calm", "glad", "sad")


def table():
    """Answers of four people, some of them corrected later or left empty."""
    rng = random.Random(7)
    rows = []
    for item in range(8):
        for who in "abcd":
            for again in range(1 + (rng.random() < 0.2)):
                when = f"2024-03-{item + 1:02}T1{again}:{rng.randrange(60):02}:0{'abcd'.index(who)}"
                mood = "" if rng.random() < 0.1 else rng.choice(MOODS)
                rows.append((f"clip{item}", who, mood, str(rng.randrange(11)), when, str(rng.randrange(3, 40)), "n/a"))
    return rows


def untimed():
    """The same without times or notes: some say something twice, some contradict themselves, some name one person."""
    rows = [(item, who, mood, arousal, seconds) for item, who, mood, arousal, _, seconds, _ in table()]
    return rows + [(item, who, mood, arousal, f"{seconds}.5") for item, who, mood, arousal, seconds in rows[::5]]


def fingerprint(folder, rows, places, header=HEADER):
    lines = [",".join(row[place] for place in places) for row in (header, *rows)]
    (folder / "answers.csv").write_text("\n".join(lines) + "\n")
    (batch,) = load(folder / "q.duckdb", folder / "answers.csv")
    with open_store(folder / "q.duckdb") as store:
        return store.fingerprint(), store.info().n_annotators, batch.added


@pytest.fixture(scope="module")
def as_written(tmp_path_factory):
    return fingerprint(tmp_path_factory.mktemp("written"), table(), range(len(HEADER)))


@pytest.mark.parametrize("seed", range(10))
def test_any_order_of_rows_and_columns_is_the_same_study(as_written, tmp_path, seed):
    rng = random.Random(seed)
    rows, places = table(), list(range(len(HEADER)))
    rng.shuffle(rows)
    rng.shuffle(places)
    assert fingerprint(tmp_path, rows, places) == as_written


@pytest.fixture(scope="module")
def untimed_as_written(tmp_path_factory):
    return fingerprint(tmp_path_factory.mktemp("untimed"), untimed(), range(5), (*HEADER[:4], "seconds"))


@pytest.mark.parametrize("seed", range(10))
def test_without_times_too(untimed_as_written, tmp_path, seed):
    rng = random.Random(seed)
    rows, places = untimed(), list(range(5))
    rng.shuffle(rows)
    rng.shuffle(places)
    assert fingerprint(tmp_path, rows, places, (*HEADER[:4], "seconds")) == untimed_as_written


def test_what_is_said_of_people_and_items_is_the_same_too(tmp_path):
    rows = [("c1", "ann", "sad", "30", "de"), ("c1", "bob", "sad", "41", "de"), ("c2", "ann", "glad", "31", "fr")]
    found = set()
    for number, order in enumerate(itertools.permutations(rows)):
        path = tmp_path / f"{number}.csv"
        path.write_text("\n".join(map(",".join, (("item", "worker", "mood", "age", "language"), *order))) + "\n")
        load(tmp_path / f"{number}.duckdb", path, options=ReadOptions(annotator_attributes="age"))
        with open_store(tmp_path / f"{number}.duckdb") as store:
            found.add(str(store.query("SELECT name, value FROM annotator_attribute ORDER BY ALL").rows()))
    assert found == {"[('age', '30'), ('age', '41')]"}


def test_another_answer_is_another_study(as_written, tmp_path):
    first, *rest = table()
    other = (*first[:2], MOODS[MOODS.index(first[2]) - 1] if first[2] else MOODS[0], *first[3:])
    assert fingerprint(tmp_path, [other, *rest], range(len(HEADER))) != as_written
