"""Single answers behind a study's findings."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis import evidence
from oe_quality.analysis.annotators.data import assemble
from tests.analysis.small import choices, sets


def found(data, support):
    n = len(support)
    fit = SimpleNamespace(usable=np.ones(n, dtype=bool), support=np.array(support), residual=np.full(n, -0.5))
    return SimpleNamespace(data=data, fit=fit)


def test_labels_that_somebody_gives_for_another_are_counted_where_the_others_are_sure():
    rows = [(f"i{i}", "p", said) for i, said in enumerate("xxxyz")]
    sure = [[0.02, 0.96, 0.02]] * 4 + [[0.3, 0.6, 0.1]]
    it = found(assemble(choices(rows, "xyz"), "asked"), sure)
    assert evidence._pairs(it, "A-p") == [("A-p", "y", "x", 3, 4)]
    rare = found(assemble(choices(rows[2:], "xyz"), "asked"), sure[2:])
    assert evidence._pairs(rare, "A-p") == []


@pytest.mark.parametrize(("items", "n"), [(["a"], 2), (["b", "none"], 1), ([], 0)])
def test_answers_are_those_to_the_items_that_matter(items, n):
    it = found(assemble(choices([("a", "p", "x"), ("a", "q", "y"), ("b", "q", "y")], "xy"), "asked"), [[0.5, 0.5]] * 3)
    assert evidence._answers(it, items).height == n


def test_answers_stand_as_people_read_them():
    it = found(assemble(sets([("a", "p", "xy"), ("a", "q", "")], "xy"), "asked"), [[0.5, 0.5]] * 2)
    assert evidence._answers(it, ["a"]).rows() == [("a", "A-p", "x, y"), ("a", "A-q", "nothing chosen")]
