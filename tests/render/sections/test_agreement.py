"""Agreement on the page: headlines, coefficients, labels, and which labels blur."""

import dataclasses

import pytest

from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.results import Basis, Confusion, LabelAgreement, Measured, QuestionAgreement
from oe_quality.kernel.agreement.intervals import IntervalMethod
from oe_quality.render.page.blocks import Figure, Prose, Table
from oe_quality.render.sections import agreement
from oe_quality.results import Estimate, Interval
from oe_quality.scales import Scale
from oe_quality.store.panel import LeftOut
from tests.render.made_up import one


def measured(value):
    if value is None:
        return Measured("alpha", "Alpha", Estimate(None, undefined="one answer each"))
    return Measured(
        "alpha", "Alpha", Estimate(value, Interval(value - 0.1, value + 0.1, population="new items"), 9, 3, 30)
    )


def question(name, value, labels=(), confusions=()):
    found = tuple(LabelAgreement(label, 9, 0.3, measured(a), measured(a), measured(a)) for label, a in labels)
    basis = Basis(12, 2, 3, 3, 32, 30, 0, False)
    return QuestionAgreement(
        name, Scale.NOMINAL, measured(value), (), basis, LeftOut(), labels=found, confusions=tuple(confusions)
    )


def study(*questions):
    return Agreement(questions, IntervalMethod.TWO_WAY, 0.9, 0, 0)


def test_headlines_name_values_and_what_is_undefined():
    figure = agreement.headlines(study(question("mood", 0.41), question("age", None)))
    assert figure.caption == ("mood 0.41; bars are 90 % intervals, for new items. Undefined: age (one answer each).")
    assert figure.data["agreement-by-question"].rows() == [
        ("mood", "Alpha", 0.41, pytest.approx(0.31), pytest.approx(0.51), 9, 3)
    ]


def test_words_say_what_a_number_rests_on():
    (prose,) = [block for block in agreement.section(study(question("mood", 0.41))).blocks if isinstance(block, Prose)]
    assert prose.paragraphs[0].endswith(
        "Computed on 30 answers to 10 items with two or more; 2 items with a single answer compare with nothing and "
        "are left out."
    )
    assert prose.question == "mood"


def test_two_labels_have_no_picture_of_labels_and_three_have():
    labels = [("calm", 0.6), ("sad", 0.2), ("rare", None)]
    two, three = (agreement.section(study(question("mood", 0.4, labels[:n]))) for n in (2, 3))
    assert "labels-mood" not in [block.id for block in two.blocks]
    figure = one(three, "labels-mood", Figure)
    assert figure.caption == "Clearest: calm, 0.60; least clear: sad, 0.20."
    assert figure.data["labels-mood"]["label"].to_list() == ["calm", "sad"]
    assert figure.table.frame["label"].to_list() == ["calm", "sad", "rare"]
    assert figure.table.frame["note"].to_list()[2] == "one answer each"
    nothing = agreement.labels(question("mood", 0.4, [(name, None) for name, _ in labels]))
    assert nothing.caption == "No label was given often enough."


def test_labels_that_blur_stand_on_both_sides_of_the_map():
    blur = [Confusion("calm", "sad", 8.0, 0.25, 2.0), Confusion("calm", "happy", 2.0, 0.05, 0.5)]
    figure = agreement.confusions(question("mood", 0.4, confusions=blur))
    drawn = figure.data["confusions-mood"]
    assert drawn.height == 4
    assert drawn.select("label", "y").unique().sort("y")["label"].to_list() == ["calm", "sad", "happy"]
    assert figure.caption.startswith("Most often given in place of one another: calm and sad (25 %) and calm and happy")


def test_columns_without_a_value_are_not_shown():
    table = one(agreement.section(study(question("mood", 0.41))), "coefficients", Table)
    names = [column.name for column in table.columns]
    assert {"value", "population"} <= set(names)
    assert not {"design_effect", "undefined"} & set(names)
    both = study(question("mood", 0.41), question("age", None))
    assert "undefined" in [column.name for column in agreement.coefficients(both).columns]
    assert dataclasses.replace(both, questions=()).frame().is_empty()
