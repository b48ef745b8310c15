"""Items whose answers are another item's, answer by answer: a block of rows that was pasted again.

Items may be answered alike by chance, and the more so the less their answers differ. So two things have to hold: far
more pairs of items are equal in all questions than would be if each question agreed by itself as often as it does; and
of pairs that are nearly equal, in all questions but one, there are few, where chance makes more of these than of equal
ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

FEWEST_QUESTIONS = 4
"""Questions from which answers to all of them tell items apart."""

MOST_EXPECTED = 0.05
"""Share of the equal pairs that may be expected by chance."""

NEARLY = 3
"""How many times as many pairs must be equal as are nearly equal."""

SHOWN = 3
MOST_HELD = 2_000_000
"""Pairs of an item and a question that are held at most: some 100 MB."""
_MARK = {"item": pl.String(), "question": pl.String(), "mark": pl.UInt64()}


def copied_said(answers: pl.DataFrame) -> list[str]:
    """What to say of items whose answers are other items', as a sentence.

    Args:
        answers: `item`, `annotator`, `question`, `cell`: all that count.
    """
    marks = Marks()
    marks.add(answers)
    return marks.said()


@dataclass(slots=True)
class Marks:
    """A number for what everybody answered to each question about each item; answers may come in parts."""

    held: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_MARK))
    many: bool = False

    def add(self, answers: pl.DataFrame) -> None:
        """Some more answers, in any order; columns as those of `copied_said`."""
        if self.many:
            return
        one = answers.select("item", "question", mark=pl.struct("annotator", "question", "cell").hash())
        self.held = pl.concat([self.held, one]).group_by("item", "question").agg(pl.col("mark").sum())
        if self.held.height > MOST_HELD:
            self.held, self.many = self.held.clear(), True

    def said(self) -> list[str]:
        """What to say of items whose answers are other items', as a sentence."""
        if self.many:
            return [f"There are more than {MOST_HELD:,} answered pairs of item and question: copies are not sought."]
        questions = self.held["question"].n_unique()
        return _said(_per_item(self.held), questions) if questions >= FEWEST_QUESTIONS else []


def _said(marks: pl.DataFrame, questions: int) -> list[str]:
    names, table = marks["item"], marks.drop("item").to_numpy()
    if len(names) < 2:
        return []
    whole = table.sum(axis=1, dtype=np.uint64)
    equal = _pairs(whole)
    nearly = sum(_pairs(whole - column) - equal for column in table.T)
    n_pairs = len(names) * (len(names) - 1) / 2
    expected = n_pairs * float(np.prod([_pairs(column) / n_pairs for column in table.T]))
    if not equal or expected > MOST_EXPECTED * equal or NEARLY * nearly > equal:
        return []
    _, group, size = np.unique(whole, return_inverse=True, return_counts=True)
    first = int(np.argmax(size[group] > 1))
    alike = names.filter(pl.Series(group == group[first]))
    n_items, n_blocks = int((size[group] > 1).sum()), int((size > 1).sum())
    blocks = "1 block" if n_blocks == 1 else f"{n_blocks:,} blocks"
    return [
        f"{n_items:,} items hold the same answers of the same people to all {questions:,} questions as another item "
        f"({blocks} of answers, such as that of {', '.join(map(repr, alike[:SHOWN]))}), where chance gives some "
        f"{expected:.1g} such pairs: were rows pasted twice?"
    ]


def _per_item(held: pl.DataFrame) -> pl.DataFrame:
    """The marks of items that were asked everything: `item`, and a column per question."""
    asked = pl.col("question").rank("dense").cast(pl.String).alias("asked")
    per = held.select("item", asked, "mark").sort("item", "asked")
    return per.pivot(on="asked", index="item", values="mark", maintain_order=True).drop_nulls()


def _pairs(marks: NDArray[np.uint64]) -> int:
    """How many pairs of equal ones there are."""
    _, size = np.unique(marks, return_counts=True)
    return int((size.astype(np.int64) * (size.astype(np.int64) - 1) // 2).sum())
