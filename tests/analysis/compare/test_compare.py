"""What came, went, flipped and why; and an interval of the difference that is wide enough."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.compare.compare import _difference, compare
from oe_quality.analysis.compare.results import Why
from oe_quality.analysis.compare.snapshot import Coefficient, Snapshot, of_store
from oe_quality.errors import UsageError
from oe_quality.results import Estimate, Interval


def _label_and_set(given):
    if isinstance(given, list):
        return (given[0] if given else None), given
    return given, None if given is None else [given]


def side(labels, answers=(), *, method="hierarchical", names="key", question="q", alpha=None, error=0.05):
    """A snapshot from (item, label or set, status, confidence) and (item, annotator, answer)."""
    rows = [(row[0], *_label_and_set(row[1]), *row[2:]) for row in labels]
    label_schema = {"item": pl.String, "label": pl.String, "set": pl.List(pl.String), "status": pl.String, "confidence": pl.Float64}  # fmt: skip  # noqa: E501
    answer_schema = {"item": pl.String, "annotator": pl.String, "answer": pl.String}
    found = () if alpha is None else (Coefficient(question, "alpha", Estimate(alpha), error),)
    return Snapshot(
        "s", "store", "", names, question, method,
        pl.DataFrame(rows, schema=label_schema, orient="row").with_columns(sure="confidence"),
        pl.DataFrame(list(answers), schema=answer_schema, orient="row"),
        found, f"{labels}{answers}",
    )  # fmt: skip


BEFORE = side(
    [
        ("a", "sad", "majority", 0.9),
        ("b", "sad", "majority", 0.8),
        ("c", None, "tie", 0.5),
        ("d", "sad", "single", 0.6),
    ],
    [("a", "p", "sad"), ("b", "p", "sad"), ("c", "p", "sad"), ("d", "q", "sad")],
)
AFTER = side(
    [
        ("a", "glad", "gold", 0.2),
        ("b", "glad", "majority", 0.7),
        ("c", "sad", "majority", 0.6),
        ("e", "sad", "single", 0.6),
    ],
    [("a", "p", "sad"), ("b", "p", "glad"), ("c", "p", "sad"), ("e", "r", "sad")],
)


def test_counts_of_what_came_and_went():
    found = compare(BEFORE, AFTER).changes
    assert (found.items_added, found.items_removed) == (("e",), ("d",))
    assert (found.annotations_added, found.annotations_removed, found.annotations_changed) == (1, 1, 1)
    assert (found.annotators_added, found.annotators_removed) == (("r",), ("q",))


def test_sure_labels_are_counted_where_gold_does_not_settle_them():
    found = compare(BEFORE, AFTER)
    assert (found.before.n_open, found.before.n_sure) == (4, 1)
    assert (found.after.n_open, found.after.n_sure) == (3, 0)


def test_each_flip_has_its_nearest_reason():
    found = compare(BEFORE, AFTER)
    assert {flip.item: flip.why for flip in found.flips} == {
        "a": Why.GOLD,
        "b": Why.ANSWERS,
        "c": Why.RELIABILITY,
    }
    assert found.flip_share.value == 1.0
    other = compare(BEFORE, side(AFTER.labels.drop("set", "sure").rows(), BEFORE.answers.rows(), method="majority"))
    assert {flip.item: flip.why for flip in other.flips}["b"] is Why.METHOD
    assert other.method_changed


def test_a_label_that_moved_with_an_exclusion_alone_says_so():
    labels = [("a", "sad", "majority", 0.9), ("b", "sad", "majority", 0.9)]
    answers = [("a", "p", "sad"), ("a", "q", "glad"), ("b", "p", "sad"), ("b", "q", "glad")]
    before = replace(side(labels, answers), left_out=frozenset({"away"}))
    moved = [(item, "glad", *rest) for item, _, *rest in labels]
    after = side(moved, [("a", "q", "glad"), ("b", "q", "glad"), ("b", "r", "glad")])
    found = compare(before, replace(after, left_out=frozenset({"away", "p"})))
    assert {flip.item: flip.why for flip in found.flips} == {"a": Why.EXCLUSION, "b": Why.ANSWERS}
    same = compare(before, replace(after, left_out=before.left_out))
    assert {flip.why for flip in same.flips} == {Why.ANSWERS}


def test_a_label_that_moved_with_new_answers_alone_says_so():
    labels = [(item, "sad", "majority", 0.9) for item in "abc"]
    answers = [(item, "p", "sad") for item in "abc"]
    before = side(labels, answers)
    later = [("a", "q", "glad"), ("a", "r", "glad"), ("b", "p", "glad"), ("b", "q", "glad"), ("c", "q", "glad")]
    after = side([(item, "glad", *rest) for item, _, *rest in labels], [answers[0], *later])
    wanted = {"a": Why.NEW, "b": Why.ANSWERS, "c": Why.ANSWERS}
    assert {flip.item: flip.why for flip in compare(before, after).flips} == wanted
    unnamed = compare(before, replace(after, names="pseudonym"))
    assert {flip.item: flip.why for flip in unnamed.flips} == wanted


def test_the_surest_flips_come_first():
    assert [flip.item for flip in compare(BEFORE, AFTER).flips] == ["b", "c", "a"]


def test_a_side_against_itself_has_no_change():
    found = compare(BEFORE, BEFORE)
    assert found.flips == ()
    assert found.confidence_shift.value == 0
    assert found.changes.annotations_changed == 0
    assert "Both rest on the same data." in found.notes


def test_confidence_is_paired_by_item():
    found = compare(BEFORE, AFTER).confidence_shift
    assert found.value == pytest.approx(np.mean([0.2 - 0.9, 0.7 - 0.8, 0.6 - 0.5]))
    assert found.interval.low < found.value < found.interval.high


def test_the_interval_of_a_difference_adds_the_variances():
    one = side([], alpha=0.4, error=0.03)
    two = side([], alpha=0.5, error=0.04)
    (change,) = compare(one, two).agreement
    assert change.difference.value == pytest.approx(0.1)
    assert change.difference.interval.high - change.difference.value == pytest.approx(1.959964 * 0.05)


def test_no_coefficient_changes_by_more_than_its_range():
    (change,) = compare(side([], alpha=-0.9, error=3.0), side([], alpha=0.9, error=3.0)).agreement
    assert (change.difference.interval.low, change.difference.interval.high) == (-2.0, 2.0)


def test_without_a_standard_error_the_interval_stands_in():
    known = Coefficient("q", "alpha", Estimate(0.4, Interval(0.3, 0.5)), None)
    unknown = Coefficient("q", "alpha", Estimate(0.5), None)
    base = side([])
    first = replace(base, agreement=(known,), fingerprint="1")
    second = replace(base, agreement=(unknown,), fingerprint="2")
    (with_both,) = compare(first, first).agreement
    assert with_both.difference.interval.high == pytest.approx(0.1 * np.sqrt(2))
    (with_one,) = compare(first, second).agreement
    assert with_one.difference.interval is None
    assert with_one.difference.note


def test_people_cannot_be_told_apart_across_names():
    found = compare(BEFORE, side(AFTER.labels.drop("set", "sure").rows(), AFTER.answers.rows(), names="pseudonym"))
    assert found.changes.annotators_added is None
    assert any("pseudonym" in note for note in found.notes)


def test_other_questions_are_not_compared():
    with pytest.raises(UsageError, match="labels of 'q'"):
        compare(BEFORE, side([], question="other"))


def test_the_conservative_interval_covers_on_overlapping_data():
    """Simulated: two samples that share two thirds of their items; 95 % covers in at least 93 % of 400 runs."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(400):
        items = rng.normal(0, 1, 120)
        one, two = items[:90], items[30:]
        estimates = [
            Coefficient("q", "alpha", Estimate(float(x.mean())), float(x.std(ddof=1) / 90**0.5)) for x in (one, two)
        ]
        (change,) = compare(
            side([], alpha=estimates[0].estimate.value, error=estimates[0].standard_error),
            side([], alpha=estimates[1].estimate.value, error=estimates[1].standard_error),
        ).agreement
        covered += change.difference.interval.low <= 0 <= change.difference.interval.high
    assert covered / 400 >= 0.93


