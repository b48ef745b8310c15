"""What coefficients say together, and what is said of each."""

import pytest

import oe_quality as oeq
from oe_quality.analysis.agreement import wording
from oe_quality.analysis.agreement.results import Basis, Measured
from oe_quality.analysis.agreement.wording import _coverage
from oe_quality.results import Estimate, Interval
from oe_quality.scales import Scale

FULL = Basis(100, 0, 6, 6, 300, 300, 0, complete=True)


def measured(**values):
    return tuple(Measured(name.replace("_", "-"), name, Estimate(value)) for name, value in values.items())


def read(basis=FULL, scale=Scale.NOMINAL, prevalence=(("calm", 0.9), ("sad", 0.1)), **values):
    return wording.reading(scale, basis, measured(**values), prevalence)


def test_nothing_is_said_where_there_is_nothing_to_say():
    assert read(alpha_nominal=0.7) == ()


@pytest.mark.parametrize(("ac1", "said"), [(0.351, True), (0.349, False)])
def test_kappa_far_below_ac1_is_explained_by_prevalence(ac1, said):
    found = read(percent=0.81, fleiss=0.2, ac1=ac1, brennan_prediger=0.62)
    assert [text.startswith("Prevalence paradox: 81 % of pairs") for text in found] == [True] * said
    assert all("90 % of answers are 'calm'" in text for text in found)


@pytest.mark.parametrize(("conger", "said"), [(0.53, True), (0.529, False)])
def test_conger_above_fleiss_is_explained_by_habits(conger, said):
    found = read(fleiss=0.5, conger=conger)
    assert [text.startswith("Bias: ") for text in found] == [True] * said


def test_gaps_in_the_data_are_said():
    basis = Basis(100, 30, 6, 5, 300, 270, 12, complete=False)
    found = read(basis, fleiss=0.5)
    assert found[0].startswith("30 of 100 items have one answer only")
    assert found[0].endswith("the other 70.")
    assert "Not everybody answered everything" in found[1]
    assert found[2].startswith("1 annotator shares no item")
    assert found[3].startswith("12 earlier answers")
    assert "fleiss-compared" in found[4]


@pytest.mark.parametrize(("people", "said"), [(1, 0), (2, 1), (4, 1), (5, 0)])
def test_few_people_speak_for_themselves(people, said):
    found = read(Basis(9, 0, people, people, 27, 27, 0, complete=True), alpha_nominal=0.5)
    assert len([text for text in found if text.startswith("The numbers are of these annotators")]) == said


def test_of_sets_each_distance_is_named():
    found = read(scale=Scale.MULTILABEL, alpha_masi=0.41, alpha_jaccard=0.5)
    assert found == (
        "Alpha depends on how sets are compared: MASI 0.41, Jaccard 0.50. Name the distance when you quote it.",
    )


@pytest.mark.parametrize(("low", "said"), [(0.8, "above .800"), (0.799, "between .667"), (0.6669, "below .667")])
def test_thresholds_are_held_against_the_lower_end(low, said):
    estimate = Estimate(0.9, Interval(low, 0.95, 0.95, "two-way jackknife", "new items"))
    (found,) = wording.reading(Scale.NOMINAL, FULL, (Measured("alpha-nominal", "alpha", estimate),), ())
    assert said in found
    assert wording.KRIPPENDORFF in found


def test_everything_is_explained_with_whom_it_leaves_out(stored):
    with stored({"i1": "a a b", "i2": "b b b", "i3": "a b -", "i4": "a - -"}) as store:
        found = oeq.agreement(store)
    told = found.explain()
    assert "mood (nominal)\n  9 answers of 3 annotators to 4 items; 8 answers on 3 items can be compared." in told
    assert "Left out: 1 items with a single answer." in told
    assert f"Krippendorff's alpha (nominal) = {found['mood'].headline.estimate.value:.3f}" in told
    assert "a: 44.4 % of answers" in told


def test_undefined_says_why(stored):
    with stored({"i1": "a a", "i2": "a a"}) as store:
        told = oeq.agreement(store).explain()
    assert "Krippendorff's alpha (nominal): undefined, because " in told
    assert "= nan" not in told


def test_only_where_somebody_left_an_item_out_it_is_said_that_every_pair_counts():
    said, nothing = (list(_coverage(Basis(4, 0, 2, 2, 8, 8, 0, complete))) for complete in (False, True))
    assert said[0].startswith("Not everybody answered everything")
    assert nothing == []
