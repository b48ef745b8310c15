"""One annotator's case: its table, and why there is none."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from oe_quality.analysis.annotators import case
from oe_quality.analysis.annotators.results import Counterfactual
from oe_quality.analysis.annotators.telling import TellingItem
from oe_quality.diction import ITEMS
from oe_quality.results import Estimate
from tests.render.made_up import PLAIN, Made

NONE = Estimate(None, undefined="x")


def test_items_stand_with_their_links_where_they_are_known():
    row = Made(*PLAIN).audit().rows[0]
    items = tuple(TellingItem(f"i{i}", ("calm",), ("sad",), 0.1, 2) for i in range(2))
    it = case.Case("emotion", row, items, (), "Dear you", ITEMS, ("", "https://x.example/1"))
    assert it.frame()["link"].to_list() == ["", "https://x.example/1"]
    assert case.Case("emotion", row, items, (), "Dear you").frame()["link"].to_list() == ["", ""]
    assert it.to_dict()["schema"] == "oeq.case/2"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            Counterfactual(Estimate(0.01234), 3, 0.05, 0),
            "Without A alpha would change by +0.0123, 3 items (5.0 %) would",
        ),
        (Counterfactual(NONE, 1, 0.01, 2), "Without A 1 item (1.0 %) would get another most probable answer; 2 would"),
    ],
)
def test_what_would_change_without_somebody(change, said):
    words = case.without(SimpleNamespace(alias="A", counterfactual=change), ITEMS)
    assert words.startswith(said)
    assert words.endswith(".")


def test_who_has_no_case_is_told_why():
    person = SimpleNamespace(
        alias="otter-1", words="otter-1", excluded=True, excluded_at=datetime(2030, 1, 2), reason="left"
    )
    out = case._not_audited(person)
    assert "otter-1 is left out since 2030-01-02 (left)" in str(out)
    assert "oeq include takes otter-1 back in" in out.remedy
    person.excluded = False
    assert "gave no answer that this audit rests on" in str(case._not_audited(person))
