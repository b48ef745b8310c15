"""What differences mean, in sentences."""

from dataclasses import replace

import oe_quality as oeq
from oe_quality.analysis.contrast.wording import difference_sentence, equal_sentences
from oe_quality.kernel.uncertainty.homogeneity import Homogeneity
from oe_quality.results import Estimate


def test_a_difference_in_words(store):
    found = oeq.agreement_difference(store, "easy", "hard")
    said = difference_sentence(found)
    assert said.startswith(f"easy less hard is {found.difference.written(3)}, p < .001 for no difference")
    assert said.endswith("60 items and 12 annotators are in both.")


def test_no_difference_says_why(store):
    found = oeq.agreement_difference(store, "easy", other=store)
    assert "its variance cannot be told" in difference_sentence(found)
    nothing = replace(found, difference=Estimate(None, undefined="hard: nobody answered"))
    assert difference_sentence(nothing) == "No difference can be told: hard: nobody answered."


def test_pairs_that_differ_are_named(store):
    found = oeq.equal_agreement(store, "easy", "half", smallest=10)
    sure = replace(found.pairs[0], q_value=0.0001, difference=replace(found.pairs[0].difference, note="of these two"))
    *_, said = equal_sentences(replace(found, pairs=(sure,)))
    assert said == f"{sure.first} less {sure.second}: {sure.difference.written(3)}, q < .001 (of these two)."


def test_tests_in_words(store):
    found = oeq.equal_agreement(store, "easy", "half", smallest=10)
    (said,) = equal_sentences(found)
    assert said.startswith("All 2 groups alike: F(1, 10) = ")
    none = Homogeneity(None, None, "F", (1, 0), "", "1: nobody answered")
    fitted = Homogeneity(7.25, 0.0267, "chi-square", (2,), "new items, these annotators")
    said = list(equal_sentences(replace(found, test=none, fit=fitted, too_small=("w",))))
    assert said[0] == "All 2 groups alike: cannot be tested, because 1: nobody answered."
    assert "chi-square(2) = 7.25, p = .027, for new items, these annotators" in said[1]
    assert said[2] == "1 group has too few items that can be compared."