def test_json_and_tables_keep_their_form():
    found = compare(BEFORE, AFTER)
    body = found.to_dict()
    assert body["schema"] == "oeq.compare/1"
    assert body["flips"][0]["why"] == "its answers changed"
    assert found.flip_frame().height == 3
    assert found.frame().columns == ["measure", "before", "after", "difference", "low", "high", "undefined"]


def test_a_store_without_labels_is_compared_by_agreement(tmp_path):
    from oe_quality.loading import load
    from oe_quality.readers import ReadOptions
    from oe_quality.scales import parse_scale
    from oe_quality.store import open_store

    rows = ["item,annotator,label", *(f"i{i},p{a},{(i + a) % 7 + i}" for i in range(12) for a in range(3))]
    (tmp_path / "ratings.csv").write_text("\n".join(rows) + "\n")
    options = ReadOptions(scales=(parse_scale("label=interval:0..30"),))
    load(tmp_path / "q.duckdb", tmp_path / "ratings.csv", options=options)
    with open_store(tmp_path / "q.duckdb") as store:
        found = of_store(store, "q")
    assert found.question == ""
    assert compare(found, found).agreement[0].difference.value == 0


def test_a_set_flips_as_a_whole_and_not_with_its_first_label():
    """Two labels that change places at the top are no change; one label more is, and a tie at the top is none."""
    one = side([("a", ["sad", "calm"], "majority", 0.9), ("b", ["sad"], "majority", 0.8), ("c", [], "none", 0.7)])
    two = side([("a", ["sad", "calm"], "tie", 0.9), ("b", ["calm", "sad"], "majority", 0.6), ("c", [], "none", 0.7)])
    found = compare(one, two)
    assert [(flip.item, flip.before, flip.after) for flip in found.flips] == [("b", "sad", "calm + sad")]


@pytest.mark.parametrize("lacking", [0, 1])
def test_a_difference_needs_an_error_on_both_sides(lacking):
    sides = [Coefficient("q", "alpha", Estimate(0.5), 0.1), Coefficient("q", "alpha", Estimate(0.6), 0.1)]
    sides[lacking] = Coefficient("q", "alpha", Estimate(0.55), None)
    found = _difference(*sides)
    assert (found.interval, found.note) == (None, "no interval: one of the two has none")
