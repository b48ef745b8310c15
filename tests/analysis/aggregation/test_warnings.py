"""What is doubted about a consensus: each sentence from where on it is said, and not before."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.aggregation import warnings
from oe_quality.analysis.aggregation.results import Basis, Calibration
from oe_quality.kernel.em import Method
from oe_quality.kernel.sampling.predictive_check import Check, Discrepancy


def found(**changes):
    """A fit that leaves nothing to doubt."""
    usual = {
        "method": Method.DAWID_SKENE, "converged": True, "steps": 12, "restarts": 3, "mode_gap": None,
        "n_responses": np.array([20, 20, 20]), "confusion": np.zeros((3, 2, 2)),
    }  # fmt: skip
    return SimpleNamespace(**usual | changes)


def test_a_sound_fit_of_many_answers_is_not_doubted():
    counts = np.array([[3, 0], [0, 3], [2, 1]])
    assert warnings.fit_warnings(found()) == ()
    assert warnings.data_warnings(found(), counts) == ()
    assert warnings.label_warnings(np.array([0, 1, 0]), counts, ("no", "yes")) == ()
    assert warnings.pool_warnings(Calibration(Basis.SET_ASIDE), 0.049) == ()


def test_the_search():
    assert "limit of 12 steps" in warnings.fit_warnings(found(converged=False))[0]
    assert warnings.fit_warnings(found(mode_gap=2.0)) == ()
    assert "1.99 nats below the best of 3" in warnings.fit_warnings(found(mode_gap=1.99))[0]
    assert "order of the items" in warnings.fit_warnings(found(method=Method.LA))[0]


def test_single_answers_are_said_from_more_than_a_fifth_of_the_answered_items():
    answered = [[2, 0]] * 8 + [[0, 1], [1, 0]]
    assert warnings.data_warnings(found(), np.array(answered)) == ()
    (said,) = warnings.data_warnings(found(), np.array([*answered[1:], [0, 0]]))
    assert said.startswith("2 items have a single answer")
    assert warnings.data_warnings(found(), np.array([[0, 0]])) == ()


@pytest.mark.parametrize(
    ("numbers", "confusion", "words"),
    [
        ([4, 4, 4, 99], True, "Half of the annotators gave 4 answers or fewer: who of them"),
        ([4, 4, 4, 99], False, "Half of the annotators gave 4 answers or fewer: who of them"),
        ([5, 5, 5], True, "gave 5 answers or fewer: what is said of them is mostly borrowed"),
        ([1, 1, 8, 9, 9], True, "gave 8 answers or fewer: what is said"),
        ([1, 1, 8, 9, 9], False, ""),
        ([10, 10, 10], True, ""),
        ([0, 0, 0, 10], True, ""),
    ],
)
def test_few_answers_of_the_typical_annotator(numbers, confusion, words):
    fit = found(n_responses=np.array(numbers), confusion=np.zeros((1, 2, 2)) if confusion else None)
    assert " ".join(warnings.data_warnings(fit, np.array([[3, 0]]))).find(words) >= 0
    assert bool(warnings.data_warnings(fit, np.array([[3, 0]]))) is bool(words)


def test_ties_of_answered_items_are_counted():
    best, counts = np.array([0, -1, -1, 1]), np.array([[2, 0], [1, 1], [0, 0], [0, 2]])
    assert warnings.label_warnings(best, counts, ("no", "yes")) == (
        "1 items have no winner: their most probable labels tie.",
    )


def test_winners_that_nobody_chose_are_said_from_more_than_one_in_a_hundred():
    best, counts = np.repeat([0, 1], 100), np.repeat([[3, 0], [0, 3]], 100, axis=0)
    counts[:2] = [0, 3]
    assert warnings.label_warnings(best, counts, ("no", "yes")) == ()
    counts[2] = [0, 3]
    assert "3 items have a winner that nobody chose" in warnings.label_warnings(best, counts, ("no", "yes"))[0]


def test_all_winners_on_one_label():
    counts = np.array([[3, 0], [1, 2]])
    (said,) = warnings.label_warnings(np.array([0, 0]), counts, ("no", "yes"))
    assert said.startswith("All 2 winners are no, although 33 % of the answers say otherwise")
    assert warnings.label_warnings(np.array([0]), counts[:1], ("no", "yes")) == ()
    assert warnings.label_warnings(np.array([0, 0]), counts[[0, 0]], ("no", "yes")) == ()
    assert warnings.label_warnings(np.array([0, 1]), counts, ("no", "yes")) == ()


def test_the_pool():
    few = Calibration(Basis.TOO_FEW)
    assert "too few answers" in warnings.pool_warnings(few, 0.0)[0]
    assert warnings.pool_warnings(Calibration(Basis.GOLD, 120), 0.05)[0].startswith("5 % of the labels depend")
    assert len(warnings.pool_warnings(few, 0.2)) == 2


def test_sets_name_the_labels_whose_fit_stopped():
    best, counts = np.array([0, 1]), np.array([[3, 0], [0, 3]])
    fits = (found(), found(converged=False))
    said = warnings.set_warnings(fits, best, counts, ("calm", "glad"), Calibration(Basis.TOO_FEW))
    assert said[0] == "The fit of glad stopped at its step limit."
    assert said[1].startswith("Not calibrated")
    assert warnings.set_warnings((found(),) * 2, best, counts, ("calm", "glad"), Calibration(Basis.GOLD)) == ()


def test_a_model_that_does_not_describe_the_answers_says_what_to_try():
    more = warnings._sentence(Check(Discrepancy.ITEMS, 0.3, 0.2, 4.0, 0.001))
    less = warnings._sentence(Check(Discrepancy.ITEMS, 0.2, 0.3, 4.0, 0.001))
    assert "differs more" in more
    assert "method glad" in more
    assert "differs less" in less
    assert "share errors, or copy" in warnings._sentence(Check(Discrepancy.PAIRS, 0.3, 0.2, 4.0, 0.001))
