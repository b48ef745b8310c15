"""Exports made by hand, and stores that hold them."""

import hashlib
from datetime import datetime

import polars as pl
import pytest

from oe_quality.readers.rows import ATTRIBUTE, GOLD, REJECT, RESPONSE, Counts, Export
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store

DEFAULTS = {
    "occasion": "",
    "labels": None,
    "weights": None,
    "value": None,
    "created_at": None,
    "duration_s": None,
    "status": "answered",
    "source": "human",
    "line": 1,
}
QUESTIONS = (
    Question("mood", Scale.NOMINAL, open_vocabulary=True),
    Question("quality", Scale.ORDINAL, ("bad", "fair", "good")),
    Question("tags", Scale.MULTILABEL, ("loud", "fast", "low")),
    Question("arousal", Scale.INTERVAL, low=0, high=10),
)


def make_export(
    *rows, file="export.csv", questions=QUESTIONS, gold=(), items=(), annotators=(), names=None, rejects=()
):
    """An export of rows given as dictionaries, with the columns that are left out at their defaults."""
    responses = pl.DataFrame([{**DEFAULTS, **row} for row in rows], schema=RESPONSE)
    digest = hashlib.sha256(repr((file, rows, gold, items, annotators)).encode()).hexdigest()
    return Export(
        file=file,
        format="by hand",
        sha256=digest,
        questions=tuple(questions),
        responses=responses,
        counts=Counts(len(rows) + len(rejects), len(rows), 0, 0, len(rejects)),
        gold=pl.DataFrame([{"labels": None, "value": None, "line": 1, **row} for row in gold], schema=GOLD),
        items=pl.DataFrame(list(items), schema=ATTRIBUTE, orient="row"),
        annotators=pl.DataFrame(list(annotators), schema=ATTRIBUTE, orient="row"),
        annotator_names=names or {},
        rejects=pl.DataFrame(list(rejects), schema=REJECT, orient="row"),
    )


def answer(item, annotator, question, given, **more):
    """One row: a number is a value, a text one label, a list several."""
    if isinstance(given, (int, float)):
        return {"item": item, "annotator": annotator, "question": question, "value": float(given), **more}
    labels = [given] if isinstance(given, str) else list(given)
    return {"item": item, "annotator": annotator, "question": question, "labels": labels, **more}


def at(day, hour=0):
    """A time in January 2024."""
    return datetime(2024, 1, day, hour)


@pytest.fixture(scope="session")
def make():
    return make_export


@pytest.fixture(scope="session")
def row():
    return answer


@pytest.fixture(scope="session")
def day():
    return at


@pytest.fixture
def store():
    """An empty store in memory."""
    with open_store(":memory:") as opened:
        yield opened


@pytest.fixture
def small(make, row, day):
    """Three annotators, three items, four questions; not every annotator answered everything."""
    return make(
        row("b", "9", "mood", "sad", created_at=day(1), duration_s=4.0),
        row("b", "10", "mood", "glad", created_at=day(2)),
        row("a", "9", "mood", "glad", created_at=day(3)),
        row("c", "7", "mood", "calm"),
        row("a", "9", "quality", "good"),
        row("a", "10", "quality", "bad"),
        row("a", "9", "tags", ["low", "loud"], weights=[0.25, 0.75]),
        row("a", "10", "tags", []),
        row("b", "10", "tags", ["fast"]),
        row("a", "9", "arousal", 3.5),
        row("b", "9", "arousal", 10),
        gold=[{"item": "a", "question": "mood", "labels": ["glad"]}],
        items=[("a", "language", "en"), ("b", "language", "de")],
        annotators=[("9", "experience", "2 years")],
        names={"9": "nine", "10": "ten@example.org"},
        rejects=[(12, "mood", "no item is named")],
    )
