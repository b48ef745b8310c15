"""The page's first lines about people: each sentence's rule holds in simulated studies."""

import re
from dataclasses import replace

import pytest

from oe_quality.analysis.annotators.audit import investigate, summarise
from oe_quality.analysis.annotators.results import FlagCode, Status
from oe_quality.analysis.annotators.wording import ABOUT
from oe_quality.config import Config
from oe_quality.render.report.people_lines import left_out_line, people_lines
from tests.analysis.conftest import _load


@pytest.fixture(scope="module")
def audits():
    """Audits of studies with every kind of person among them."""
    counts = {"good": 12, "spammer": 2, "constant": 2, "dissenter": 2, "copier": 1, "speeder": 2, "drift": 2}
    found = []
    for seed in (1, 2):
        data, _ = _load("audit_simulated").study_data(seed, counts, 50)
        found.append(summarise(investigate(data, None, None, Config(), seed), Config(), seed))
    return found


def named_in(words, audit):
    return {row.alias for row in audit.rows if re.search(rf"\b{row.alias}\b", words)}


LINES = (
    *("as_by_chance", "to_talk_to", "alike_pair", "alike_pairs", "other_views", "keep_an_eye", "nothing_said"),
    "in_line",
)


def sentence_of(words):
    """The sentence of `ABOUT` that a line is."""
    patterns = {name: re.sub(r"\\\{\w+\\\}", ".*?", re.escape(ABOUT[name].text)) for name in LINES}
    found = [name for name, pattern in patterns.items() if re.fullmatch(pattern, words)]
    # The sentence of several pairs also fits that of one, whose pair may be any words.
    return found[-1]


STATUS = {
    "as_by_chance": Status.EXCLUDE_RECOMMENDED,
    "to_talk_to": Status.REVIEW,
    "other_views": Status.DISSENTING,
    "keep_an_eye": Status.WATCH,
}


def test_each_line_speaks_of_those_whose_status_carries_it(audits):
    said = set()
    for audit in audits:
        for line in people_lines(audit):
            name = sentence_of(line.words)
            said.add(name)
            people = {row.alias for row in audit.rows if row.status is STATUS.get(name)}
            if name in STATUS:
                assert named_in(line.words, audit) <= people
                assert line.words.startswith((f"{len(people)} annotator", *people))
            if name == "as_by_chance":
                for row in audit.rows:
                    if row.alias in people:
                        assert row.kappa.value < Config().triage.low_kappa
    assert {"in_line", "to_talk_to"} <= said
    assert said & {"alike_pair", "alike_pairs"}


def test_numbers_in_the_lines_are_those_of_the_audit(audits):
    for audit in audits:
        lines = {sentence_of(line.words): line.words for line in people_lines(audit)}
        ok = sum(row.status is Status.OK for row in audit.rows)
        judged = sum(row.status is not Status.INSUFFICIENT for row in audit.rows)
        assert lines["in_line"].startswith(f"{ok} of {judged} ")
        for name in ("alike_pair", "alike_pairs"):
            if name in lines:
                first = audit.copying.pairs[0]
                assert f"{first.same} of {first.n_shared} equal" in lines[name]
                assert (name == "alike_pair") == (len(audit.copying.pairs) == 1)
                flagged = {row.alias for row in audit.rows if any(f.code is FlagCode.COPYING for f in row.flags)}
                assert ({first.copier} if first.ordered else {first.source, first.copier}) <= flagged


def test_of_who_cannot_be_judged_nothing_but_their_number_is_said(audits):
    audit = replace(audits[0], rows=tuple(replace(row, status=Status.INSUFFICIENT) for row in audits[0].rows))
    lines = [line.words for line in people_lines(replace(audit, copying=replace(audit.copying, pairs=())))]
    assert [sentence_of(words) for words in lines] == ["nothing_said"]
    assert not named_in(lines[0], audit)


def test_strangers_read_how_many_are_left_out_and_not_who():
    assert left_out_line([], public=False) == []
    assert left_out_line(["otter-307 since 2026-11-02 (left)"], public=False)[0].words.endswith(
        "left out of everything here by a maintainer: otter-307 since 2026-11-02 (left)."
    )
    assert "otter" not in left_out_line(["otter-307 since 2026-11-02 (left)"], public=True)[0].words
