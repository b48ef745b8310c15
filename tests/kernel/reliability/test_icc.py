"""Intraclass correlations against R, against statsmodels, and under invariances."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.reliability.icc import IccForm, complete_matrix, icc, step_up

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "icc.json").read_text())
COMPLETE, MISSING = GOLDEN["shrout_fleiss_1979"], GOLDEN["shrout_fleiss_two_cells_missing"]


@pytest.mark.parametrize("form", list(IccForm))
def test_all_six_forms_and_their_bounds_as_psych_has_them(form, ratings_of):
    value, low, high = COMPLETE["psych"][form]
    estimate = icc(ratings_of(COMPLETE["ratings"]))[form]
    assert (estimate.value, estimate.interval.low, estimate.interval.high) == pytest.approx(
        (value, low, high), abs=1e-6
    )
    assert (estimate.n_items, estimate.n_annotators, estimate.n_responses) == (6, 4, 24)


def test_the_bounds_of_the_average_as_irr_has_them(ratings_of):
    estimate = icc(ratings_of(COMPLETE["ratings"]), average_interval="irr")[IccForm.AGREEMENT_MEAN]
    found = (estimate.value, estimate.interval.low, estimate.interval.high)
    assert found == pytest.approx(COMPLETE["irr_average_agreement"], abs=1e-6)


def test_each_interval_is_named_by_its_method(ratings_of):
    table = icc(ratings_of(COMPLETE["ratings"]))
    after_satterthwaite = {form for form in IccForm if "Satterthwaite" in table[form].interval.method}
    assert after_satterthwaite == {IccForm.AGREEMENT, IccForm.AGREEMENT_MEAN}


def test_missing_answers_give_lme4s_components_and_ratios(ratings_of):
    table = icc(ratings_of(MISSING["ratings"]), k=4)
    assert table.method == "REML"
    found = {form: table[form].value for form in MISSING["values"]}
    assert found == pytest.approx(MISSING["values"], abs=1e-4)
    assert (table.item, table.annotator, table.residual) == pytest.approx(
        (MISSING["item"], MISSING["annotator"], MISSING["residual"]), rel=1e-4
    )


def test_the_mixed_model_repeats_the_mean_squares_on_a_complete_panel(ratings_of):
    from oe_quality.kernel.reliability.icc import _from_mixed_model

    ratings = ratings_of(COMPLETE["ratings"])
    by_model, by_anova = _from_mixed_model(ratings, 4, 0.95, 30, 0), icc(ratings)
    for form in IccForm:
        assert by_model[form].value == pytest.approx(by_anova[form].value, abs=1e-5)


def test_every_icc_of_the_reference_tables(shared, ratings_of):
    folder = shared / "data" / "agreement-tables"
    names = {"oneway": "ICC(", "agreement": "ICC(A,", "consistency": "ICC(C,"}
    checked = 0
    for row in csv.DictReader((folder / "reference_values.csv").open()):
        if not row["coefficient"].startswith("ICC") or "way" not in row["options"]:
            continue
        kind = "oneway" if "oneway" in row["options"] else row["options"].split()[1]
        last = "1" if "single" in row["options"] else "k"
        cells = list(csv.reader((folder / f"{row['table']}.csv").open()))[1:]
        table = icc(
            ratings_of([[float(c) for c in line[-_width(row["table"]) :]] for line in cells]), average_interval="irr"
        )
        estimate = table[IccForm(f"{names[kind]}{last})")]
        if row["value"]:
            assert estimate.value == pytest.approx(float(row["value"]), abs=1e-8), row
        if row["ci95"]:
            bounds = [float(b) for b in row["ci95"].strip("()").split(",")]
            assert (estimate.interval.low, estimate.interval.high) == pytest.approx(bounds, abs=1e-6), row
        checked += 1
    assert checked >= 17


def _width(table):
    return {"irr_anxiety": 3, "irr_video": 4, "shrout_fleiss_1979": 4}[table]


def test_neither_order_nor_unit_of_items_and_annotators_matters(rng, ratings_of):
    x = rng.normal(size=(12, 1)) + rng.normal(size=(12, 5))
    x[rng.random(x.shape) < 0.3] = np.nan
    one = icc(ratings_of(x), k=3)
    shuffled = icc(ratings_of(4 + 10 * x[rng.permutation(12)][:, rng.permutation(5)]), k=3)
    for form in IccForm:
        assert shuffled[form].value == pytest.approx(one[form].value, abs=1e-4)


def test_an_annotators_constant_shift_costs_agreement_but_not_consistency(ratings_of):
    base = np.arange(8.0)[:, None] + np.array([[0.3, -0.2, 0.1]]) * np.array([[1], [-1]] * 4)
    shifted = base + np.array([0, 3, -3])
    assert icc(ratings_of(shifted))[IccForm.CONSISTENCY].value == pytest.approx(
        icc(ratings_of(base))[IccForm.CONSISTENCY].value
    )
    assert icc(ratings_of(shifted))[IccForm.AGREEMENT].value < icc(ratings_of(base))[IccForm.AGREEMENT].value - 0.3


def test_what_cannot_be_said_comes_with_its_reason(ratings_of):
    constant = icc(ratings_of(np.full((4, 3), 2.0)))
    single_answers = icc(ratings_of([[1, np.nan], [np.nan, 2], [3, np.nan]]))
    for estimate in (*constant.estimates, *single_answers.estimates):
        assert estimate.value is None
        assert estimate.undefined


def test_perfect_agreement_is_one(ratings_of):
    estimate = icc(ratings_of(np.repeat(np.arange(5.0)[:, None], 3, axis=1)))[IccForm.AGREEMENT]
    assert estimate.value == pytest.approx(1)


def test_the_jackknife_interval_covers_the_true_agreement(ratings_of):
    """Of 25 simulated incomplete panels at least 21 intervals hold the truth (nominally 24)."""
    rng = np.random.default_rng(4)
    item, annotator, error = 1.0, 0.3, 1.0
    covered = 0
    for _ in range(25):
        x = rng.normal(0, item**0.5, (30, 1)) + rng.normal(0, annotator**0.5, 10) + rng.normal(0, error**0.5, (30, 10))
        x[np.argsort(rng.random(x.shape), axis=1) >= 4] = np.nan
        interval = icc(ratings_of(x), groups=8)[IccForm.AGREEMENT].interval
        covered += interval.low <= item / (item + annotator + error) <= interval.high
    assert covered >= 21


def test_step_up_is_spearman_brown(published):
    reference = published("spearman_brown")
    assert [step_up(reference["r"], k) for k in reference["k"]] == pytest.approx(reference["rk"])


def test_a_repeated_answer_makes_a_panel_incomplete():
    assert complete_matrix(RatingChunk(np.array([0, 2, 4]), np.array([0, 0, 0, 1], dtype=np.int32), np.ones(4))) is None


def test_annotators_of_one_item_each_are_told_which_form_speaks_of_them(rng):
    item = np.repeat(np.arange(20), 3)
    ratings = RatingChunk(
        np.arange(0, 61, 3), np.arange(60, dtype=np.int32), rng.normal(size=20)[item] + rng.normal(size=60)
    )
    found = icc(ratings)
    assert found[IccForm.ONE_WAY].value is not None
    assert found[IccForm.AGREEMENT].undefined == (
        "each annotator rated one item, so annotators cannot be told from noise; ICC(1) speaks of that"
    )
