"""This package's own algorithms, coefficients and readers keep the contracts that others' are held against."""

from dataclasses import replace
from pathlib import Path

import pytest

from oe_quality.analysis.agreement.catalogue import OWN as COEFFICIENTS
from oe_quality.kernel.em.majority import CARD, Majority
from oe_quality.kernel.em.registry import OWN as ALGORITHMS
from oe_quality.readers.registry import OWN as READERS
from oe_quality.testing import ContractError, check_algorithm, check_coefficient, check_reader

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.mark.parametrize("card", ALGORITHMS, ids=lambda card: card.name)
def test_algorithms(card):
    check_algorithm(card)


@pytest.mark.parametrize("spec", COEFFICIENTS.values(), ids=COEFFICIENTS)
def test_coefficients(spec):
    check_coefficient(spec)


def test_a_reader():
    check_reader(READERS[0], EXAMPLES / "open_empathic.json.gz")


class Boastful(Majority):
    """An algorithm whose annotators are right more often than always."""

    def findings(self, params, stats):
        found = super().findings(params, stats)
        return replace(found, accuracy=found.accuracy * 2)


def test_what_does_not_hold_is_said():
    with pytest.raises(ContractError, match="accuracies lie between 0 and 1"):
        check_algorithm(replace(CARD, make=Boastful))
    with pytest.raises(ContractError, match="full stop"):
        check_algorithm(replace(CARD, sentence="counts votes."))
    with pytest.raises(ContractError, match="knows a file of its own"):
        check_reader(READERS[0], EXAMPLES / "tidy" / "moods.csv")
    alpha = COEFFICIENTS["alpha-nominal"]
    with pytest.raises(ContractError, match="full agreement is 1"):
        check_coefficient(_half(alpha))


def _half(spec):
    """The coefficient whose values are half of another's."""

    class Half:
        def __init__(self, statistic):
            self.value = statistic.value / 2

    return replace(spec, statistic=lambda answers: Half(spec.statistic(answers)))
