"""One file of wording: what is said about a person comes from there, and its rule holds where it is said."""

import ast
import re
from pathlib import Path

import pytest

import oe_quality
from oe_quality.analysis.annotators.audit import investigate, summarise
from oe_quality.analysis.annotators.results import FlagCode, Status
from oe_quality.analysis.annotators.wording import ABOUT, GISTS, SENTENCES, about
from oe_quality.config import Config

CONFIG = Config()
RULE, AUDIT = CONFIG.triage, CONFIG.audit
ROOM = Path(oe_quality.__file__).parent


def _number(text):
    return float(text.rstrip("%").replace(",", ""))


def _share(text):
    return _number(text) / 100


def _kappa_surely_low(_, row, flag):
    return flag.value < RULE.low_kappa and row.kappa.value < RULE.low_kappa


HOLDS = {
    "low_agreement_at_chance": lambda s, row, f: _kappa_surely_low(s, row, f) and row.kappa.interval.low <= 0,
    "low_agreement_above_chance": lambda s, row, f: _kappa_surely_low(s, row, f) and row.kappa.interval.low > 0,
    "runs_against": lambda _, row, f: row.kappa.value <= -RULE.low_kappa and row.kappa.interval.high < 0,
    "labels_swapped": lambda _, row, f: row.spammer_score.interval.high < 0,
    "no_connection": lambda s, _, f: _number(s["p"]) >= RULE.coherence_p and f.n >= RULE.min_annotations,
    "fast": lambda s, _, f: _share(s["share"]) > AUDIT.fast_share and f.q < RULE.fdr,
    "sliders_untouched": lambda s, _, f: _share(s["share"]) > AUDIT.untouched_share and f.q < RULE.fdr,
    "one_answer": lambda s, _, f: _share(s["share"]) > max(AUDIT.one_label_share, _share(s["others"])),
    "long_run": lambda s, _, f: (
        _number(s["longest"]) > _number(s["expected"]) and _share(s["support"]) <= AUDIT.run_support
    ),
    "blocks_again": lambda s, _, f: (
        _share(s["share"]) > _share(s["expected"]) and _share(s["support"]) <= AUDIT.run_support
    ),
    "fell": lambda s, _, f: f.value > 0 and f.p < AUDIT.drift_p and 0 < _number(s["at"]) < _number(s["n"]),
    "tires": lambda _, row, f: f.value < 0 and f.p < AUDIT.drift_p,
    "whole_answer_shared": lambda s, _, f: (
        _number(s["expected"]) < _number(s["same"]) <= _number(s["n"]) and f.q < RULE.fdr
    ),
    "scale_offset": lambda s, _, f: (f.value > 0) == (s["direction"] == "higher") and abs(f.value) >= f.threshold,
    "label_rate_differs": lambda s, _, f: (_number(s["own"]) > _number(s["others"])) == (s["more"] == "more"),
    "set_size_differs": lambda s, _, f: (_number(s["own"]) > _number(s["others"])) == (s["more"] == "more"),
    "gold_share": lambda s, _, f: f.value < AUDIT.gold_accuracy and _number(s["n"]) >= 5,
    "retest_share": lambda s, _, f: f.value < AUDIT.retest and _number(s["n"]) >= 5,
}
"""Sentence of a flag -> whether its rule holds, by what it says and by the line of the audit."""
STATUS = {
    "too_few": {Status.INSUFFICIENT},
    "too_wide": {Status.INSUFFICIENT},
    "and_why": {Status.EXCLUDE_RECOMMENDED},
    "another_view": {Status.DISSENTING},
    "low_side": {Status.WATCH},
    "low_side_too": {Status.REVIEW},
}
FLAG_SENTENCES = {*HOLDS, "either_of_two"}
ELSEWHERE = {
    "strength_behind": "test_strengths.py",
    "mixed_up_behind": "test_mixups.py",
    "few_to_judge": "test_record.py",
    "good_record": "test_record.py",
    **dict.fromkeys(
        (
            "as_by_chance",
            "to_talk_to",
            "alike_pair",
            "alike_pairs",
            "other_views",
            "keep_an_eye",
            "nothing_said",
            "in_line",
            "left_out_here",
        ),
        "render/report/test_people_lines.py",
    ),
    "nobody_twice": "render/report/test_front.py",
    **dict.fromkeys(
        ("new_person", "was", "taken_back", "status_moved", "rose", "quiet_since"), "compare/test_people.py"
    ),
}
"""Sentences whose rules have a test of their own."""


def parsed(words):
    """The sentence of `ABOUT` that the words are, with what stands in its places; all that fit."""
    found = {}
    for name in FLAG_SENTENCES:
        pattern = re.escape(ABOUT[name].text)
        seen = set()

        def hole(match, seen=seen):
            again = match[1] in seen
            seen.add(match[1])
            return f"(?P={match[1]})" if again else f"(?P<{match[1]}>.*?)"

        match = re.fullmatch(re.sub(r"\\\{(\w+)\\\}", hole, pattern), words)
        if match:
            found[name] = match.groupdict()
    return found


@pytest.fixture(scope="module")
def rows(simulated):
    """Lines of the audits of several simulated studies, with every kind of person among them."""
    found = []
    counts = {"good": 12, "spammer": 2, "constant": 2, "dissenter": 2, "copier": 1, "speeder": 2, "drift": 2}
    for seed in (1, 2):
        data, _ = simulated.study_data(seed, counts, 50)
        found += summarise(investigate(data, None, None, CONFIG, seed), CONFIG, seed).rows
    return found


def test_every_sentence_about_a_person_has_a_rule_and_a_test_of_it():
    assert set(ABOUT) == FLAG_SENTENCES | set(STATUS) | set(ELSEWHERE)
    for name, it in {**ABOUT, **SENTENCES}.items():
        assert it.rule, name
    assert {code.value for code in FlagCode} <= set(GISTS)


def test_flags_in_simulated_studies_say_what_their_rule_has_shown(rows):
    said = set()
    for row in rows:
        for flag in row.flags:
            found = parsed(flag.words)
            assert len(found) == 1, flag.words
            ((name, values),) = found.items()
            assert HOLDS[name](values, row, flag), (name, flag)
            said.add(name)
    assert len(said) >= 8, "the studies must raise most kinds of flags"


def test_reasons_in_simulated_studies_are_sentences_of_their_status(rows):
    gists = {text for text in GISTS.values() if "{" not in text}
    for row in rows:
        for name, statuses in STATUS.items():
            pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(ABOUT[name].text))
            if name != "and_why" and re.fullmatch(pattern, row.reason):
                assert row.status in statuses
        if row.status is Status.EXCLUDE_RECOMMENDED:
            assert row.reason.count(", and ") == 1
        if row.status is Status.WATCH and row.flags:
            assert any(gist in row.reason for gist in {*gists, *(flag.gist for flag in row.flags if flag.gist)})
        assert (row.reason == "") == (row.status is Status.OK)


@pytest.mark.parametrize(
    "module",
    ["analysis/annotators/flags.py", "analysis/annotators/triage.py", "analysis/compare/people.py",
     "analysis/annotators/record.py", "analysis/annotators/messages.py", "render/report/people_lines.py"],
)  # fmt: skip
def test_no_sentence_stands_outside_the_file_of_wording(module):
    tree = ast.parse((ROOM / module).read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and isinstance(node.body[0], ast.Expr)
    }
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | notes
    ]
    assert not [text for text in texts if len(text.split()) > 6]


def test_what_the_data_hold_is_never_read_as_a_sentence():
    assert about("was", before="{after}{items}") == "was: {after}{items}"
