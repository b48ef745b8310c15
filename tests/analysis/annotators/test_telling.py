"""The items on which somebody and the others differ most."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.annotators.data import assemble
from oe_quality.analysis.annotators.mixups import Mixup
from oe_quality.analysis.annotators.telling import items_to_discuss, telling_items
from tests.analysis.small import choices, numbers


def found(answers, support, residual, held=0.1):
    """Everybody else says y; p answered each item as `answers` has it."""
    rows = [
        row for i, own in enumerate(answers) for row in ((f"i{i}", "p", own), (f"i{i}", "q", "y"), (f"i{i}", "r", "y"))
    ]
    data = assemble(choices(rows, "xyz"), "asked")
    own = np.arange(len(rows)) % 3 == 0
    fit = SimpleNamespace(
        usable=np.ones(len(rows), dtype=bool), residual=np.zeros(len(rows)), held=np.full(len(rows), held),
        support=np.tile([0.05, 0.9, 0.05], (len(rows), 1)),
    )  # fmt: skip
    fit.residual[own], fit.support[own] = residual, support
    return SimpleNamespace(data=data, fit=fit)


def test_the_farthest_off_stand_first_and_agreement_is_not_telling():
    it = found("xzy", np.tile([0.05, 0.9, 0.05], (3, 1)), [-0.2, -0.7, 0.1])
    told = telling_items(it, "A-p")
    assert [(one.item, one.own, one.others) for one in told] == [("i1", ("z",), ("y",)), ("i0", ("x",), ("y",))]
    assert (told[0].support, told[0].n_others, told[0].others_sure) == (0.1, 2, 0.9)
    assert telling_items(it, "A-p", n=1) == told[:1]
    assert telling_items(it, "nobody") == ()


def test_where_no_label_is_likelier_than_not_the_likeliest_is_named():
    (one,) = telling_items(found("x", [[0.2, 0.45, 0.35]], [-0.5]), "A-p")
    assert (one.others, one.others_sure) == (("y",), 0.45)


@pytest.mark.parametrize(("sure", "named"), [(0.8, 1), (0.79, 0)])
def test_a_letter_names_items_only_where_others_are_sure(sure, named):
    it = found("x", [[0.0, sure, 1 - sure]], [-0.5])
    assert len(items_to_discuss(it, "A-p")) == named


def test_items_of_a_mixup_go_before_the_others_or_alone():
    it = found("zx", np.tile([0.05, 0.9, 0.05], (2, 1)), [-0.7, -0.2])
    first = Mixup("y", "x", 3, 4, 0.5, 0.1)
    assert [one.item for one in items_to_discuss(it, "A-p")] == ["i0", "i1"]
    assert [one.item for one in items_to_discuss(it, "A-p", first=first)] == ["i1", "i0"]
    assert [one.item for one in items_to_discuss(it, "A-p", first=first, only=True)] == ["i1"]


def test_numbers_are_told_and_not_discussed():
    data = assemble(numbers([("a", "p", 1.0), ("a", "q", 4.0)]), "asked")
    fit = SimpleNamespace(
        usable=np.ones(2, dtype=bool),
        residual=np.array([-0.5, -0.5]),
        held=np.zeros(2),
        support=np.array([[4.0], [1.0]]),
    )
    it = SimpleNamespace(data=data, fit=fit)
    (one,) = telling_items(it, "A-p")
    assert (one.own, one.others, one.others_sure) == (("1",), ("4 on average",), 0.0)
    assert items_to_discuss(it, "A-p") == ()
