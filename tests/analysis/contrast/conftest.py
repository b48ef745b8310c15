"""A study of two questions, asked of the same people about the same items, in two sites and two halves of items."""

import random

import pytest

import oe_quality as oeq


def rows(seed=3, items=60, people=12, noise=(0.15, 0.45)):
    rng = random.Random(seed)
    made = []
    for i in range(items):
        for a in rng.sample(range(people), 5):
            labels = [i % 3 if rng.random() > share else rng.randrange(3) for share in noise]
            made.append((f"i{i:02}", f"p{a:02}", *("abc"[k] for k in labels), "ns"[a % 2], i % 2, "xy"[i % 7 > 2]))
    return dict(
        zip(("item", "who", "easy", "hard", "site", "half", "yes"), map(list, zip(*made, strict=True)), strict=True)
    )


def stored(frame, labels=("easy", "hard")):
    return oeq.from_frame(
        frame, annotator="who", label=list(labels), annotator_attributes="site", item_attributes="half"
    )


@pytest.fixture(scope="module")
def frame():
    return rows()


@pytest.fixture(scope="module")
def store(frame):
    kept = {name: column for name, column in frame.items() if name != "yes"}
    with stored(kept) as made:
        yield made
