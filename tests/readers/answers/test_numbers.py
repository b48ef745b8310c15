"""How a column writes its numbers."""

import pytest

from oe_quality.readers.answers.numbers import PLAIN, NumberStyle, find_style


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (("3.5", "4"), PLAIN),
        (("3,5", "4,25"), NumberStyle(",")),
        (("1,000", "1,037"), NumberStyle(".", ",")),
        (("1,000", "1037"), NumberStyle(",")),
        (("1,000", "3,5"), NumberStyle(",")),
        (("1.037,5", "2"), NumberStyle(",", ".")),
        (("1 037", "2 000,5"), NumberStyle(",", " '\N{RIGHT SINGLE QUOTATION MARK}")),
        (("7%", "8 %", "x 9"), NumberStyle(percent=True)),
        (("7%", "8"), PLAIN),
        (("good",), PLAIN),
    ],
)
def test_most_texts_tell_the_style(texts, style):
    assert find_style(texts) == style


def test_values_are_those_of_the_style_and_of_no_other():
    assert NumberStyle(",", ".").value("1.037,5") == 1037.5
    assert NumberStyle(percent=True).value("7 %") == 7.0
    with pytest.raises(ValueError, match=r"."):
        PLAIN.value("3,5")


def test_only_what_is_unusual_is_described():
    assert PLAIN.describe() == ""
    assert NumberStyle(",", ".", percent=True).describe() == (
        "decimal commas and marks between thousands and percent signs (7% is 7)"
    )
