import pytest

from oe_quality.errors import UsageError
from oe_quality.scales import Question, Scale, parse_scale


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("q=nominal", Question("q", Scale.NOMINAL, open_vocabulary=True)),
        ("q=nominal:a,b", Question("q", Scale.NOMINAL, ("a", "b"))),
        ("q=ordinal:low<mid<high", Question("q", Scale.ORDINAL, ("low", "mid", "high"))),
        ("q=multilabel:a,b", Question("q", Scale.MULTILABEL, ("a", "b"))),
        ("q=interval:-5..5", Question("q", Scale.INTERVAL, low=-5, high=5)),
        ("q=interval", Question("q", Scale.INTERVAL)),
        (
            "q=interval:None<A little<Much",
            Question("q", Scale.INTERVAL, low=0, high=2, codes=("None", "A little", "Much")),
        ),
    ],
)
def test_a_question_is_declared_in_one_word(text, question):
    assert parse_scale(text) == question


@pytest.mark.parametrize(
    "text", ["q", "=nominal", "q=fuzzy", "q=interval:5..5", "q=interval:a..b", "q=ordinal:a<a", "q=nominal:a,"]
)
def test_what_declares_nothing_is_refused(text):
    with pytest.raises(UsageError) as error:
        parse_scale(text)
    assert error.value.remedy
