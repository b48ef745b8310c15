"""Requirements are held against bounds, and a failure says by how much and why."""

import re
from types import SimpleNamespace

import pytest

import oe_quality as oeq
from oe_quality.analysis.aggregation.aggregate import aggregate
from oe_quality.analysis.compare import check as gate
from oe_quality.analysis.compare.check import check
from oe_quality.analysis.compare.requirements import Requirement
from oe_quality.analysis.compare.snapshot import Coefficient, of_store
from oe_quality.analysis.judges.results import Outcome
from oe_quality.analysis.release.data import ReleaseOptions, label_set
from oe_quality.analysis.study import study
from oe_quality.errors import UsageError
from oe_quality.loading import load
from oe_quality.render.report.front import front
from oe_quality.render.report.verdict import verdicts
from oe_quality.results import Estimate
from oe_quality.store import open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Forty items, five annotators of whom one errs at times; one item is tied, one has a single answer."""
    folder = tmp_path_factory.mktemp("check")
    rows = ["item,annotator,label"]
    for item in range(40):
        right = ("sad", "glad", "calm")[item % 3]
        rows += [f"i{item:02d},p{who},{'glad' if who == 4 and item % 4 == 0 else right}" for who in range(5)]
    rows += ["tied,p0,sad", "tied,p1,glad", "single,p0,sad"]
    (folder / "crowd.csv").write_text("\n".join(rows) + "\n")
    load(folder / "q.duckdb", folder / "crowd.csv")
    with open_store(folder / "q.duckdb") as opened:
        yield opened


def row(store, rule, threshold, question=""):
    (found,) = check(store, [Requirement(rule, threshold, question)]).rows
    return found


def test_alpha_is_held_by_its_lower_bound_not_its_middle(store):
    found = row(store, "min-alpha", 0.0, "label")
    assert found.bound < found.value < 1
    between = (found.bound + found.value) / 2
    assert not row(store, "min-alpha", between, "label").passed
    assert row(store, "min-alpha", found.bound - 1e-9, "label").passed
    assert row(store, "min-alpha", between, "label").margin == pytest.approx(found.bound - between)


def test_undecided_items_are_those_that_aggregate_leaves_without_a_winner(tmp_path):
    rows = ["item,annotator,label"]
    for item in range(20):
        rows += [f"i{item:02d},p0,{('sad', 'glad')[item % 2]}", f"i{item:02d},p1,{('glad', 'sad')[item % 2]}"]
    (tmp_path / "two.csv").write_text("\n".join(rows) + "\n")
    load(tmp_path / "two.duckdb", tmp_path / "two.csv")
    with open_store(tmp_path / "two.duckdb") as store:
        found = row(store, "max-ties", 0.5, "label")
        undecided = aggregate(store, "label", kind="consensus").results[0].frame()["winner"].null_count()
        released = label_set(store, "label", ReleaseOptions(("label",))).table["label"].null_count()
    assert found.value == 1 == undecided / 20 == released / 20
    assert (found.bound, found.passed) == (pytest.approx(1.0), False)


@pytest.mark.parametrize("every", [1, 3])
def test_one_number_of_undecided_items_through_every_door(every):
    """Four people, two against two on every so manyth of 24 items, and nobody's record speaks for either side."""
    answers = [(i, a, "xy"[(i + a // 2 * (i % every == 0)) % 2]) for i in range(24) for a in range(4)]
    item, annotator, label = ([str(cell) for cell in column] for column in zip(*answers, strict=True))
    with oeq.from_frame({"item": item, "annotator": annotator, "label": label}) as store:
        found = [
            aggregate(store, "label", kind="consensus").results[0].frame()["winner"].null_count(),
            label_set(store, "label", ReleaseOptions(("label",))).table["label"].null_count(),
            round(24 * row(store, "max-ties", 1.0, "label").value),
            of_store(store, "it").labels["label"].null_count(),
        ]
        seen = study(store)
    texts = [front(seen).sentence, *(str(one) for one in verdicts(seen))]
    said = [int(m[1]) for text in texts if (m := re.search(r"(\d+) \w+ (?:without a|have no) winner", text))]
    assert found == [24 // every] * 4
    assert said == [24 // every] * 2


def test_a_tie_of_votes_that_the_annotators_records_settle_is_no_undecided_item(store):
    found = row(store, "max-ties", 0.1, "label")
    assert (found.value, found.passed) == (0, True)
    assert found.bound == pytest.approx(0.0838, abs=1e-3)


def test_raters_and_items_are_counted(store):
    found = row(store, "min-raters", 3)
    assert (found.value, found.passed, found.margin) == (1, False, -2)
    assert "2 items have fewer" in found.reason
    assert row(store, "min-items", 42, "label").passed
    assert not row(store, "min-items", 43).passed


def test_flagged_annotators_have_a_bound(store):
    found = row(store, "max-flagged", 0.5)
    assert found.value is not None
    assert found.bound > found.value


@pytest.mark.parametrize(("before", "passes"), [(0.5, True), (0.99999, False)])
def test_a_baseline_fails_only_what_is_clearly_lower(store, before, passes):
    earlier = Coefficient("label", "Krippendorff's alpha (nominal)", Estimate(before), 0.01)
    report = check(store, [], baseline=[earlier])
    assert report.passed is passes
    assert ("not clearly lower" in report.rows[0].reason) is passes


def test_a_question_that_the_store_lacks_is_no_part_of_a_baseline(store):
    assert check(store, [], baseline=[Coefficient("gone", "alpha", Estimate(0.9), 0.01)]).rows == ()


def test_nothing_required_and_unknown_rules_are_errors(store):
    with pytest.raises(UsageError, match="nothing was required"):
        check(store, [])
    with pytest.raises(UsageError, match="no check"):
        check(store, [Requirement("min-beta", 1.0)])


def test_a_report_keeps_its_form(store):
    report = check(store, [Requirement("min-items", 1)])
    assert report.to_dict()["schema"] == "oeq.check/1"
    assert report.frame().columns == ["check", "passed", "value", "bound", "threshold", "margin", "reason"]


def test_one_question_on_which_nothing_can_be_told_fails_the_test_of_a_model(monkeypatch):
    def question(name, outcome):
        test = SimpleNamespace(outcome=outcome, winning_rate=0.9, contests=())
        return SimpleNamespace(question=name, judges=(SimpleNamespace(alt_test=test),))

    asked = (question("mood", Outcome.PASSED), question("age", Outcome.CANNOT_BE_TOLD))
    monkeypatch.setattr(gate, "judges", lambda *_, **__: SimpleNamespace(questions=asked))
    wanted = Requirement("alt-test", 0.5, "m")
    row = gate._alt_test(SimpleNamespace(store=None, seed=0), wanted)
    assert (row.passed, row.value) == (False, None)
    assert row.reason.endswith("with m on age")
    monkeypatch.setattr(gate, "judges", lambda *_, **__: SimpleNamespace(questions=asked[:1]))
    assert gate._alt_test(SimpleNamespace(store=None, seed=0), wanted).passed
