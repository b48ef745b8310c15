"""What distributions say, in sentences."""

import oe_quality as oeq
from oe_quality.analysis.distributions.wording import order_sentence, sentences


def test_sentences(sites):
    said = list(sentences(oeq.distributions(sites, "mood")))
    assert said[0].startswith("3 labels were given 420 times, 0 of them once")
    assert "Good-Turing" in said[0]
    assert any("Two annotators on one item disagree by" in line for line in said)
    assert any("bits, of which" in line for line in said)


def test_how_sure_the_order_is(sites):
    said = order_sentence(oeq.divided(sites, "mood"))
    assert said.startswith("With 14.0 answers an item on average, ")
    assert "90 % bounds of each rank" in said
