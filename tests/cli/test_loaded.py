"""What became of a file, in words."""

from datetime import datetime
from types import SimpleNamespace

import polars as pl
import pytest

from oe_quality.cli.loaded import question_line, rejects_lines, summary
from oe_quality.readers.fit import KEPT
from oe_quality.readers.rows import REJECT, Counts
from oe_quality.scales import Question, Scale, parse_scale


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (parse_scale("mood=ordinal:low<mid<high"), "mood: ordinal, low < mid < high"),
        (parse_scale("mood=nominal:a,b"), "mood: nominal, a, b"),
        (parse_scale("level=interval:0..10"), "level: interval, 0 to 10"),
        (parse_scale("level=interval"), "level: interval"),
        (Question("mood", Scale.NOMINAL, tuple("abcdefgh")), "mood: nominal, a, b, c, d, e, f and 2 more"),
        (Question("mood", Scale.NOMINAL, tuple("abcdefghijkl")), "mood: nominal, a, b, c, d, e, f and 6 more"),
        (Question("mood", Scale.NOMINAL, tuple("abcdefghijklm")), "mood: nominal, 13 labels"),
        (Question("why", Scale.TEXT), "why: text"),
    ],
)
def test_a_question_in_a_line(question, said):
    assert question_line(question) == said


def rejects(*reasons):
    return pl.DataFrame([(7, None, reason) for reason in reasons], schema=REJECT, orient="row")


def test_the_first_rejects_are_told_and_the_others_counted():
    lines = rejects_lines(rejects("bad", f"no time; {KEPT}", "c", "d"), 2)
    assert lines[0] == "  rejected: line 7, bad"
    assert lines[1].startswith("  noted: line 7, no time")
    assert lines[2] == '  ... and 2 more; oeq query DB "FROM reject" lists them all'
    assert len(rejects_lines(rejects("a", "b"), None)) == 2


def loaded(**more):
    counts = {"added": 3, "updated": 0, "same": 1, "outdated": 0, "contested": 0, "unchanged": False}
    export = SimpleNamespace(
        file="f.csv", format="tidy", counts=Counts(5, 4, 0, 0, 1), n_responses=4,
        gold=pl.DataFrame({"item": ["a", "a"]}), remarks=("A remark.",),
        rejects=rejects("bad"), by_models=lambda: (2, 1),
    )  # fmt: skip
    batch = SimpleNamespace(**counts, loaded_at=datetime(2030, 1, 2, 3, 4))
    vars(batch).update(more)
    return SimpleNamespace(export=export, batch=batch, questions=(parse_scale("mood=nominal"),))


def test_a_file_in_a_few_lines():
    assert summary(loaded()).splitlines() == [
        "f.csv (tidy): 5 rows read, 4 accepted, 1 rejected",
        "  4 responses (2 of them by 1 model, held apart from people's): 3 new, 1 already there",
        "  gold answers for 1 items",
        "  mood: nominal",
        "  A remark.",
        "  rejected: line 7, bad",
    ]
    assert summary(loaded(unchanged=True)) == "f.csv (tidy): loaded already on 2030-01-02 03:04 UTC; nothing changed"
