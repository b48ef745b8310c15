"""Errors say what, where and what to do, and which exit status they lead to."""

import pytest

from oe_quality import errors
from oe_quality.errors import InputError, OeQualityError, Place

STATUS = {"CheckFailedError": 1, "UsageError": 2, "InputError": 3, "StoreError": 3, "NotComputableError": 4}


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(), ""),
        (Place("a.csv"), "a.csv"),
        (Place("a.csv", 3), "a.csv, line 3"),
        (Place("a.csv", 3, "mood"), "a.csv, line 3, column 'mood'"),
        (Place(line=0), "line 0"),
    ],
)
def test_a_place_says_what_is_known_of_it(place, said):
    assert str(place) == said


def test_what_where_and_remedy_stand_in_this_order():
    assert str(InputError("it is empty", place=Place("a.csv", 1), remedy="Fill it.")) == (
        "a.csv, line 1: it is empty\n  Fill it."
    )
    assert str(InputError("it is empty")) == "it is empty"


def test_every_kind_of_error_has_the_exit_status_that_the_help_names():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OeQualityError)]
    assert {kind.__name__: kind.exit_code for kind in kinds if kind is not OeQualityError} == STATUS
