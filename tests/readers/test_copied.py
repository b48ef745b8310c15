"""Blocks of rows that were pasted again are noticed, and answers that are alike by chance are not."""

import random

import polars as pl
import pytest

from oe_quality.readers import ReadOptions
from oe_quality.readers.copied import Marks, copied_said
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

QUESTIONS = tuple(f"q{n}" for n in range(6))


def answered(seed, n_items=60, hit=0.8, labels="abc", one_truth=False):
    """(item, annotator, question, cell) of three people who are right with probability `hit`."""
    draw, rows = random.Random(seed), []
    for item in range(n_items):
        truths = [draw.choice(labels)] * len(QUESTIONS) if one_truth else draw.choices(labels, k=len(QUESTIONS))
        for who in "xyz":
            for question, truth in zip(QUESTIONS, truths, strict=True):
                cell = truth if draw.random() < hit else draw.choice(labels)
                rows.append((f"i{item:02d}", who, question, cell))
    return pl.DataFrame(rows, schema=["item", "annotator", "question", "cell"], orient="row")


def with_copies(rows, first, n):
    """The same, where the answers about item `first` stand at the next `n` items too."""
    own = rows.filter(pl.col("item") == f"i{first:02d}")
    copies = [own.with_columns(item=pl.lit(f"i{first + k:02d}")) for k in range(1, n + 1)]
    names = [f"i{first + k:02d}" for k in range(1, n + 1)]
    return pl.concat([rows.filter(~pl.col("item").is_in(names)), *copies])


@pytest.mark.parametrize("seed", range(5))
def test_copied_blocks_are_counted_and_told(seed):
    rows = with_copies(with_copies(answered(seed), 10, 3), 30, 1)
    (said,) = copied_said(rows.sample(fraction=1, shuffle=True, seed=seed))
    assert said.startswith(
        "6 items hold the same answers of the same people to all 6 questions as another item (2 block"
    )
    assert "'i10', 'i11', 'i12'" in said


@pytest.mark.parametrize(
    "how",
    [{}, {"hit": 0.97, "labels": "ab"}, {"hit": 1.0, "labels": "ab"}, {"hit": 0.9, "labels": "ab", "one_truth": True}],
    ids=["ordinary", "nearly sure", "perfect", "questions that hang together"],
)
@pytest.mark.parametrize("seed", range(4))
def test_answers_that_are_alike_by_chance_are_not(how, seed):
    assert copied_said(answered(seed, **how)) == []


def test_few_questions_or_items_say_nothing():
    rows = answered(1)
    assert copied_said(rows.filter(pl.col("question").is_in(["q0", "q1", "q2"]))) == []
    assert copied_said(rows.filter(pl.col("item") == "i00")) == []
    assert copied_said(rows.clear()) == []


def test_it_is_said_of_a_file():
    rows = with_copies(answered(3), 5, 4).pivot(on="question", index=["item", "annotator"], values="cell")
    text = rows.write_csv().encode()
    export = read(input_from_bytes(text, "a.csv"), ReadOptions(label=QUESTIONS))
    assert any("were rows pasted twice?" in said for said in export.remarks)
    assert export.counts.accepted == rows.height


def test_answers_that_come_in_parts_say_the_same_as_together():
    rows = with_copies(answered(3), 10, 3).sample(fraction=1, shuffle=True, seed=1)
    marks = Marks()
    for part in rows.iter_slices(100):
        marks.add(part)
    assert marks.said() == copied_said(rows) != []
