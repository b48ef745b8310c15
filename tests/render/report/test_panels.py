"""What stands behind the side panels."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.annotators.results import Flag, FlagCode
from oe_quality.analysis.evidence import NO_LINKS, Evidence
from oe_quality.config import Config
from oe_quality.render.report import panels
from tests.render.made_up import PLAIN, Made


@pytest.fixture
def study():
    made = Made(*PLAIN)
    audit = made.audit()
    flag = Flag(FlagCode.DRIFT, "Agreement fell.", 0.4, 0.01, 40)
    audit = replace(audit, rows=(replace(audit.rows[0], flags=(flag,)), *audit.rows[1:]))
    telling = pl.DataFrame({"annotator": ["A01", "A02"], "item": ["clip1", "clip2"], "own": "calm", "others": "sad"})
    cases = pl.DataFrame({"annotator": ["A01"], "without": ["Without them alpha is 0.5."], "draft": ["Dear A01"]})
    answers = pl.DataFrame({"item": ["clip1", "clip2", "elsewhere"], "annotator": "A01", "answer": "calm"})
    evidence = Evidence(telling, cases, pl.DataFrame(), answers, NO_LINKS)
    return SimpleNamespace(
        evidence=evidence,
        audit=audit,
        judged=audit,
        aggregation=(made.consensus(),),
        config=Config(),
        names={},
        question="emotion",
    )


def test_a_case_says_the_flags_with_their_rule_then_the_items_then_what_goes_without_them(study):
    (first,) = panels.urgent(study)
    assert first.title == "A01: review"
    assert first.paragraphs == (
        "Agreement fell. Rule: p of a fall below 0.01; n = 40.", "clip1: said calm; the others sad.",
        "Without them alpha is 0.5.",
    )  # fmt: skip


def test_without_an_audit_there_is_nothing_behind_the_panels(study):
    study.audit = None
    assert panels.panels(study) == {}
    assert panels.urgent(study) == ()


def test_labels_are_those_with_votes_or_believed_the_most_probable_first(study):
    (it,) = study.aggregation
    p = np.array([0.5, 0.3, 0.05, 0.06, 0.04])
    it.posterior[1] = p[[4, 0, 1, 2, 3]]
    it.counts[1] = [0, 2, 0, 0, 0]
    found = panels.panels(study)["labels"].filter(pl.col("item") == "clip1")
    assert found["label"].to_list() == ["sad", "happy", "bored", "angry"]
    assert found["n"].to_list() == [2, 0, 0, 0]
    it.posterior[1, 3] = 0.0499
    assert panels.panels(study)["labels"].filter(pl.col("item") == "clip1")["label"].to_list()[-1] == "bored"
    assert "elsewhere" not in panels.panels(study)["labels"]["item"].to_list()


def test_flips_stand_there_only_where_something_flipped(study):
    moved = Made(*PLAIN).comparison()
    assert panels.panels(study, moved)["flips"].columns == ["item", "before", "after", "why"]
    assert "flips" not in panels.panels(study, replace(moved, flips=()))


def test_votes_that_name_nobody_have_answers_and_labels_alone(study):
    study.judged = None
    found = panels.panels(study)
    assert set(found) == {"answers", "links", "labels"}
    assert "annotator" not in found["answers"].columns
