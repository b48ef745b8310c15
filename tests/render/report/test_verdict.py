"""The first lines of the page."""

import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.annotators import results as ann
from oe_quality.analysis.annotators.audit import Status
from oe_quality.config import Config, FlagsConfig
from oe_quality.render.page.blocks import Level, Prose
from oe_quality.render.report.verdict import tiles, verdicts
from oe_quality.render.sections import annotators, labels
from oe_quality.results import Estimate, Interval
from tests.render.made_up import Made

PLAIN = ("emotion", ["calm", "sad", "happy"], [f"clip{i}" for i in range(9)], ["German"])


def test_every_line_leads_to_a_place_on_the_page(built):
    ids = {section.id for section in built.sections}
    for section in built.sections:
        ids |= {block.id for block in section.blocks if block.id}
    assert built.verdicts
    assert {line.evidence for line in built.verdicts} <= ids


def test_lines_are_sentences_with_numbers_most_urgent_first(study):
    lines = verdicts(study)
    for line in lines:
        assert line.words.endswith((".", "?")), line.words
        assert re.search(r"\d|A\d|gold", line.words), line.words
        assert not re.search(r"\b(nan|inf|None|bad)\b", line.words), line.words
    order = [Level.ACT, Level.NOTE, Level.GOOD]
    levels = [order.index(line.level) for line in lines]
    assert levels == sorted(levels)


def test_every_question_with_an_interval_is_spoken_of_once(study):
    said = [line.words for line in verdicts(study) if line.evidence == "agreement-by-question"]
    for question in study.agreement.questions:
        it = question.headline.estimate
        if it.interval is not None:
            assert sum(f"{question.question} " in words for words in said) == 1


@pytest.mark.parametrize(
    ("low", "high", "level"),
    [(0.7, 0.9, Level.GOOD), (0.1, 0.5, Level.NOTE), (-0.05, 0.1, Level.ACT), (-0.9, 0.8, Level.NOTE)],
)
def test_agreement_asks_for_as_much_as_its_interval_allows(study, low, high, level):
    question = study.agreement.questions[0]
    headline = replace(question.headline, estimate=Estimate((low + high) / 2, Interval(low, high), 9, 9, 9))
    told = replace(study, agreement=replace(study.agreement, questions=(replace(question, headline=headline),)))
    (line,) = [line for line in verdicts(told) if line.evidence == "agreement-by-question"]
    assert line.level is level


def test_people_are_grouped_by_reason_and_the_fine_ones_thanked(study):
    audit = Made(*PLAIN).audit()
    states = [Status.EXCLUDE_RECOMMENDED] * 2 + [Status.REVIEW] + [Status.OK] * 8 + [Status.INSUFFICIENT]
    rows = tuple(replace(row, status=status) for row, status in zip(audit.rows, states, strict=True))
    lines = [line.words for line in verdicts(replace(study, audit=replace(audit, rows=rows)))]
    assert any("A01 and A02 (as the rule says)" in words and "nothing is deleted" in words for words in lines)
    assert any(words.startswith("8 of 11 (73 %) of the judged") and "Thank them" in words for words in lines)
    assert any("nothing is said about them" in words for words in lines)
    assert any("3 pairs of annotators share more answers" in words for words in lines)


def test_a_size_of_one_is_singular(study):
    one = replace(study, overview=replace(study.overview, n_questions=1))
    assert "question" in [tile.words for tile in tiles(one)]


def test_a_study_that_tells_nothing_promises_nothing():
    """Two people who never agree on twenty items: no public record of sure labels, of which there are none."""
    frame = {"item": [f"i{i}" for i in range(20) for _ in "xy"], "who": [*"xy"] * 20, "mood": [*"ab"] * 20}
    with oeq.from_frame(frame, annotator="who", label="mood") as store:
        words = " ".join(line.words for line in verdicts(oeq.study(store)))
    assert "0 of 20 (0 %) of the items have a label for mood that is 90 % sure or more." in words
    assert "public sets" not in words
    assert "answers per item" not in words
    assert "20 items have no winner." in words


def test_faults_of_the_gold_need_doing(study):
    said = "On 9 of 9 gold items of 'label' nobody gave the gold answer: is the gold right?"
    (line,) = [line for line in verdicts(replace(study, gold_faults=(said,))) if line.words == said]
    assert line.level is Level.ACT


def test_items_with_gold_are_no_evidence_of_sure_labels():
    it = Made(*PLAIN).consensus()
    assert isinstance(labels.coverage(it, frozenset(it.items)), Prose)
    some = labels.coverage(it, frozenset(it.items[:4]))
    assert " of 5 " in some.caption
    assert "4 items with a gold answer are not counted" in some.caption
    every = labels.coverage(it)
    assert np.isclose(every.data["coverage-emotion"]["coverage"][0], 1.0)


def flag(code, q=0.01):
    return ann.Flag(code, "Words.", 0.4, 0.25, 40, 0.01, q)


def test_flags_stand_with_value_rule_n_and_key_and_what_is_off_is_named():
    audit = Made(*PLAIN).audit()
    rows = (replace(audit.rows[0], flags=(flag(ann.FlagCode.SPEED), flag(ann.FlagCode.SPEED))), *audit.rows[1:])
    audit = replace(audit, rows=rows)
    table = annotators.noticed(audit, Config(flags=FlagsConfig(fatigue=False)))
    assert [column.name for column in table.columns] == ["annotator", "words", "rule", "n", "q", "settings", "status"]
    assert {"value", "threshold"} <= set(table.frame.columns)
    assert "Switched off here: fatigue." in table.help.how
    assert annotators.frame(audit, {})["flags"][0] == "speed (2)"
    nothing = annotators.noticed(replace(audit, rows=audit.rows[1:]), Config())
    assert "low agreement" in nothing.paragraphs[1]


def test_every_block_has_help_and_its_numbers_beside_the_page(built, written):
    file, folder = written
    assert file.stat().st_size <= 1_000_000
    for block in [*built.tables(), *built.figures()]:
        assert block.help.what.endswith((".", "?")), block.id
        assert block.help.how, block.id
    named = [table.id for table in built.tables()]
    for figure in built.figures():
        named += [figure.table.id] if figure.table else list(figure.data)
    for name in named:
        rows = pl.read_csv(folder / f"{name}.csv", infer_schema_length=0)
        assert (folder / f"{name}.json").exists()
        assert rows.width, name


def test_what_moved_since_an_earlier_store_is_said_first(study):
    moved = Made(*PLAIN).comparison()
    change = moved.agreement[0]
    fell = replace(change, difference=Estimate(-0.3, Interval(-0.4, -0.2)))
    rose = replace(change, question="valence", difference=Estimate(0.3, Interval(0.2, 0.4)))
    lines = [line for line in verdicts(study, replace(moved, agreement=(fell, rose))) if "since" in line.words]
    assert [line.level for line in lines] == [Level.ACT, Level.NOTE, Level.GOOD]
    assert "clearly fallen since clip0 on emotion: with 1 of 2 questions" in lines[0].words
    assert re.search(r"9 of 40 \(22 %\) of the labels have flipped since clip0 \(\d+ to \d+ %\)", lines[1].words)
    same = replace(moved, before=replace(moved.before, name=moved.after.name))
    assert "since the earlier store" in " ".join(line.words for line in verdicts(study, same))
