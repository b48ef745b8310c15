"""Other packages recompute our coefficients, and what they cannot do is said."""

import pytest

from oe_quality.analysis.agreement import verify
from oe_quality.analysis.agreement.verify import Check

VOTES = {"i1": "a a b", "i2": "b b b", "i3": "a b b", "i4": "c c a"}


def checks(store):
    with store:
        return {(check.coefficient, check.package): check for check in verify.verify(store).checks}


def test_nominal_answers_of_a_complete_design_are_recomputed_by_three(stored):
    found = checks(stored(VOTES))
    assert {package for _, package in found} == {"krippendorff", "statsmodels", "scikit-learn"}
    assert all(check.agrees for check in found.values())


def test_packages_that_want_as_many_answers_everywhere_are_not_asked_for_other_designs(stored):
    check = checks(stored({**VOTES, "i5": "a b -"}))["fleiss", "statsmodels"]
    assert (check.theirs, check.agrees) == (None, None)
    assert check.note == "wants the same number of answers on every item"


@pytest.mark.parametrize(
    ("scale", "answers", "levels"),
    [
        ("ordinal:a<b<c", VOTES, {"nominal", "ordinal"}),
        ("interval", {"i1": "1 2 2", "i2": "4 5 3", "i3": "-2 0 1"}, {"interval", "ordinal"}),
        ("ratio", {"i1": "1 2 2", "i2": "4 5 3", "i3": "2 0 1"}, {"ratio", "interval", "ordinal"}),
        ("multilabel", {"i1": [["a"], ["a", "b"]], "i2": [["c"], ["c"]], "i3": [["b"], ["a"]]}, {"masi", "jaccard"}),
    ],
)
def test_each_scale_has_its_alphas(stored, scale, answers, levels):
    found = checks(stored(answers, scale))
    alphas = {name.removeprefix("alpha-") for name, package in found if package == "krippendorff"}
    assert alphas == levels
    assert all(check.agrees for check in found.values() if check.package == "krippendorff")


def test_too_large_for_a_package_is_said(stored, monkeypatch):
    monkeypatch.setattr(verify, "MOST_CELLS", 10)
    ((_, check),) = checks(stored(VOTES)).items()
    assert check.agrees is None
    assert "too large" in check.note


def test_only_equal_but_for_rounding_agrees():
    one = Check("mood", "alpha", "x", 0.5, 0.5 + 2e-9)
    assert one.agrees is False
    assert one.difference == pytest.approx(2e-9)
    assert Check("mood", "alpha", "x", 0.5, 0.5 + 1e-10).agrees is True
    assert Check("mood", "alpha", "x", 0.5, None).agrees is None


def test_an_undefined_coefficient_is_no_number(stored):
    with stored({"i1": "a a", "i2": "a a"}) as store:
        frame = verify.verify(store).frame()
    assert frame.filter(frame["coefficient"] == "alpha-nominal")["ours"].to_list() == [None]
    assert not frame["theirs"].is_nan().any()
