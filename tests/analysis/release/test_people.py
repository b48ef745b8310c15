from datetime import date, datetime

import polars as pl
import pytest

from oe_quality.analysis.release.people import annotation_table, annotator_table
from oe_quality.names import Replacements
from oe_quality.readers.rows import RESPONSE
from oe_quality.scales import Question, Scale

COLUMNS = ("item", "annotator", "question", "occasion", "labels", "weights", "value", "created_at", "duration_s")
QUESTIONS = (
    Question("mood", Scale.NOMINAL, ("sad", "glad")),
    Question("tags", Scale.MULTILABEL, ("loud", "fast")),
    Question("time", Scale.INTERVAL),
    Question("remark", Scale.TEXT),
)
NAMES = {"7": "aa", "8": "bb"}


def responses(*rows):
    schema = {name: RESPONSE[name] for name in COLUMNS}
    return pl.DataFrame([dict(zip(COLUMNS, row, strict=True)) for row in rows], schema=schema)


EXAMPLE = responses(
    ("x", "8", "mood", "late", ["glad"], None, None, datetime(2024, 3, 9, 14, 5), 3.6),
    ("x", "8", "mood", "early", ["sad"], None, None, datetime(2024, 3, 2, 8, 1), 4.2),
    ("x", "7", "mood", "", ["sad"], None, None, datetime(2024, 3, 5), None),
    ("x", "7", "tags", "", ["loud"], [0.5], None, datetime(2024, 3, 5), None),
    ("x", "7", "time", "", None, None, 2.5, datetime(2024, 3, 5), None),
    ("x", "7", "remark", "", ["says Anna"], None, None, datetime(2024, 3, 5), None),
)


def test_occasions_are_numbered_and_times_are_days():
    table = annotation_table(EXAMPLE, QUESTIONS[:1], NAMES)
    assert table.columns == ["item", "annotator", "occasion", "time", "duration_s", "mood"]
    assert table.rows() == [
        ("x", "aa", 1, date(2024, 3, 5), None, "sad"),
        ("x", "bb", 1, date(2024, 3, 2), 4, "sad"),
        ("x", "bb", 2, date(2024, 3, 9), 4, "glad"),
    ]


@pytest.mark.parametrize(("rounding", "first"), [("week", date(2024, 3, 4)), ("month", date(2024, 3, 1))])
def test_times_can_be_coarser(rounding, first):
    assert annotation_table(EXAMPLE, QUESTIONS[:1], NAMES, rounding)["time"][0] == first


def test_times_can_be_left_out():
    assert "time" not in annotation_table(EXAMPLE, QUESTIONS[:1], NAMES, "none").columns


def test_each_kind_of_answer_has_its_form_and_no_name_clashes():
    row = annotation_table(EXAMPLE, QUESTIONS, NAMES, scrub=Replacements({"Anna": "aa"})).row(0, named=True)
    assert row["tags"] == ["loud"]
    assert row["tags_weights"] == [0.5]
    assert (row["time"], row["time_answer"]) == (date(2024, 3, 5), 2.5)
    assert row["remark"] == "says aa"


def test_people_are_described_in_groups_only():
    annotations = pl.DataFrame({"annotator": [f"p{n}" for n in range(12)] * 2})
    said = pl.DataFrame({"annotator": [f"p{n}" for n in range(12)], "gender": ["f"] * 6 + ["m"] * 5 + [None]})
    table = annotator_table(None, annotations, {}, said, 5)
    assert table.columns == ["annotator", "n_annotations", "gender"]
    assert (table["n_annotations"] == 2).all()
    counts = dict(table["gender"].value_counts().iter_rows())
    assert all(n >= 5 for n in counts.values())
