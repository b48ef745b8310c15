"""Words that are known."""

import pytest

from oe_quality.readers.answers.vocabularies import is_nothing, ladder


@pytest.mark.parametrize("text", ["N/A", " na ", "-", "#REF!", "No Answer", "None"])
def test_spellings_of_nothing(text):
    assert is_nothing(text)
    assert not is_nothing(f"{text} at all")


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (("High", "low", "medium"), ("low", "medium", "High")),
        (("strongly_agree", "agree", "neutral", "Disagree"), ("Disagree", "neutral", "agree", "strongly_agree")),
        (("never", "often", "always", "sometimes"), ("never", "sometimes", "often", "always")),
        (("low", "high"), ()),
        (("low", "medium", "average"), ()),
        (("low", "medium", "high", "purple"), ()),
        ((), ()),
    ],
)
def test_labels_stand_in_order_where_all_are_rungs_of_one_ladder(labels, order):
    assert ladder(labels) == order
