"""Tasks that were written here are known again in a tool's export."""

import pytest

from oe_quality.home import ITEM, QUESTION, home_of

OURS = {ITEM: "i1", QUESTION: "mood"}


@pytest.mark.parametrize(
    "record",
    [OURS, *({place: OURS} for place in ("data", "meta", "metadata"))],
    ids=["top", "data", "meta", "metadata"],
)
def test_the_two_fields_are_found_wherever_tools_keep_them(record):
    assert home_of(record) == ("i1", "mood")


@pytest.mark.parametrize("record", [{}, {"data": "text"}, {ITEM: 7}, {"meta": {QUESTION: "mood"}}, {"other": OURS}])
def test_other_records_name_nothing(record):
    assert home_of(record) == ("", "")


def test_a_question_that_is_no_text_is_none():
    assert home_of({ITEM: "i1", QUESTION: ["mood"]}) == ("i1", "")
