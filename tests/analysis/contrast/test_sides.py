"""What can be compared, and where items and annotators of several panels stand."""

import pytest

from oe_quality.analysis.contrast.sides import places, prepared, spec_of
from oe_quality.errors import UsageError


def test_alpha_is_that_of_the_scale(store):
    assert spec_of(prepared(store.panel("easy")), "alpha").name == "alpha-nominal"


@pytest.mark.parametrize(("name", "message"), [("light", "no item can be left out"), ("alpha-masi", "multilabel")])
def test_what_cannot_be_compared_is_said(store, name, message):
    with pytest.raises(UsageError, match=message):
        spec_of(prepared(store.panel("easy")), name)


def test_one_numbering_by_names(store):
    first, second = places([store.panel("easy"), store.panel("hard")])
    assert (first.item == second.item).all()
    assert sorted(first.annotator.tolist()) == list(range(12))
