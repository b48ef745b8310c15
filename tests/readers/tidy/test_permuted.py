"""Rows and columns of a table in any order are the same study."""

import random

import pytest

from oe_quality.loading import load
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


def fingerprint(folder, rows, places):
    lines = [",".join(row[place] for place in places) for row in (HEADER, *rows)]
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


def test_another_answer_is_another_study(as_written, tmp_path):
    first, *rest = table()
    other = (*first[:2], MOODS[MOODS.index(first[2]) - 1] if first[2] else MOODS[0], *first[3:])
    assert fingerprint(tmp_path, [other, *rest], range(len(HEADER))) != as_written
