"""Tables about models beside people."""

import pytest

from oe_quality.analysis.judges import tables
from tests.analysis.judges.made_up import around, judge, judges

FOUND = judges(judge(), judge("n", majority=None, confidence=None, powered=(), slices=(), apart=()))


def rows(table):
    return table.to_dicts()


def test_items_that_differ_say_what_both_said():
    assert tables.differing_items(FOUND).rows()[0] == ("mood", "m", "i1", "x", "y", 3)


def test_shares_of_a_model_stand_beside_those_of_people():
    first = rows(tables.bias_table(FOUND))[0]
    assert (first["of_model"], first["of_people"], first["difference"]) == (0.5, 0.3, 0.2)
    (powered,) = rows(tables.powered_table(FOUND))
    assert (powered["share"], powered["people"], powered["gain"], powered["rogan_gladen"]) == (0.4, 0.3, 1.5, 0.45)
    assert (powered["n_model_only"], powered["people_low"]) == (60, around(0.3).interval.low)


def test_slices_and_shares_by_attribute():
    (near,) = rows(tables.slice_table(FOUND))
    assert (near["value"], near["n_items"], near["near"], near["q_value"]) == ("en", 12, 0.9, 0.2)
    (apart,) = rows(tables.apart_table(FOUND))
    assert (apart["share"], apart["difference"], apart["q_value"]) == (0.4, -0.1, None)


def test_a_pair_without_common_errors_has_agreement_alone():
    (pair,) = rows(tables.pair_table(FOUND))
    assert (pair["agreement"], pair["errors"], pair["n_items"]) == (0.7, None, 40)


def test_a_row_of_confusions_is_a_share_of_people_s_label():
    found = {(row["people"], row["model_answer"]): row["share"] for row in rows(tables.confusion_table(FOUND))}
    assert found == {("x", "x"): 0.75, ("x", "y"): 0.25, ("y", "y"): 1.0}


def test_all_labels_together_have_accuracy_and_kappa_and_each_has_its_own():
    whole, label = rows(tables.right_table(FOUND))
    assert (whole["label"], whole["recall"], whole["precision"], whole["kappa"], whole["n_items"]) == (
        "", 0.7, None, 0.6, 40,
    )  # fmt: skip
    assert (label["label"], label["recall"], label["kappa"], label["n_items"]) == ("x", 0.8, None, 16)


def test_stated_confidence_is_summed_over_its_bins():
    whole, *bins = rows(tables.confidence_table(FOUND))
    assert whole["confidence"] == pytest.approx((4 * 0.6 + 6 * 0.9) / 10)
    assert whole["right"] == pytest.approx((4 * 0.5 + 6 * 1.0) / 10)
    assert (whole["error"], whole["brier"]) == (0.1, 0.2)
    assert [row["bin"] for row in bins] == ["0.5-0.75", "0.75-1"]
    assert (bins[0]["n_items"], bins[0]["right_low"], bins[0]["error"]) == (4, 0.2, None)


def test_people_are_held_against_the_others_as_models_are():
    assert rows(tables.yardstick_table(FOUND))[0]["agreement"] == 0.55
